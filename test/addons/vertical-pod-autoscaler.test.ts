// What the release of the recommender is given. What it recommends, and that its chart takes the values, is not shown here.
import { addOnCapabilities, checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

function valuesOf(replicas: number, args: readonly string[]): object {
  return {
    podSecurityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    recommender: {
      replicas,
      resources: { requests: { cpu: "50m", memory: "512Mi" }, limits: { memory: "512Mi" } },
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      podDisruptionBudget: { enabled: replicas > 1 },
      extraArgs: args,
    },
    updater: { enabled: false },
    admissionController: { enabled: false },
  };
}

test("on EKS there are two recommenders, and nothing that changes pods", async () => {
  const recorded = await addOnsOnEks({ verticalPodAutoscaler: true });
  expect(recorded.inputs("Release:add-ons-vertical-pod-autoscaler")).toMatchObject({
    chart: "vertical-pod-autoscaler",
    version: "0.11.0",
    repositoryOpts: { repo: "https://kubernetes.github.io/autoscaler" },
    namespace: "vertical-pod-autoscaler",
    skipCrds: false,
    values: valuesOf(2, [
      "--recommendation-margin-fraction=0.15",
      "--pod-recommendation-min-cpu-millicores=10",
      "--pod-recommendation-min-memory-mb=32",
    ]),
  });
});

test("in development there is one, which no budget keeps on its node; what it recommends at least can be said", async () => {
  const recorded = await addOnsInExistingCluster({
    verticalPodAutoscaler: { marginPercent: 5, minCpuMillis: 50, minMemoryMib: 64 },
    metricsServer: true,
    highlyAvailable: false,
    mirrors: { images: "registry.example.com/mirror" },
    capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
  });
  const { values } = recorded.inputs("Release/vertical-pod-autoscaler") as { values: { recommender: object } };
  const { recommender, ...rest } = valuesOf(1, [
    "--recommendation-margin-fraction=0.05",
    "--pod-recommendation-min-cpu-millicores=50",
    "--pod-recommendation-min-memory-mb=64",
  ]) as { recommender: object };
  expect(values).toEqual({
    ...rest,
    recommender: {
      ...recommender,
      image: { repository: "registry.example.com/mirror/autoscaling/vpa-recommender" },
    },
  });
  expect(recorded.spec("NetworkPolicy/vertical-pod-autoscaler").ingress).toContainEqual({
    from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
    ports: [{ protocol: "TCP", port: 8942 }],
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

test("workloads may ask for recommendations", () => {
  expect(addOnCapabilities({ verticalPodAutoscaler: true }, around)).toEqual({ verticalPodAutoscaler: true });
});

test("it comes after our metrics server, but does without it: the cluster may have one of its own", async () => {
  expect(checkPlatformAddOns({ verticalPodAutoscaler: true }, around)).toEqual([]);
  const recorded = await addOnsInExistingCluster({ metricsServer: true, verticalPodAutoscaler: true });
  expect(recorded.dependencies("Release/vertical-pod-autoscaler")).toContain("Release/metrics-server");
});

test("refuses numbers out of bounds, and to change pods", () => {
  const message = "this number is out of bounds";
  const fix = "write a number in between";
  const options = { marginPercent: 501, minCpuMillis: 0, minMemoryMib: 1.5, values: { updater: { enabled: true } } };
  expect(checkPlatformAddOns({ metricsServer: true, verticalPodAutoscaler: options }, around)).toEqual([
    {
      path: ["verticalPodAutoscaler", "marginPercent"],
      message,
      found: "501",
      allowed: "a whole number from 0 to 500",
      fix,
    },
    {
      path: ["verticalPodAutoscaler", "minCpuMillis"],
      message,
      found: "0",
      allowed: "a whole number from 1 to 1000",
      fix,
    },
    {
      path: ["verticalPodAutoscaler", "minMemoryMib"],
      message,
      found: "1.5",
      allowed: "a whole number from 1 to 4096",
      fix,
    },
    {
      path: ["verticalPodAutoscaler", "values", "updater", "enabled"],
      message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
      found: "true",
      fix: "remove it here; workloads ask for recommendations alone, and nothing may evict their pods for them",
    },
  ]);
});
