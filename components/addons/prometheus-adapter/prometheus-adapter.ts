import type { Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";
import { checkMetrics } from "./check-metrics";
import { metricRules } from "./metric-rules";
import type { PrometheusAdapterSpec } from "./prometheus-adapter-spec";

const name = "prometheus-adapter";
const namespace = "monitoring";
const port = 6443;

export const prometheusAdapter = helmAddOn<PrometheusAdapterSpec>({
  id: "prometheusAdapter",
  name,
  summary: "Serves metrics of Prometheus as custom.metrics.k8s.io, where an autoscaler asks for these and not by KEDA",
  chart: "prometheusAdapter",
  namespace: { name: namespace, podSecurity: "restricted" },
  requires: [{ addOn: "certManager", because: "it signs the certificate that the API server knows it by" }],
  after: ["kubePrometheusStack"],
  images: [{ image: "registry.k8s.io/prometheus-adapter/prometheus-adapter", at: "image.repository" }],
  pods: (_, { highlyAvailable }) => [
    {
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 50,
      memoryMib: 192,
      labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name },
    },
  ],
  traffic: (_, { capabilities }) => {
    const asked = capabilities?.prometheus?.namespace ?? namespace;
    return [
      {
        pods: { "app.kubernetes.io/name": name },
        fromApiServer: [port],
        to: "apis",
        ...(asked === namespace ? {} : { toNamespaces: [asked] }),
      },
    ];
  },
  owned: {
    ...decidedByPods("replicas", "podDisruptionBudget"),
    "certManager.enabled": "cert-manager always signs its certificate",
    "prometheus.url": "it asks the Prometheus of the platform: write slipway:capabilities.prometheus",
    "rules.default": "of all series that there are it would make metrics, and read all of them each minute",
    "rules.custom": "write metrics",
    "rules.external": "KEDA serves external.metrics.k8s.io, which only one can",
    "rules.resource": "metrics-server serves metrics.k8s.io, which only one can",
    "rules.existing": "write metrics",
  },
  check: (options, around) => [...checkAsked(around), ...checkMetrics(options)],
  provides: () => ({ customMetrics: true }),
  values: ({ options, capabilities }, all) => {
    const pods = podsOf(all, name);
    return {
      replicas: pods.replicas,
      resources: resourcesOf(pods),
      topologySpreadConstraints: spreadOf(pods),
      tolerations: systemTolerations,
      podDisruptionBudget: { enabled: isDoubled(pods), maxUnavailable: 1 },
      certManager: { enabled: true },
      // The whole address; the chart would put a port behind it.
      prometheus: { url: capabilities?.prometheus?.url ?? "", port: 0 },
      // Also of what is scraped less often than it looks which series there are.
      extraArguments: ["--metrics-max-age=10m"],
      rules: { default: false, custom: metricRules(options) },
    };
  },
});

function checkAsked({ capabilities }: Surroundings): Problem[] {
  if (capabilities?.prometheus !== undefined) return [];
  return [
    {
      path: [],
      message: "the adapter asks a Prometheus, and none is known",
      found: "no kubePrometheusStack, no slipway:capabilities.prometheus",
      fix: "add kubePrometheusStack: true, or slipway:capabilities.prometheus with its url and namespace",
    },
  ];
}
