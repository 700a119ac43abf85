import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../../core";
import type { ReplicasSpec } from "./autoscaling-spec";
import { checkCountOrPercent, shareOf } from "./amounts";
import { defaultReplicas, isAutoscaled } from "./replicas";

/** How many pods a drain of nodes may take away at a time: a number, or a percentage such as `25%`. Give one of the two. */
export interface DisruptionBudgetSpec {
  /** Most pods that may be away at a time: a number or a percentage of them, rounded up. Default 1, where `minAvailable` is not given. */
  readonly maxUnavailable?: number | string | undefined;
  /** Fewest pods that must stay: a number or a percentage of them, rounded up. Default: not looked at. */
  readonly minAvailable?: number | string | undefined;
}

export const defaultDisruptionBudget: DisruptionBudgetSpec = { maxUnavailable: 1 };

/** The budget of the pods that a selector selects. */
export function disruptionBudgetArgs(
  budget: DisruptionBudgetSpec = defaultDisruptionBudget,
  selector: Readonly<Record<string, string>>,
): types.input.policy.v1.PodDisruptionBudgetSpec {
  const { maxUnavailable, minAvailable } = budget;
  return {
    ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
    ...(minAvailable === undefined ? {} : { minAvailable }),
    selector: { matchLabels: { ...selector } },
    // A pod that is broken anyway must not keep a node from being drained.
    unhealthyPodEvictionPolicy: "AlwaysAllow",
  };
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
  if (value === undefined) return [];
  const malformed = checkCountOrPercent([...path, field], value);
  if (malformed.length > 0) return malformed;
  const pods = fewestRunning(replicas);
  // Kubernetes rounds both fields of a budget up.
  const share = Math.ceil(shareOf(value, pods));
  const spare = field === "maxUnavailable" ? share : pods - share;
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

/** The fewest pods while there are any: what scales to zero runs with one. */
function fewestRunning(replicas: ReplicasSpec): number {
  return isAutoscaled(replicas) ? Math.max(1, replicas.min) : replicas;
}
