// What the release of Envoy Gateway is given. That the chart takes it, and the controller its configuration, was shown by rendering it and by running it.
import { checkPlatformAddOns } from "../../components/addons";
import { formatPath, manifests, charts } from "../../components/core";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const release = "Release/envoy-gateway";
const group = "ConfigGroup:add-ons-envoy-gateway-crds";
const store = "rate-limit-store.gateway.svc:6379";
const controllerLabels = { "control-plane": "envoy-gateway" };
const spreadOver = (matchLabels: object) =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
  }));
const tolerations = [{ key: "CriticalAddonsOnly", operator: "Exists" }];
const own = { deploy: { type: "GatewayNamespace" }, proxyTopologyInjector: { disabled: true } };

test("in production there are two, apart, of which one stays; Envoys are where their Gateways are", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, envoyGateway: true });
  expect(recorded.inputs(release)).toMatchObject({
    chart: "oci://docker.io/envoyproxy/gateway-helm",
    version: "v1.9.0",
    namespace: "envoy-gateway-system",
  });
  expect(recorded.inputs(release).values).toEqual({
    crds: { enabled: false },
    deployment: {
      replicas: 2,
      envoyGateway: { resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "512Mi" } } },
      pod: { topologySpreadConstraints: spreadOver(controllerLabels), tolerations },
    },
    podDisruptionBudget: { minAvailable: 1 },
    certgen: {
      job: { resources: { requests: { cpu: "10m", memory: "128Mi" }, limits: { memory: "128Mi" } }, tolerations },
    },
    topologyInjector: { enabled: false },
    config: { envoyGateway: { provider: { type: "Kubernetes", kubernetes: own } } },
  });
});

test("its definitions are those of its version, in front of it, and after those of the Gateway API", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, envoyGateway: true });
  const files = recorded.inputs(group).files as string[];
  expect(files).toHaveLength(8);
  for (const file of files) {
    expect(file).toMatch(
      /^https:\/\/raw\.githubusercontent\.com\/envoyproxy\/gateway\/v1\.9\.0\/charts\/gateway-helm\/charts\/crds\/crds\/generated\/gateway\.envoyproxy\.io_[a-z]+\.yaml$/,
    );
  }
  expect(manifests.envoyGatewayCrds.version).toBe(charts.envoyGateway.appVersion);
  const before = recorded.get(release).dependsOn;
  for (const first of [group, "ConfigGroup:add-ons-gateway-api-crds"]) {
    expect(before).toContainEqual(expect.stringMatching(`/${first}$`));
  }
});

test("in development there is one, which no budget keeps on its node", async () => {
  const recorded = await addOnsInExistingCluster({ gatewayApi: true, envoyGateway: true, highlyAvailable: false });
  const values = recorded.inputs(release).values as Record<string, unknown>;
  expect(values).toMatchObject({ deployment: { replicas: 1, pod: { topologySpreadConstraints: [] } } });
  expect(values).not.toHaveProperty("podDisruptionBudget");
});

describe("with a store", () => {
  const counter = { "app.kubernetes.io/name": "envoy-ratelimit", "app.kubernetes.io/component": "ratelimit" };

  test("it counts there, by two pods of their own", async () => {
    const recorded = await addOnsInExistingCluster({ gatewayApi: true, envoyGateway: { rateLimitStore: store } });
    expect((recorded.inputs(release).values as { config: unknown }).config).toEqual({
      envoyGateway: {
        provider: {
          type: "Kubernetes",
          kubernetes: {
            ...own,
            rateLimitDeployment: {
              replicas: 2,
              container: { resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } } },
              pod: {
                securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
                topologySpreadConstraints: spreadOver(counter),
                tolerations,
              },
            },
            rateLimitPDB: { minAvailable: 1 },
          },
        },
        rateLimit: { backend: { type: "Redis", redis: { url: store } } },
      },
    });
  });

  test.each([
    [store, { to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateway" } } }] }],
    ["counters.example.com:6379", {}],
  ])("at %s its counter reaches that", async (rateLimitStore, rule) => {
    const recorded = await addOnsInExistingCluster({ gatewayApi: true, envoyGateway: { rateLimitStore } });
    const policy = recorded.inputs("NetworkPolicy/envoy-gateway-rate-limits").spec as { egress: unknown[] };
    expect(policy.egress).toContainEqual(rule);
    expect(policy).toMatchObject({
      podSelector: { matchLabels: counter },
      ingress: [
        {},
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateway" } } }],
          ports: [{ protocol: "TCP", port: 8081 }],
        },
      ],
    });
  });
});

test("Envoys of the gateway's namespace reach its controller, and nobody else but Prometheus", async () => {
  const recorded = await addOnsInExistingCluster({
    gatewayApi: true,
    envoyGateway: true,
    prometheusOperatorCrds: true,
    capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
  });
  const from = (namespace: string) => [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } },
  ];
  const at = (port: number) => [{ protocol: "TCP", port }];
  expect(recorded.inputs("NetworkPolicy/envoy-gateway-controller").spec).toMatchObject({
    podSelector: { matchLabels: controllerLabels },
    ingress: [
      { from: [{ podSelector: {} }] },
      { from: from("gateway"), ports: at(18000) },
      { from: from("monitoring"), ports: at(19001) },
    ],
  });
  expect(recorded.inputs("PodMonitor/envoy-gateway").spec).toEqual({
    selector: { matchLabels: controllerLabels },
    podMetricsEndpoints: [{ port: "metrics", path: "/metrics", interval: "30s" }],
  });
});

test("at a mirror its images keep their paths, and their tags, which the chart adds", async () => {
  const recorded = await addOnsOnEks({
    gatewayApi: true,
    envoyGateway: true,
    mirrors: { images: "registry.example.com/mirror" },
  });
  const at = (name: string) => `registry.example.com/mirror/envoyproxy/${name}`;
  expect(recorded.inputs("Release:add-ons-envoy-gateway").values).toMatchObject({
    deployment: { envoyGateway: { image: { repository: at("gateway") } } },
    global: { images: { ratelimit: { image: at("ratelimit") }, envoyProxy: { image: at("envoy") } } },
  });
});

test.each([
  ["without the Gateway API", { envoyGateway: true }, "envoyGateway"],
  [
    "a store with a password",
    { gatewayApi: true, envoyGateway: { rateLimitStore: "redis://:geheim@x:6379" } },
    "envoyGateway.rateLimitStore",
  ],
  [
    "a store at no port",
    { gatewayApi: true, envoyGateway: { rateLimitStore: "x:70000" } },
    "envoyGateway.rateLimitStore",
  ],
  [
    "values that are decided elsewhere",
    { gatewayApi: true, envoyGateway: { values: { topologyInjector: { enabled: true } } } },
    "envoyGateway.values.topologyInjector.enabled",
  ],
])("it is refused %s", (_, spec, path) => {
  const problems = checkPlatformAddOns(spec, {
    target: "existing",
    isProduction: false,
    highlyAvailable: true,
    kubernetesVersion: undefined,
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: undefined,
    capabilities: undefined,
  });
  expect(problems.map((problem) => formatPath(problem.path))).toEqual([path]);
  expect(JSON.stringify(problems)).not.toContain("geheim");
});
