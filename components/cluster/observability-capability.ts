/** Uids of Grafana's data sources, by which dashboards and links name them: the same in every environment. */
export const dataSourceUids = {
  metrics: "prometheus",
  alerts: "alertmanager",
  logs: "logs",
  traces: "traces",
} as const;

export const logShippers = ["filebeat", "fluentBit"] as const;
/** Who reads the logs of pods on each node, and so whose annotations pods have. */
export type LogShipper = (typeof logShippers)[number];

/** Data sources that Grafana has besides metrics and alerts, each with its uid of `dataSourceUids`. What is left out is not there. */
export interface GrafanaSources {
  /** Elasticsearch, or the log group of Amazon CloudWatch that logs of pods are in. */
  readonly logs?: "elasticsearch" | { readonly cloudWatchLogGroup: string } | undefined;
  readonly traces?: "jaeger" | "tempo" | "xray" | undefined;
}

/** What the environment's observability gives to workloads by itself. What is left out is not there. */
export interface ObservabilityCapability {
  /** Whether a Prometheus of the operator reads monitors, probes and rules of every namespace. Default: no. */
  readonly rules?: boolean | undefined;
  /** Time that its Prometheus keeps metrics, such as `31d`: no objective may be over a longer one. Default: not checked. */
  readonly retention?: string | undefined;
  /** Whether Grafana reads dashboards out of config maps of every namespace with the label `grafana_dashboard: "1"`. Default: no. */
  readonly dashboards?: boolean | undefined;
  /** What else dashboards lead to. Default: nothing but metrics. */
  readonly sources?: GrafanaSources | undefined;
  /** URL below which the pages of `docs/runbooks/` are published, without a `/` at its end. Default: alerts name the page alone. */
  readonly runbooksUrl?: string | undefined;
  /** URL of Grafana, for links from alerts to dashboards. Default: alerts have no links. */
  readonly grafanaUrl?: string | undefined;
  /** Logs of pods are read. Default: nobody reads them. */
  readonly logs?: { readonly shipper: LogShipper } | undefined;
  /** Traces are taken by OTLP. Default: nobody takes them. */
  readonly traces?:
    | {
        /** Host in DNS of the collector that workloads send to; ports 4317 (gRPC) and 4318 (HTTP). */
        readonly host: string;
        /** Namespace of its pods, to which workloads are let out. */
        readonly namespace: string;
        /** Whether the collector makes metrics of requests out of spans (`traces_span_metrics_*`). Default: no. */
        readonly spanMetrics?: boolean | undefined;
      }
    | undefined;
}
