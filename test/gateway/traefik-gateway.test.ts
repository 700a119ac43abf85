// What a gateway of Traefik consists of. That AWS makes a load balancer of it, and Traefik answers, is not shown here.
import { checkGateway } from "../../components/gateway/check-gateway";
import type { GatewayArgs } from "../../components/gateway/gateway";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import type { GatewaySpec } from "../../components/gateway/gateway-spec";
import { traefikEngine } from "../../components/gateway/traefik/traefik";
import { gatewayOnEks } from "./recorded-gateway";

const spec: Omit<GatewayArgs, "cluster"> = {
  provider: "traefik",
  hosts: ["shop.example.com", "*.example.org"],
  tls: { issuer: "letsencrypt" },
};
const around: GatewaySurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  autoMode: false,
  ipFamily: "ipv4",
  region: "eu-central-1",
  loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] },
  dualStackNetwork: false,
  issuers: undefined,
  prometheusNamespace: undefined,
  hasMonitors: false,
};
const labels = { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-traefik" };

test("of which nothing is said it is a Gateway for each host, with certificates, behind an NLB", async () => {
  const recorded = await gatewayOnEks(spec);
  expect(recorded.inputs("GatewayClass:gateway")).toMatchObject({
    metadata: { name: "traefik" },
    spec: { controllerName: "traefik.io/gateway-controller" },
  });
  const certificateOf = (name: string) => ({
    mode: "Terminate",
    certificateRefs: [{ group: "", kind: "Secret", name }],
  });
  // The ports are those of its pods, by which Traefik knows where it listens.
  expect(recorded.inputs("Gateway:gateway")).toMatchObject({
    metadata: { name: "gateway", namespace: "gateway" },
    spec: {
      gatewayClassName: "traefik",
      listeners: [
        { name: "http", port: 8000, protocol: "HTTP", allowedRoutes: { namespaces: { from: "Same" } } },
        {
          name: "https",
          hostname: "shop.example.com",
          port: 8443,
          protocol: "HTTPS",
          tls: certificateOf("gateway-https"),
          allowedRoutes: { namespaces: { from: "All" } },
        },
        { name: "https-2", hostname: "*.example.org", port: 8443, tls: certificateOf("gateway-https-2") },
      ],
    },
  });
  expect(recorded.named("Certificate")).toEqual(["gateway-https", "gateway-https-2"]);
  expect(recorded.named("HTTPRoute")).toEqual(["gateway-to-https"]);
  expect(recorded.inputs("TLSOption:gateway-tls")).toMatchObject({
    metadata: { name: "default", namespace: "gateway" },
    spec: { minVersion: "VersionTLS12", sniStrict: true },
  });
  const prefix = "service.beta.kubernetes.io/aws-load-balancer";
  expect(recorded.inputs("Service:gateway-load-balancer")).toMatchObject({
    metadata: {
      name: "traefik",
      namespace: "traefik",
      annotations: {
        [`${prefix}-scheme`]: "internet-facing",
        [`${prefix}-nlb-target-type`]: "ip",
        [`${prefix}-healthcheck-port`]: "8080",
        [`${prefix}-healthcheck-path`]: "/ping",
      },
    },
    spec: {
      type: "LoadBalancer",
      loadBalancerClass: "service.k8s.aws/nlb",
      allocateLoadBalancerNodePorts: false,
      selector: labels,
      ports: [
        { name: "https", port: 443, targetPort: 8443, protocol: "TCP" },
        { name: "http", port: 80, targetPort: 8000, protocol: "TCP" },
      ],
    },
  });
  expect(recorded.inputs("NetworkPolicy:gateway-entrance")).toMatchObject({
    metadata: { name: "traefik-entrance", namespace: "traefik" },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [{ ipBlock: { cidr: "10.0.32.0/20" } }],
          ports: [8000, 8443, 8080].map((port) => ({ port, protocol: "TCP" })),
        },
      ],
      egress: [{ to: [{ namespaceSelector: {} }] }],
    },
  });
  expect(recorded.named("PodMonitor")).toEqual([]);
});

test("what is said of it is done", async () => {
  const recorded = await gatewayOnEks({
    ...spec,
    tls: { issuer: "letsencrypt", minimumVersion: "1.3", redirectHttp: false },
    exposure: "internal",
    sourceRanges: ["192.168.0.0/16"],
    rateLimitStore: true,
    around: { hasMonitors: true },
  });
  expect(recorded.inputs("TLSOption:gateway-tls")).toMatchObject({ spec: { minVersion: "VersionTLS13" } });
  expect(recorded.named("HTTPRoute")).toEqual([]);
  expect(recorded.inputs("Service:gateway-load-balancer")).toMatchObject({
    metadata: { annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" } },
    spec: { loadBalancerSourceRanges: ["192.168.0.0/16"], ports: [{ name: "https" }] },
  });
  // Nobody knows the addresses of the load balancer here.
  expect(recorded.inputs("NetworkPolicy:gateway-entrance").spec).toMatchObject({
    ingress: [{ ports: [{ port: 8000 }, { port: 8443 }, { port: 8080 }] }],
  });
  expect(recorded.named("Deployment")).toEqual(["gateway-rate-limit-store"]);
  expect(recorded.inputs("NetworkPolicy:gateway-rate-limit-store").spec).toMatchObject({
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "traefik" } },
            podSelector: { matchLabels: labels },
          },
        ],
      },
    ],
  });
  expect(recorded.inputs("PodMonitor:gateway-metrics")).toMatchObject({
    spec: {
      namespaceSelector: { matchNames: ["traefik"] },
      selector: { matchLabels: labels },
      podMetricsEndpoints: [{ port: "metrics", path: "/metrics" }],
    },
  });
  const { groups } = recorded.inputs("PrometheusRule:gateway-alerts").spec as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  expect(groups[0]?.rules.map(({ alert }) => alert)).toEqual(["GatewayDown", "GatewayErrors", "GatewaySlow"]);
  for (const { expr } of groups[0]?.rules.slice(1) ?? []) expect(expr).toContain("traefik_entrypoint_request");
});

test("the platform has what it needs", () => {
  const options = (more: Partial<GatewaySpec>, at: Partial<GatewaySurroundings> = {}) =>
    traefikEngine.addOns({ ...spec, ...more }, { ...around, ...at });
  expect(options({})).toEqual({
    gatewayApi: true,
    certManager: true,
    awsLoadBalancerController: true,
    traefik: { accessLogs: true, proxyProtocolFrom: ["10.0.32.0/20"] },
  });
  const sized = {
    replicas: { min: 3, max: 6 },
    resources: { cpu: "1", memory: "1Gi" },
    accessLogs: false,
    tls: false,
  } as const;
  expect(options(sized, { target: "existing" })).toEqual({
    gatewayApi: true,
    traefik: {
      replicas: { min: 3, max: 6 },
      cpuMillis: 1000,
      memoryMib: 1024,
      accessLogs: false,
      proxyProtocolFrom: undefined,
    },
  });
  expect(options({}, { autoMode: true })).not.toHaveProperty("awsLoadBalancerController");
  expect(traefikEngine.callers({ ...spec }, around)).toEqual({ namespace: "traefik", pods: labels });
});

test("amounts that are none, logs to a bucket and what is for others are refused", () => {
  const bad: GatewaySpec = {
    ...spec,
    resources: { cpu: "many", memory: "1Gi" },
    accessLogs: { bucket: "logs" },
  };
  expect(checkGateway(bad, around)).toEqual([
    {
      path: ["resources", "cpu"],
      message: "this is no amount",
      found: "many",
      allowed: "a number with a unit of Kubernetes",
      fix: "write it like 250m",
    },
    {
      path: ["accessLogs", "bucket"],
      message: "the pods of this gateway log to their output, not to a bucket",
      found: "logs",
      allowed: "true or false",
      fix: "write accessLogs: true",
    },
  ]);
  expect(checkGateway({ ...spec, waf: true }, around)).toMatchObject([
    { path: ["waf"], message: "Traefik cannot do this: an NLB is in front, which has no web ACL" },
  ]);
});
