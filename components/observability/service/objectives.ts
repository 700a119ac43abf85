import { parseDuration } from "../../core";
import { prometheusSeconds } from "../rules/prometheus-duration";
import type { Severity } from "../rules/rule";
import type { ObservedWorkload } from "./observed-workload";
import type { LatencyMetrics, RequestMetrics } from "./request-metrics";

export const sloKinds = ["availability", "latency"] as const;
export type SloKind = (typeof sloKinds)[number];

export const defaultSloWindow = "30d";

/** Two windows in which a budget of errors burns too fast. Both must be so: the long one says that it matters, the short one that it goes on. */
export interface BurnWindows {
  readonly long: string;
  readonly short: string;
  /** Share of the budget that is gone when it has burned so for the long window. */
  readonly budgetShare: number;
  readonly severity: Severity;
}

/** Source: The Site Reliability Workbook, chapter "Alerting on SLOs", table of multi-window, multi-burn-rate alerts. */
export const burnWindows: readonly BurnWindows[] = [
  { long: "1h", short: "5m", budgetShare: 0.02, severity: "critical" },
  { long: "6h", short: "30m", budgetShare: 0.05, severity: "critical" },
  { long: "1d", short: "2h", budgetShare: 0.1, severity: "warning" },
  { long: "3d", short: "6h", budgetShare: 0.1, severity: "warning" },
];

/** The longest window that an alert judges: an objective's must not be shorter. */
export const longestAlertWindow = "3d";

/**
 * How many times faster than it may the budget burns when its share is gone after the long window: 14.4, 6, 3 and 1 for an objective over 30 days, and for
 * others so that the share is the same. Never below 1: what burns slower lasts the whole window.
 * @param window that of the objective, such as `30d`
 */
export function burnRate(window: string, { long, budgetShare }: BurnWindows): number {
  return Math.max(1, rounded((budgetShare * secondsOf(window)) / secondsOf(long)));
}

/**
 * Share of failures in both windows beyond which somebody is told. At most 90 %: of an objective that is low, or whose window is long, everything could fail
 * without its budget burning that fast, and nobody would be told.
 */
export function burnThreshold({ window, budget }: PlannedObjective, windows: BurnWindows): number {
  return Math.min(0.9, rounded(burnRate(window, windows) * budget));
}

/** An objective with its defaults, and the requests that it is measured by. */
export interface PlannedObjective {
  readonly slo: SloKind;
  /** Share of requests that are as promised: 0.999. */
  readonly objective: number;
  /** Share of requests that need not be: 0.001. */
  readonly budget: number;
  /** Such as `30d`. */
  readonly window: string;
  /** What is promised, in words: `99.9 % of requests are answered without an error`. */
  readonly promise: string;
  /** Requests per second. */
  readonly all: (range: string) => string;
  /** Share of requests that are not as promised; no series where there were none. */
  readonly failureRatio: (range: string) => string;
  /** Such requests per second. */
  readonly failures: (range: string) => string;
  /** Whether the time that is promised can be measured is known: where the application chooses boundaries it is not. */
  readonly isSureToBeMeasured: boolean;
}

/** The objectives of a workload whose requests are counted. Call `checkSlo` first. */
export function plannedObjectives({ slo, requests }: Pick<ObservedWorkload, "slo" | "requests">): PlannedObjective[] {
  if (slo === undefined || requests === undefined) return [];
  const { availability, latency, window = defaultSloWindow } = slo;
  const seconds = latency === undefined ? undefined : parseDuration(latency.below);
  return [
    ...(availability === undefined ? [] : [availabilityOf(availability, window, requests)]),
    ...(latency === undefined || seconds === undefined || requests.latency === undefined
      ? []
      : [latencyOf(latency, seconds, window, requests.latency)]),
  ];
}

function availabilityOf(percent: number, window: string, requests: RequestMetrics): PlannedObjective {
  // Where nothing failed there are no series of failures: then it is none of the requests.
  const failures = (range: string) => `(${requests.errors(range)} or 0 * ${requests.rate(range)})`;
  return {
    slo: "availability",
    ...sharesOf(percent),
    window,
    promise: `${percent} % of requests are answered without an error`,
    all: requests.rate,
    failures,
    // Without requests it would be 0 / 0, which is a number to nobody.
    failureRatio: (range) => `${failures(range)} / (${requests.rate(range)} > 0)`,
    isSureToBeMeasured: true,
  };
}

function latencyOf(
  { percentile, below }: { readonly percentile: number; readonly below: string },
  seconds: number,
  window: string,
  { within, all, boundaries }: LatencyMetrics,
): PlannedObjective {
  // What is counted in buckets has all of them: where this one is not, nothing is measured, and nothing is said.
  const failures = (range: string) => `clamp_min(${all(range)} - ${within(seconds, range)}, 0)`;
  return {
    slo: "latency",
    ...sharesOf(percentile),
    window,
    promise: `${percentile} % of requests are answered within ${below}`,
    all,
    failures,
    failureRatio: (range) => `${failures(range)} / (${all(range)} > 0)`,
    isSureToBeMeasured: boundaries !== undefined,
  };
}

function sharesOf(percent: number): Pick<PlannedObjective, "objective" | "budget"> {
  return { objective: rounded(percent / 100), budget: rounded((100 - percent) / 100) };
}

function secondsOf(window: string): number {
  const seconds = prometheusSeconds(window);
  if (seconds === undefined) throw new Error(`the window ${window} was used before it was checked`);
  return seconds;
}

/** 100 - 99.9 is not 0.1. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
