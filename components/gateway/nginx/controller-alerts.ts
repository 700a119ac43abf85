import { upAlerts, type Alert } from "./nginx-monitoring";

const latency = "nginx_ingress_controller_upstream_server_response_latency_ms";
const by = "resource_namespace, service";

/** Milliseconds within which 99 of 100 answers are expected. */
const slowMs = 2000;

/** The alerts of the F5 NGINX Ingress Controller. Source of the metrics: its code, 5.5.4, with `-enable-latency-metrics`. */
export function controllerAlerts(job: string): Alert[] {
  return [
    ...upAlerts(job),
    {
      alert: "GatewayErrors",
      expr: `sum by (${by}) (rate(${latency}_count{code=~"5.."}[5m])) / sum by (${by}) (rate(${latency}_count[5m])) > 0.05`,
      for: "10m",
      severity: "critical",
      summary: "More than 5 % of the answers of {{ $labels.service }} in {{ $labels.resource_namespace }} are errors.",
    },
    {
      alert: "GatewaySlow",
      expr: `histogram_quantile(0.99, sum by (le, ${by}) (rate(${latency}_bucket[5m]))) > ${slowMs}`,
      for: "15m",
      severity: "warning",
      summary: "One in a hundred answers of {{ $labels.service }} in {{ $labels.resource_namespace }} takes over 2 s.",
    },
    {
      alert: "GatewayConfigurationRefused",
      expr: `nginx_ingress_controller_nginx_last_reload_status{job="${job}"} == 0`,
      for: "5m",
      severity: "critical",
      summary: "NGINX refuses its configuration: changes of routes have no effect.",
    },
  ];
}
