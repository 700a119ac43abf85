import type { ObservedWorkload } from "../../service/observed-workload";
import { kubeState } from "../kube-state";
import type { Row } from "../layout";
import { colours } from "../palette";
import { stat, timeSeries } from "../panel";
import { units } from "../units";

/** Runs of what runs to its end: those that go on, ended well, and failed, how long they took, and when the next one is due. */
export function jobRow(workload: ObservedWorkload): Row {
  const { kind, namespace, name } = workload;
  if (kind !== "Job" && kind !== "CronJob") return { title: "Runs", panels: [] };
  // The Jobs that a CronJob makes have the minute of their run at the end of their names.
  const jobs = `{${kubeState},namespace="${namespace}",job_name${kind === "Job" ? `="${name}"` : `=~"${name}-[0-9]+"`}}`;
  const cron = `{namespace="${namespace}",cronjob="${name}"}`;
  return {
    title: "Runs",
    panels: [
      timeSeries({
        title: "Runs",
        unit: units.count,
        queries: [
          { expr: `sum(kube_job_status_active${jobs})`, legend: "going on" },
          { expr: `sum(kube_job_status_succeeded${jobs})`, legend: "ended well" },
          { expr: `sum(kube_job_status_failed${jobs})`, legend: "failed" },
        ],
        styles: {
          "going on": { colour: colours.neutral },
          "ended well": { colour: colours.good },
          failed: { colour: colours.bad },
        },
      }),
      timeSeries({
        title: "Time that a run took",
        unit: units.seconds,
        queries: [
          {
            expr: `kube_job_status_completion_time${jobs} - kube_job_status_start_time${jobs}`,
            legend: "{{job_name}}",
          },
        ],
      }),
      ...(kind === "Job"
        ? []
        : [
            stat({
              title: "Since the last run that ended well",
              unit: units.seconds,
              query: { expr: `time() - kube_cronjob_status_last_successful_time${cron}`, legend: "since" },
              noValue: "never",
            }),
            stat({
              title: "Until the next run",
              unit: units.seconds,
              query: { expr: `kube_cronjob_next_schedule_time${cron} - time()`, legend: "until" },
              noValue: "suspended",
              trend: false,
            }),
          ]),
    ],
  };
}
