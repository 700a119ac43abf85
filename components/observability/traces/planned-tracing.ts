import { parseDuration, parseHours } from "../../core";
import type { TracingAround } from "./tracing-around";
import type { TraceStore, TracingSpec } from "./tracing-spec";

/** What is to be made, with nothing left to be decided. */
export interface PlannedTracing {
  readonly store: TraceStore;
  readonly retentionHours: number;
  /** Of the traces that neither failed nor were slow. */
  readonly percent: number;
  readonly slowerThanMs: number;
  readonly waitSeconds: number;
  readonly spanMetrics: boolean;
}

export const defaultRetention = "7d";
const defaultSlow = "2s";
const defaultWait = "10s";

/** What a specification means in its place. It has been checked. */
export function plannedTracing(
  spec: TracingSpec,
  around: Pick<TracingAround, "isProduction" | "prometheusNamespace">,
): PlannedTracing {
  const { store, retention = defaultRetention, sampling = {}, spanMetrics } = spec;
  const { percent = around.isProduction ? 10 : 100, slowerThan = defaultSlow, wait = defaultWait } = sampling;
  return {
    store,
    retentionHours: parseHours(retention) ?? Number.NaN,
    percent,
    slowerThanMs: Math.round((parseDuration(slowerThan) ?? Number.NaN) * 1000),
    waitSeconds: parseDuration(wait) ?? Number.NaN,
    spanMetrics: spanMetrics ?? around.prometheusNamespace !== undefined,
  };
}
