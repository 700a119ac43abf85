import type { AlertRule } from "../rules/rule";
import { serviceBounds } from "./service-bounds";
import { alertOf, type WatchedWorkload } from "./service-labels";

/** Alerts of what runs to its end. */
export function jobAlerts(workload: WatchedWorkload): AlertRule[] {
  switch (workload.kind) {
    case "Job":
      return [failed(workload, jobFailed(workload))];
    case "CronJob":
      return [failed(workload, lastRunFailed(workload)), late(workload)];
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      return [];
  }
}

function failed(workload: WatchedWorkload, expr: string): AlertRule {
  return alertOf(workload, {
    alert: "JobFailed",
    expr,
    severity: "warning",
    summary: `${workload.name} has failed`,
    description: "It was tried as often as it says, and what it was to do is not done.",
    runbook: "services",
  });
}

function jobFailed({ name, namespace }: WatchedWorkload): string {
  return `max by (namespace) (kube_job_failed{namespace="${namespace}",job_name="${name}",condition="true"}) > 0`;
}

/** The newest run that failed, unless one succeeded after it began: failed ones are kept for a while, to be looked at. */
function lastRunFailed({ name, namespace }: WatchedWorkload): string {
  const onJob = "on (namespace, job_name)";
  const began = [
    `kube_job_status_start_time{namespace="${namespace}"}`,
    `and ${onJob} kube_job_failed{namespace="${namespace}",condition="true"} == 1`,
    `and ${onJob} kube_job_owner{namespace="${namespace}",owner_kind="CronJob",owner_name="${name}"}`,
  ].join(" ");
  const newest = `max by (namespace) (${began})`;
  const succeeded = `max by (namespace) (kube_cronjob_status_last_successful_time{namespace="${namespace}",cronjob="${name}"})`;
  return `${newest} unless ${succeeded} > ${newest}`;
}

/** The next time is reckoned from the last run, and is past when one is missing; there is none while it is suspended. */
function late(workload: WatchedWorkload): AlertRule {
  const { name, namespace } = workload;
  return alertOf(workload, {
    alert: "ScheduledJobLate",
    expr: `time() - max by (namespace) (kube_cronjob_next_schedule_time{namespace="${namespace}",cronjob="${name}"}) > ${serviceBounds.lateSeconds}`,
    severity: "warning",
    summary: `${name} has not begun at its time`,
    description: "It is {{ $value | humanizeDuration }} late. The run before may go on still, or nothing starts it.",
    runbook: "services",
  });
}
