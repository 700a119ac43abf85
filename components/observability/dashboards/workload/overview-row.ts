import type { ObservedWorkload } from "../../service/observed-workload";
import type { Row } from "../layout";
import { stat, type Panel } from "../panel";
import { worseAbove, worseBelow } from "../thresholds";
import { units } from "../units";
import { objectivesOf, scarceBudget } from "./objective-row";
import { podCounts, restarts } from "./pod-row";
import { recordedOf } from "./request-row";
import { workloadBounds } from "./workload-bounds";

/** How it is at present, in a few numbers. */
export function overviewRow(workload: ObservedWorkload): Row {
  const counted = podCounts(workload);
  return {
    title: "At present",
    panels: [
      alerts(workload),
      ...(counted === undefined
        ? []
        : [
            stat({
              title: "Pods ready",
              description: "Share of those that are wanted.",
              unit: units.share,
              // Where none is wanted, none is missing.
              query: { expr: `${counted.ready} / (${counted.wanted} > 0)`, legend: "ready" },
              thresholds: worseBelow({ critical: 0.001, warning: 1 }),
              noValue: "none wanted",
            }),
          ]),
      stat({
        title: "Restarts within an hour",
        unit: units.count,
        decimals: 0,
        query: { expr: restarts(workload, "1h"), legend: "restarts" },
        thresholds: worseAbove({ warning: 1, critical: 5 }),
        noValue: "0",
      }),
      ...requests(workload),
      ...budgets(workload),
    ],
  };
}

function alerts({ namespace, name }: ObservedWorkload): Panel {
  return stat({
    title: "Alerts",
    unit: units.count,
    decimals: 0,
    query: {
      expr: `count(ALERTS{alertstate="firing",namespace="${namespace}",service="${name}",severity!="info"}) or vector(0)`,
      legend: "alerts",
    },
    thresholds: worseAbove({ critical: 1 }),
  });
}

function requests(workload: ObservedWorkload): Panel[] {
  if (workload.requests === undefined) return [];
  const recorded = recordedOf(workload);
  const { errors, duration } = workloadBounds(workload);
  return [
    stat({
      title: "Requests",
      unit: units.requests,
      query: { expr: `service:requests:rate5m${recorded}`, legend: "requests" },
    }),
    stat({
      title: "Share that failed",
      unit: units.share,
      query: { expr: `service:request_errors:ratio_rate5m${recorded}`, legend: "failed" },
      thresholds: worseAbove({ critical: errors }),
      noValue: "no requests",
    }),
    ...(workload.requests.latency === undefined
      ? []
      : [
          stat({
            title: "99 of 100 within",
            unit: units.seconds,
            query: { expr: `service:request_duration_seconds:p99_5m${recorded}`, legend: "99 of 100" },
            thresholds: worseAbove({ critical: duration.seconds }),
            noValue: "no requests",
          }),
        ]),
  ];
}

function budgets(workload: ObservedWorkload): Panel[] {
  if (objectivesOf(workload).length === 0) return [];
  return [
    stat({
      title: "Least error budget left",
      unit: units.share,
      query: {
        expr: `min(slo:error_budget_remaining:ratio{namespace="${workload.namespace}",service="${workload.name}"})`,
        legend: "left",
      },
      thresholds: worseBelow({ critical: 0, warning: scarceBudget }),
      noValue: "no requests",
    }),
  ];
}
