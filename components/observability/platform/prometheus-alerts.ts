import { platformAlert } from "./platform-alert";

/** What the chart's own rules leave out. Metrics: Prometheus 3.14, `tsdb/db.go`. */
export const prometheusAlerts = [
  platformAlert({
    alert: "MetricsKeptShorter",
    expr: "sum by (namespace, pod) (increase(prometheus_tsdb_size_retentions_total[1d])) > 0",
    for: "1h",
    severity: "info",
    summary: "The volume of {{ $labels.pod }} is too small for the time that metrics should be kept: the oldest went",
  }),
];
