// What a gateway of Kong consists of. That AWS makes a load balancer of it, and Kong answers, is not shown here.
import type { GatewayArgs } from "../../components/gateway/gateway";
import type { GatewaySpec } from "../../components/gateway/gateway-spec";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import { kongEngine } from "../../components/gateway/kong/kong";
import { gatewayOnEks } from "./recorded-gateway";

const spec: Omit<GatewayArgs, "cluster"> = {
  provider: "kong",
  hosts: ["shop.example.com"],
  tls: { issuer: "letsencrypt" },
};
const around: GatewaySurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  autoMode: false,
  ipFamily: "ipv4",
  region: "eu-central-1",
  loadBalancerCidrs: { public: ["10.0.32.0/20", "10.0.96.0/20"], internal: ["10.0.0.0/19"] },
  dualStackNetwork: false,
  issuers: undefined,
  prometheusNamespace: undefined,
  hasMonitors: false,
};
const labels = {
  "app.kubernetes.io/name": "kong",
  "app.kubernetes.io/component": "app",
  "app.kubernetes.io/instance": "kong",
};

test("of which nothing is said it is a Gateway that Kong is there for already, behind an NLB", async () => {
  const recorded = await gatewayOnEks(spec);
  expect(recorded.inputs("GatewayClass:gateway")).toMatchObject({
    metadata: { name: "kong", annotations: { "konghq.com/gatewayclass-unmanaged": "true" } },
    spec: { controllerName: "konghq.com/kic-gateway-controller" },
  });
  expect(recorded.inputs("Gateway:gateway")).toMatchObject({
    // `kong/kong`, which is what the recorder knows the Service by.
    metadata: { name: "gateway", annotations: { "konghq.com/publish-service": "<Service:gateway-load-balancer>" } },
    spec: {
      gatewayClassName: "kong",
      listeners: [
        { name: "http", port: 80 },
        {
          name: "https",
          port: 443,
          hostname: "shop.example.com",
          tls: { certificateRefs: [{ name: "gateway-https" }] },
        },
      ],
    },
  });
  // Each route sends its callers to HTTPS by itself.
  expect(recorded.named("HTTPRoute")).toEqual([]);
  expect(recorded.inputs("KongClusterPlugin:gateway-metrics")).toEqual({
    apiVersion: "configuration.konghq.com/v1",
    kind: "KongClusterPlugin",
    metadata: expect.objectContaining({
      name: "metrics",
      labels: expect.objectContaining({ global: "true" }) as unknown,
      annotations: { "kubernetes.io/ingress.class": "kong" },
    }) as unknown,
    plugin: "prometheus",
    config: { status_code_metrics: true, latency_metrics: true, upstream_health_metrics: true },
  });
  expect(recorded.inputs("KongClusterPlugin:gateway-metrics").metadata).not.toHaveProperty("namespace");
  const prefix = "service.beta.kubernetes.io/aws-load-balancer";
  expect(recorded.inputs("Service:gateway-load-balancer")).toMatchObject({
    metadata: {
      name: "kong",
      namespace: "kong",
      annotations: { [`${prefix}-healthcheck-port`]: "8100", [`${prefix}-healthcheck-path`]: "/status/ready" },
    },
    spec: {
      selector: labels,
      ports: [
        { name: "https", port: 443, targetPort: 8443 },
        { name: "http", port: 80, targetPort: 8000 },
      ],
    },
  });
  for (const before of ["Service:gateway-load-balancer", "GatewayClass:gateway", "Certificate:gateway-https"]) {
    expect(recorded.get("Gateway:gateway").dependsOn.filter((path) => path.endsWith(`/${before}`))).toHaveLength(1);
  }
});

test("its metrics are read, and who is to be called is", async () => {
  const recorded = await gatewayOnEks({
    ...spec,
    rateLimitStore: "store.example.com:6380",
    around: { hasMonitors: true },
  });
  expect(recorded.inputs("PodMonitor:gateway-metrics")).toMatchObject({
    spec: {
      namespaceSelector: { matchNames: ["kong"] },
      selector: { matchLabels: labels },
      podMetricsEndpoints: [
        { port: "status", path: "/metrics" },
        { port: "cmetrics", path: "/metrics" },
      ],
    },
  });
  const { groups } = recorded.inputs("PrometheusRule:gateway-alerts").spec as { groups: { rules: object[] }[] };
  expect(groups[0]?.rules.map((one) => (one as { alert: string }).alert)).toEqual([
    "GatewayDown",
    "GatewayErrors",
    "GatewaySlow",
    "GatewayRoutesBroken",
  ]);
  // A store outside of the cluster is reached by its port.
  expect(recorded.inputs("NetworkPolicy:gateway-entrance").spec).toMatchObject({
    egress: [{ to: [{ namespaceSelector: {} }] }, { ports: [{ port: 6380, protocol: "TCP" }] }],
  });
  expect(recorded.named("Deployment")).toEqual([]);
});

test("the platform has what it needs", () => {
  const options = (more: Partial<GatewaySpec>) => kongEngine.addOns({ ...spec, ...more }, around);
  expect(options({ tls: { issuer: "letsencrypt", minimumVersion: "1.3" } })).toEqual({
    gatewayApi: true,
    certManager: true,
    awsLoadBalancerController: true,
    kong: { accessLogs: true, minimumTls: "1.3", proxyProtocolFrom: ["10.0.32.0/20", "10.0.96.0/20"] },
  });
  expect(kongEngine.callers({ ...spec }, around)).toEqual({ namespace: "kong", pods: labels });
});
