// What the release of the descheduler is given. Which pods it then evicts is not shown.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { DeschedulerSpec } from "../../components/addons/descheduler/descheduler";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const labels = { "app.kubernetes.io/name": "descheduler", "app.kubernetes.io/instance": "descheduler" };

/** Arguments of a plugin that leaves namespaces alone. */
const sparing = (name: string, exclude: readonly string[] = [], args: object = {}) => ({
  name,
  args: { ...args, namespaces: { exclude: ["kube-system", ...exclude] } },
});

const evictor = {
  nodeFit: true,
  minReplicas: 2,
  minPodAge: "5m",
  priorityThreshold: { name: "system-cluster-critical" },
};
const protectedPods = { extraEnabled: ["PodsWithPVC", "PodsWithResourceClaims"] };

describe("in production", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      descheduler: true,
      prometheusOperatorCrds: true,
      capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
    });
  });

  it("has two, of which one leads, and what evicts only what would be better off", () => {
    expect(recorded.inputs("Release:add-ons-descheduler")).toMatchObject({
      chart: "descheduler",
      version: "0.36.0",
      repositoryOpts: { repo: "https://kubernetes-sigs.github.io/descheduler" },
      namespace: "descheduler",
    });
    expect(recorded.inputs("Release:add-ons-descheduler").values).toEqual({
      kind: "Deployment",
      replicas: 2,
      leaderElection: { enabled: true, resourceNamespace: "descheduler" },
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: null, memory: "256Mi" } },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      deschedulingInterval: "10m",
      deschedulerPolicy: {
        maxNoOfPodsToEvictTotal: 10,
        profiles: [
          {
            name: "default",
            pluginConfig: [
              { name: "DefaultEvictor", args: { ...evictor, podProtections: protectedPods } },
              sparing("RemoveDuplicates"),
              sparing("RemovePodsViolatingTopologySpreadConstraint", [], {
                constraints: ["DoNotSchedule", "ScheduleAnyway"],
              }),
              sparing("RemovePodsViolatingNodeAffinity", [], {
                nodeAffinityType: ["requiredDuringSchedulingIgnoredDuringExecution"],
              }),
              sparing("RemovePodsViolatingNodeTaints"),
              sparing("RemovePodsViolatingInterPodAntiAffinity"),
              sparing("RemovePodsHavingTooManyRestarts", [], {
                podRestartThreshold: 100,
                includingInitContainers: true,
              }),
            ],
            plugins: {
              deschedule: {
                enabled: [
                  "RemovePodsViolatingNodeAffinity",
                  "RemovePodsViolatingNodeTaints",
                  "RemovePodsViolatingInterPodAntiAffinity",
                  "RemovePodsHavingTooManyRestarts",
                ],
              },
              balance: { enabled: ["RemoveDuplicates", "RemovePodsViolatingTopologySpreadConstraint"] },
            },
          },
        ],
      },
      service: { enabled: true },
      serviceMonitor: { enabled: true },
    });
  });

  it("keeps one up by a budget of ours, as the chart has none", () => {
    expect(recorded.inputs("PodDisruptionBudget:add-ons-descheduler-budget")).toMatchObject({
      metadata: { name: "descheduler", namespace: "descheduler" },
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    });
  });

  it("is reached by Prometheus alone", () => {
    expect(recorded.inputs("NetworkPolicy:add-ons-descheduler").spec).toMatchObject({
      ingress: [
        { from: [{ podSelector: {} }] },
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
          ports: [{ protocol: "TCP", port: 10258 }],
        },
      ],
    });
  });
});

test("in development there is one, without a budget; each rule can be switched, and more be evicted", async () => {
  const recorded = await addOnsInExistingCluster({
    descheduler: {
      intervalMinutes: 60,
      maxEvictions: 3,
      minReplicas: 1,
      evictLocalStorage: true,
      exclude: ["databases"],
      rules: {
        topologySpread: false,
        nodeAffinity: false,
        nodeTaints: false,
        podAntiAffinity: false,
        restarts: false,
        lowNodeUtilization: true,
      },
    },
    highlyAvailable: false,
    mirrors: { images: "registry.example.com/mirror" },
  });
  expect(recorded.objects).not.toContain("PodDisruptionBudget/descheduler");
  expect(recorded.inputs("Release/descheduler").values).toMatchObject({
    replicas: 1,
    leaderElection: { enabled: false },
    topologySpreadConstraints: [],
    image: { repository: "registry.example.com/mirror/descheduler/descheduler" },
    deschedulingInterval: "60m",
    service: { enabled: false },
    serviceMonitor: { enabled: false },
    deschedulerPolicy: {
      maxNoOfPodsToEvictTotal: 3,
      profiles: [
        {
          pluginConfig: [
            {
              name: "DefaultEvictor",
              args: {
                ...evictor,
                minReplicas: 1,
                podProtections: { ...protectedPods, defaultDisabled: ["PodsWithLocalStorage"] },
              },
            },
            sparing("RemoveDuplicates", ["databases"]),
            {
              name: "LowNodeUtilization",
              args: {
                thresholds: { cpu: 20, memory: 20, pods: 20 },
                targetThresholds: { cpu: 50, memory: 50, pods: 50 },
                evictableNamespaces: { exclude: ["kube-system", "databases"] },
              },
            },
          ],
          plugins: { deschedule: { enabled: [] }, balance: { enabled: ["RemoveDuplicates", "LowNodeUtilization"] } },
        },
      ],
    },
  });
});

const around: AddOnSurroundings = {
  target: "existing",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: undefined,
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};
const filling: DeschedulerSpec = { rules: { lowNodeUtilization: true } };
const filled = (other: string) => ({
  path: ["descheduler", "rules", "lowNodeUtilization"],
  message: `it fills nodes that hold little, and ${other} empties them: pods would move without end`,
  found: "true",
  fix: "remove it",
});

test("does not fill nodes that something else empties", () => {
  const eks = { ...around, target: "eks" } as const;
  expect(checkPlatformAddOns({ descheduler: filling }, { ...eks, autoMode: true })).toEqual([filled("EKS Auto Mode")]);
  const withKarpenter = checkPlatformAddOns({ descheduler: filling, karpenter: true }, eks);
  expect(withKarpenter).toContainEqual(filled("karpenter"));
  expect(checkPlatformAddOns({ descheduler: filling, clusterAutoscaler: true }, eks)).toContainEqual(
    filled("clusterAutoscaler"),
  );
  expect(checkPlatformAddOns({ descheduler: filling }, eks)).toEqual([]);
});

test("refuses numbers out of bounds, names that no namespace has, and a policy beside the rules", () => {
  const message = "this number is out of bounds";
  const fix = "write a number in between";
  const descheduler: DeschedulerSpec = {
    intervalMinutes: 0,
    maxEvictions: 1001,
    minReplicas: 0,
    exclude: ["Databases"],
    values: { deschedulerPolicy: { nodeSelector: "a=b" } },
  };
  expect(checkPlatformAddOns({ descheduler }, around)).toEqual([
    { path: ["descheduler", "intervalMinutes"], message, found: "0", allowed: "a whole number from 1 to 1440", fix },
    { path: ["descheduler", "maxEvictions"], message, found: "1001", allowed: "a whole number from 1 to 1000", fix },
    { path: ["descheduler", "minReplicas"], message, found: "0", allowed: "a whole number from 1 to 100", fix },
    {
      path: ["descheduler", "exclude", 0],
      message: "the name of a namespace must be a DNS label",
      found: "Databases",
      allowed: "1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends",
      fix: "name it databases",
    },
    {
      path: ["descheduler", "values", "deschedulerPolicy"],
      message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
      found: "a map of nodeSelector",
      fix: "remove it here; write rules, maxEvictions, minReplicas and exclude",
    },
  ]);
});
