import type { TraceStore } from "../../../components/observability/traces/tracing-spec";
import type { SeriesCase } from "../rules/promtool";

const of = (pod: string, more = "") => `{job="tracing/collectors",namespace="tracing",pod="${pod}"${more}}`;
const up = (pod: string) => `up${of(pod)}`;
const all = {
  [up("agent-collector-a")]: "1x200",
  [up("gateway-collector-b")]: "1x200",
  [up("jaeger-collector-c")]: "1x200",
};
const toStore = ',exporter="otlp_grpc/jaeger"';
const cleaned =
  'kube_cronjob_status_last_successful_time{job="kube-state-metrics",namespace="tracing",cronjob="jaeger-index-cleaner"}';
const tempo = '{job="tempo",namespace="tempo",pod="tempo-0"}';

/** Each alert of traces comes, and goes where what it tells of is over. */
export const traceCases: readonly (SeriesCase & { readonly store: TraceStore })[] = [
  {
    name: "nothing is told of what runs",
    store: "jaeger",
    series: {
      ...all,
      [`otelcol_receiver_refused_spans${of("agent-collector-a")}`]: "0x200",
      [`otelcol_exporter_queue_size${of("gateway-collector-b", toStore)}`]: "10x200",
      [`otelcol_exporter_queue_capacity${of("gateway-collector-b", toStore)}`]: "5000x200",
      // Promtool begins in 1970.
      [cleaned]: "0x200",
    },
    moments: [{ at: "3h", firing: [] }],
  },
  {
    name: "a collector that does not answer is told of until it does",
    store: "xray",
    series: { [up("gateway-collector-b")]: "1x200", [up("agent-collector-a")]: "1x10 0x20 1x100" },
    moments: [
      { at: "15m", firing: [] },
      { at: "25m", firing: ["TraceCollectorDown warning"] },
      { at: "40m", firing: [] },
    ],
  },
  {
    name: "that there are none is told of, and Jaeger is one of them",
    store: "jaeger",
    series: { 'up{job="another"}': "1x100" },
    moments: [{ at: "15m", firing: ["TraceCollectorsMissing warning", "TraceStoreDown warning"] }],
  },
  {
    name: "spans that are refused",
    store: "xray",
    series: {
      ...all,
      [`otelcol_receiver_refused_spans${of("agent-collector-a", ',receiver="otlp",transport="http"')}`]:
        "0x10 0+60x30 1800x60",
    },
    moments: [
      { at: "20m", firing: [] },
      { at: "35m", firing: ["TracesRefused warning"] },
      { at: "1h", firing: [] },
    ],
  },
  {
    name: "spans that nobody took, or that had no place in the queue",
    store: "xray",
    series: {
      ...all,
      [`otelcol_exporter_send_failed_spans${of("gateway-collector-b", ',exporter="awsxray"')}`]: "0+60x30 1800x60",
      [`otelcol_exporter_enqueue_failed_spans${of("agent-collector-a", ',exporter="load_balancing"')}`]: "0x40 0+60x60",
    },
    moments: [
      { at: "20m", firing: ["TracesNotDelivered warning"] },
      { at: "45m", firing: [] },
      { at: "1h", firing: ["TracesNotDelivered warning"] },
    ],
  },
  {
    name: "a queue that fills",
    store: "jaeger",
    series: {
      ...all,
      [cleaned]: "0x200",
      [`otelcol_exporter_queue_size${of("gateway-collector-b", toStore)}`]: "4500x30 100x60",
      [`otelcol_exporter_queue_capacity${of("gateway-collector-b", toStore)}`]: "5000x90",
    },
    moments: [
      { at: "15m", firing: ["TraceQueueFilling warning"] },
      { at: "40m", firing: [] },
    ],
  },
  {
    name: "traces that are decided on too early",
    store: "xray",
    series: {
      ...all,
      [`otelcol_processor_tail_sampling_sampling_trace_dropped_too_early${of("gateway-collector-b")}`]: "0+5x60",
    },
    moments: [
      { at: "10m", firing: [] },
      { at: "30m", firing: ["TracesDecidedTooEarly info"] },
    ],
  },
  {
    name: "indices that stay for two days",
    store: "jaeger",
    interval: "1h",
    evaluated: "5m",
    series: {
      ...Object.fromEntries(Object.keys(all).map((name) => [name, "1x100"])),
      [cleaned]: "0x52 187200x40",
    },
    moments: [
      { at: "49h", values: { 'ALERTS{alertname="TraceIndicesNotDeleted"}': undefined } },
      { at: "51h", values: { 'ALERTS{alertname="TraceIndicesNotDeleted"}': 1 } },
      { at: "54h", values: { 'ALERTS{alertname="TraceIndicesNotDeleted"}': undefined } },
    ],
  },
  {
    name: "a Tempo that is gone, that cannot write, and that cannot delete",
    store: "tempo",
    series: {
      [up("agent-collector-a")]: "1x400",
      [`up${tempo}`]: "1x30 0x30 1x400",
      [`tempo_ingester_failed_flushes_total${tempo}`]: "0x90 0+1x60",
      [`tempodb_retention_errors_total${tempo}`]: "0x200 0+1x100",
    },
    moments: [
      { at: "25m", firing: [] },
      { at: "45m", firing: ["TraceStoreDown warning"] },
      { at: "65m", firing: [] },
      { at: "2h10m", firing: ["TraceBlocksNotStored warning"] },
      { at: "4h", firing: ["TraceBlocksNotDeleted warning"] },
    ],
  },
];
