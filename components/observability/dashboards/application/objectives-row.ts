import { defaultSloWindow } from "../../service/objectives";
import type { ObservedWorkload } from "../../service/observed-workload";
import type { Row } from "../layout";
import { metricsTable } from "../metrics-table";
import { bars } from "../panel";
import { worseBelow } from "../thresholds";
import { units } from "../units";
import { objectivesOf, scarceBudget } from "../workload/objective-row";
import { matcherOf } from "./workload-matcher";

/** What is promised of workloads, how it is kept, and what is left of error budgets. */
export function objectivesRow(workloads: readonly ObservedWorkload[]): Row {
  const promised = workloads.filter((workload) => objectivesOf(workload).length > 0);
  const services = matcherOf(promised, "service");
  if (services === undefined) return { title: "Objectives", panels: [] };
  const windows = [...new Set(promised.map(({ slo }) => slo?.window ?? defaultSloWindow))].sort();
  const kept = windows.map((window) => {
    const ofWindow = promised.filter(({ slo }) => (slo?.window ?? defaultSloWindow) === window);
    return `(1 - slo:sli_error:ratio_rate${window}{${matcherOf(ofWindow, "service") ?? ""}})`;
  });
  const by = "by (namespace, service, slo)";
  const left = `max ${by} (slo:error_budget_remaining:ratio{${services}})`;
  return {
    title: "Objectives",
    panels: [
      metricsTable({
        title: "Objectives",
        labels: { service: "Workload", slo: "Objective", namespace: "Namespace" },
        columns: [
          { name: "Promised", expr: `max ${by} (1 - slo:error_budget:ratio{${services}})`, unit: units.share },
          { name: "Kept", expr: `max ${by} (${kept.join(" or ")})`, unit: units.share },
          {
            name: "Error budget left",
            expr: left,
            unit: units.share,
            thresholds: worseBelow({ critical: 0, warning: scarceBudget }),
          },
        ],
        width: 14,
      }),
      bars({
        title: "Error budget left",
        unit: units.share,
        max: 1,
        query: { expr: left, legend: "{{service}} {{slo}}" },
        thresholds: worseBelow({ critical: 0, warning: scarceBudget }),
        width: 10,
      }),
    ],
  };
}
