import { runbookAnnotations, type RenderedObject } from "../../core";

const apiVersion = "monitoring.coreos.com/v1";

/** Pods whose metrics are read. */
export interface Monitored {
  readonly name: string;
  /** Namespace of the pods. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the port of the metrics. */
  readonly port: string;
}

/** Something that somebody should look at. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: "critical" | "warning";
  readonly summary: string;
}

/** What reads the metrics of the pods: one target for each, of the job `<namespace of the gateway>/<its name>`. */
export function podMonitor({ name, namespace, labels, port }: Monitored): RenderedObject {
  return {
    suffix: "",
    apiVersion,
    kind: "PodMonitor",
    name,
    fields: {
      spec: {
        namespaceSelector: { matchNames: [namespace] },
        selector: { matchLabels: { ...labels } },
        podMetricsEndpoints: [{ port }],
      },
    },
  };
}

/** The alerts of a gateway. */
export function alertRules(name: string, alerts: readonly Alert[]): RenderedObject {
  const rules = alerts.map(({ alert, expr, for: duration, severity, summary }) => ({
    alert,
    expr,
    for: duration,
    labels: { severity },
    annotations: { summary, ...runbookAnnotations("gateways", alert) },
  }));
  return { suffix: "", apiVersion, kind: "PrometheusRule", name, fields: { spec: { groups: [{ name, rules }] } } };
}

/** What every gateway is told of: whether there are pods that answer. */
export function upAlerts(job: string): Alert[] {
  return [
    {
      alert: "GatewayDown",
      expr: `absent(up{job="${job}"} == 1)`,
      for: "2m",
      severity: "critical",
      summary: "No pod of the gateway answers: nobody outside reaches any workload.",
    },
    {
      alert: "GatewayPodDown",
      expr: `up{job="${job}"} == 0`,
      for: "5m",
      severity: "warning",
      summary: "The pod {{ $labels.pod }} of the gateway does not answer.",
    },
  ];
}
