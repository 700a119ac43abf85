// What the release of OpenCost is given. Whether the chart takes it is what rendering it shows; no Prometheus is asked here.
import { checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { OpenCostSpec } from "../../components/addons/opencost/opencost";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const prometheus = { url: "http://prometheus.monitoring:9090", namespace: "monitoring" };
const security = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  runAsUser: 1001,
  seccompProfile: { type: "RuntimeDefault" },
};
const resources = (cpu: number, memory: number) => ({
  requests: { cpu: `${cpu}m`, memory: `${memory}Mi` },
  limits: { memory: `${memory}Mi` },
});
const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});

test("there is one, even in production: two would each report all costs", async () => {
  const recorded = await addOnsOnEks({
    openCost: true,
    prometheusOperatorCrds: true,
    isProduction: true,
    capabilities: { prometheus },
    mirrors: { images: "registry.example.com/mirror" },
  });
  const { values, ...release } = recorded.inputs("Release:add-ons-opencost");
  expect(release).toMatchObject({
    chart: "opencost",
    version: "2.5.17",
    repositoryOpts: { repo: "https://opencost.github.io/opencost-helm-chart" },
    name: "opencost",
    namespace: "opencost",
  });
  expect(values).toEqual({
    extraVolumes: [{ name: "configs", emptyDir: {} }],
    opencost: {
      exporter: {
        image: { registry: "registry.example.com", repository: "mirror/opencost/opencost" },
        replicas: 1,
        defaultClusterId: "shop-dev",
        resources: resources(50, 1024),
        securityContext: { ...security, readOnlyRootFilesystem: true },
        extraVolumeMounts: [{ name: "configs", mountPath: "/var/configs" }],
      },
      ui: {
        enabled: false,
        image: { registry: "registry.example.com", repository: "mirror/opencost/opencost-ui" },
      },
      mcp: { enabled: false },
      prometheus: { internal: { enabled: false }, external: { enabled: true, url: prometheus.url } },
      metrics: { serviceMonitor: { enabled: true } },
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    },
  });
  // It has no identity: list prices are for everybody.
  expect(recorded.named("PodIdentityAssociation").filter((name) => name.includes("opencost"))).toEqual([]);
  expect(recorded.inputs("NetworkPolicy:add-ons-opencost").spec).toMatchObject({
    ingress: [
      { from: [{ podSelector: {} }] },
      { from: [inNamespace("monitoring")], ports: [{ protocol: "TCP", port: 9003 }] },
    ],
    egress: [
      { to: [{ podSelector: {} }] },
      { to: [inNamespace("kube-system")] },
      { to: [inNamespace("monitoring")] },
      {
        ports: [{ protocol: "TCP", port: 443 }],
      },
      { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }] },
    ],
  });
});

test("there may be pages to look at, and another Prometheus to ask", async () => {
  const prometheusUrl = "https://prometheus.example.com/tenant";
  const recorded = await addOnsInExistingCluster({
    openCost: { ui: true, prometheusUrl },
    capabilities: { prometheus },
  });
  expect(recorded.inputs("Release/opencost").values).toMatchObject({
    opencost: {
      exporter: { resources: resources(50, 1024) },
      ui: { enabled: true, resources: resources(10, 64), securityContext: security },
      prometheus: { external: { enabled: true, url: prometheusUrl } },
      metrics: { serviceMonitor: { enabled: false } },
    },
  });
  expect(recorded.spec("NetworkPolicy/opencost").egress).toEqual([{}]);
});

describe("it is refused", () => {
  const around: AddOnSurroundings = {
    target: "existing",
    isProduction: false,
    highlyAvailable: false,
    kubernetesVersion: undefined,
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: undefined,
    capabilities: undefined,
  };
  const problems = (openCost: OpenCostSpec | true) => checkPlatformAddOns({ openCost }, around);

  test("without a Prometheus", () => {
    expect(problems(true)).toEqual([
      {
        path: ["openCost"],
        message: "opencost asks a Prometheus what was used, and none is known",
        found: "no kubePrometheusStack, no slipway:capabilities.prometheus, no prometheusUrl",
        fix: "add kubePrometheusStack: true, slipway:capabilities.prometheus with its url and namespace, or prometheusUrl; or write openCost: false",
      },
    ]);
    expect(checkPlatformAddOns({ openCost: true }, { ...around, capabilities: { prometheus } })).toEqual([]);
  });

  test.each(["prometheus.monitoring:9090", "ftp://prometheus", "http://prometheus:9090?x=y", "https://"])(
    "with the address %s",
    (prometheusUrl) => {
      expect(problems({ prometheusUrl })).toEqual([
        {
          path: ["openCost", "prometheusUrl"],
          message: "this is no address of a Prometheus",
          found: prometheusUrl,
          allowed: "http://… or https://… with a host, and no user, query or fragment",
          fix: "write an address such as http://prometheus.monitoring:9090",
        },
      ]);
    },
  );

  test("with a password in the address, which is not shown", () => {
    expect(JSON.stringify(problems({ prometheusUrl: "http://jane:geheim@prometheus:9090" }))).not.toContain("geheim");
    expect(problems({ prometheusUrl: "http://jane:geheim@prometheus:9090" })).toHaveLength(1);
  });

  test("with values that options decide", () => {
    expect(
      problems({
        prometheusUrl: prometheus.url,
        values: { opencost: { ui: { enabled: true }, exporter: { replicas: 2 } } },
      }),
    ).toMatchObject([
      { path: ["openCost", "values", "opencost", "ui", "enabled"], fix: "remove it here; write ui" },
      {
        path: ["openCost", "values", "opencost", "exporter", "replicas"],
        fix: "remove it here; of two, each would report all costs",
      },
    ]);
  });
});
