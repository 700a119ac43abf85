import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../../core";
import { checkBounds } from "../bounds";

/** How a pod ends without losing requests. */
export interface ShutdownSpec {
  /** Seconds that a pod goes on serving after it was taken out of the Service, until every node knows. Default 5; 0 for a workload without ports. */
  readonly delaySeconds?: number | undefined;
  /** Seconds from the start of the delay until the pod is killed. Default: the delay and 30. */
  readonly gracePeriodSeconds?: number | undefined;
  /** Conditions that others set and that must be true before the pod counts as ready, such as a load balancer's `target-health.elbv2.k8s.aws/…`. Default: none. */
  readonly readinessGates?: readonly string[] | undefined;
}

const drainSeconds = 30;
const defaultDelaySeconds = 5;

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

/** Conditions that must be true, besides those of the containers, before the pod gets requests. */
export function readinessGates(spec: ShutdownSpec = {}): types.input.core.v1.PodReadinessGate[] {
  return (spec.readinessGates ?? []).map((conditionType) => ({ conditionType }));
}

/** What is wrong with how a pod ends. */
export function checkShutdown(spec: ShutdownSpec = {}, hasPorts: boolean): Problem[] {
  const { delaySeconds, gracePeriodSeconds } = planShutdown(spec, hasPorts);
  const gates = (spec.readinessGates ?? []).flatMap((gate, index, all) => checkGate(gate, index, all));
  const bounds = checkBounds([
    [["shutdown", "delaySeconds"], spec.delaySeconds, 0],
    [["shutdown", "gracePeriodSeconds"], spec.gracePeriodSeconds, 1],
  ]);
  if (bounds.length > 0 || delaySeconds === 0 || delaySeconds < gracePeriodSeconds) return [...bounds, ...gates];
  return [
    {
      path: ["shutdown", "gracePeriodSeconds"],
      message: "the pod would be killed before it was told to stop",
      found: `delaySeconds ${delaySeconds}, gracePeriodSeconds ${gracePeriodSeconds}`,
      allowed: `more than ${delaySeconds}`,
      fix: `set gracePeriodSeconds to the delay and the time a request may take, such as ${delaySeconds + drainSeconds}`,
    },
    ...gates,
  ];
}

const conditionType =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function checkGate(gate: string, index: number, all: readonly string[]): Problem[] {
  const path = ["shutdown", "readinessGates", index];
  if (all.indexOf(gate) < index) {
    return [{ path, message: "the condition is named twice", found: gate, fix: "remove one of them" }];
  }
  if (conditionType.test(gate)) return [];
  return [
    {
      path,
      message: "this is no type of a condition",
      found: gate,
      allowed: "a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it",
      fix: "copy it from the documentation of what sets it, such as target-health.elbv2.k8s.aws/ and a name",
    },
  ];
}
