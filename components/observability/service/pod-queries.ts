import type { ObservedWorkload } from "./observed-workload";

type Place = Pick<ObservedWorkload, "name" | "namespace" | "kind">;

/**
 * Pods of a workload, with the labels `namespace` and `pod`, by who owns them: names alone would take those of a canary for those of the workload whose name it
 * begins with. A ReplicaSet's name has one part more than its Deployment's, without a `-`.
 */
export function ownedPods({ name, namespace, kind }: Place): string {
  const owner =
    kind === "Deployment"
      ? `owner_kind="ReplicaSet",owner_name=~"${name}-[^-]+"`
      : `owner_kind="${kind}",owner_name="${name}"`;
  return `kube_pod_owner{namespace="${namespace}",${owner}}`;
}

/** Numbers of pods of a workload that keeps running, each one series with the label `namespace`. */
export interface PodCounts {
  readonly wanted: string;
  readonly available: string;
  /** Those of the newest version; undefined where it may be wanted that there are others. */
  readonly updated?: string | undefined;
}

/** Undefined for what runs to its end. */
export function podCounts({ name, namespace, kind }: Place): PodCounts | undefined {
  // After kube-state-metrics has moved there may be two of each for a moment.
  const one = (metric: string) =>
    `max by (namespace) (${metric}{namespace="${namespace}",${kind.toLowerCase()}="${name}"})`;
  switch (kind) {
    case "Deployment":
      return {
        wanted: one("kube_deployment_spec_replicas"),
        available: one("kube_deployment_status_replicas_available"),
        updated: one("kube_deployment_status_replicas_updated"),
      };
    case "StatefulSet":
      // With a partition, or by hand, old pods stay as long as somebody wants.
      return {
        wanted: one("kube_statefulset_replicas"),
        available: one("kube_statefulset_status_replicas_available"),
      };
    case "DaemonSet":
      return {
        wanted: one("kube_daemonset_status_desired_number_scheduled"),
        available: one("kube_daemonset_status_number_available"),
      };
    case "Job":
    case "CronJob":
      return undefined;
  }
}
