// What the release of KEDA is given. Whether the chart takes it is what `npm run charts` shows; nothing is scaled here.
import { addOnsInExistingCluster } from "./recorded-add-ons";

const parts = ["operator", "metricsServer", "webhooks"];
const resources = (memory: string) => ({
  requests: { cpu: "100m", memory },
  limits: { cpu: null, memory },
});
const monitored = (enabled: boolean) => ({ enabled: true, serviceMonitor: { enabled } });

test("in production there are two of each part, apart, of which one stays", async () => {
  const recorded = await addOnsInExistingCluster({ keda: true, certManager: true, prometheusOperatorCrds: true });
  expect(recorded.inputs("Release/keda").values).toMatchObject({
    ...Object.fromEntries(parts.map((part) => [part, { replicaCount: 2 }])),
    resources: { operator: resources("256Mi"), metricServer: resources("128Mi"), webhooks: resources("128Mi") },
    podDisruptionBudget: {
      operator: { minAvailable: 1 },
      metricServer: { minAvailable: 1 },
      webhooks: { minAvailable: 1 },
    },
    topologySpreadConstraints: {
      operator: [
        { topologyKey: "topology.kubernetes.io/zone", labelSelector: { matchLabels: { app: "keda-operator" } } },
        { topologyKey: "kubernetes.io/hostname" },
      ],
    },
    certificates: { certManager: { enabled: true } },
    crds: { additionalAnnotations: { "helm.sh/resource-policy": "keep" } },
    prometheus: { operator: monitored(true), metricServer: monitored(true), webhooks: monitored(true) },
  });
  expect(recorded.dependencies("Release/keda")).toContain("Release/cert-manager");
});

test("in development there is one of each, which no budget keeps on its node, and without monitors where nothing knows them", async () => {
  const recorded = await addOnsInExistingCluster({ keda: true, certManager: true, highlyAvailable: false });
  expect(recorded.inputs("Release/keda").values).toMatchObject({
    ...Object.fromEntries(parts.map((part) => [part, { replicaCount: 1 }])),
    podDisruptionBudget: { operator: {}, metricServer: {}, webhooks: {} },
    topologySpreadConstraints: { operator: [], metricsServer: [], webhooks: [] },
    prometheus: { operator: monitored(false), metricServer: monitored(false), webhooks: monitored(false) },
  });
});

test("at a mirror its images keep their paths", async () => {
  const mirrors = { images: "registry.example.com/mirror" };
  const recorded = await addOnsInExistingCluster({ keda: true, certManager: true, mirrors });
  const at = (repository: string) => ({
    registry: "registry.example.com",
    repository: `mirror/kedacore/${repository}`,
  });
  expect(recorded.inputs("Release/keda").values).toMatchObject({
    image: {
      keda: at("keda"),
      metricsApiServer: at("keda-metrics-apiserver"),
      webhooks: at("keda-admission-webhooks"),
    },
  });
});
