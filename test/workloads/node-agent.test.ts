/**
 * What a NodeAgent writes into its objects. That it lands on each node is shown by `npm run e2e`; that a host port or a folder of the node
 * is there is shown by nothing here.
 */
import {
  Microservice,
  NodeAgent,
  StatefulService,
  type LinkTarget,
  type MicroserviceArgs,
  type NodeAgentArgs,
  type NodeAgentTransform,
} from "../../components/workloads";
import {
  dnsAlone,
  lostNodes,
  plainLabels,
  plainMetadata,
  plainResources,
  problemsOf,
  RecordedWorkloads,
  refusalOf,
  restrictedContainer,
  restrictedPod,
  takesBack,
} from "./recorded-workloads";

type Args = Omit<NodeAgentArgs, "cluster" | "namespace">;

const image = "registry.example.com/collector:0.9.0";
const selector = { "app.kubernetes.io/name": "collector" };

/** Registers one agent called `collector`. */
function recorded(args: Partial<Args> = {}): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => new NodeAgent("collector", { cluster, namespace: "team", image, ...args }));
}

function problems(args: Partial<Args>): Promise<string[]> {
  return problemsOf((cluster) => new NodeAgent("collector", { cluster, namespace: "team", image, ...args }));
}

describe("an agent of which only the image is said", () => {
  it("has three objects: neither a budget nor an autoscaler, as nodes decide how many pods there are", async () => {
    expect((await recorded()).objects).toEqual([
      "DaemonSet/collector",
      "NetworkPolicy/collector",
      "ServiceAccount/collector",
    ]);
  });

  it("has a DaemonSet that runs on every node, and is spread by that alone", async () => {
    expect((await recorded()).inputs("DaemonSet/collector")).toEqual({
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { ...plainMetadata("collector"), annotations: takesBack },
      spec: {
        selector: { matchLabels: selector },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        minReadySeconds: 0,
        revisionHistoryLimit: 5,
        template: {
          metadata: { labels: plainLabels("collector") },
          spec: {
            serviceAccountName: "collector",
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: restrictedPod,
            terminationGracePeriodSeconds: 30,
            tolerations: [{ operator: "Exists" }],
            containers: [{ name: "collector", image, resources: plainResources, securityContext: restrictedContainer }],
          },
        },
      },
    });
  });

  it("is made after its policy, which lets nobody in", async () => {
    const collector = await recorded();
    expect(collector.dependencies("DaemonSet/collector")).toEqual([
      "NetworkPolicy/collector",
      "ServiceAccount/collector",
    ]);
    expect(collector.spec("NetworkPolicy/collector")).toEqual({
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: dnsAlone,
    });
  });
});

describe("a port", () => {
  it("is answered by the agent of the caller's own node", async () => {
    const collector = await recorded({ ports: { grpc: 4317 } });
    expect(collector.inputs("Service/collector")).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...plainMetadata("collector"), annotations: { "pulumi.com/skipAwait": "true" } },
      spec: {
        type: "ClusterIP",
        selector,
        ports: [{ name: "grpc", port: 4317, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" }],
        internalTrafficPolicy: "Local",
      },
    });
    expect(collector.get("NodeAgent:collector").outputs).toEqual({
      objectName: "collector",
      address: "collector:4317",
      links: [],
    });
  });

  it("may be answered by any agent", async () => {
    const service = { internalTrafficPolicy: "Cluster", trafficDistribution: "PreferSameNode" } as const;
    expect((await recorded({ ports: { grpc: 4317 }, service })).spec("Service/collector")).toMatchObject(service);
  });

  it("cannot be preferred on a node where no other is asked", async () => {
    const service = { trafficDistribution: "PreferSameNode" } as const;
    expect(await problems({ ports: { grpc: 4317 }, service })).toEqual([
      "service.trafficDistribution: calls stay on their node by internalTrafficPolicy, so there is nothing left to prefer",
    ]);
  });

  it("may be one of the node, which wants its exception", async () => {
    const ports = { metrics: { port: 9100, hostPort: 9100 } };
    const podExceptions = { hostPorts: "scraped by the address of the node" };
    const collector = await recorded({ ports, podExceptions });
    expect(collector.onlyPods.spec.containers[0]?.ports).toEqual([
      { name: "metrics", containerPort: 9100, protocol: "TCP", hostPort: 9100 },
    ]);
    expect(collector.onlyPods.metadata.annotations).toEqual({
      "exceptions.slipway/hostPorts": "scraped by the address of the node",
    });
    expect(await problems({ ports })).toEqual([expect.stringMatching(/^podExceptions\.hostPorts: /)]);
  });
});

describe("folders of the node", () => {
  it("are mounted read-only, with their exception", async () => {
    const collector = await recorded({
      volumes: { logs: { hostPath: "/var/log/pods", hostPathType: "Directory", mountPath: "/var/log/pods" } },
      podExceptions: { hostPath: "reads the logs of all pods" },
    });
    expect(collector.onlyPods.spec.volumes).toEqual([
      { name: "logs", hostPath: { path: "/var/log/pods", type: "Directory" } },
    ]);
    expect(collector.onlyPods.spec.containers[0]?.volumeMounts).toEqual([
      { name: "logs", mountPath: "/var/log/pods", readOnly: true },
    ]);
  });
});

describe("the network of the node", () => {
  it("comes with the DNS of the cluster", async () => {
    const { spec } = (await recorded({ podExceptions: { hostNetwork: "watches all traffic" } })).onlyPods;
    expect(spec).toMatchObject({ hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" });
  });

  it("is told to who would link to it, which no policy allows", async () => {
    const podExceptions = { hostNetwork: "watches all traffic" };
    const targets: LinkTarget[] = [];
    await RecordedWorkloads.of((cluster) => {
      const place = { cluster, namespace: "team", image };
      const volumeClaims = { data: { size: "1Gi", mountPath: "/data" } };
      targets.push(
        new NodeAgent("collector", { ...place, podExceptions }),
        new Microservice("proxy", { ...place, podExceptions }),
        new StatefulService("store", { ...place, podExceptions, volumeClaims }),
        new NodeAgent("shipper", place),
        new Microservice("orders", place),
        new StatefulService("ledger", { ...place, volumeClaims }),
      );
    });
    expect(targets.map(({ isOnNodeNetwork }) => isOnNodeNetwork)).toEqual([true, true, true, false, false, false]);
  });

  it("lets a service add no pod before it takes one away", async () => {
    const podExceptions = { hostNetwork: "watches all traffic" };
    const told = (args: Partial<MicroserviceArgs>): Promise<string[]> =>
      problemsOf((cluster) => new Microservice("proxy", { cluster, namespace: "team", image, ...args }));
    const message =
      "rollout.maxSurge: a new pod would wait for a port of a node, and each node may have an old pod with it";
    expect(await told({ podExceptions, ports: { http: 8080 } })).toEqual([message]);
    expect(
      await told({ podExceptions: { hostPorts: "is called" }, ports: { http: { port: 8080, hostPort: 8080 } } }),
    ).toEqual([message]);
  });

  it("has each port once, so that no second pod fits on the node while rolling", async () => {
    const podExceptions = { hostNetwork: "watches all traffic" };
    expect(await problems({ podExceptions, rollout: { maxSurge: 1 } })).toEqual([
      "rollout.maxSurge: the new pod would wait for the node's port, which the old one has",
    ]);
  });
});

describe("everyNode", () => {
  it("may be false: then only the taints of the nodes that it is for are put up with", async () => {
    const { spec } = (await recorded({ everyNode: false, nodes: { purpose: "gpu" } })).onlyPods;
    expect(spec.tolerations).toEqual([
      ...lostNodes,
      { key: "nodes.slipway/purpose", operator: "Equal", value: "gpu" },
      { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" },
    ]);
    expect(spec.nodeSelector).toEqual({ "nodes.slipway/purpose": "gpu" });
  });
});

it("stays on a node that stopped answering, unless it is for some nodes alone", async () => {
  for (const args of [{}, { everyNode: true }]) {
    expect(await problems({ ...args, nodeFailureSeconds: 10 })).toEqual([
      "nodeFailureSeconds: an agent of every node stays bound to a node that stopped answering",
    ]);
  }
  const { spec } = (await recorded({ everyNode: false, nodeFailureSeconds: 10 })).onlyPods;
  expect(spec.tolerations).toEqual(lostNodes.map((toleration) => ({ ...toleration, tolerationSeconds: 10 })));
});

describe("a roll-out", () => {
  it("may replace several agents at a time, or add the new one first", async () => {
    expect((await recorded({ rollout: { maxUnavailable: "20%" } })).spec("DaemonSet/collector").updateStrategy).toEqual(
      {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: 0, maxUnavailable: "20%" },
      },
    );
    expect((await recorded({ rollout: { maxSurge: 2 } })).spec("DaemonSet/collector").updateStrategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 2, maxUnavailable: 0 },
    });
  });

  it("by hand is not waited for, as the provider would until somebody has replaced every pod", async () => {
    const collector = await recorded({ rollout: { strategy: "manual", minReadySeconds: 5, revisionHistoryLimit: 2 } });
    expect(collector.spec("DaemonSet/collector")).toMatchObject({
      updateStrategy: { type: "OnDelete" },
      minReadySeconds: 5,
      revisionHistoryLimit: 2,
    });
    expect(collector.inputs("DaemonSet/collector").metadata).toEqual({
      ...plainMetadata("collector"),
      annotations: { ...takesBack, "pulumi.com/skipAwait": "true" },
    });
  });
});

it("asks for recommended requests", async () => {
  const collector = await recorded({ verticalRecommendation: true, capabilities: { verticalPodAutoscaler: true } });
  expect(collector.spec("VerticalPodAutoscaler/collector")).toMatchObject({
    targetRef: { apiVersion: "apps/v1", kind: "DaemonSet", name: "collector" },
  });
});

it.each<[keyof NodeAgentTransform, string]>([
  ["serviceAccount", "ServiceAccount/collector"],
  ["networkPolicy", "NetworkPolicy/collector"],
  ["dnsPolicy", "CiliumNetworkPolicy/collector"],
  ["configMap", "ConfigMap/collector-settings"],
  ["secret", "Secret/collector-backend"],
  ["daemonSet", "DaemonSet/collector"],
  ["service", "Service/collector"],
  ["additionalService", "Service/collector-any"],
  ["verticalAutoscaler", "VerticalPodAutoscaler/collector"],
])("the transform %s reaches %s and nothing else", async (child, name) => {
  const collector = await recorded({
    ports: { grpc: 4317 },
    additionalServices: { any: { type: "ClusterIP" } },
    config: { settings: { data: { "a.conf": "x" } } },
    secrets: { backend: { data: { url: "https://backend" } } },
    egress: [{ host: "api.example.com" }],
    verticalRecommendation: true,
    capabilities: { verticalPodAutoscaler: true, dnsPolicies: "cilium" },
    transform: { [child]: { metadata: { annotations: { changed: "yes" } } } },
  });
  const changed = collector.objects.filter((object) =>
    JSON.stringify(collector.inputs(object).metadata).includes("changed"),
  );
  expect(changed).toEqual([name]);
});

describe("wrong arguments", () => {
  it("are told all at once, and nothing is registered", async () => {
    const error = await refusalOf(
      (cluster) =>
        new NodeAgent("Collector", {
          cluster,
          namespace: "team",
          image,
          ports: { grpc: { port: 4317, hostPort: 4317 } },
          volumes: { logs: { hostPath: "/var/log", mountPath: "/var/log" } },
          rollout: { maxSurge: 1, maxUnavailable: 1 },
        }),
    );
    expect(error.subject).toBe("NodeAgent Collector");
    expect(error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      ": the name of an agent must be a DNS label",
      expect.stringMatching(/^podExceptions\.hostPath: /),
      expect.stringMatching(/^podExceptions\.hostPorts: /),
      "rollout: a node gets either the new pod first, or loses the old one first",
    ]);
  });

  it("include a spread, as there is one on each node", async () => {
    expect(await problems({ spread: "required" })).toEqual([
      "spread: an agent runs once on each of its nodes, so there is nothing to spread",
    ]);
  });
});
