import type { ObservedWorkload } from "../../service/observed-workload";
import type { Row } from "../layout";
import { timeSeries } from "../panel";
import { units } from "../units";
import { matcherOf } from "./workload-matcher";

/** Requests, failures and times of all workloads whose requests are counted. */
export function callsRow(workloads: readonly ObservedWorkload[]): Row {
  const services = matcherOf(
    workloads.filter(({ requests }) => requests !== undefined),
    "service",
  );
  if (services === undefined) return { title: "Requests", panels: [] };
  const timed = matcherOf(
    workloads.filter(({ requests }) => requests?.latency !== undefined),
    "service",
  );
  return {
    title: "Requests",
    panels: [
      timeSeries({
        title: "Requests",
        unit: units.requests,
        queries: [{ expr: `service:requests:rate5m{${services}}`, legend: "{{service}}" }],
        stacked: true,
      }),
      timeSeries({
        title: "Share that failed",
        unit: units.share,
        queries: [{ expr: `service:request_errors:ratio_rate5m{${services}}`, legend: "{{service}}" }],
      }),
      ...(timed === undefined
        ? []
        : [
            timeSeries({
              title: "99 of 100 within",
              unit: units.seconds,
              queries: [{ expr: `service:request_duration_seconds:p99_5m{${timed}}`, legend: "{{service}}" }],
            }),
          ]),
    ],
  };
}
