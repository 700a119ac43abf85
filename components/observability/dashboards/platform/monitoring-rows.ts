import type { Row } from "../layout";
import { boundStyles } from "../panel";
import { units } from "../units";
import { graph, percentiles, rates } from "./graph";

/** Prometheus and Alertmanager themselves. Sources: Prometheus 3, `tsdb`, `rules`, `notifier`, `storage/remote`; Alertmanager 0.34, `notify`. */
export function prometheusRows(): Row[] {
  return [
    {
      title: "Prometheus",
      panels: [
        graph("Series", units.count, { "{{pod}}": "max by (pod) (prometheus_tsdb_head_series)" }),
        graph("Samples", units.operations, {
          "{{pod}}": "sum by (pod) (rate(prometheus_tsdb_head_samples_appended_total[$__rate_interval]))",
        }),
        graph(
          "What is kept",
          units.bytes,
          {
            "{{pod}}": "max by (pod) (prometheus_tsdb_storage_blocks_bytes)",
            limit: "min(prometheus_tsdb_retention_limit_bytes > 0)",
          },
          { styles: { limit: boundStyles.limit } },
        ),
        graph("Targets that are not read", units.count, { "{{job}}": "count by (job) (up == 0)" }),
        graph("Rules that fail", units.operations, {
          "{{rule_group}}":
            "sum by (rule_group) (rate(prometheus_rule_evaluation_failures_total[$__rate_interval])) > 0",
        }),
        graph("Slowest rules", units.seconds, {
          "{{rule_group}}": "topk(5, max by (rule_group) (prometheus_rule_group_last_duration_seconds))",
        }),
        graph(
          "Sent elsewhere",
          units.operations,
          {
            sent: "sum(rate(prometheus_remote_storage_samples_total[$__rate_interval]))",
            failed: "sum(rate(prometheus_remote_storage_samples_failed_total[$__rate_interval]))",
          },
          { width: 12, description: "Nothing where nothing is sent elsewhere." },
        ),
        graph(
          "Queries",
          units.seconds,
          {
            "{{slice}}": 'max by (slice) (prometheus_engine_query_duration_seconds{quantile="0.9"})',
          },
          { width: 12, description: "Nine of ten take at most so long." },
        ),
      ],
    },
    {
      title: "Alertmanager",
      panels: [
        graph("Alerts", units.count, { "{{state}}": "max by (state) (alertmanager_alerts)" }),
        graph("Messages", units.operations, rates("integration", "alertmanager_notifications_total")),
        graph(
          "Messages that did not go out",
          units.operations,
          rates("integration, reason", "alertmanager_notifications_failed_total"),
        ),
      ],
    },
  ];
}

/** Logs by Fluent Bit. Source: Fluent Bit, `src/flb_input.c`, `src/flb_output.c`. */
export function fluentBitRows(): Row[] {
  return [
    {
      title: "Lines",
      panels: [
        graph("Read and sent", units.operations, {
          "read by {{name}}": "sum by (name) (rate(fluentbit_input_records_total[$__rate_interval]))",
          "sent by {{name}}": "sum by (name) (rate(fluentbit_output_proc_records_total[$__rate_interval]))",
        }),
        graph("Lost", units.operations, rates("name", "fluentbit_output_dropped_records_total")),
        graph("Failures", units.operations, {
          "{{name}}": "sum by (name) (rate(fluentbit_output_errors_total[$__rate_interval]))",
          "tried again: {{name}}": "sum by (name) (rate(fluentbit_output_retries_total[$__rate_interval]))",
        }),
      ],
    },
  ];
}

/** Tempo. Source: Tempo 2.10, `modules`, `tempodb`. */
export function tempoRows(): Row[] {
  return [
    {
      title: "Traces",
      panels: [
        graph("Spans", units.operations, {
          spans: "sum(rate(tempo_distributor_spans_received_total[$__rate_interval]))",
        }),
        graph("Traces that are written", units.count, { traces: "sum(tempo_ingester_live_traces)" }),
        graph("Blocks kept", units.count, { blocks: "max(tempodb_blocklist_length)" }),
        graph(
          "Failures",
          units.operations,
          {
            "to write": "sum(rate(tempo_ingester_failed_flushes_total[$__rate_interval]))",
            "to put together": "sum(rate(tempodb_compaction_errors_total[$__rate_interval]))",
            "to delete": "sum(rate(tempodb_retention_errors_total[$__rate_interval]))",
          },
          { width: 12 },
        ),
        graph(
          "Time of calls to the bucket",
          units.seconds,
          percentiles("tempodb_backend_request_duration_seconds_bucket"),
          { width: 12 },
        ),
      ],
    },
  ];
}
