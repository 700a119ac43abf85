import type { Row } from "../layout";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { graph } from "./graph";
import { podsRow } from "./pods-row";

const namespace = "tracing";

/**
 * Collectors and what they do. Source: OpenTelemetry Collector 0.158, documentation.md of `receiverhelper`, `exporterhelper`, `memorylimiterprocessor`, `tailsamplingprocessor`; the names as a real one
 * shows them.
 */
export function traceRows(): Row[] {
  const of = `{namespace="${namespace}"}`;
  const rate = (metric: string, by: string) => `sum by (${by}) (rate(${metric}${of}[$__rate_interval]))`;
  return [
    {
      title: "Spans",
      panels: [
        graph("Taken and refused", units.operations, {
          "taken: {{job}}": rate("otelcol_receiver_accepted_spans", "job"),
          "refused: {{job}}": rate("otelcol_receiver_refused_spans", "job"),
        }),
        graph("Sent and lost", units.operations, {
          "sent: {{job}} {{exporter}}": rate("otelcol_exporter_sent_spans", "job, exporter"),
          "failed: {{job}} {{exporter}}": rate("otelcol_exporter_send_failed_spans", "job, exporter"),
          "no room: {{job}} {{exporter}}": rate("otelcol_exporter_enqueue_failed_spans", "job, exporter"),
        }),
        graph(
          "Queues",
          units.share,
          {
            "{{pod}} {{exporter}}": `max by (pod, exporter) (otelcol_exporter_queue_size${of} / otelcol_exporter_queue_capacity${of})`,
          },
          { max: 1, thresholds: worseAbove({ warning: 0.5, critical: 0.9 }) },
        ),
        graph("Traces kept", units.operations, {
          "kept: {{sampled}}": rate("otelcol_processor_tail_sampling_global_count_traces_sampled", "sampled"),
          "came too late": `sum(rate(otelcol_processor_tail_sampling_sampling_trace_dropped_too_early${of}[$__rate_interval]))`,
        }),
        graph("Traces that are waited for", units.count, {
          "{{pod}}": `max by (pod) (otelcol_processor_tail_sampling_sampling_traces_on_memory${of})`,
        }),
        graph("Memory", units.bytes, { "{{pod}}": `max by (pod) (otelcol_process_memory_rss${of})` }),
      ],
    },
    podsRow({ namespace }, "Collectors"),
  ];
}

/** What spans tell of calls, before any are left out. */
export function spanRows(): Row[] {
  const calls = 'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"}';
  return [
    {
      title: "Calls by spans",
      panels: [
        graph("Calls", units.requests, {
          "{{k8s_namespace_name}} {{service_name}}": `sum by (k8s_namespace_name, service_name) (rate(${calls}[$__rate_interval]))`,
        }),
        graph("Share that failed", units.share, {
          "{{k8s_namespace_name}} {{service_name}}": `sum by (k8s_namespace_name, service_name) (rate(${calls.replace("}", ',status_code="STATUS_CODE_ERROR"}')}[$__rate_interval])) / sum by (k8s_namespace_name, service_name) (rate(${calls}[$__rate_interval]))`,
        }),
        graph("99 of 100 within", units.seconds, {
          "{{k8s_namespace_name}} {{service_name}}":
            'histogram_quantile(0.99, sum by (le, k8s_namespace_name, service_name) (rate(traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER"}[$__rate_interval])))',
        }),
      ],
    },
  ];
}
