import * as pulumi from "@pulumi/pulumi";
import { type ClusterHandle, ExistingCluster } from "../../components/cluster";
import {
  Application,
  claimed,
  inClusterClass,
  NodeAgent,
  StatefulService,
  Team,
  Worker,
  type ReplicasSpec,
  type RolloutSpec,
  type StatefulRolloutSpec,
} from "../../components/workloads";
import type { Program } from "./engine";

/** What changes in the life of the workloads. */
export interface Wanted {
  /** Versions, by workload. Default: `1`. */
  readonly versions: Readonly<Partial<Record<"web" | "single" | "migrate" | "ledger", string>>>;
  readonly webRollout: RolloutSpec;
  readonly webReplicas: ReplicasSpec;
  readonly ledgerRollout: StatefulRolloutSpec;
  /** Pods of `ledger` and of `shards`. */
  readonly members: number;
  /** Size of the volumes of `ledger`. */
  readonly size: string;
  /** Configuration of `front`: one whose change rolls the pods, and one whose change does not. */
  readonly settings: { readonly rolling: string; readonly quiet: string };
  /** Whether there is a job whose pods end as the test says, and what comes after it. */
  readonly hasBroken: boolean;
}

export const atFirst: Wanted = {
  versions: {},
  // A pod counts a second after it is ready, so that no moment with too few of them is over before anybody sees it.
  webRollout: { minReadySeconds: 1 },
  webReplicas: 4,
  ledgerRollout: {},
  members: 1,
  size: "1Gi",
  settings: { rolling: "a", quiet: "a" },
  hasBroken: false,
};

/** The namespace of the application; the team's two; and one that was there before and stays. */
export const namespaces = { store: "store", crew: "crew", nodes: "crew-nodes", kept: "kept" } as const;

/** Class of storage of all volumes; it is there before. */
const storageClass = "disk";

/** A node that no pod is to be on that does not say so; it is there before, too. */
export const taintedNode = "node-tainted";

/** A text that must not be found in the engine's files. */
export const signingKey = "not-for-anybody-to-read";

/** The image of `broken`, which is never pulled: its pods wait until the test says how they ended. */
export const brokenImage = "registry.invalid/broken:does-not-exist";

/** A team with an agent and a worker, a stateful service on its own, and an application with every kind of workload. */
export function life(kubeconfig: string, wanted: Wanted): Program {
  return () => {
    const cluster = existingCluster(kubeconfig);
    createTeam(cluster);
    createLedger(cluster, wanted);
    new Application("store", { cluster, capabilities, claimClasses: [inClusterClass], ...store(wanted) });
    return {};
  };
}

/**
 * The same with one workload and what that needs. It is for previews that end in an error of this workload: the engine would break off while
 * the program still registers all the others, which then fail in ways that no test can catch.
 */
export function lifeOfLedger(kubeconfig: string, wanted: Wanted): Program {
  return () => {
    createLedger(existingCluster(kubeconfig), wanted);
    return {};
  };
}

const capabilities = { storageClasses: { [storageClass]: { expandable: true, isDefault: true } } };

function existingCluster(kubeconfig: string): ClusterHandle {
  return new ExistingCluster("cluster", { kubeconfig, context: "sandbox" });
}

function createTeam(cluster: ClusterHandle): void {
  const team = new Team("crew", {
    cluster,
    groups: { viewers: ["auditors"], developers: ["builders"], admins: ["owners"] },
    namespaces: {
      [namespaces.crew]: {
        quota: { pods: 5, requests: { cpu: "2" } },
        limits: { defaultRequests: { cpu: "50m", memory: "32Mi" }, defaultLimits: { memory: "64Mi" } },
      },
      [namespaces.nodes]: { podSecurity: "privileged" },
    },
    priorityClasses: { crucial: { value: 1000 } },
  });
  new Worker("mailer", {
    ...{ cluster, namespace: team.namespace(namespaces.crew) },
    image: image("mailer"),
    replicas: 1,
    priorityClass: "crucial",
  });
  new NodeAgent("agent", {
    ...{ cluster, namespace: team.namespace(namespaces.nodes) },
    image: image("agent"),
    ports: { metrics: { port: 9100, hostPort: 9100 } },
    volumes: { root: { hostPath: "/", mountPath: "/host" } },
    podExceptions: { hostPath: "reads the node's file systems", hostPorts: "is scraped by the node's address" },
  });
}

function createLedger(cluster: ClusterHandle, { versions, members, ledgerRollout, size }: Wanted): void {
  new StatefulService("ledger", {
    ...{ cluster, capabilities, namespace: namespaces.kept },
    image: image("ledger", versions.ledger),
    ports: { sql: 5432 },
    replicas: members,
    rollout: ledgerRollout,
    volumeClaims: { data: { size, mountPath: "/data" } },
  });
}

function store({ versions, webRollout, webReplicas, members, settings, hasBroken }: Wanted) {
  return {
    namespace: namespaces.store,
    claims: { db: { kind: "postgres" }, cache: { kind: "redis" }, token: { kind: "secret" } },
    services: {
      front: {
        image: image("front"),
        ports: { http: 8080 },
        replicas: { min: 2, max: 4, cpuPercent: 70 },
        config: {
          rolling: { data: { text: settings.rolling } },
          quiet: { data: { text: settings.quiet }, restart: false },
        },
        volumes: {
          rolling: { config: "rolling", mountPath: "/rolling" },
          quiet: { config: "quiet", mountPath: "/quiet" },
        },
      },
      web: {
        image: image("web", versions.web),
        ports: { http: 8080 },
        replicas: webReplicas,
        rollout: webRollout,
        after: ["migrate"],
        env: {
          DATABASE_URL: claimed("db", "url"),
          CACHE_URL: claimed("cache", "url"),
          TOKEN: claimed("token", "value"),
          SIGNING_KEY: { secret: pulumi.secret(signingKey) },
        },
      },
      single: {
        image: image("single", versions.single),
        ports: { http: 8080 },
        replicas: 2,
        rollout: { strategy: "recreate" },
      },
    },
    workers: hasBroken ? { late: { image: image("late"), replicas: 1, after: ["broken"] } } : {},
    statefulServices: {
      shards: {
        image: image("shards"),
        ports: { http: 9200 },
        replicas: members,
        podManagement: "parallel",
        volumeClaims: { data: { size: "1Gi", mountPath: "/data" } },
      },
    },
    // It shows that an agent is kept off a node by its taint, unless it is to be everywhere.
    nodeAgents: { picky: { image: image("picky"), everyNode: false } },
    jobs: {
      migrate: { image: image("migrate", versions.migrate) },
      ...(hasBroken ? { broken: { image: brokenImage, backoffLimit: 0 } } : {}),
    },
    scheduledJobs: { tick: { image: image("tick"), schedule: "* * * * *" } },
  } satisfies Partial<ConstructorParameters<typeof Application>[1]>;
}

export function image(name: string, version = "1"): string {
  return `registry.invalid/${name}:${version}`;
}

/** What a cluster has before anything is made in it: a node that is tainted, a class of storage, volumes, a namespace. */
export function surroundings(): object {
  const labels = {
    type: "kwok",
    "kubernetes.io/hostname": taintedNode,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
  };
  const room = { cpu: "16", memory: "64Gi", pods: "250", "ephemeral-storage": "100Gi" };
  const volumes = Array.from({ length: 12 }, (_, index) => ({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `disk-${index}` },
    spec: {
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      storageClassName: storageClass,
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: `/disks/${index}` },
    },
  }));
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: namespaces.kept } },
      {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: taintedNode, labels },
        spec: { taints: [{ key: "dedicated", value: "special", effect: "NoSchedule" }] },
        status: { capacity: room, allocatable: room },
      },
      {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name: storageClass, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
        provisioner: "kubernetes.io/no-provisioner",
        // As the classes of EBS do: a volume is found when a pod is placed.
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
      },
      ...volumes,
    ],
  };
}

/** A pod that says nothing but what `restricted` asks for. */
export function plainPod(resources: object): object {
  const securityContext = {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "plain" },
    spec: { containers: [{ name: "plain", image: image("plain"), resources, securityContext }] },
  };
}
