// What the release of prometheus-adapter is given. Whether the chart takes it is what `npm run charts` shows; no autoscaler asks it here, and it asks no Prometheus.
import {
  addOnCapabilities,
  checkPlatformAddOns,
  type AddOnSurroundings,
  type PrometheusAdapterSpec,
} from "../../components/addons";
import { formatPath } from "../../components/core";
import { addOnsInExistingCluster } from "./recorded-add-ons";

const metrics: PrometheusAdapterSpec["metrics"] = {
  requests_per_second: { series: "http_requests_total", labels: { code: "2.." } },
  queue_depth: { series: "queue_messages", of: { label: "queue", resource: "service" } },
  lag_growth: { series: "lag", as: "rate", window: "5m", of: { label: "deployment", resource: "deployment.apps" } },
};
const inMetrics = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "metrics" } } };

test("in production there are two, which ask the Prometheus of the platform for what is stated, and for nothing else", async () => {
  const recorded = await addOnsInExistingCluster({
    prometheusAdapter: { metrics },
    kubePrometheusStack: true,
    prometheusOperatorCrds: true,
    certManager: true,
  });
  const labels = { "app.kubernetes.io/name": "prometheus-adapter", "app.kubernetes.io/instance": "prometheus-adapter" };
  expect(recorded.inputs("Release/prometheus-adapter")).toMatchObject({
    chart: "prometheus-adapter",
    version: "5.3.0",
    namespace: "monitoring",
  });
  expect(recorded.inputs("Release/prometheus-adapter").values).toEqual({
    replicas: 2,
    resources: { requests: { cpu: "50m", memory: "192Mi" }, limits: { memory: "192Mi" } },
    topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: labels },
    })),
    tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    certManager: { enabled: true },
    prometheus: { url: "http://kube-prometheus-stack-prometheus.monitoring:9090", port: 0 },
    extraArguments: ["--metrics-max-age=10m"],
    rules: {
      default: false,
      custom: [
        {
          seriesQuery: 'http_requests_total{namespace!="",pod!="",code="2.."}',
          resources: { overrides: { namespace: { resource: "namespace" }, pod: { resource: "pod" } } },
          name: { matches: "^http_requests_total$", as: "requests_per_second" },
          metricsQuery: 'sum(rate(<<.Series>>{<<.LabelMatchers>>,code="2.."}[2m])) by (<<.GroupBy>>)',
        },
        {
          seriesQuery: 'queue_messages{namespace!="",queue!=""}',
          resources: { overrides: { namespace: { resource: "namespace" }, queue: { resource: "service" } } },
          name: { matches: "^queue_messages$", as: "queue_depth" },
          metricsQuery: "sum(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)",
        },
        {
          seriesQuery: 'lag{namespace!="",deployment!=""}',
          resources: {
            overrides: {
              namespace: { resource: "namespace" },
              deployment: { group: "apps", resource: "deployment" },
            },
          },
          name: { matches: "^lag$", as: "lag_growth" },
          metricsQuery: "sum(rate(<<.Series>>{<<.LabelMatchers>>}[5m])) by (<<.GroupBy>>)",
        },
      ],
    },
  });
  expect(recorded.dependencies("Release/prometheus-adapter")).toEqual(
    expect.arrayContaining(["Release/kube-prometheus-stack", "Release/cert-manager"]),
  );
  // The namespace is there once.
  expect(recorded.all.filter(({ path }) => path.endsWith("Namespace:add-ons-prometheus-adapter"))).toEqual([]);
});

test("a Prometheus in another namespace may be asked", async () => {
  const recorded = await addOnsInExistingCluster({
    prometheusAdapter: { metrics },
    certManager: true,
    highlyAvailable: false,
    capabilities: { prometheus: { url: "http://prometheus.metrics:9090", namespace: "metrics" } },
  });
  expect(recorded.inputs("Release/prometheus-adapter").values).toMatchObject({
    replicas: 1,
    podDisruptionBudget: { enabled: false },
    prometheus: { url: "http://prometheus.metrics:9090", port: 0 },
  });
  expect(recorded.inputs("NetworkPolicy/prometheus-adapter").spec).toMatchObject({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus-adapter" } },
    ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ protocol: "TCP", port: 6443 }] }],
    egress: [{ to: [{ podSelector: {} }] }, {}, { to: [inMetrics] }, {}],
  });
});

const around: AddOnSurroundings = {
  target: "existing",
  isProduction: false,
  highlyAvailable: false,
  kubernetesVersion: undefined,
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: { prometheus: { url: "http://prometheus.metrics:9090", namespace: "metrics" } },
};

function told(prometheusAdapter: object, more: Partial<AddOnSurroundings> = {}): string[] {
  const spec = { prometheusAdapter: prometheusAdapter as PrometheusAdapterSpec, certManager: true };
  return checkPlatformAddOns(spec, { ...around, ...more }).map(
    ({ path, message, found, fix }) => `${formatPath(path)}: ${message} | ${found ?? "-"} | ${fix}`,
  );
}

test("it serves metrics of pods and objects, and leaves external ones to KEDA", () => {
  expect(addOnCapabilities({ prometheusAdapter: { metrics }, keda: true }, around)).toEqual({
    customMetrics: true,
    keda: true,
    externalMetrics: true,
  });
  expect(told({ metrics, values: { rules: { external: [{ seriesQuery: "up" }] } } })).toEqual([
    "prometheusAdapter.values.rules.external: this value of the chart is decided elsewhere, and two that differ could not both hold | a list, or an output | remove it here; KEDA serves external.metrics.k8s.io, which only one can",
  ]);
});

test.each([
  [
    {},
    "prometheusAdapter.metrics: the adapter would serve nothing | no metric | add one, such as requests_per_second: { series: http_requests_total }; or leave the adapter out: KEDA asks Prometheus by itself",
  ],
  [
    { metrics: { "requests-per-second": { series: "a" } } },
    "prometheusAdapter.metrics.requests-per-second: this is no name of a metric | requests-per-second | write requests_per_second",
  ],
  [
    { metrics: { a: { series: 'b{c="d"}' } } },
    'prometheusAdapter.metrics.a.series: this is no name of a series | b{c="d"} | write what is before the { here, and the rest as labels',
  ],
  [
    { metrics: { a: { series: "b", of: { label: "c", resource: "Deployment" } } } },
    "prometheusAdapter.metrics.a.of.resource: this is no resource of Kubernetes | Deployment | write deployment",
  ],
  [
    { metrics: { a: { series: "b", window: "2m" } } },
    "prometheusAdapter.metrics.a.window: a time is that of a rate, and this metric is a value | 2m | remove it, or write as: rate",
  ],
  [
    { metrics: { a: { series: "b_total", window: "30s" } } },
    "prometheusAdapter.metrics.a.window: this is no time that a rate could be of | 30s | write a time such as 2m",
  ],
])("%j is refused", (options, expected) => {
  expect(told(options)).toEqual([expected]);
});

test("without a Prometheus it is refused", () => {
  expect(told({ metrics }, { capabilities: undefined })).toEqual([
    "prometheusAdapter: the adapter asks a Prometheus, and none is known | no kubePrometheusStack, no slipway:capabilities.prometheus | add kubePrometheusStack: true, or slipway:capabilities.prometheus with its url and namespace",
  ]);
});
