import type { GatewayCapability } from "../../cluster";
import { runbookAnnotations, type ManifestValue, type RenderedObject } from "../../core";
import type { GatewaySurroundings } from "../gateway-engine";
import { podLabels } from "./envoy-proxy";

interface Alert {
  readonly name: string;
  readonly expression: string;
  readonly for: string;
  readonly severity: "critical" | "warning";
  readonly summary: string;
}

/** Share of answers of 5xx, and milliseconds within which 99 of 100 requests are done, beyond which somebody is told. */
const bounds = { errorShare: 0.05, latencyMillis: 5000, memoryShare: 0.9 } as const;

/** Scraping and alerts, where a Prometheus operator is there to read them. */
export function envoyMonitoring(gateway: GatewayCapability, { hasMonitors }: GatewaySurroundings): RenderedObject[] {
  if (!hasMonitors) return [];
  return [podMonitor(gateway), alerts(gateway)];
}

function podMonitor(gateway: GatewayCapability): RenderedObject {
  return {
    suffix: "",
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    name: gateway.name,
    fields: {
      spec: {
        selector: { matchLabels: podLabels(gateway) },
        podMetricsEndpoints: [{ port: "metrics", path: "/stats/prometheus", interval: "30s" }],
      },
    },
  };
}

function alerts(gateway: GatewayCapability): RenderedObject {
  return {
    suffix: "",
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    name: gateway.name,
    fields: { spec: { groups: [{ name: gateway.name, rules: alertsOf(gateway).map(ruleOf) }] } },
  };
}

/** Names of the metrics: Envoy's own, 1.39, as its pods show them. Requests of its own ports are left out. */
function alertsOf({ name, namespace }: GatewayCapability): Alert[] {
  const pods = `namespace="${namespace}",job="${namespace}/${name}"`;
  const requests = `${pods},envoy_http_conn_manager_prefix=~"https?-.*"`;
  const rejected = [
    "envoy_cluster_manager_cds_update_rejected",
    "envoy_listener_manager_lds_update_rejected",
    "envoy_http_rds_update_rejected",
  ];
  return [
    {
      name: "GatewayDown",
      expression: `absent(up{${pods}} == 1)`,
      for: "2m",
      severity: "critical",
      summary: "No pod of the gateway answers: nobody comes in from outside",
    },
    {
      name: "GatewayErrors",
      expression: `sum(rate(envoy_http_downstream_rq_xx{${requests},envoy_response_code_class="5"}[5m])) / sum(rate(envoy_http_downstream_rq_xx{${requests}}[5m])) > ${bounds.errorShare}`,
      for: "10m",
      severity: "critical",
      summary: `More than ${bounds.errorShare * 100} % of the gateway's answers are errors of servers`,
    },
    {
      name: "GatewaySlow",
      expression: `histogram_quantile(0.99, sum by (le) (rate(envoy_http_downstream_rq_time_bucket{${requests}}[5m]))) > ${bounds.latencyMillis}`,
      for: "10m",
      severity: "warning",
      summary: `One of 100 requests takes longer than ${bounds.latencyMillis / 1000} s`,
    },
    {
      name: "GatewayConfigurationRefused",
      expression: rejected.map((metric) => `sum(increase(${metric}{${pods}}[10m])) > 0`).join(" or "),
      for: "0m",
      severity: "warning",
      summary: "The gateway has refused a change of routes or policies, and goes on with what it had",
    },
    {
      name: "GatewayMemory",
      expression: `max by (pod) (envoy_server_memory_allocated{${pods}}) / on (pod) max by (pod) (kube_pod_container_resource_limits{namespace="${namespace}",container="envoy",resource="memory"}) > ${bounds.memoryShare}`,
      for: "10m",
      severity: "warning",
      summary: `A pod of the gateway uses more than ${bounds.memoryShare * 100} % of its memory, and is about to refuse requests`,
    },
  ];
}

function ruleOf({ name, expression, for: duration, severity, summary }: Alert): ManifestValue {
  return {
    alert: name,
    expr: expression,
    for: duration,
    labels: { severity },
    annotations: { summary, ...runbookAnnotations("gateways", name) },
  };
}
