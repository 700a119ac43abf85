import type { RequestMetrics } from "./request-metrics";

/** Whether requests to a workload are counted there: how, or why not and what would have them counted. */
export type RequestSource =
  | { readonly metrics: RequestMetrics }
  | {
      /** To be read after "… does not: ". */
      readonly not: string;
      /** Such as "write metrics: { … }". */
      readonly fix: string;
    };

/** Whether requests are counted there. */
export function isCounted(source: RequestSource): source is { readonly metrics: RequestMetrics } {
  return "metrics" in source;
}
