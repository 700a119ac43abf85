import type { AlertRule } from "../rules/rule";
import type { ObservedWorkload } from "./observed-workload";

/** A workload whose alerts lead to a dashboard. */
export interface WatchedWorkload extends ObservedWorkload {
  /** Uid of the dashboard. Default: they lead to none. */
  readonly dashboard?: string | undefined;
}

/** Labels of what is recorded of a workload: these alone. */
export function serviceLabels({ namespace, name }: ObservedWorkload): { namespace: string; service: string } {
  return { namespace, service: name };
}

/** Labels of its alerts. */
export function alertLabels(workload: ObservedWorkload): Record<string, string> {
  const { application, alerts } = workload;
  return {
    ...serviceLabels(workload),
    ...(application === undefined ? {} : { application }),
    ...(alerts === false ? {} : alerts?.labels),
  };
}

/** What all alerts of a workload have. */
export function alertOf(workload: WatchedWorkload, rule: Omit<AlertRule, "labels" | "dashboard">): AlertRule {
  return { ...rule, labels: alertLabels(workload), dashboard: workload.dashboard };
}

/** Whether an alert is not left out. */
export function isWanted({ alerts }: Pick<ObservedWorkload, "alerts">, alert: string): boolean {
  return alerts !== false && !(alerts?.without ?? []).includes(alert);
}

/** Matchers of the series that are recorded of a workload, without braces. */
export function recordedMatcher({ namespace, name }: ObservedWorkload): string {
  return `namespace="${namespace}",service="${name}"`;
}
