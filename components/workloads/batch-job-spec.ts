import type { LinkTarget } from "./exposure/links";
import type { WorkloadFields } from "./workload-spec";

/** When a failed pod of a job counts, is left out of the count, or ends the job: the first rule that fits. */
export interface PodFailureRule {
  /** `FailJob` ends the job, `FailIndex` its index, `Ignore` is not counted, `Count` is. */
  readonly action: "FailJob" | "FailIndex" | "Ignore" | "Count";
  /** Exit codes of the main container, 1 to 255. Either these or `disrupted`. Default: none. */
  readonly exitCodes?: readonly number[] | undefined;
  /** Whether the node took the pod away (`DisruptionTarget`). Default: not looked at. */
  readonly disrupted?: boolean | undefined;
}

/** What a job is: pods that run to their end. */
export interface JobFields {
  /** Pods at a time, from 1. Default 1. */
  readonly parallelism?: number | undefined;
  /** Pods that must succeed. An indexed job must say it. Default 1; where `parallelism` alone is given, the job is done when one pod has succeeded and all have ended (a work queue). */
  readonly completions?: number | undefined;
  /** Whether each pod has a number, from 0, in `JOB_COMPLETION_INDEX`. Default: no. */
  readonly indexed?: boolean | undefined;
  /** Failures until the job fails. Default 6; with `backoffLimitPerIndex` no limit. */
  readonly backoffLimit?: number | undefined;
  /** The same for each index of an indexed job. Default: none. */
  readonly backoffLimitPerIndex?: number | undefined;
  /** Indexes that may fail before the whole job does. Needs `backoffLimitPerIndex`. Default: all may. */
  readonly maxFailedIndexes?: number | undefined;
  /** Seconds until the job is stopped, whatever it does. Default: none. */
  readonly deadlineSeconds?: number | undefined;
  /** Seconds until a job that has ended is deleted with its pods and logs; a few are too few for Pulumi to see that it has completed. Of a BatchJob that Pulumi is to keep, leave it out: once it is gone, the next refresh makes Pulumi run it again. Default: it stays. */
  readonly ttlSeconds?: number | undefined;
  /** With which indexes an indexed job has succeeded before all are done. Default: all. */
  readonly success?: { readonly indexes?: string | undefined; readonly count?: number | undefined } | undefined;
  /** What becomes of a failed pod: the first rule that fits, of at most 20. Default: it counts. */
  readonly podFailure?: readonly PodFailureRule[] | undefined;
  /** Whether a failed container is started again in its pod, or a new pod is made. Default: `newPod`. */
  readonly onFailure?: "newPod" | "restart" | undefined;
  /** Whether it waits until somebody sets this to false. Default: no. */
  readonly suspend?: boolean | undefined;
}

/** A job that runs once. */
export interface BatchJobSpec<Target = LinkTarget> extends WorkloadFields<Target>, JobFields {}

/** A job that is started by the clock. */
export interface ScheduledJobSpec<Target = LinkTarget> extends WorkloadFields<Target>, Omit<JobFields, "suspend"> {
  /** Five fields of cron, or `@hourly` and the like. */
  readonly schedule: string;
  /** IANA time zone. Default: `Etc/UTC`. */
  readonly timeZone?: string | undefined;
  /** When the one before still runs: skip this one, run both, or replace the old one. Default: `skip`. */
  readonly overlap?: "skip" | "allow" | "replace" | undefined;
  /** Ended jobs to keep. Default 3. */
  readonly successfulHistory?: number | undefined;
  /** Failed jobs to keep. Default 3. */
  readonly failedHistory?: number | undefined;
  /** Seconds that a job may start late, at least 10. Default: none, so a start may be as late as it gets. */
  readonly startingDeadlineSeconds?: number | undefined;
  /** Whether no job is started. Default: no. */
  readonly suspend?: boolean | undefined;
}
