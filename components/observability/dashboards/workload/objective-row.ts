import { burnRate, burnWindows, defaultSloWindow } from "../../service/objectives";
import type { ObservedWorkload } from "../../service/observed-workload";
import type { Row } from "../layout";
import { stat, timeSeries, type Panel } from "../panel";
import { worseAbove, worseBelow } from "../thresholds";
import { units } from "../units";
import { budget } from "./workload-bounds";

/** Share of an error budget below which it needs attention. */
export const scarceBudget = 0.25;

/** An objective of a workload. */
export interface Objective {
  readonly slo: "availability" | "latency";
  /** Percent that is promised. */
  readonly percent: number;
  /** What is promised, as a text. */
  readonly promise: string;
}

/** What is promised of a workload whose requests are counted. */
export function objectivesOf({ slo, requests }: Pick<ObservedWorkload, "slo" | "requests">): Objective[] {
  if (slo === undefined || requests === undefined) return [];
  const { availability, latency } = slo;
  return [
    ...(availability === undefined
      ? []
      : [{ slo: "availability" as const, percent: availability, promise: `${availability} % without a failure` }]),
    ...(latency === undefined || requests.latency === undefined
      ? []
      : [
          {
            slo: "latency" as const,
            percent: latency.percentile,
            promise: `${latency.percentile} % within ${latency.below}`,
          },
        ]),
  ];
}

/** For each objective: how it is kept, what is left of the error budget, and how fast that goes. */
export function objectiveRows(workload: ObservedWorkload): Row[] {
  const window = workload.slo?.window ?? defaultSloWindow;
  return objectivesOf(workload).map((objective) => ({
    title: `Objective: ${objective.promise}, over ${window}`,
    panels: [
      kept(workload, objective, window),
      left(workload, objective),
      course(workload, objective),
      burn(workload, objective, window),
    ],
  }));
}

function matcher({ namespace, name }: ObservedWorkload, { slo }: Objective): string {
  return `{slo="${slo}",namespace="${namespace}",service="${name}"}`;
}

function kept(workload: ObservedWorkload, objective: Objective, window: string): Panel {
  return stat({
    title: `Kept over ${window}`,
    unit: units.share,
    decimals: 3,
    query: { expr: `1 - slo:sli_error:ratio_rate${window}${matcher(workload, objective)}`, legend: objective.slo },
    thresholds: worseBelow({ critical: Number((1 - budget(objective.percent)).toPrecision(6)) }),
    noValue: "no requests",
    width: 4,
    height: 4,
  });
}

function left(workload: ObservedWorkload, objective: Objective): Panel {
  return stat({
    title: "Error budget left",
    unit: units.share,
    decimals: 1,
    query: { expr: `slo:error_budget_remaining:ratio${matcher(workload, objective)}`, legend: objective.slo },
    thresholds: worseBelow({ critical: 0, warning: scarceBudget }),
    noValue: "no requests",
    width: 4,
    height: 4,
  });
}

function course(workload: ObservedWorkload, objective: Objective): Panel {
  return {
    ...timeSeries({
      title: "Error budget left, over time",
      description: "At 0 as much has failed as the objective lets fail; below, it is broken.",
      unit: units.share,
      queries: [{ expr: `slo:error_budget_remaining:ratio${matcher(workload, objective)}`, legend: "left" }],
      thresholds: worseBelow({ critical: 0, warning: scarceBudget }),
      width: 8,
      height: 7,
    }),
  };
}

/** The windows of the alerts that wake somebody. */
const woken = burnWindows.filter(({ severity }) => severity === "critical");

function burn(workload: ObservedWorkload, objective: Objective, window: string): Panel {
  const series = matcher(workload, objective);
  const rateOver = (range: string) => `slo:sli_error:ratio_rate${range}${series} / slo:error_budget:ratio${series}`;
  return timeSeries({
    title: "How fast the budget goes",
    description:
      "1: just as fast that it lasts for the whole time. Somebody is woken " +
      `${woken.map((windows) => `above ${burnRate(window, windows)} over ${windows.long}`).join(", or ")}.`,
    unit: units.count,
    queries: woken.map(({ long }) => ({ expr: rateOver(long), legend: `over ${long}` })),
    thresholds: worseAbove({ warning: 1, critical: Math.min(...woken.map((windows) => burnRate(window, windows))) }),
    width: 8,
    height: 7,
  });
}
