// What the release of Elastic's operator is given. Whether the chart takes it is what `npm run charts` shows, and the table of its values' keys says.
import { addOns } from "../../components/addons";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = { "control-plane": "elastic-operator" };

test("in production there are two, one of which stays, in a namespace that is restricted", async () => {
  const recorded = await addOnsInExistingCluster({ eckOperator: true });
  expect(recorded.inputs("Release/eck-operator")).toMatchObject({
    chart: "eck-operator",
    version: "3.5.0",
    repositoryOpts: { repo: "https://helm.elastic.co" },
    name: "eck-operator",
    namespace: "elastic-system",
    atomic: true,
    values: {
      installCRDs: true,
      replicaCount: 2,
      resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { cpu: null, memory: "512Mi" } },
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      podDisruptionBudget: { enabled: true },
      config: { metrics: { port: "9000" }, caValidity: "87600h", containerRegistry: "docker.elastic.co" },
      podMonitor: { enabled: false, interval: "1m" },
      telemetry: { disabled: true },
    },
  });
  expect(recorded.inputs("Namespace/elastic-system").metadata).toMatchObject({
    labels: { "pod-security.kubernetes.io/enforce": "restricted" },
  });
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ eckOperator: {}, highlyAvailable: false });
  expect(recorded.inputs("Release/eck-operator").values).toMatchObject({
    replicaCount: 1,
    podDisruptionBudget: { enabled: false },
  });
  expect(addOns.eckOperator.pods({}, surroundings)).toEqual([
    { name: "elastic-operator", replicas: 1, cpuMillis: 100, memoryMib: 512, labels },
  ]);
});

test("what it runs comes from the mirror too, and monitors are made where there can be any", async () => {
  const recorded = await addOnsInExistingCluster({
    eckOperator: true,
    prometheusOperatorCrds: true,
    mirrors: { images: "registry.example.com/mirror" },
  });
  expect(recorded.inputs("Release/eck-operator").values).toMatchObject({
    image: { repository: "registry.example.com/mirror/eck/eck-operator" },
    config: { containerRegistry: "registry.example.com/mirror" },
    podMonitor: { enabled: true },
  });
});

test("the API server may call its webhook, and it may call clusters in any namespace", async () => {
  const recorded = await addOnsInExistingCluster({ eckOperator: true });
  expect(recorded.inputs("NetworkPolicy/eck-operator").spec).toEqual({
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 9443 }] }],
    egress: [{}],
  });
});

const surroundings = {
  target: "existing",
  isProduction: false,
  highlyAvailable: false,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
  planned: new Map<string, never>(),
} as const;
