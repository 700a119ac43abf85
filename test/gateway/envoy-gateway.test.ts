// What a gateway of Envoy Gateway consists of. That its controller takes the objects and makes pods of them was shown with the real one; AWS' load
// balancer, and what its annotations do, was not.
import { checkGateway } from "../../components/gateway/check-gateway";
import { envoyEngine } from "../../components/gateway/envoy/envoy";
import type { GatewayArgs } from "../../components/gateway/gateway";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import type { GatewaySpec } from "../../components/gateway/gateway-spec";
import { loadBalancerPeers, loadBalancerService } from "../../components/gateway/network-load-balancer";
import { rateLimitStoreOf } from "../../components/gateway/rate-limit-store";
import { certificate, gatewayOnEks } from "./recorded-gateway";

const spec: Omit<GatewayArgs, "cluster"> = {
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
const labels = {
  "app.kubernetes.io/component": "proxy",
  "app.kubernetes.io/managed-by": "envoy-gateway",
  "gateway.envoyproxy.io/owning-gateway-name": "gateway",
};
const balancer = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;
const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

describe("of which nothing is said", () => {
  let recorded: Awaited<ReturnType<typeof gatewayOnEks>>;

  beforeAll(async () => {
    recorded = await gatewayOnEks(spec);
  });

  test("it is a Gateway for each host, with certificates, and a redirect", () => {
    expect(recorded.inputs("GatewayClass:gateway")).toMatchObject({
      metadata: { name: "envoy" },
      spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" },
    });
    expect(recorded.inputs("Gateway:gateway").spec).toMatchObject({
      gatewayClassName: "envoy",
      infrastructure: { parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "gateway" } },
      listeners: [
        { name: "http", port: 80, protocol: "HTTP" },
        {
          name: "https",
          hostname: "shop.example.com",
          port: 443,
          tls: { certificateRefs: [{ name: "gateway-https" }] },
        },
        {
          name: "https-2",
          hostname: "*.example.org",
          port: 443,
          tls: { certificateRefs: [{ name: "gateway-https-2" }] },
        },
      ],
    });
    expect(recorded.named("Certificate")).toEqual(["gateway-https", "gateway-https-2"]);
    expect(recorded.named("HTTPRoute")).toEqual(["gateway-to-https"]);
    expect(recorded.named("PodMonitor")).toEqual([]);
    expect(recorded.named("Deployment")).toEqual([]);
  });

  test("the Gateway comes after all that its pods are told, and goes before it", () => {
    const { dependsOn } = recorded.get("Gateway:gateway");
    for (const kind of ["Namespace", "GatewayClass", "EnvoyProxy", "ClientTrafficPolicy", "NetworkPolicy"]) {
      expect(dependsOn).toContainEqual(expect.stringMatching(`/${kind}:gateway$`));
    }
    expect(recorded.get("HTTPRoute:gateway-to-https").dependsOn).toContainEqual(
      expect.stringMatching("/Gateway:gateway$"),
    );
  });

  test("its pods are two to ten, apart, one of which may be away, and restricted", () => {
    const scratch = { name: "tmp", mountPath: "/tmp" };
    expect(recorded.inputs("EnvoyProxy:gateway").spec).toMatchObject({
      mergeType: "StrategicMerge",
      ipFamily: "IPv4",
      concurrency: 2,
      shutdown: { drainTimeout: "120s", minDrainDuration: "60s" },
      provider: {
        kubernetes: {
          envoyDeployment: {
            strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
            pod: {
              topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
                (topologyKey) => ({
                  maxSkew: 1,
                  topologyKey,
                  whenUnsatisfiable: "ScheduleAnyway",
                  labelSelector: { matchLabels: labels },
                }),
              ),
              volumes: [{ name: "tmp", emptyDir: { sizeLimit: "16Mi" } }],
            },
            container: {
              resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "256Mi" } },
              securityContext: {
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                seccompProfile: { type: "RuntimeDefault" },
              },
              volumeMounts: [scratch],
            },
            patch: {
              value: {
                spec: { template: { spec: { containers: [{ name: "shutdown-manager", volumeMounts: [scratch] }] } } },
              },
            },
          },
          envoyHpa: {
            minReplicas: 2,
            maxReplicas: 10,
            metrics: [{ resource: { name: "cpu", target: { averageUtilization: 70 } } }],
          },
          envoyPDB: { maxUnavailable: 1 },
        },
      },
    });
  });

  test("in front is a Network Load Balancer that tells the caller's address", () => {
    const { provider } = recorded.inputs("EnvoyProxy:gateway").spec as {
      provider: { kubernetes: { envoyService: unknown } };
    };
    expect(provider.kubernetes.envoyService).toEqual({
      type: "LoadBalancer",
      loadBalancerClass: "service.k8s.aws/nlb",
      allocateLoadBalancerNodePorts: false,
      externalTrafficPolicy: "Cluster",
      annotations: {
        [balancer("nlb-target-type")]: "ip",
        [balancer("scheme")]: "internet-facing",
        [balancer("ip-address-type")]: "ipv4",
        [balancer("attributes")]: "load_balancing.cross_zone.enabled=false,deletion_protection.enabled=false",
        [balancer("target-group-attributes")]:
          "deregistration_delay.timeout_seconds=120,preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true",
        [balancer("healthcheck-protocol")]: "http",
        [balancer("healthcheck-port")]: "19003",
        [balancer("healthcheck-path")]: "/ready",
        [balancer("healthcheck-interval")]: "10",
        [balancer("healthcheck-timeout")]: "5",
        [balancer("healthcheck-healthy-threshold")]: "2",
        [balancer("healthcheck-unhealthy-threshold")]: "2",
      },
    });
  });

  test("callers speak TLS 1.2 at least, through the proxy protocol, and end headers in time", () => {
    expect(recorded.inputs("ClientTrafficPolicy:gateway").spec).toEqual({
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "gateway" }],
      tls: { minVersion: "1.2" },
      proxyProtocol: { optional: false },
      tcpKeepalive: { idleTime: "60s", interval: "30s", probes: 3 },
      timeout: { http: { idleTimeout: "300s", requestHeadersReceivedTimeout: "10s" } },
      path: { escapedSlashesAction: "UnescapeAndRedirect", disableMergeSlashes: false },
      headers: { withUnderscoresAction: "RejectRequest", requestID: "Generate" },
    });
  });

  test("its pods are reached by the load balancer, and reach workloads, their controller, and others by HTTPS", () => {
    expect(recorded.inputs("NetworkPolicy:gateway").spec).toEqual({
      podSelector: { matchLabels: labels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ ipBlock: { cidr: "10.0.32.0/20" } }], ports: tcp(10080, 10443, 19003) }],
      egress: [
        {
          to: [inNamespace("kube-system"), { ipBlock: { cidr: "169.254.20.10/32" } }],
          ports: [{ protocol: "UDP", port: 53 }, ...tcp(53)],
        },
        { to: [inNamespace("envoy-gateway-system")], ports: tcp(18000, 8081) },
        { to: [{ namespaceSelector: {} }] },
        { ports: tcp(443) },
      ],
    });
  });

  test("requests are logged without queries and credentials", () => {
    const { telemetry } = recorded.inputs("EnvoyProxy:gateway").spec as {
      telemetry: { accessLog: { settings: unknown[] } };
    };
    expect(telemetry.accessLog.settings).toMatchObject([
      {
        type: "Route",
        format: { type: "JSON", json: { path: "%PATH(NQ:ORIG_OR_PATH)%", trace_id: "%TRACE_ID%" } },
        sinks: [{ type: "File", file: { path: "/dev/stdout" } }],
      },
    ]);
    expect(JSON.stringify(telemetry)).not.toMatch(/AUTHORIZATION|COOKIE|REQ\(:PATH\)|ORIGINAL-PATH/i);
  });
});

test("of one pod there is neither scaling, nor spread, nor a budget", async () => {
  const recorded = await gatewayOnEks({
    ...spec,
    replicas: { min: 1, max: 1 },
    resources: { cpu: "3", memory: "1Gi" },
  });
  const proxy = recorded.inputs("EnvoyProxy:gateway").spec as { provider: { kubernetes: Record<string, unknown> } };
  expect(proxy).toMatchObject({
    concurrency: 3,
    provider: {
      kubernetes: {
        envoyDeployment: {
          replicas: 1,
          container: { resources: { requests: { cpu: "3", memory: "1Gi" }, limits: { memory: "1Gi" } } },
        },
      },
    },
  });
  expect(proxy.provider.kubernetes).not.toHaveProperty("envoyHpa");
  expect(proxy.provider.kubernetes).not.toHaveProperty("envoyPDB");
  expect(proxy.provider.kubernetes.envoyDeployment).not.toHaveProperty("pod.topologySpreadConstraints");
});

test("with a store there is one that only the counter reaches", async () => {
  const recorded = await gatewayOnEks({ ...spec, rateLimitStore: true });
  expect(recorded.inputs("NetworkPolicy:gateway-rate-limit-store").spec).toEqual({
    podSelector: {
      matchLabels: { "app.kubernetes.io/name": "rate-limit-store", "app.kubernetes.io/component": "rate-limit-store" },
    },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [
          {
            ...inNamespace("envoy-gateway-system"),
            podSelector: { matchLabels: { "app.kubernetes.io/name": "envoy-ratelimit" } },
          },
        ],
        ports: tcp(6379),
      },
    ],
  });
  expect(recorded.inputs("Service:gateway-rate-limit-store")).toMatchObject({
    metadata: { name: "rate-limit-store", namespace: "gateway" },
    spec: { ports: [{ port: 6379, targetPort: "redis" }] },
  });
  expect(recorded.inputs("Deployment:gateway-rate-limit-store").spec).toMatchObject({
    replicas: 1,
    strategy: { type: "Recreate" },
    template: {
      spec: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            args: expect.arrayContaining(["--maxmemory-policy", "allkeys-lru", "--save", ""]) as string[],
            securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
          },
        ],
      },
    },
  });
  expect(rateLimitStoreOf({ rateLimitStore: true })).toBe("rate-limit-store.gateway.svc:6379");
  expect(rateLimitStoreOf({ rateLimitStore: "counters:6379" })).toBe("counters:6379");
  expect(rateLimitStoreOf({})).toBeUndefined();
});

test("where a Prometheus operator is, it is scraped, and there are alerts about it", async () => {
  const recorded = await gatewayOnEks({
    ...spec,
    around: {
      loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] },
      hasMonitors: true,
      prometheusNamespace: "monitoring",
    },
  });
  expect(recorded.inputs("PodMonitor:gateway").spec).toEqual({
    selector: { matchLabels: labels },
    podMetricsEndpoints: [{ port: "metrics", path: "/stats/prometheus", interval: "30s" }],
  });
  const { groups } = recorded.inputs("PrometheusRule:gateway").spec as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.map(({ alert }) => alert)).toEqual([
    "GatewayDown",
    "GatewayErrors",
    "GatewaySlow",
    "GatewayConfigurationRefused",
    "GatewayMemory",
  ]);
  for (const { expr } of rules) expect(expr).toContain('job="gateway/gateway"');
  expect(recorded.inputs("NetworkPolicy:gateway").spec).toMatchObject({
    ingress: [{}, { from: [inNamespace("monitoring")], ports: tcp(19001) }],
  });
});

test("without TLS there is one entrance, and nothing about versions of TLS", async () => {
  const recorded = await gatewayOnEks({ ...spec, tls: false, accessLogs: false });
  expect(recorded.inputs("Gateway:gateway").spec).toMatchObject({ listeners: [{ name: "http", port: 80 }] });
  expect(recorded.inputs("ClientTrafficPolicy:gateway").spec).not.toHaveProperty("tls");
  expect(recorded.named("HTTPRoute")).toEqual([]);
  expect(recorded.inputs("EnvoyProxy:gateway").spec).toMatchObject({ telemetry: { accessLog: { disable: true } } });
});

describe("the Service in front", () => {
  const check = { port: 19003, path: "/ready" };
  const serviceOf = (changes: Partial<GatewaySpec>, place: Partial<GatewaySurroundings> = {}) =>
    loadBalancerService({ hosts: ["a.example.com"], tls: false, ...changes }, { ...around, ...place }, check);

  test.each([
    [
      "is internal where it is to be",
      { exposure: "internal" },
      {},
      { annotations: { [balancer("scheme")]: "internal" } },
    ],
    ["lets in source ranges", { sourceRanges: ["192.0.2.0/24"] }, {}, { loadBalancerSourceRanges: ["192.0.2.0/24"] }],
    [
      "has both families",
      { ipAddressType: "dualstack" },
      {},
      { annotations: { [balancer("ip-address-type")]: "dualstack" } },
    ],
    [
      "has both families for pods of IPv6",
      {},
      { ipFamily: "ipv6" },
      { annotations: { [balancer("ip-address-type")]: "dualstack" } },
    ],
    ["is Auto Mode's in Auto Mode", {}, { autoMode: true }, { loadBalancerClass: "eks.amazonaws.com/nlb" }],
  ] as const)("%s", (_, changes, place, expected) => {
    expect(serviceOf(changes, place)).toMatchObject(expected);
  });

  test("on other clusters has no annotations, and keeps to the node, which keeps the caller's address", () => {
    expect(serviceOf({ sourceRanges: ["192.0.2.0/24"] }, { target: "existing" })).toEqual({
      type: "LoadBalancer",
      annotations: {},
      loadBalancerSourceRanges: ["192.0.2.0/24"],
      externalTrafficPolicy: "Local",
    });
    expect(loadBalancerPeers({}, { ...around, target: "existing" })).toBeUndefined();
  });
});

describe("the platform", () => {
  const addOns = (changes: Partial<GatewaySpec> = {}, place: Partial<GatewaySurroundings> = {}) =>
    envoyEngine.addOns({ hosts: ["a.example.com"], tls: { issuer: "x" }, ...changes }, { ...around, ...place });

  test("has the controllers that it needs", () => {
    expect(addOns()).toEqual({
      gatewayApi: true,
      envoyGateway: true,
      certManager: true,
      awsLoadBalancerController: true,
    });
    expect(addOns({ tls: false }, { autoMode: true })).toEqual({ gatewayApi: true, envoyGateway: true });
    expect(addOns({ rateLimitStore: true }, { target: "existing" })).toEqual({
      gatewayApi: true,
      envoyGateway: { rateLimitStore: "rate-limit-store.gateway.svc:6379" },
      certManager: true,
    });
  });

  test("lets its pods alone in to workloads", () => {
    expect(envoyEngine.callers({ hosts: [], tls: false }, around)).toEqual({
      namespace: "gateway",
      pods: { "app.kubernetes.io/component": "proxy", "app.kubernetes.io/managed-by": "envoy-gateway" },
    });
  });
});

test.each([
  [{ tls: { certificates: [certificate] } }, ["tls", "certificates"]],
  [{ waf: true }, ["waf"]],
  [{ accessLogs: { bucket: "logs" } }, ["accessLogs", "bucket"]],
  [{ rateLimitStore: "redis://:geheim@counters:6379" }, ["rateLimitStore"]],
  [{ resources: { cpu: "much" } }, ["resources", "cpu"]],
] as const)("%j is refused", (changes, path) => {
  const problems = checkGateway({ hosts: ["shop.example.com"], tls: { issuer: "letsencrypt" }, ...changes }, around);
  expect(problems.map((problem) => problem.path)).toEqual([path]);
  expect(JSON.stringify(problems)).not.toContain("geheim");
});
