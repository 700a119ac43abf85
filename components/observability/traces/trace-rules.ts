import { tempoPlace } from "../../addons";
import type { AlertRule, RuleGroup } from "../rules/rule";
import { collectorsJob } from "./collectors";
import { cleanerName, jaegerService } from "./jaeger";
import type { TracingSpec } from "./tracing-spec";

/** Alerts of what takes, chooses and keeps traces. Names of metrics: a collector of 0.158; those of Tempo: its release 2.10. */
export function traceRules({ store }: TracingSpec): RuleGroup[] {
  return [{ name: "tracing", rules: [...collectorAlerts, ...storeAlerts[store]] }];
}

const runbook = "traces";
const ofCollectors = `job="${collectorsJob}"`;

const collectorAlerts: readonly AlertRule[] = [
  {
    alert: "TraceCollectorDown",
    expr: `max by (namespace, pod) (up{${ofCollectors}}) == 0`,
    for: "10m",
    severity: "warning",
    summary: "The collector {{ $labels.pod }} does not answer",
    description: "Traces that were to go through it are missing. Workloads go on without.",
    runbook,
  },
  {
    alert: "TraceCollectorsMissing",
    expr: `absent(up{${ofCollectors}} == 1)`,
    for: "10m",
    severity: "warning",
    summary: "No collector of traces is read by Prometheus",
    description: "Either none runs, or their PodMonitor finds none.",
    runbook,
  },
  {
    alert: "TracesRefused",
    expr: `sum by (pod) (rate(otelcol_receiver_refused_spans{${ofCollectors}}[5m])) > 0`,
    for: "15m",
    severity: "warning",
    summary: "The collector {{ $labels.pod }} refuses spans, as its memory is full",
    description: "{{ $value | humanize }} spans per second. SDKs try again for a while, then traces have holes.",
    runbook,
  },
  {
    alert: "TracesNotDelivered",
    expr: [
      `sum by (pod, exporter) (rate(otelcol_exporter_send_failed_spans{${ofCollectors}}[5m]))`,
      `sum by (pod, exporter) (rate(otelcol_exporter_enqueue_failed_spans{${ofCollectors}}[5m])) > 0`,
    ].join(" > 0 or "),
    for: "10m",
    severity: "warning",
    summary: "The collector {{ $labels.pod }} loses spans that {{ $labels.exporter }} does not take",
    description: "{{ $value | humanize }} spans per second.",
    runbook,
  },
  {
    alert: "TraceQueueFilling",
    expr: `max by (pod, exporter) (otelcol_exporter_queue_size{${ofCollectors}} / otelcol_exporter_queue_capacity{${ofCollectors}}) > 0.8`,
    for: "10m",
    severity: "warning",
    summary: "The queue of {{ $labels.pod }} to {{ $labels.exporter }} is {{ $value | humanizePercentage }} full",
    description: "What sends to it goes on, but spans are lost when it is full.",
    runbook,
  },
  {
    alert: "TracesDecidedTooEarly",
    expr: `sum by (pod) (rate(otelcol_processor_tail_sampling_sampling_trace_dropped_too_early{${ofCollectors}}[10m])) > 0`,
    for: "15m",
    severity: "info",
    summary: "The gateway {{ $labels.pod }} lets traces go before their spans are there",
    description:
      "More traces come than it holds for the time that it waits: some that failed or were slow are not kept.",
    runbook,
  },
];

const tempoJob = `namespace="${tempoPlace.namespace}", job="${tempoPlace.name}"`;

const storeAlerts: Readonly<Record<TracingSpec["store"], readonly AlertRule[]>> = {
  jaeger: [
    {
      alert: "TraceStoreDown",
      // The label of its pods is not one of the series: their names begin with that of their Deployment.
      expr: `absent(up{${ofCollectors}, pod=~"${jaegerService}-.+"} == 1)`,
      for: "10m",
      severity: "warning",
      summary: "Jaeger does not answer",
      description: "Gateways hold traces for five minutes, then they are lost.",
      runbook,
    },
    {
      alert: "TraceIndicesNotDeleted",
      // Two nights, and the time that it takes.
      expr: `time() - max(kube_cronjob_status_last_successful_time{job="kube-state-metrics", cronjob="${cleanerName}"}) > 50 * 3600`,
      severity: "warning",
      summary: "Old indices of traces have not been deleted for two days",
      description: "The volumes of Elasticsearch fill up.",
      runbook,
    },
  ],
  tempo: [
    {
      alert: "TraceStoreDown",
      expr: `absent(up{${tempoJob}} == 1)`,
      for: "10m",
      severity: "warning",
      summary: "Tempo does not answer",
      description: "Gateways hold traces for five minutes, then they are lost.",
      runbook,
    },
    {
      alert: "TraceBlocksNotStored",
      expr: `sum(increase(tempo_ingester_failed_flushes_total{${tempoJob}}[1h])) > 2`,
      for: "15m",
      severity: "warning",
      summary: "Tempo cannot write traces to its store",
      description: "They stay on its volume until that is full.",
      runbook,
    },
    {
      alert: "TraceBlocksNotDeleted",
      expr: `sum(increase(tempodb_retention_errors_total{${tempoJob}}[6h])) > 5`,
      severity: "warning",
      summary: "Tempo cannot delete old traces",
      description: "They are kept, and paid for, longer than was asked for.",
      runbook,
    },
  ],
  xray: [],
};
