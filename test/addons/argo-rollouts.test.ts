// What the release of Argo Rollouts is given. Whether the chart takes it is what rendering it shows; nothing is rolled out here.
import { addOnsInExistingCluster } from "./recorded-add-ons";

const labels = { "app.kubernetes.io/name": "argo-rollouts", "app.kubernetes.io/component": "rollouts-controller" };

test("in production there are two, apart, of which one stays, with monitors, from the mirror", async () => {
  const recorded = await addOnsInExistingCluster({
    argoRollouts: true,
    prometheusOperatorCrds: true,
    mirrors: { charts: "oci://registry.example.com/charts", images: { "quay.io": "registry.example.com/quay" } },
    capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
  });
  expect(recorded.inputs("Release/argo-rollouts")).toMatchObject({
    chart: "oci://registry.example.com/charts/argo-rollouts",
    version: "2.41.0",
    name: "argo-rollouts",
    namespace: "argo-rollouts",
    atomic: true,
    timeout: 300,
  });
  expect(recorded.inputs("Release/argo-rollouts").values).toEqual({
    keepCRDs: true,
    controller: {
      image: { registry: "registry.example.com", repository: "quay/argoproj/argo-rollouts" },
      replicas: 2,
      resources: { requests: { cpu: "50m", memory: "256Mi" }, limits: { memory: "256Mi" } },
      topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: labels },
      })),
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      pdb: { enabled: true, maxUnavailable: 1 },
      metrics: { enabled: true, serviceMonitor: { enabled: true } },
    },
  });
  expect(recorded.spec("NetworkPolicy/argo-rollouts")).toEqual({
    podSelector: {},
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      { from: [{ podSelector: {} }] },
      {
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
        ports: [{ protocol: "TCP", port: 8090 }],
      },
    ],
    // What is measured may be anywhere.
    egress: [{}],
  });
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ argoRollouts: {}, highlyAvailable: false });
  expect(recorded.inputs("Release/argo-rollouts").values).toMatchObject({
    controller: {
      replicas: 1,
      topologySpreadConstraints: [],
      pdb: { enabled: false },
      metrics: { enabled: true, serviceMonitor: { enabled: false } },
    },
  });
});
