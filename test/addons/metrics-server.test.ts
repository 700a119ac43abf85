// What the release of metrics-server is given. That kubelets answer it is not shown here.
import { checkPlatformAddOns } from "../../components/addons";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = { "app.kubernetes.io/name": "metrics-server", "app.kubernetes.io/instance": "metrics-server" };

test("in production there are two, apart, of which one stays", async () => {
  const recorded = await addOnsInExistingCluster({ metricsServer: true });
  expect(recorded.inputs("Release/metrics-server")).toMatchObject({
    chart: "metrics-server",
    version: "3.13.1",
    repositoryOpts: { repo: "https://kubernetes-sigs.github.io/metrics-server" },
    namespace: "metrics-server",
  });
  expect(recorded.inputs("Release/metrics-server").values).toEqual({
    replicas: 2,
    resources: { requests: { cpu: "100m", memory: "200Mi" }, limits: { memory: "200Mi" } },
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    })),
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    tls: { type: "metrics-server" },
    apiService: { insecureSkipTLSVerify: true },
    args: [],
    metrics: { enabled: false },
    serviceMonitor: { enabled: false },
  });
  expect(recorded.spec("NetworkPolicy/metrics-server")).toEqual({
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 10250 }] }],
    egress: [{}],
  });
});

test("in development there is one; cert-manager signs for it, and monitors read it, where they are there", async () => {
  const recorded = await addOnsInExistingCluster({
    metricsServer: { kubeletInsecureTls: true },
    certManager: true,
    prometheusOperatorCrds: true,
    highlyAvailable: false,
    mirrors: { images: { "registry.k8s.io": "registry.example.com/k8s", "quay.io": "registry.example.com/quay" } },
  });
  expect(recorded.inputs("Release/metrics-server").values).toMatchObject({
    image: { repository: "registry.example.com/k8s/metrics-server/metrics-server" },
    replicas: 1,
    topologySpreadConstraints: [],
    podDisruptionBudget: { enabled: false },
    tls: { type: "cert-manager" },
    apiService: { insecureSkipTLSVerify: false },
    args: ["--kubelet-insecure-tls"],
    metrics: { enabled: true },
    serviceMonitor: { enabled: true },
  });
  expect(recorded.dependencies("Release/metrics-server")).toContain("Release/cert-manager");
});

test("a cluster of EKS has it already", () => {
  const eks = {
    target: "eks",
    isProduction: false,
    highlyAvailable: true,
    kubernetesVersion: "1.36",
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: undefined,
    capabilities: undefined,
  } as const;
  expect(checkPlatformAddOns({ metricsServer: true }, eks)).toEqual([
    {
      path: ["metricsServer"],
      message: "a cluster with target: eks cannot have it: a cluster of EKS has it already, as a managed add-on",
      found: "metricsServer",
      fix: "remove it, or write metricsServer: false where a preset has it",
    },
  ]);
  const values = { tls: { type: "helm" }, containerPort: 4443, apiService: { insecureSkipTLSVerify: true } };
  const problems = checkPlatformAddOns({ metricsServer: { values } }, { ...eks, target: "existing" });
  expect(problems.map(({ path }) => path.join("."))).toEqual([
    "metricsServer.values.tls.type",
    "metricsServer.values.apiService.insecureSkipTLSVerify",
    "metricsServer.values.containerPort",
  ]);
});
