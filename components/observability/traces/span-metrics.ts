/** Metrics of requests that are made out of spans, with the labels `service_name`, `k8s_namespace_name`, `span_kind` and `status_code`. */
export const spanMetrics = {
  calls: "traces_span_metrics_calls_total",
  /** A histogram: `_bucket`, `_sum` and `_count`. */
  duration: "traces_span_metrics_duration_seconds",
} as const;

/** What the collector puts before names: dots become `_` in Prometheus. */
export const spanMetricsPrefix = "traces.span.metrics";

/** Upper bounds of the buckets, in seconds. */
export const spanMetricsBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
