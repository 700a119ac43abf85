import { runbookAnnotations, type RenderedObject } from "../core";

/** An alert: when, and what it says. */
export interface GatewayAlert {
  readonly alert: string;
  readonly expr: string;
  /** How long it must be so. */
  readonly for: string;
  readonly severity: "critical" | "warning";
  readonly summary: string;
}

/** What is known of the metrics of a gateway. */
export interface GatewayMetrics {
  readonly name: string;
  /** Its pods. */
  readonly pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  /** Names of the ports with metrics. */
  readonly ports: readonly string[];
  /** Share of answers of 5xx, 0 to 1. */
  readonly errorRatio: string;
  /** When answers take too long. */
  readonly slow: { readonly query: string; readonly summary: string };
  /** Alerts of its own. */
  readonly others: readonly GatewayAlert[];
}

const apiVersion = "monitoring.coreos.com/v1";
const gateway = "gateway";

/** What Prometheus reads of a gateway, and the alerts that are true of every one. Certificates that run out are told of by cert-manager. */
export function gatewayMonitoring({ name, pods, ports, errorRatio, slow, others }: GatewayMetrics): RenderedObject[] {
  const alerts: readonly GatewayAlert[] = [
    {
      alert: "GatewayDown",
      expr: `absent(up{job="${gateway}/${name}"} == 1)`,
      for: "5m",
      severity: "critical",
      summary: "No pod of the gateway answers",
    },
    {
      alert: "GatewayErrors",
      expr: `${errorRatio} > 0.05`,
      for: "10m",
      severity: "critical",
      summary: "More than 5 % of the answers of the gateway are errors",
    },
    { alert: "GatewaySlow", expr: slow.query, for: "15m", severity: "warning", summary: slow.summary },
    ...others,
  ];
  return [
    {
      suffix: "metrics",
      apiVersion,
      kind: "PodMonitor",
      name,
      fields: {
        spec: {
          namespaceSelector: { matchNames: [pods.namespace] },
          selector: { matchLabels: pods.labels },
          podMetricsEndpoints: ports.map((port) => ({ port, path: "/metrics" })),
        },
      },
    },
    {
      suffix: "alerts",
      apiVersion,
      kind: "PrometheusRule",
      name,
      fields: {
        spec: {
          groups: [
            {
              name: gateway,
              rules: alerts.map(({ alert, expr, for: during, severity, summary }) => ({
                alert,
                expr,
                for: during,
                labels: { severity },
                annotations: { summary, ...runbookAnnotations("gateways", alert) },
              })),
            },
          ],
        },
      },
    },
  ];
}
