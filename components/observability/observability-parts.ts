import type { Mirrors } from "../addons";
import type { LoggingAround } from "./logs/logging-around";
import type { ObservabilitySpec } from "./observability-spec";
import type { ObservabilitySurroundings } from "./observability-surroundings";
import type { TracingAround } from "./traces/tracing-around";

/** What logs know of their place: who else reads them. */
export function loggingAround(
  { metrics, grafana, traces }: ObservabilitySpec,
  around: ObservabilitySurroundings,
  mirrors: Mirrors = {},
): LoggingAround {
  return {
    ...around,
    mirrors,
    hasGrafana: metrics !== undefined && grafana !== false,
    hasJaeger: traces?.store === "jaeger",
  };
}

/** What traces know of their place: who keeps logs. */
export function tracingAround(
  { logs }: ObservabilitySpec,
  around: ObservabilitySurroundings,
  mirrors: Mirrors = {},
): TracingAround {
  return { ...around, mirrors, logStore: logs?.store };
}
