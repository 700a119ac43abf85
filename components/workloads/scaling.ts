import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../core";
import { planResources, type ResourcesSpec } from "./resources";

/** A number of pods that follows the load. Needs a metrics server in the cluster. */
export interface AutoscalingSpec {
  /** Fewest pods, at least 1. */
  readonly min: number;
  /** Most pods, at least `min`. */
  readonly max: number;
  /** Average use of the requested CPU that is aimed at, in percent. Default 70, unless `memoryPercent` is given. */
  readonly cpuPercent?: number | undefined;
  /** Average use of the requested memory that is aimed at, in percent. */
  readonly memoryPercent?: number | undefined;
}

/** A fixed number of pods, or a range that an autoscaler moves in. */
export type ReplicasSpec = number | AutoscalingSpec;

/** Two pods at rest, so that one may fail, and room for three times the load. */
export const defaultReplicas: AutoscalingSpec = { min: 2, max: 6 };

/** How many pods a drain of nodes may take away at a time: a number, or a percentage such as `25%`. Give one of the two. */
export interface DisruptionBudgetSpec {
  readonly maxUnavailable?: number | string | undefined;
  readonly minAvailable?: number | string | undefined;
}

export const defaultDisruptionBudget: DisruptionBudgetSpec = { maxUnavailable: 1 };

/** Whether an autoscaler owns the number of pods; then the Deployment must not state one. */
export function isAutoscaled(replicas: ReplicasSpec): replicas is AutoscalingSpec {
  return typeof replicas !== "number";
}

/** The metrics that an autoscaler follows. */
export function autoscalerMetrics(spec: AutoscalingSpec): types.input.autoscaling.v2.MetricSpec[] {
  return targets(spec).map(({ name, percent }) => ({
    type: "Resource",
    resource: { name, target: { type: "Utilization", averageUtilization: percent } },
  }));
}

/** What is wrong with the number of pods. */
export function checkReplicas(replicas: ReplicasSpec = defaultReplicas, resources?: ResourcesSpec): Problem[] {
  if (!isAutoscaled(replicas)) return checkCount(["replicas"], replicas, 0);
  return [
    ...checkCount(["replicas", "min"], replicas.min, 1),
    ...checkCount(["replicas", "max"], replicas.max, 1),
    ...checkOrder(replicas),
    ...checkTargets(replicas, resources),
  ];
}

/** What is wrong with a disruption budget, given the fewest pods that there may be. */
export function checkDisruptionBudget(
  budget: DisruptionBudgetSpec = defaultDisruptionBudget,
  replicas: ReplicasSpec = defaultReplicas,
): Problem[] {
  const path = ["disruptionBudget"];
  const given = (["maxUnavailable", "minAvailable"] as const).filter((field) => budget[field] !== undefined);
  const [field, second] = given;
  if (field === undefined || second !== undefined) {
    return [
      {
        path,
        message: "a disruption budget is stated in one way",
        found: field === undefined ? "neither" : given.join(" and "),
        allowed: "either maxUnavailable or minAvailable",
        fix: "keep one of the two; maxUnavailable: 1 suits most services",
      },
    ];
  }
  const value = budget[field];
  if (value === undefined || !isCountOrPercent(value)) {
    return [
      {
        path: [...path, field],
        message: "this is neither a number of pods nor a percentage",
        found: String(value),
        allowed: "a whole number from 0, or a percentage such as 25%",
        fix: "write a number of pods, such as 1",
      },
    ];
  }
  const pods = isAutoscaled(replicas) ? replicas.min : replicas;
  const spare = field === "maxUnavailable" ? share(value, pods) : pods - share(value, pods);
  if (pods === 0 || spare >= 1) return [];
  return [
    {
      path: [...path, field],
      message: "no node with such a pod could ever be drained, so an upgrade of the nodes would hang",
      found: `${field}: ${value}, with ${pods === 1 ? "1 replica" : `${pods} replicas`} at the least`,
      allowed: "a budget that lets at least one pod go",
      fix: "write maxUnavailable: 1, or run more replicas",
    },
  ];
}

function targets(spec: AutoscalingSpec): { name: "cpu" | "memory"; percent: number }[] {
  const cpu = spec.cpuPercent ?? (spec.memoryPercent === undefined ? 70 : undefined);
  return [
    ...(cpu === undefined ? [] : [{ name: "cpu" as const, percent: cpu }]),
    ...(spec.memoryPercent === undefined ? [] : [{ name: "memory" as const, percent: spec.memoryPercent }]),
  ];
}

function checkCount(path: string[], count: number, least: number): Problem[] {
  if (Number.isInteger(count) && count >= least) return [];
  return [
    {
      path,
      message: "this is no number of pods",
      found: String(count),
      allowed: `a whole number from ${least}`,
      fix: least === 0 ? "write how many pods to run; 0 stops the service" : "write at least 1",
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

function checkTargets(spec: AutoscalingSpec, resources: ResourcesSpec | undefined): Problem[] {
  const { requests } = planResources(resources);
  return targets(spec).flatMap(({ name, percent }) => {
    if (!Number.isInteger(percent) || percent < 1) {
      return [
        {
          path: ["replicas", `${name}Percent`],
          message: "this is no percentage to aim at",
          found: String(percent),
          allowed: "a whole number from 1",
          fix: `write the average use of the requested ${name}, such as 70`,
        },
      ];
    }
    if (requests[name] !== undefined) return [];
    return [
      {
        path: ["replicas", `${name}Percent`],
        message: `the autoscaler follows the use of requested ${name}, but none is requested`,
        fix: `set resources.requests.${name}`,
      },
    ];
  });
}

const percentage = /^(100|[0-9]{1,2})%$/;

/** Whether a value is a whole number from 0 or a percentage up to 100%. */
export function isCountOrPercent(value: number | string): boolean {
  return typeof value === "number" ? Number.isInteger(value) && value >= 0 : percentage.test(value);
}

/** The pods that a number or percentage stands for; Kubernetes rounds both fields of a budget up. */
function share(value: number | string, pods: number): number {
  return typeof value === "number" ? value : Math.ceil((pods * Number.parseInt(value, 10)) / 100);
}
