import type { ObservabilityCapability } from "../../cluster";
import { spanMetrics, spanMetricsBoundaries } from "../traces/span-metrics";
import type { CalledWorkload } from "./called-workload";
import { requestMetricsOf } from "./counted-requests";
import type { RequestSource } from "./request-source";

/** Requests to a workload as its spans tell: those of its own libraries, before any is left out by sampling. */
export function spanRequests(
  { name, namespace, hasTraces }: CalledWorkload,
  traces: ObservabilityCapability["traces"],
): RequestSource {
  if (traces?.spanMetrics !== true) {
    return {
      not: "no metrics are made out of spans",
      fix: "write slipway:observability.traces, without spanMetrics: false",
    };
  }
  if (hasTraces !== true) return { not: "the workload sends no traces", fix: "remove traces: false" };
  const labels = `service_name="${name}",k8s_namespace_name="${namespace}",span_kind="SPAN_KIND_SERVER"`;
  return {
    metrics: requestMetricsOf({
      by: "its spans",
      counter: spanMetrics.calls,
      labels,
      failed: ['status_code="STATUS_CODE_ERROR"'],
      times: {
        histogram: spanMetrics.duration,
        labels,
        unit: "seconds",
        boundaries: spanMetricsBoundaries,
      },
    }),
  };
}
