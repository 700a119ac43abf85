import type { Secrets } from "../pod/content";
import type { PlatformCapabilities } from "../../cluster";
import type { Problem } from "../../core";
import type { ResourcesSpec } from "../pod/resources";
import { checkAdapterMetrics, checkBehavior, checkResourceTargets } from "./autoscaler";
import type { AutoscalingSpec, ReplicasSpec } from "./autoscaling-spec";
import { checkEventTargets, checkMetricSources } from "./event-targets";

/** Two pods at rest, so that one may fail, and room for three times the load. */
export const defaultReplicas: AutoscalingSpec = { min: 2, max: 6 };

/** Whether an autoscaler owns the number of pods; then the Deployment must not state one. */
export function isAutoscaled(replicas: ReplicasSpec): replicas is AutoscalingSpec {
  return typeof replicas !== "number";
}

/** The most pods that there may be, but for those that a roll-out adds. */
export function mostReplicas(replicas: ReplicasSpec = defaultReplicas): number {
  return isAutoscaled(replicas) ? replicas.max : replicas;
}

/** What is wrong with the number of pods. Without capabilities the platform has none. */
export function checkReplicas(
  replicas: ReplicasSpec = defaultReplicas,
  resources?: ResourcesSpec,
  capabilities?: PlatformCapabilities,
  secrets?: Secrets,
): Problem[] {
  if (!isAutoscaled(replicas)) {
    return checkCount(["replicas"], replicas, 0, "write how many pods to run; 0 stops the service");
  }
  return [
    ...checkCount(["replicas", "min"], replicas.min, 0, "write at least 1, or 0 with a target of KEDA"),
    ...checkCount(["replicas", "max"], replicas.max, 1, "write at least 1"),
    ...checkOrder(replicas),
    ...checkResourceTargets(replicas, resources),
    ...checkAdapterMetrics(replicas),
    ...checkEventTargets(replicas, secrets),
    ...checkMetricSources(replicas, capabilities),
    ...checkBehavior(replicas),
  ];
}

function checkCount(path: string[], count: number, least: number, fix: string): Problem[] {
  if (Number.isInteger(count) && count >= least) return [];
  return [
    {
      path,
      message: "this is no number of pods",
      found: String(count),
      allowed: `a whole number from ${least}`,
      fix,
    },
  ];
}

function checkOrder({ min, max }: AutoscalingSpec): Problem[] {
  if (min <= max) return [];
  return [
    {
      path: ["replicas"],
      message: "min is greater than max",
      found: `min ${min}, max ${max}`,
      allowed: "min no greater than max",
      fix: `lower min to ${max} or less, or raise max to at least ${min}`,
    },
  ];
}
