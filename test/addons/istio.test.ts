// What the releases of Istio are given, and what is made beside them. That the charts take the values is what rendering them with Helm shows (see the tables
// in values-keys/); no proxy runs here.
import { addOns } from "../../components/addons";
import type { Surroundings } from "../../components/addons/frame/add-on";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const ambient = { istio: true, istioCni: true, istioZtunnel: true, gatewayApi: true } as const;
const sidecar = { istio: { mode: "sidecar" }, istioCni: true } as const;

const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });
const runtimeDefault = { type: "RuntimeDefault" };

test("ambient in production: two of the control plane, restricted, which trusts the proxies of the other namespace", async () => {
  const recorded = await addOnsInExistingCluster(ambient);
  const spread = (topologyKey: string) => ({
    ...{ maxSkew: 1, topologyKey, whenUnsatisfiable: "ScheduleAnyway" },
    labelSelector: { matchLabels: { app: "istiod" } },
  });
  expect(recorded.inputs("Release/istio").values).toEqual({
    profile: "ambient",
    trustedZtunnelNamespace: "istio-nodes",
    autoscaleEnabled: true,
    autoscaleMin: 2,
    pdb: { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    topologySpreadConstraints: [spread("topology.kubernetes.io/zone"), spread("kubernetes.io/hostname")],
    resources: resources("500m", "2048Mi"),
    seccompProfile: runtimeDefault,
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    cni: { enabled: true },
    gateways: { seccompProfile: runtimeDefault },
    global: {
      istioNamespace: "istio-system",
      variant: "distroless",
      priorityClassName: "system-cluster-critical",
      defaultPodDisruptionBudget: { enabled: true },
      proxy: { resources: resources("100m", "256Mi"), seccompProfile: runtimeDefault },
      waypoint: { resources: resources("100m", "256Mi") },
    },
  });
  expect(recorded.inputs("Release/istio-crds").values).toEqual({ global: { istioNamespace: "istio-system" } });
  expect(recorded.inputs("Release/istio-cni").values).toEqual({
    profile: "ambient",
    resources: resources("100m", "128Mi"),
    global: { variant: "distroless" },
  });
  expect(recorded.inputs("Release/istio-ztunnel").values).toEqual({
    profile: "ambient",
    istioNamespace: "istio-system",
    resources: resources("200m", "512Mi"),
    variant: "distroless",
  });
});

test("definitions come first, then what is on nodes without the control plane, then it, then the proxies of nodes", async () => {
  const recorded = await addOnsInExistingCluster(ambient);
  expect(recorded.dependencies("Release/istio")).toEqual(
    expect.arrayContaining(["Release/istio-crds", "Release/istio-cni", expect.stringContaining("gateway-api")]),
  );
  expect(recorded.dependencies("Release/istio-ztunnel")).toEqual(
    expect.arrayContaining(["Release/istio", "PeerAuthentication/default"]),
  );
  expect(recorded.dependencies("PeerAuthentication/default")).toContain("Release/istio");
});

test("only what runs on nodes may do more than restricted pods", async () => {
  const recorded = await addOnsInExistingCluster(ambient);
  const levelOf = (name: string) => {
    const { labels } = recorded.inputs(`Namespace/${name}`).metadata as { labels: Record<string, string> };
    return labels["pod-security.kubernetes.io/enforce"];
  };
  expect([levelOf("istio-system"), levelOf("istio-nodes")]).toEqual(["restricted", "privileged"]);
});

test("sidecars in development: one of the control plane, and no proxies on nodes", async () => {
  const recorded = await addOnsInExistingCluster({ ...sidecar, highlyAvailable: false });
  expect(recorded.inputs("Release/istio").values).toMatchObject({
    autoscaleEnabled: false,
    replicaCount: 1,
    resources: resources("250m", "1024Mi"),
    global: { defaultPodDisruptionBudget: { enabled: false } },
  });
  expect(recorded.inputs("Release/istio").values).not.toHaveProperty("profile");
  expect(recorded.inputs("Release/istio-cni").values).not.toHaveProperty("profile");
  expect(recorded.objects.filter((name) => /ztunnel|gateway-api/.test(name))).toEqual([]);
});

test("calls of the mesh alone are taken everywhere, unless others are asked for", async () => {
  const strict = await addOnsInExistingCluster(ambient);
  expect(strict.inputs("PeerAuthentication/default")).toEqual({
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "default", namespace: "istio-system" },
    spec: { mtls: { mode: "STRICT" } },
  });
  const permissive = await addOnsInExistingCluster({ ...ambient, istio: { mtls: "permissive" } });
  expect(permissive.objects).not.toContain("PeerAuthentication/default");
});

test("Prometheus reads metrics of each part, where monitors are known", async () => {
  const recorded = await addOnsInExistingCluster({ ...ambient, prometheusOperatorCrds: true });
  expect(recorded.objects.filter((name) => name.startsWith("PodMonitor/"))).toEqual([
    "PodMonitor/istio-cni-node",
    "PodMonitor/istiod",
    "PodMonitor/ztunnel",
  ]);
  expect(recorded.spec("PodMonitor/ztunnel")).toEqual({
    selector: { matchLabels: { app: "ztunnel" } },
    podMetricsEndpoints: [{ portNumber: 15020, path: "/stats/prometheus" }],
  });
});

test("the control plane is reached by the API server and by proxies, and not in plain text", async () => {
  const recorded = await addOnsInExistingCluster({
    ...ambient,
    capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
  });
  const port = (number: number) => ({ protocol: "TCP", port: number });
  expect(recorded.spec("NetworkPolicy/istio").ingress).toEqual([
    { from: [{ podSelector: {} }] },
    { ports: [port(15017)] },
    { from: [{ namespaceSelector: {} }], ports: [port(15012)] },
    {
      from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [port(15014)],
    },
  ]);
});

test("at a mirror all images have one hub", async () => {
  const mirrors = { images: "registry.example.com/mirror" };
  const recorded = await addOnsInExistingCluster({ ...ambient, mirrors });
  const hub = "registry.example.com/mirror/release";
  expect(recorded.inputs("Release/istio").values).toMatchObject({ global: { hub } });
  expect(recorded.inputs("Release/istio-cni").values).toMatchObject({ global: { hub } });
  expect(recorded.inputs("Release/istio-ztunnel").values).toMatchObject({ hub });
});

const around: Omit<Surroundings, "planned"> = {
  ...{ target: "existing", isProduction: false, highlyAvailable: true, kubernetesVersion: "1.36", autoMode: false },
  ...{ ipFamily: "ipv4", nodeGroups: undefined, capabilities: undefined },
};
const ztunnel = new Map([["istioZtunnel", { namespace: "istio-nodes", options: {} }]]);

test("workloads may rely on the mesh as it is", () => {
  const planned = new Map<string, never>();
  expect(addOns.istio.provides?.({ mode: "sidecar", mtls: "permissive" }, { ...around, planned })).toEqual({
    mesh: {
      ...{ provider: "istio", mode: "sidecar", controlPlaneNamespace: "istio-system" },
      ...{ mtls: "permissive", highlyAvailable: true },
    },
  });
});

test("ambient mode and proxies on nodes belong together", () => {
  const check = (options: object, planned: ReadonlyMap<string, { namespace: string; options: object }>) =>
    addOns.istio.check?.(options, { ...around, planned });
  expect(check({}, ztunnel)).toEqual([]);
  expect(check({ mode: "sidecar" }, new Map())).toEqual([]);
  expect(check({}, new Map())).toEqual([
    {
      path: ["mode"],
      message: "in ambient mode the proxies on nodes carry the calls, and they are not there",
      found: "ambient, without istioZtunnel",
      fix: "add istioZtunnel: true, or write mode: sidecar",
    },
  ]);
  expect(check({ mode: "sidecar" }, ztunnel)).toEqual([
    {
      path: ["mode"],
      message: "with a proxy in each pod those on nodes have nothing to do",
      found: "sidecar, and istioZtunnel",
      fix: "remove istioZtunnel, or write mode: ambient",
    },
  ]);
});

test.each([
  ["istio", { mode: "both" }, ["mode"]],
  ["istio", { mtls: "loose" }, ["mtls"]],
  ["istio", { proxy: { memoryMib: 1 } }, ["proxy", "memoryMib"]],
  ["istio", { values: { profile: "demo" } }, ["values", "profile"]],
  ["istioCni", { agent: { cpuMillis: 0.5 } }, ["agent", "cpuMillis"]],
  ["istioZtunnel", { proxy: { cpuMillis: 1 } }, ["proxy", "cpuMillis"]],
] as const)("%s is told of %j", (id, options, path) => {
  const check = addOns[id].check as (options: object, around: object) => { path: unknown }[];
  const problems = check({ ...options }, { ...around, planned: ztunnel });
  expect(problems.map((problem) => problem.path)).toContainEqual(path);
});
