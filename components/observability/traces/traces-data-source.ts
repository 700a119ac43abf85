import { tempoPlace, type GrafanaDataSource } from "../../addons";
import { dataSourceUids } from "../../cluster";
import { serviceHost } from "./collector";
import { jaegerQueryPort, jaegerQueryService } from "./jaeger";
import { spanMetrics } from "./span-metrics";
import { plannedTracing } from "./planned-tracing";
import type { TracingAround } from "./tracing-around";
import type { TracingSpec } from "./tracing-spec";

/**
 * Traces in Grafana, with links to the lines that a request logged and to the metrics of its service. Undefined for X-Ray, which Grafana reads only by a
 * plug-in that is not part of it: its pages are those of CloudWatch.
 */
export function tracesDataSource(spec: TracingSpec, around: TracingAround): GrafanaDataSource | undefined {
  const { store } = spec;
  if (store === "xray") return undefined;
  const { logStore } = around;
  const hasMetrics = plannedTracing(spec, around).spanMetrics;
  return {
    name: store === "jaeger" ? "Jaeger" : "Tempo",
    type: store,
    uid: dataSourceUids.traces,
    url:
      store === "jaeger"
        ? `http://${serviceHost(jaegerQueryService)}:${jaegerQueryPort}`
        : `http://${serviceHost(tempoPlace.name, tempoPlace.namespace)}:${tempoPlace.apiPort}`,
    jsonData: {
      nodeGraph: { enabled: true },
      // Grafana finds no lines of CloudWatch by a trace.
      ...(logStore === "elastic" ? { tracesToLogsV2 } : {}),
      ...(hasMetrics ? { tracesToMetrics } : {}),
    },
  };
}

/** Lines with the id of the trace, by the names that are usual for it. Half an hour around, as clocks differ and lines come late. */
const tracesToLogsV2 = {
  datasourceUid: dataSourceUids.logs,
  spanStartTimeShift: "-30m",
  spanEndTimeShift: "30m",
  filterByTraceID: false,
  filterBySpanID: false,
  customQuery: true,
  query: ["trace.id", "trace_id", "traceId", "traceID"].map((field) => `${field}:"\${__trace.traceId}"`).join(" OR "),
};

/** Names in `$__tags` are those that `tags` gives to attributes. */
const ofService = '{$__tags, span_kind="SPAN_KIND_SERVER"}';

const tracesToMetrics = {
  datasourceUid: dataSourceUids.metrics,
  spanStartTimeShift: "-30m",
  spanEndTimeShift: "30m",
  tags: [
    { key: "service.name", value: "service_name" },
    { key: "k8s.namespace.name", value: "k8s_namespace_name" },
  ],
  queries: [
    { name: "Requests per second", query: `sum(rate(${spanMetrics.calls}${ofService}[5m]))` },
    {
      name: "Failed requests per second",
      query: `sum(rate(${spanMetrics.calls}${ofService.replace("}", ', status_code="STATUS_CODE_ERROR"}')}[5m]))`,
    },
    {
      name: "Time of 95 of 100 requests",
      query: `histogram_quantile(0.95, sum by (le) (rate(${spanMetrics.duration}_bucket${ofService}[5m])))`,
    },
  ],
};
