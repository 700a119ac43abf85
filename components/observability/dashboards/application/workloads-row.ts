import type { ObservedWorkload } from "../../service/observed-workload";
import { isUncut, uncut } from "../dashboard-uid";
import type { GrafanaLink } from "../grafana-model";
import type { Row } from "../layout";
import { metricsTable, type MetricsColumn } from "../metrics-table";
import { stat } from "../panel";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { podCpu, podMemory, podRestarts, sumByWorkload } from "./pod-owners";
import { matcherOf } from "./workload-matcher";

/** Where a line leads: uids of dashboards of workloads are made of what it says, unless names are so long that they are cut. */
const toWorkload: GrafanaLink = {
  title: "Dashboard",
  url: `/d/${uncut("${__data.fields.Namespace}", "${__data.fields.Workload}")}?\${__url_time_range}`,
};

/** Each workload in a line: what it does and what it uses; and how many alerts there are. */
export function workloadsRow(workloads: readonly ObservedWorkload[]): Row {
  const services = matcherOf(workloads, "service");
  if (services === undefined) return { title: "Workloads", panels: [] };
  const byService = (expr: string) => `sum by (namespace, service) (${expr})`;
  const requests: MetricsColumn[] = [
    { name: "Requests", expr: byService(`service:requests:rate5m{${services}}`), unit: units.requests },
    {
      name: "Failed",
      expr: byService(`service:request_errors:ratio_rate5m{${services}}`),
      unit: units.share,
      thresholds: worseAbove({ critical: 0.05 }),
    },
    {
      name: "99 of 100 within",
      expr: byService(`service:request_duration_seconds:p99_5m{${services}}`),
      unit: units.seconds,
    },
  ];
  return {
    title: "Workloads",
    panels: [
      stat({
        title: "Alerts",
        unit: units.count,
        decimals: 0,
        query: {
          expr: `count(ALERTS{alertstate="firing",severity!="info",${services}}) or vector(0)`,
          legend: "alerts",
        },
        thresholds: worseAbove({ critical: 1 }),
        width: 4,
        height: 10,
      }),
      metricsTable({
        title: "Workloads",
        labels: { service: "Workload", namespace: "Namespace" },
        columns: [
          ...(workloads.some((workload) => workload.requests !== undefined) ? requests : []),
          { name: "CPU", expr: sumByWorkload(podCpu(workloads), workloads), unit: units.count },
          { name: "Memory", expr: sumByWorkload(podMemory(workloads), workloads), unit: units.bytes },
          {
            name: "Restarts within an hour",
            expr: sumByWorkload(podRestarts(workloads), workloads),
            unit: units.count,
            thresholds: worseAbove({ warning: 1, critical: 5 }),
          },
          {
            name: "Alerts",
            expr: `count by (namespace, service) (ALERTS{alertstate="firing",severity!="info",${services}})`,
            unit: units.count,
            thresholds: worseAbove({ critical: 1 }),
          },
        ],
        links: workloads.every((workload) => workload.hasDashboard !== false && isUncut(workload))
          ? [toWorkload]
          : undefined,
        width: 20,
        height: 10,
      }),
    ],
  };
}
