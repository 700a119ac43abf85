/**
 * What a StatefulService writes into its objects. That its pods start in order and keep their volumes, and that a volume grows, is
 * shown by `npm run e2e`, or by nothing where the storage of the sandbox does not do it.
 */
import { StatefulService, type StatefulServiceArgs, type StatefulServiceTransform } from "../../components/workloads";
import {
  dnsAlone,
  lostNodes,
  plainLabels,
  plainMetadata,
  plainResources,
  plainSpread,
  problemsOf,
  RecordedWorkloads,
  refusalOf,
  restrictedContainer,
  restrictedPod,
  SeenOptions,
  takesBack,
} from "./recorded-workloads";

type Args = Omit<StatefulServiceArgs, "cluster" | "namespace">;

const image = "registry.example.com/ledger:3.1.0";
const selector = { "app.kubernetes.io/name": "ledger" };
const plain: Args = { image, ports: { tcp: 7000 }, volumeClaims: { data: { size: "10Gi", mountPath: "/data" } } };

/** Registers one stateful service called `ledger`. */
function recorded(args: Partial<Args> = {}): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of(
    (cluster) => new StatefulService("ledger", { cluster, namespace: "team", ...plain, ...args }),
  );
}

function problems(args: Partial<Args>): Promise<string[]> {
  return problemsOf((cluster) => new StatefulService("ledger", { cluster, namespace: "team", ...plain, ...args }));
}

async function specOf(args: Partial<Args>): Promise<Record<string, unknown>> {
  return (await recorded(args)).spec("StatefulSet/ledger");
}

describe("a stateful service of which only image, port and volume are said", () => {
  it("has seven objects, the size of its only volume among them", async () => {
    expect((await recorded()).objects).toEqual([
      "NetworkPolicy/ledger",
      "PersistentVolumeClaimPatch/data-ledger-0",
      "PodDisruptionBudget/ledger",
      "Service/ledger",
      "Service/ledger-headless",
      "ServiceAccount/ledger",
      "StatefulSet/ledger",
    ]);
  });

  it("has a StatefulSet of one pod, whose volume stays", async () => {
    expect((await recorded()).inputs("StatefulSet/ledger")).toEqual({
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { ...plainMetadata("ledger"), annotations: takesBack },
      spec: {
        replicas: 1,
        serviceName: "ledger-headless",
        selector: { matchLabels: selector },
        podManagementPolicy: "OrderedReady",
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
        minReadySeconds: 0,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        template: {
          metadata: { labels: plainLabels("ledger") },
          spec: {
            serviceAccountName: "ledger",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: { ...restrictedPod, fsGroup: 1000, fsGroupChangePolicy: "OnRootMismatch" },
            terminationGracePeriodSeconds: 35,
            topologySpreadConstraints: plainSpread("ledger", "controller-revision-hash"),
            tolerations: lostNodes,
            containers: [
              {
                name: "ledger",
                image,
                ports: [{ name: "tcp", containerPort: 7000, protocol: "TCP" }],
                volumeMounts: [{ name: "data", mountPath: "/data" }],
                readinessProbe: { tcpSocket: { port: "tcp" } },
                livenessProbe: { tcpSocket: { port: "tcp" } },
                lifecycle: { preStop: { sleep: { seconds: 5 } } },
                resources: plainResources,
                securityContext: restrictedContainer,
              },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
          },
        ],
      },
    });
  });

  it("has a Service, and one that names each pod, also one that is not ready yet", async () => {
    const ledger = await recorded();
    const common = {
      selector,
      ports: [{ name: "tcp", port: 7000, targetPort: "tcp", protocol: "TCP" }],
    };
    const annotations = { "pulumi.com/skipAwait": "true" };
    expect(ledger.inputs("Service/ledger")).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...plainMetadata("ledger"), annotations },
      spec: { type: "ClusterIP", ...common },
    });
    expect(ledger.inputs("Service/ledger-headless")).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...plainMetadata("ledger", "ledger-headless"), annotations },
      spec: { type: "ClusterIP", clusterIP: "None", publishNotReadyAddresses: true, ...common },
    });
  });

  it("has a budget, an account without a token, and a policy as every workload", async () => {
    const ledger = await recorded();
    expect(ledger.inputs("PodDisruptionBudget/ledger")).toEqual({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: plainMetadata("ledger"),
      spec: { maxUnavailable: 1, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    });
    expect(ledger.inputs("ServiceAccount/ledger")).toEqual({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: plainMetadata("ledger"),
      automountServiceAccountToken: false,
    });
    expect(ledger.spec("NetworkPolicy/ledger")).toEqual({
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { "links.slipway/ledger.tcp": "true" } } }],
          ports: [{ port: "tcp", protocol: "TCP" }],
        },
      ],
      egress: dnsAlone,
    });
  });

  it("is made after its policy and the Service that it names", async () => {
    expect((await recorded()).dependencies("StatefulSet/ledger")).toEqual([
      "NetworkPolicy/ledger",
      "Service/ledger-headless",
      "ServiceAccount/ledger",
    ]);
  });

  it("tells where it answers", async () => {
    expect((await recorded()).get("StatefulService:ledger").outputs).toEqual({
      objectName: "ledger",
      address: "ledger:7000",
      links: [],
    });
  });
});

describe("what the class tells of itself", () => {
  it("is its address, its ports and the name that its pods are below", async () => {
    const made: StatefulService[] = [];
    await RecordedWorkloads.of((cluster) => {
      made.push(new StatefulService("ledger", { cluster, namespace: "team", ...plain }));
      made.push(new StatefulService("log", { cluster, namespace: "team", ...plain, ports: undefined }));
    });
    expect(made.map(({ objectName, headlessName, address }) => [objectName, headlessName, address])).toEqual([
      ["ledger", "ledger-headless", "ledger:7000"],
      ["log", "log-headless", undefined],
    ]);
    expect(made[0]?.ports).toEqual([expect.objectContaining({ name: "tcp", port: 7000, targetPort: 7000 })]);
  });

  it("has no Service of its own without ports, but still the one that names its pods", async () => {
    const ledger = await recorded({ ports: undefined });
    expect(ledger.objects.filter((name) => name.startsWith("Service/"))).toEqual(["Service/ledger-headless"]);
    expect(ledger.spec("Service/ledger-headless")).toEqual({
      type: "ClusterIP",
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector,
    });
  });
});

describe("replicas", () => {
  it("are written down, and each has a claim that is told its size", async () => {
    const ledger = await recorded({
      replicas: 3,
      volumeClaims: { data: { size: "10Gi", mountPath: "/data" }, log: { size: "1Gi", mountPath: "/log" } },
    });
    expect(ledger.spec("StatefulSet/ledger").replicas).toBe(3);
    expect(ledger.objects.filter((name) => name.startsWith("PersistentVolumeClaimPatch/"))).toEqual([
      "PersistentVolumeClaimPatch/data-ledger-0",
      "PersistentVolumeClaimPatch/data-ledger-1",
      "PersistentVolumeClaimPatch/data-ledger-2",
      "PersistentVolumeClaimPatch/log-ledger-0",
      "PersistentVolumeClaimPatch/log-ledger-1",
      "PersistentVolumeClaimPatch/log-ledger-2",
    ]);
    expect(ledger.spec("PersistentVolumeClaimPatch/log-ledger-2")).toEqual({
      resources: { requests: { storage: "1Gi" } },
    });
    expect(ledger.get("PersistentVolumeClaimPatch/log-ledger-2").name).toBe("ledger-log-2");
    // The StatefulSet's controller owns the size, and a claim may be without a volume until its pod is there.
    expect(ledger.inputs("PersistentVolumeClaimPatch/log-ledger-2").metadata).toEqual({
      name: "log-ledger-2",
      namespace: "team",
      annotations: { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" },
    });
  });

  it("may be none", async () => {
    const ledger = await recorded({ replicas: 0 });
    expect(ledger.spec("StatefulSet/ledger").replicas).toBe(0);
    expect(ledger.objects.some((name) => name.startsWith("PersistentVolumeClaimPatch/"))).toBe(false);
  });
});

describe("volume claims", () => {
  it("have a class, access modes and a place in the main container", async () => {
    const ledger = await recorded({
      volumeClaims: {
        data: { size: "10Gi", mountPath: "/data", class: "fast", accessModes: ["ReadWriteOncePod"] },
        shared: { size: "5Gi", mountPath: "/shared", class: "files", accessModes: ["ReadWriteMany"], readOnly: true },
      },
      capabilities: { storageClasses: { fast: { expandable: true }, files: { expandable: true, shared: true } } },
    });
    expect(ledger.spec("StatefulSet/ledger").volumeClaimTemplates).toEqual([
      {
        metadata: { name: "data" },
        spec: {
          accessModes: ["ReadWriteOncePod"],
          storageClassName: "fast",
          resources: { requests: { storage: "10Gi" } },
        },
      },
      {
        metadata: { name: "shared" },
        spec: {
          accessModes: ["ReadWriteMany"],
          storageClassName: "files",
          resources: { requests: { storage: "5Gi" } },
        },
      },
    ]);
    expect(ledger.onlyPods.spec.containers[0]?.volumeMounts).toEqual([
      { name: "data", mountPath: "/data" },
      { name: "shared", mountPath: "/shared", readOnly: true },
    ]);
  });

  it("change the owner of their files only where it is another", async () => {
    const { securityContext } = (await recorded({ security: { fsGroup: 1000 } })).onlyPods.spec;
    expect(securityContext).toEqual({ ...restrictedPod, fsGroup: 1000, fsGroupChangePolicy: "OnRootMismatch" });
  });

  it("grow by themselves, after the StatefulSet, which keeps the size that it was made with", async () => {
    const options = new SeenOptions();
    const ledger = await recorded({ transform: { volumeClaim: options.look } });
    expect(ledger.get("StatefulSet/ledger").ignoreChanges).toEqual(["spec.volumeClaimTemplates[*].spec.resources"]);
    expect(ledger.dependencies("PersistentVolumeClaimPatch/data-ledger-0")).toEqual(["StatefulSet/ledger"]);
    // Destroying the program must not take the size back, and so neither the volume.
    expect(options.of("ledger-data-0").retainOnDelete).toBe(true);
  });

  it.each<[string, Partial<Args>, string[]]>([
    ["none", { volumeClaims: {} }, ["volumeClaims: a stateful service without a volume claim keeps nothing"]],
    [
      "of a class that there is not",
      {
        volumeClaims: { data: { size: "1Gi", mountPath: "/data", class: "fst" } },
        capabilities: { storageClasses: { fast: { expandable: true } } },
      },
      ["volumeClaims.data.class: the cluster has no class of storage of this name"],
    ],
    [
      "that a volume has the name of",
      { volumes: { data: { mountPath: "/cache" } } },
      ["volumeClaims.data: a volume and a volume claim have one name"],
    ],
  ])("are refused: %s", async (_, args, expected) => {
    expect(await problems(args)).toEqual(expected);
  });
});

describe("the order of its pods", () => {
  it("may be none", async () => {
    expect((await specOf({ podManagement: "parallel" })).podManagementPolicy).toBe("Parallel");
  });
});

describe("retention", () => {
  it("may let volumes go with the service, or with their pods", async () => {
    expect((await specOf({ retention: { whenDeleted: "Delete" } })).persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: "Delete",
      whenScaled: "Retain",
    });
    expect((await specOf({ retention: { whenScaled: "Delete" } })).persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: "Retain",
      whenScaled: "Delete",
    });
  });
});

describe("a roll-out", () => {
  it("may leave pods with a lower number alone, and wait between two", async () => {
    expect(await specOf({ replicas: 3, rollout: { partition: 2, minReadySeconds: 10 } })).toMatchObject({
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 2 } },
      minReadySeconds: 10,
    });
  });

  it("may be by hand", async () => {
    expect((await specOf({ rollout: { strategy: "manual" } })).updateStrategy).toEqual({ type: "OnDelete" });
  });

  it("with a partition is done when all pods are ready, as they are never of one version", async () => {
    const annotations = async (args: Partial<Args>): Promise<unknown> =>
      ((await recorded(args)).inputs("StatefulSet/ledger").metadata as { annotations?: unknown }).annotations;
    expect(await annotations({ replicas: 3, rollout: { partition: 1 } })).toEqual({
      ...takesBack,
      "pulumi.com/waitFor": '["jsonpath={.status.replicas}=3","jsonpath={.status.readyReplicas}=3"]',
    });
    // A status does not have a count that is 0 and may be left out.
    expect(await annotations({ replicas: 0, rollout: { partition: 0 } })).toEqual(takesBack);
  });

  it("takes as long as its pods take one after the other", async () => {
    const options = new SeenOptions();
    await recorded({ replicas: 3, rollout: { minReadySeconds: 20 }, transform: { statefulSet: options.look } });
    // Three pods of 300 s and 20 s each, and 30 s more than Kubernetes may need.
    expect(options.of("ledger").customTimeouts).toEqual({ create: "990s", update: "990s" });
  });
});

describe("protected", () => {
  it("is the StatefulSet alone, and only on request", async () => {
    const isProtected = (ledger: RecordedWorkloads): string[] =>
      ledger.objects.filter((name) => ledger.get(name).protect);
    expect(isProtected(await recorded({ protected: true }))).toEqual(["StatefulSet/ledger"]);
    expect(isProtected(await recorded())).toEqual([]);
  });
});

describe("Services", () => {
  it("may be headless themselves, and more than one", async () => {
    const ledger = await recorded({
      service: { headless: true },
      additionalServices: { office: { type: "NodePort", nodePorts: { tcp: 30700 } } },
    });
    expect(ledger.spec("Service/ledger").clusterIP).toBe("None");
    expect(ledger.spec("Service/ledger-office")).toMatchObject({
      type: "NodePort",
      ports: [{ name: "tcp", port: 7000, targetPort: "tcp", protocol: "TCP", nodePort: 30700 }],
    });
  });

  it("are checked as those of every workload", async () => {
    expect(await problems({ service: { type: "NodePort", nodePorts: { tcp: 80 } } })).toEqual([
      expect.stringMatching(/^service\.nodePorts\.tcp: /),
    ]);
  });

  it("cannot have the suffix of the one that names its pods", async () => {
    expect(await problems({ additionalServices: { headless: { type: "ClusterIP" } } })).toEqual([
      "additionalServices.headless: each stateful service has a Service of this suffix, which gives its pods their names",
    ]);
  });
});

it("asks for recommended requests", async () => {
  const ledger = await recorded({ verticalRecommendation: true, capabilities: { verticalPodAutoscaler: true } });
  expect(ledger.spec("VerticalPodAutoscaler/ledger")).toMatchObject({
    targetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: "ledger" },
  });
});

it.each<[keyof StatefulServiceTransform, string[]]>([
  ["serviceAccount", ["ServiceAccount/ledger"]],
  ["networkPolicy", ["NetworkPolicy/ledger"]],
  ["dnsPolicy", ["ApplicationNetworkPolicy/ledger"]],
  ["configMap", ["ConfigMap/ledger-settings"]],
  ["secret", ["Secret/ledger-broker"]],
  ["statefulSet", ["StatefulSet/ledger"]],
  ["service", ["Service/ledger"]],
  ["additionalService", ["Service/ledger-inner"]],
  ["headlessService", ["Service/ledger-headless"]],
  ["volumeClaim", ["PersistentVolumeClaimPatch/data-ledger-0", "PersistentVolumeClaimPatch/data-ledger-1"]],
  ["disruptionBudget", ["PodDisruptionBudget/ledger"]],
  ["verticalAutoscaler", ["VerticalPodAutoscaler/ledger"]],
])("the transform %s reaches %j and nothing else", async (child, names) => {
  const ledger = await recorded({
    replicas: 2,
    config: { settings: { data: { "a.conf": "x" } } },
    secrets: { broker: { data: { uri: "amqp://broker" } } },
    egress: [{ host: "api.example.com" }],
    additionalServices: { inner: { type: "ClusterIP" } },
    verticalRecommendation: true,
    capabilities: { verticalPodAutoscaler: true, dnsPolicies: "eks" },
    transform: { [child]: { metadata: { annotations: { changed: "yes" } } } },
  });
  const changed = ledger.objects.filter((object) => JSON.stringify(ledger.inputs(object).metadata).includes("changed"));
  expect(changed).toEqual(names);
});

describe("wrong arguments", () => {
  it("are told all at once, and nothing is registered", async () => {
    const error = await refusalOf(
      (cluster) =>
        new StatefulService("ledger", {
          cluster,
          namespace: "team",
          image,
          ports: { tcp: 7000 },
          volumeClaims: { data: { size: "ten", mountPath: "data" } },
          replicas: 2,
          disruptionBudget: { minAvailable: 2 },
          rollout: { partition: 3 },
        }),
    );
    expect(error.subject).toBe("StatefulService ledger");
    expect(error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      "volumeClaims.data.mountPath: a volume is mounted at an absolute path below the root",
      "volumeClaims.data.size: this is no quantity",
      "disruptionBudget.minAvailable: no node with such a pod could ever be drained, so an upgrade of the nodes would hang",
      "rollout.partition: the partition begins after the last pod, so no pod would ever get the new version",
    ]);
  });

  it.each([-1, 1.5])("include %d replicas, once", async (replicas) => {
    expect(await problems({ replicas })).toEqual(["replicas: this is no number of pods"]);
  });

  it("include more pods than their volumes can be objects of a program", async () => {
    const { problems: found } = await refusalOf(
      (cluster) => new StatefulService("ledger", { cluster, namespace: "team", ...plain, replicas: 101 }),
    );
    expect(found).toEqual([
      {
        path: ["replicas"],
        message:
          "these are more pods than a stateful service may have, as each volume of each is an object of the program",
        found: "101",
        allowed: "at most 100",
        fix: "write 100 or less, or several services",
      },
    ]);
  });
});
