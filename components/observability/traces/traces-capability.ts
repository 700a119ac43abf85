import type { ObservabilityCapability } from "../../cluster";
import { agentService } from "./agent";
import { serviceHost } from "./collector";
import { plannedTracing } from "./planned-tracing";
import { tracingNamespace, type TracingAround } from "./tracing-around";
import type { TracingSpec } from "./tracing-spec";

/** What workloads are told of traces. */
export function tracesCapability(
  spec: TracingSpec,
  around: Pick<TracingAround, "isProduction" | "prometheusNamespace">,
): NonNullable<ObservabilityCapability["traces"]> {
  const { spanMetrics } = plannedTracing(spec, around);
  return { host: serviceHost(agentService), namespace: tracingNamespace.name, spanMetrics };
}
