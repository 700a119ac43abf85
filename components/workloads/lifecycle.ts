import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../core";
import { isCountOrPercent } from "./scaling";

/** How a new version replaces the old one. */
export interface RolloutSpec {
  /** Pods above the number of replicas while rolling: a number or a percentage. Default `25%`, rounded up. */
  readonly maxSurge?: number | string | undefined;
  /** Pods that may be missing while rolling: a number or a percentage. Default 0. */
  readonly maxUnavailable?: number | string | undefined;
  /** Seconds without progress after which a roll-out has failed; the old version goes on serving. Default 300. */
  readonly progressDeadlineSeconds?: number | undefined;
  /** Seconds that a new pod must be ready before it counts. Default 0. */
  readonly minReadySeconds?: number | undefined;
  /** Old versions that can be gone back to. Default 5. */
  readonly revisionHistoryLimit?: number | undefined;
}

/** How a pod ends without losing requests. */
export interface ShutdownSpec {
  /** Seconds that a pod goes on serving after it was taken out of the Service, until every node knows. Default 5; 0 for a workload without ports. */
  readonly delaySeconds?: number | undefined;
  /** Seconds from the start of the delay until the pod is killed. Default: the delay and 30. */
  readonly gracePeriodSeconds?: number | undefined;
}

const drainSeconds = 30;
const defaultDelaySeconds = 5;

/** The roll-out with its defaults. */
export function planRollout(
  spec: RolloutSpec = {},
): Required<{ [K in keyof RolloutSpec]: NonNullable<RolloutSpec[K]> }> {
  return {
    maxSurge: spec.maxSurge ?? "25%",
    maxUnavailable: spec.maxUnavailable ?? 0,
    progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 300,
    minReadySeconds: spec.minReadySeconds ?? 0,
    revisionHistoryLimit: spec.revisionHistoryLimit ?? 5,
  };
}

/**
 * Seconds that a roll-out may take in all. Its deadline begins anew with each step of progress, and it takes a step for
 * each group of pods that may be replaced at a time.
 * @param pods the most pods that there may be
 */
export function rolloutSeconds(spec: RolloutSpec | undefined, pods: number): number {
  const { maxSurge, maxUnavailable, progressDeadlineSeconds } = planRollout(spec);
  const group = Math.ceil(share(maxSurge, pods)) + Math.floor(share(maxUnavailable, pods));
  return Math.max(1, Math.ceil(pods / Math.max(1, group))) * progressDeadlineSeconds;
}

/** The shutdown with its defaults. */
export function planShutdown(
  spec: ShutdownSpec = {},
  hasPorts: boolean,
): { delaySeconds: number; gracePeriodSeconds: number } {
  const delaySeconds = spec.delaySeconds ?? (hasPorts ? defaultDelaySeconds : 0);
  return { delaySeconds, gracePeriodSeconds: spec.gracePeriodSeconds ?? delaySeconds + drainSeconds };
}

/** The hook that keeps a pod serving for a while: the kubelet's own `sleep`, which needs no shell in the image. */
export function containerLifecycle(delaySeconds: number): Pick<types.input.core.v1.Container, "lifecycle"> {
  return delaySeconds === 0 ? {} : { lifecycle: { preStop: { sleep: { seconds: delaySeconds } } } };
}

/** What is wrong with roll-out and shutdown. */
export function checkLifecycle(rollout: RolloutSpec = {}, shutdown: ShutdownSpec = {}, hasPorts: boolean): Problem[] {
  return [...checkRollout(rollout), ...checkShutdown(shutdown, hasPorts)];
}

function checkRollout(spec: RolloutSpec): Problem[] {
  const { maxSurge, maxUnavailable, progressDeadlineSeconds, minReadySeconds } = planRollout(spec);
  const malformed = Object.entries({ maxSurge, maxUnavailable }).flatMap(([field, value]): Problem[] =>
    isCountOrPercent(value)
      ? []
      : [
          {
            path: ["rollout", field],
            message: "this is neither a number of pods nor a percentage",
            found: String(value),
            allowed: "a whole number from 0, or a percentage such as 25%",
            fix: "write a number of pods, such as 1",
          },
        ],
  );
  if (malformed.length > 0) return malformed;
  return [
    ...(isZero(maxSurge) && isZero(maxUnavailable)
      ? [
          {
            path: ["rollout"],
            message: "a roll-out that may neither add a pod nor take one away cannot begin",
            found: `maxSurge ${maxSurge}, maxUnavailable ${maxUnavailable}`,
            fix: "set maxSurge to at least 1",
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

function checkShutdown(spec: ShutdownSpec, hasPorts: boolean): Problem[] {
  const { delaySeconds, gracePeriodSeconds } = planShutdown(spec, hasPorts);
  if (delaySeconds === 0 || delaySeconds < gracePeriodSeconds) return [];
  return [
    {
      path: ["shutdown", "gracePeriodSeconds"],
      message: "the pod would be killed before it was told to stop",
      found: `delaySeconds ${delaySeconds}, gracePeriodSeconds ${gracePeriodSeconds}`,
      allowed: `more than ${delaySeconds}`,
      fix: `set gracePeriodSeconds to the delay and the time a request may take, such as ${delaySeconds + drainSeconds}`,
    },
  ];
}

function share(value: number | string, pods: number): number {
  return typeof value === "number" ? value : (pods * Number.parseInt(value, 10)) / 100;
}

function isZero(value: number | string): boolean {
  return Number.parseInt(String(value), 10) === 0;
}
