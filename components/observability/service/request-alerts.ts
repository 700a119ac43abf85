import { parseDuration } from "../../core";
import type { AlertRule, RecordingRule } from "../rules/rule";
import { serviceBounds } from "./service-bounds";
import { alertOf, recordedMatcher, serviceLabels, type WatchedWorkload } from "./service-labels";

const percentiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** What is recorded of the requests to a workload: nothing while there are none, but their rate, which is 0. */
export function requestRecords(workload: WatchedWorkload): RecordingRule[] {
  const { requests } = workload;
  if (requests === undefined) return [];
  const labels = serviceLabels(workload);
  const { rate, errors, latency } = requests;
  return [
    { record: "service:requests:rate5m", expr: rate("5m"), labels },
    {
      record: "service:request_errors:ratio_rate5m",
      expr: `(${errors("5m")} or 0 * ${rate("5m")}) / (${rate("5m")} > 0)`,
      labels,
    },
    ...(latency === undefined
      ? []
      : Object.entries(percentiles).map(([name, share]) => ({
          record: `service:request_duration_seconds:${name}_5m`,
          expr: latency.quantile(share, "5m"),
          labels,
        }))),
  ];
}

/** Alerts of requests, but for what is promised of them: who promises is told when the budget burns. */
export function requestAlerts(workload: WatchedWorkload): AlertRule[] {
  return [...errors(workload), ...slow(workload)];
}

function errors(workload: WatchedWorkload): AlertRule[] {
  const { name, requests, slo, alerts } = workload;
  if (requests === undefined || slo?.availability !== undefined) return [];
  const percent = (alerts === false ? undefined : alerts?.errorPercent) ?? serviceBounds.errorPercent;
  const failed = `(${requests.errors("1h")}) * 3600 >= ${serviceBounds.leastFailures}`;
  return [
    alertOf(workload, {
      alert: "ServiceErrors",
      expr: `service:request_errors:ratio_rate5m{${recordedMatcher(workload)}} > ${ratio(percent)} and on () ${failed}`,
      for: "10m",
      severity: "critical",
      summary: `More than ${percent} % of the requests to ${name} fail`,
      description: `{{ $value | humanizePercentage }}, counted by ${requests.by}.`,
      runbook: "services",
    }),
  ];
}

function slow(workload: WatchedWorkload): AlertRule[] {
  const { name, requests, slo, alerts } = workload;
  if (requests?.latency === undefined || slo?.latency !== undefined) return [];
  const stated = alerts === false ? undefined : alerts?.latency;
  const seconds = (stated === undefined ? undefined : parseDuration(stated)) ?? serviceBounds.latencySeconds;
  const { all } = requests.latency;
  return [
    alertOf(workload, {
      alert: "ServiceSlow",
      expr:
        `service:request_duration_seconds:p99_5m{${recordedMatcher(workload)}} > ${seconds}` +
        ` and on () ${all("5m")} * 300 >= ${serviceBounds.leastTimedRequests}`,
      for: "10m",
      severity: "warning",
      summary: `One of 100 requests to ${name} takes longer than ${stated ?? `${seconds}s`}`,
      description: `{{ $value | humanizeDuration }}, measured by ${requests.by}.`,
      runbook: "services",
    }),
  ];
}

/** 0.1 / 100 is not 0.001. */
function ratio(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}
