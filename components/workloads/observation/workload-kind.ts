import type { ObservedWorkload } from "../../observability/service/observed-workload";

/** Kind of the object that makes the pods of a workload. */
export type WorkloadKind = ObservedWorkload["kind"];

/** Whether it runs until it is told to end. */
export function keepsRunning(kind: WorkloadKind): boolean {
  return kind !== "Job" && kind !== "CronJob";
}
