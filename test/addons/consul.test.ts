// What the release of Consul is given, and what holds for its whole mesh. Whether the chart takes it is what `npm run charts` shows; no server is
// started here, and its keys, certificates and tokens are made by jobs of the chart that nothing runs.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { ConsulSpec } from "../../components/addons/consul/consul-spec";
import { consul } from "../../components/addons/consul/consul";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const around: AddOnSurroundings = {
  target: "existing",
  isProduction: true,
  highlyAvailable: true,
  kubernetesVersion: "1.34",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

const problemsOf = (options: ConsulSpec) =>
  checkPlatformAddOns({ consul: options, gatewayApi: true }, around).map(({ path, message, found, fix }) => [
    path.join("."),
    message,
    found,
    fix,
  ]);

const tolerations = '[{"key":"CriticalAddonsOnly","operator":"Exists"}]';
const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory, cpu: null } });
const valuesOf = (recorded: RecordedWorkloads) => recorded.inputs("Release/consul").values as Record<string, unknown>;

test("in production there are three servers, apart, of which two stay, and nothing random in the values", async () => {
  const recorded = await addOnsInExistingCluster({ consul: true, gatewayApi: true });
  const labels = { app: "consul", component: "server" };
  const injector = { app: "consul", component: "connect-injector" };
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  });
  const apart = (topologyKey: string) => ({
    weight: 100,
    podAffinityTerm: { topologyKey, labelSelector: { matchLabels: injector } },
  });
  expect(valuesOf(recorded)).toEqual({
    global: {
      name: "consul",
      image: "docker.io/hashicorp/consul:2.0.3",
      imageK8S: "docker.io/hashicorp/consul-k8s-control-plane:2.0.3",
      imageConsulDataplane: "docker.io/hashicorp/consul-dataplane:2.0.3",
      gossipEncryption: { autoGenerate: true },
      tls: { enabled: true },
      acls: { manageSystemACLs: true, tolerations },
      crds: { enableTcpRoute: false },
    },
    server: {
      replicas: 3,
      storage: "10Gi",
      resources: resources("100m", "384Mi"),
      topologySpreadConstraints: JSON.stringify([
        spread("topology.kubernetes.io/zone"),
        spread("kubernetes.io/hostname"),
      ]),
      tolerations,
      disruptionBudget: { enabled: true, maxUnavailable: 1 },
      extraConfig: '{"disable_update_check":true}',
    },
    connectInject: {
      enabled: true,
      replicas: 2,
      resources: resources("50m", "256Mi"),
      affinity: JSON.stringify({
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            apart("topology.kubernetes.io/zone"),
            apart("kubernetes.io/hostname"),
          ],
        },
      }),
      tolerations,
      disruptionBudget: { enabled: true, minAvailable: 1 },
      failurePolicy: "Fail",
      sidecarProxy: {
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
      },
      apiGateway: { manageExternalCRDs: false, manageNonStandardCRDs: false },
      cni: { enabled: true, namespace: "kube-system", resources: resources("20m", "100Mi") },
    },
    webhookCertManager: { resources: resources("20m", "64Mi"), tolerations },
    ui: { enabled: false },
    dns: { enabled: false, enableRedirection: false },
  });
  expect(recorded.inputs("Release/consul")).toMatchObject({ timeout: 600 });
  expect(recorded.dependencies("Release/consul").join()).toContain("add-ons-gateway-api");
});

test("its settings come after it, and let workloads say that they take calls without encryption", async () => {
  const recorded = await addOnsInExistingCluster({ consul: true, gatewayApi: true });
  expect(recorded.inputs("Mesh/mesh")).toMatchObject({
    apiVersion: "consul.hashicorp.com/v1alpha1",
    metadata: { name: "mesh", namespace: "consul" },
    spec: { allowEnablingPermissiveMutualTLS: true },
  });
  expect(recorded.dependencies("Mesh/mesh")).toContain("Release/consul");
  expect(recorded.objects).not.toContain("ProxyDefaults/global");
});

test("in development there is one of each, which no budget keeps on its node, and no pod waits for it", async () => {
  const recorded = await addOnsInExistingCluster({
    consul: {
      datacenter: "lab",
      storage: { size: "2Gi", storageClass: "fast" },
      mtls: "permissive",
      syncCatalog: { services: "all", namespaces: ["shop"] },
      ui: true,
      proxy: { cpuMillis: 20, memoryMib: 64 },
    },
    gatewayApi: true,
    highlyAvailable: false,
    mirrors: { images: "registry.example.com/mirror" },
  });
  const values = valuesOf(recorded);
  expect(values).toMatchObject({
    global: { datacenter: "lab", image: "registry.example.com/mirror/hashicorp/consul:2.0.3" },
    server: { replicas: 1, storage: "2Gi", storageClass: "fast", disruptionBudget: { enabled: false } },
    connectInject: {
      replicas: 1,
      disruptionBudget: { enabled: false },
      failurePolicy: "Ignore",
      sidecarProxy: { resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } } },
    },
    syncCatalog: {
      enabled: true,
      default: true,
      toK8S: false,
      k8sAllowNamespaces: ["shop"],
      resources: resources("50m", "128Mi"),
      tolerations,
    },
    ui: { enabled: true },
  });
  expect(values.server).not.toHaveProperty("topologySpreadConstraints");
  expect(values.connectInject).not.toHaveProperty("affinity");
  expect(recorded.spec("ProxyDefaults/global")).toEqual({ mutualTLSMode: "permissive" });
  expect(recorded.dependencies("ProxyDefaults/global")).toContain("Mesh/mesh");
});

test("as a registry alone it touches no pods, and needs nothing else", async () => {
  const recorded = await addOnsInExistingCluster({ consul: { mesh: false, syncCatalog: true } });
  const values = valuesOf(recorded);
  expect(values).toMatchObject({
    connectInject: { enabled: false },
    syncCatalog: { enabled: true, default: false, toK8S: false },
  });
  expect(values).not.toHaveProperty("webhookCertManager");
  expect(values.syncCatalog).not.toHaveProperty("k8sAllowNamespaces");
  expect(recorded.objects.filter((name) => /^(Mesh|ProxyDefaults|NetworkPolicy)\//.test(name))).toEqual([
    "NetworkPolicy/consul",
    "NetworkPolicy/consul-server",
  ]);
});

test("everybody in the cluster may reach its servers by TLS, and the API server its webhook", async () => {
  const recorded = await addOnsInExistingCluster({ consul: true, gatewayApi: true });
  const tcp = (...ports: number[]) => ports.map((port) => ({ protocol: "TCP", port }));
  expect(recorded.spec("NetworkPolicy/consul-server")).toMatchObject({
    podSelector: { matchLabels: { app: "consul", component: "server" } },
    ingress: [{ from: [{ podSelector: {} }] }, { from: [{ namespaceSelector: {} }], ports: tcp(8501, 8502) }],
  });
  expect(recorded.spec("NetworkPolicy/consul-injector")).toMatchObject({
    podSelector: { matchLabels: { app: "consul", component: "connect-injector" } },
    ingress: [{ from: [{ podSelector: {} }] }, { ports: tcp(8080) }],
  });
  expect(recorded.spec("NetworkPolicy/consul")).toMatchObject({
    podSelector: {},
    ingress: [{ from: [{ podSelector: {} }] }],
  });
});

test("it says what it brings: a mesh, and a registry, or a registry alone", () => {
  const planned = { ...around, planned: new Map<string, never>() };
  const registry = { consul: { address: "consul-server.consul:8501", namespace: "consul", tls: true } };
  const mesh = { provider: "consul", mode: "sidecar", controlPlaneNamespace: "consul", highlyAvailable: true };
  expect(consul.provides?.({}, planned)).toEqual({ ...registry, mesh: { ...mesh, mtls: "strict" } });
  expect(consul.provides?.({ mtls: "permissive" }, planned)).toEqual({
    ...registry,
    mesh: { ...mesh, mtls: "permissive" },
  });
  expect(consul.provides?.({ mesh: false }, planned)).toEqual(registry);
});

test("with its mesh it does not come without the Gateway API", async () => {
  await expect(addOnsInExistingCluster({ consul: true })).rejects.toThrow(
    "consul needs gateway-api: its controller looks for the Gateway API, whoever uses it",
  );
});

test.each<[ConsulSpec, [string, string, string, string]]>([
  [
    { datacenter: "DC 1" },
    ["consul.datacenter", "this is no name of a datacenter of Consul", "DC 1", "write it like dc1"],
  ],
  [{ storage: { size: "10" } }, ["consul.storage.size", "this is no size of a volume", "10", "write it like 10Gi"]],
  [
    { proxy: { memoryMib: 8 } },
    ["consul.proxy.memoryMib", "this number is out of bounds", "8", "write a number in between"],
  ],
  [
    { mesh: false, mtls: "strict" },
    [
      "consul.mtls",
      "there is no mesh that this could be about",
      "mtls: strict, and mesh: false",
      "remove mtls, or mesh: false",
    ],
  ],
  [
    { values: { connectInject: { apiGateway: { manageExternalCRDs: true } } } },
    [
      "consul.values.connectInject.apiGateway.manageExternalCRDs",
      "this value of the chart is decided elsewhere, and two that differ could not both hold",
      "true",
      "remove it here; the definitions of the Gateway API are those of gatewayApi",
    ],
  ],
])("%j is refused", (options, problem) => {
  expect(problemsOf(options)).toEqual([problem]);
});
