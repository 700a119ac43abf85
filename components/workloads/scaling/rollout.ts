import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../../core";
import { checkWholeNumber } from "../bounds";
import { checkCountOrPercent, isZero, shareOf } from "./amounts";
import type { AgentRolloutSpec, RolloutSpec, StatefulRolloutSpec } from "./rollout-spec";

type Planned<Spec> = Required<{ [Field in keyof Spec]: NonNullable<Spec[Field]> }>;

/** Seconds that one pod of a StatefulService may take to be replaced: as many as a Deployment may go without progress. */
const stepSeconds = 300;

const defaultRevisionHistoryLimit = 5;

/** The roll-out with its defaults. */
export function planRollout(spec: RolloutSpec = {}): Planned<RolloutSpec> {
  return {
    strategy: spec.strategy ?? "rolling",
    maxSurge: spec.maxSurge ?? "25%",
    maxUnavailable: spec.maxUnavailable ?? 0,
    progressDeadlineSeconds: spec.progressDeadlineSeconds ?? stepSeconds,
    minReadySeconds: spec.minReadySeconds ?? 0,
    revisionHistoryLimit: spec.revisionHistoryLimit ?? defaultRevisionHistoryLimit,
  };
}

/** The same of a StatefulService. */
export function planStatefulRollout(spec: StatefulRolloutSpec = {}): Planned<StatefulRolloutSpec> {
  return {
    strategy: spec.strategy ?? "rolling",
    partition: spec.partition ?? 0,
    minReadySeconds: spec.minReadySeconds ?? 0,
  };
}

/** The same of a NodeAgent: either a pod more on a node, or one less, as Kubernetes takes only one of the two. */
export function planAgentRollout(spec: AgentRolloutSpec = {}): Planned<AgentRolloutSpec> {
  const maxSurge = spec.maxSurge ?? 0;
  return {
    strategy: spec.strategy ?? "rolling",
    maxUnavailable: spec.maxUnavailable ?? (isZero(maxSurge) ? 1 : 0),
    maxSurge,
    minReadySeconds: spec.minReadySeconds ?? 0,
    revisionHistoryLimit: spec.revisionHistoryLimit ?? defaultRevisionHistoryLimit,
  };
}

/** How a Deployment replaces its pods. */
export function deploymentStrategy(spec?: RolloutSpec): types.input.apps.v1.DeploymentStrategy {
  const { strategy, maxSurge, maxUnavailable } = planRollout(spec);
  if (strategy === "recreate") return { type: "Recreate" };
  return { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } };
}

/** How a StatefulSet replaces its pods, as fields of its spec. */
export function statefulStrategy(
  spec?: StatefulRolloutSpec,
): Pick<types.input.apps.v1.StatefulSetSpec, "updateStrategy" | "minReadySeconds"> {
  const { strategy, partition, minReadySeconds } = planStatefulRollout(spec);
  const updateStrategy =
    strategy === "manual" ? { type: "OnDelete" } : { type: "RollingUpdate", rollingUpdate: { partition } };
  return { updateStrategy, minReadySeconds };
}

/** How a DaemonSet replaces its pods, as fields of its spec. */
export function agentStrategy(
  spec?: AgentRolloutSpec,
): Pick<types.input.apps.v1.DaemonSetSpec, "updateStrategy" | "minReadySeconds" | "revisionHistoryLimit"> {
  const { strategy, maxSurge, maxUnavailable, minReadySeconds, revisionHistoryLimit } = planAgentRollout(spec);
  const updateStrategy =
    strategy === "manual"
      ? { type: "OnDelete" }
      : { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } };
  return { updateStrategy, minReadySeconds, revisionHistoryLimit };
}

/**
 * Whether pods of the old version are to stay. Then an `up` must not wait for all pods to be new, as Pulumi's Kubernetes provider
 * does by itself with a partition, and with agents that somebody replaces by hand.
 */
export function keepsOldPods(spec: StatefulRolloutSpec | AgentRolloutSpec = {}): boolean {
  return spec.strategy === "manual" || ("partition" in spec && (spec.partition ?? 0) > 0);
}

/**
 * Seconds that a roll-out may take in all. Its deadline begins anew with each step of progress, and it takes a step for
 * each group of pods that may be replaced at a time.
 * @param pods the most pods that there may be
 */
export function rolloutSeconds(spec: RolloutSpec | undefined, pods: number): number {
  const { strategy, maxSurge, maxUnavailable, progressDeadlineSeconds } = planRollout(spec);
  const group =
    strategy === "recreate" ? pods : Math.ceil(shareOf(maxSurge, pods)) + Math.floor(shareOf(maxUnavailable, pods));
  return Math.max(1, Math.ceil(pods / Math.max(1, group))) * progressDeadlineSeconds;
}

/**
 * Seconds that a StatefulService may take to be rolled out in all: pod by pod, 300 s each, as a StatefulSet has no deadline of
 * its own.
 */
export function statefulRolloutSeconds(spec: StatefulRolloutSpec | undefined, replicas: number): number {
  return Math.max(1, replicas) * (stepSeconds + planStatefulRollout(spec).minReadySeconds);
}

/** What is wrong with a roll-out. `hasHostPorts`: whether its pods take ports of their node. */
export function checkRollout(spec: RolloutSpec = {}, hasHostPorts = false): Problem[] {
  const { strategy, maxSurge, maxUnavailable, progressDeadlineSeconds, minReadySeconds } = planRollout(spec);
  const malformed = [
    ...checkCountOrPercent(["rollout", "maxSurge"], maxSurge),
    ...checkCountOrPercent(["rollout", "maxUnavailable"], maxUnavailable),
    ...checkWholeNumber(["rollout", "progressDeadlineSeconds"], spec.progressDeadlineSeconds, 1),
    ...checkPace(spec),
  ];
  if (malformed.length > 0) return malformed;
  return [
    ...(strategy === "recreate"
      ? checkUnused(spec, ["maxSurge", "maxUnavailable"], "recreate", "stops every pod at once")
      : []),
    ...(strategy === "rolling" && isZero(maxSurge) && isZero(maxUnavailable)
      ? [
          {
            path: ["rollout"],
            message: "a roll-out that may neither add a pod nor take one away cannot begin",
            found: `maxSurge ${maxSurge}, maxUnavailable ${maxUnavailable}`,
            fix: "set maxSurge to at least 1",
          },
        ]
      : []),
    ...(hasHostPorts && strategy === "rolling" && !isZero(maxSurge)
      ? [
          {
            path: ["rollout", "maxSurge"],
            message: "a new pod would wait for a port of a node, and each node may have an old pod with it",
            found: spec.maxSurge === undefined ? `${maxSurge}, the default` : String(maxSurge),
            allowed: "0",
            fix: "write maxSurge: 0 and maxUnavailable: 1, or strategy: recreate, or remove the host ports",
          },
        ]
      : []),
    ...(minReadySeconds >= progressDeadlineSeconds
      ? [
          {
            path: ["rollout", "minReadySeconds"],
            message: "a pod would have to be ready for longer than the roll-out may take",
            found: `minReadySeconds ${minReadySeconds}, progressDeadlineSeconds ${progressDeadlineSeconds}`,
            fix: `set progressDeadlineSeconds well above ${minReadySeconds}`,
          },
        ]
      : []),
  ];
}

/** What is wrong with the roll-out of a StatefulService of so many pods. */
export function checkStatefulRollout(spec: StatefulRolloutSpec = {}, replicas = 1): Problem[] {
  const malformed = [...checkWholeNumber(["rollout", "partition"], spec.partition, 0), ...checkPace(spec)];
  if (malformed.length > 0) return malformed;
  const { strategy, partition } = planStatefulRollout(spec);
  if (strategy === "manual") {
    return checkUnused(spec, ["partition"], "manual", "replaces no pod by itself");
  }
  if (partition <= replicas) return [];
  return [
    {
      path: ["rollout", "partition"],
      message: "the partition begins after the last pod, so no pod would ever get the new version",
      found: `partition ${partition}, ${replicas === 1 ? "1 replica" : `${replicas} replicas`}`,
      allowed: `0 to ${replicas}; with ${replicas} every pod keeps the old version`,
      fix: "write how many pods are to keep the old version, 0 for none",
    },
  ];
}

/** What is wrong with the roll-out of a NodeAgent. `hasHostPorts`: whether its pods take ports of their node. */
export function checkAgentRollout(spec: AgentRolloutSpec = {}, hasHostPorts = false): Problem[] {
  const { strategy, maxSurge, maxUnavailable } = planAgentRollout(spec);
  const malformed = [
    ...checkCountOrPercent(["rollout", "maxSurge"], maxSurge),
    ...checkCountOrPercent(["rollout", "maxUnavailable"], maxUnavailable),
    ...checkPace(spec),
  ];
  if (malformed.length > 0) return malformed;
  if (strategy === "manual") {
    return checkUnused(spec, ["maxSurge", "maxUnavailable"], "manual", "replaces no pod by itself");
  }
  if (isZero(maxSurge) === isZero(maxUnavailable)) {
    return [
      {
        path: ["rollout"],
        message: isZero(maxSurge)
          ? "a roll-out that may neither add a pod to a node nor take one away cannot begin"
          : "a node gets either the new pod first, or loses the old one first",
        found: `maxSurge ${maxSurge}, maxUnavailable ${maxUnavailable}`,
        allowed: "one of the two above 0",
        fix: "keep maxUnavailable, or maxSurge where two pods can run on one node",
      },
    ];
  }
  if (isZero(maxSurge) || !hasHostPorts) return [];
  return [
    {
      path: ["rollout", "maxSurge"],
      message: "the new pod would wait for the node's port, which the old one has",
      found: String(maxSurge),
      fix: "write maxUnavailable in place of maxSurge, or remove the host ports",
    },
  ];
}

function checkPace(spec: {
  readonly minReadySeconds?: number | undefined;
  readonly revisionHistoryLimit?: number | undefined;
}): Problem[] {
  return [
    ...checkWholeNumber(["rollout", "minReadySeconds"], spec.minReadySeconds, 0),
    ...checkWholeNumber(["rollout", "revisionHistoryLimit"], spec.revisionHistoryLimit, 0),
  ];
}

/** Fields that have no meaning with a strategy. */
function checkUnused<Spec>(
  spec: Spec,
  fields: readonly (keyof Spec & string)[],
  strategy: string,
  effect: string,
): Problem[] {
  return fields
    .filter((field) => spec[field] !== undefined)
    .map((field) => ({
      path: ["rollout", field],
      message: `the strategy ${strategy} ${effect}, so this has no meaning`,
      found: String(spec[field]),
      fix: `remove it, or write strategy: rolling`,
    }));
}
