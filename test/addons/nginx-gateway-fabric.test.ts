// What NGINX Gateway Fabric is given. Whether the chart takes it is what `npm run charts` shows, and the table of its values' keys says.
import { addOnsInExistingCluster } from "./recorded-add-ons";

const name = "nginx-gateway-fabric";
const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name };
const system = [{ key: "CriticalAddonsOnly", operator: "Exists" }];

test("in production there are two, apart, of which one stays", async () => {
  const recorded = await addOnsInExistingCluster({ nginxGatewayFabric: true, gatewayApi: true });
  expect(recorded.inputs(`Release/${name}`)).toMatchObject({
    chart: `oci://ghcr.io/nginx/charts/${name}`,
    version: "2.6.7",
    namespace: name,
    skipCrds: false,
    values: {
      nginxGateway: {
        gatewayClassName: "nginx",
        replicas: 2,
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
        topologySpreadConstraints: [
          { topologyKey: "topology.kubernetes.io/zone", labelSelector: { matchLabels: labels } },
          { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: labels } },
        ],
        tolerations: system,
        metrics: { enable: true, port: 9113 },
        productTelemetry: { enable: false },
        snippetsFilters: { enable: false },
      },
      certGenerator: { enable: true, tolerations: system },
    },
  });
  expect(recorded.inputs(`PodDisruptionBudget/${name}`)).toMatchObject({
    metadata: { name, namespace: name },
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  });
});

test("in development there is one, without a budget, and without monitors where nothing knows them", async () => {
  const recorded = await addOnsInExistingCluster({
    nginxGatewayFabric: { snippetsFilters: true },
    gatewayApi: true,
    highlyAvailable: false,
  });
  expect(recorded.inputs(`Release/${name}`).values).toMatchObject({
    nginxGateway: { replicas: 1, topologySpreadConstraints: [], snippetsFilters: { enable: true } },
  });
  expect(recorded.all.filter(({ name: one, type }) => one.includes(name) && /Budget|PodMonitor/.test(type))).toEqual(
    [],
  );
});

test("its metrics are read where there are monitors, and its gateways' pods may ask it what to do", async () => {
  const recorded = await addOnsInExistingCluster({
    nginxGatewayFabric: { gatewayNamespace: "edge" },
    gatewayApi: true,
    prometheusOperatorCrds: true,
  });
  expect(recorded.inputs(`PodMonitor/${name}`).spec).toEqual({
    selector: { matchLabels: labels },
    podMetricsEndpoints: [{ port: "metrics" }],
  });
  const { spec } = recorded.inputs(`NetworkPolicy/${name}`) as { spec: { ingress: unknown[] } };
  expect(spec.ingress).toContainEqual({
    from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "edge" } } }],
    ports: [{ protocol: "TCP", port: 8443 }],
  });
});
