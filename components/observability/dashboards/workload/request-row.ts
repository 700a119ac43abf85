import type { GrafanaSources } from "../../../cluster";
import type { ObservedWorkload } from "../../service/observed-workload";
import type { Row } from "../layout";
import { colours } from "../palette";
import { text, timeSeries, type Panel } from "../panel";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { workloadBounds } from "./workload-bounds";

/** Matcher of what is recorded of a workload. */
export function recordedOf({ namespace, name }: Pick<ObservedWorkload, "namespace" | "name">): string {
  return `{namespace="${namespace}",service="${name}"}`;
}

/** Requests, failures and times, as they are recorded; or what to write to have them. Nobody calls a job. */
export function requestRow(workload: ObservedWorkload, sources: GrafanaSources): Row {
  const { kind, requests } = workload;
  if (kind === "Job" || kind === "CronJob") return { title: "Requests", panels: [] };
  if (requests === undefined) return { title: "Requests", panels: [howToCount()] };
  return {
    title: `Requests, counted by ${requests.by}`,
    panels: [
      rate(workload),
      errors(workload),
      ...(requests.latency === undefined ? [] : [durations(workload, requests.latency, sources)]),
    ],
  };
}

function howToCount(): Panel {
  return text({
    title: "Nobody counts requests to this workload",
    height: 4,
    content:
      "There are panels of requests, failures and times here as soon as somebody counts them: a mesh (`slipway:mesh`), a gateway with a route to it (`route`), the " +
      "application itself (`metrics.convention`), or the collector of its traces (`slipway:observability.traces`).",
  });
}

function rate(workload: ObservedWorkload): Panel {
  const recorded = recordedOf(workload);
  const all = `service:requests:rate5m${recorded}`;
  return timeSeries({
    title: "Requests",
    unit: units.requests,
    queries: [
      { expr: all, legend: "all" },
      { expr: `${all} * service:request_errors:ratio_rate5m${recorded}`, legend: "failed" },
    ],
    styles: { all: { colour: colours.neutral }, failed: { colour: colours.bad } },
  });
}

function errors(workload: ObservedWorkload): Panel {
  return timeSeries({
    title: "Share that failed",
    description: "By the fault of the service: statuses 5xx, or those of gRPC of the same kind.",
    unit: units.share,
    queries: [{ expr: `service:request_errors:ratio_rate5m${recordedOf(workload)}`, legend: "failed" }],
    thresholds: worseAbove({ critical: workloadBounds(workload).errors }),
    styles: { failed: { colour: colours.bad } },
  });
}

function durations(
  workload: ObservedWorkload,
  latency: NonNullable<NonNullable<ObservedWorkload["requests"]>["latency"]>,
  { traces }: GrafanaSources,
): Panel {
  const recorded = recordedOf(workload);
  const { seconds, share } = workloadBounds(workload).duration;
  return timeSeries({
    title: "Time of answers",
    description: `Line: the time that ${Number((share * 100).toPrecision(6))} of 100 requests are to be done within.${
      traces === undefined ? "" : " Points are examples, which lead to their traces, where who counts keeps any."
    }`,
    unit: units.seconds,
    queries: [
      { expr: `service:request_duration_seconds:p50_5m${recorded}`, legend: "half" },
      { expr: `service:request_duration_seconds:p95_5m${recorded}`, legend: "95 of 100" },
      // Examples are kept with what is counted, not with what is recorded of it.
      traces === undefined
        ? { expr: `service:request_duration_seconds:p99_5m${recorded}`, legend: "99 of 100" }
        : { expr: latency.quantile(0.99, "5m"), legend: "99 of 100", exemplars: true },
    ],
    thresholds: worseAbove({ critical: seconds }),
    styles: {
      half: { colour: colours.good },
      "95 of 100": { colour: colours.attention },
      "99 of 100": { colour: colours.bad },
    },
  });
}
