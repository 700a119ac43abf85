import type { LatencyMetrics, RequestMetrics } from "./request-metrics";

/** Names and labels by which somebody counts requests to a workload. Labels are matchers without braces. */
export interface CountedRequests {
  /** Who counts, to be read after "counted by". */
  readonly by: string;
  /** Name of the counter. */
  readonly counter: string;
  readonly labels: string;
  /** Further matchers, any of which tells that a request failed by the fault of the service. At least one. */
  readonly failed: readonly string[];
  readonly times?: CountedTimes | undefined;
}

/** A histogram of times. */
export interface CountedTimes {
  /** Its name without `_bucket`. */
  readonly histogram: string;
  readonly labels: string;
  readonly unit: "seconds" | "milliseconds";
  /** Upper bounds in the unit, ascending; undefined where the application chooses them. */
  readonly boundaries?: readonly number[] | undefined;
}

/** Statuses of gRPC that are the fault of the service: unknown, deadline exceeded, unimplemented, internal, unavailable, data loss. Source: OpenTelemetry's conventions. */
export const failedGrpcNumbers = "2|4|12|13|14|15";

/** The queries by which requests are counted. */
export function requestMetricsOf({ by, counter, labels, failed, times }: CountedRequests): RequestMetrics {
  return {
    by,
    rate: (range) => sumOfRates([`${counter}{${labels}}`], range),
    errors: (range) =>
      sumOfRates(
        failed.map((matcher) => `${counter}{${labels},${matcher}}`),
        range,
      ),
    latency: times === undefined ? undefined : latencyOf(times),
  };
}

function latencyOf({ histogram, labels, unit, boundaries }: CountedTimes): LatencyMetrics {
  const perSecond = unit === "seconds" ? 1 : 1000;
  const inSeconds = unit === "seconds" ? "" : ` / ${perSecond}`;
  return {
    within: (seconds, range) =>
      sumOfRates([`${histogram}_bucket{${labels},${boundMatcher(rounded(seconds * perSecond))}}`], range),
    all: (range) => sumOfRates([`${histogram}_count{${labels}}`], range),
    // What nobody called has a percentile that is no number; compared, it is left out.
    quantile: (share, range) =>
      `histogram_quantile(${share}, sum by (le) (rate(${histogram}_bucket{${labels}}[${range}])))${inSeconds} >= 0`,
    boundaries: boundaries?.map((bound) => rounded(bound / perSecond)),
  };
}

/** Rates first and their sum then: the other way round, a pod that starts again would look like requests. */
function sumOfRates(selectors: readonly string[], range: string): string {
  return `sum(${selectors.map((selector) => `rate(${selector}[${range}])`).join(" or ")})`;
}

/** Since Prometheus 3 whole bounds have the label `250.0`, whoever wrote `250`; before, each as it was written. */
function boundMatcher(bound: number): string {
  return Number.isInteger(bound) ? `le=~"${bound}([.]0)?"` : `le="${bound}"`;
}

/** 0.07 * 1000 is not 70. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
