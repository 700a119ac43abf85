import type { types } from "@pulumi/kubernetes";
import { selectorLabels } from "../core";

/** How strictly pods are spread over zones and nodes: a wish, or a condition that keeps a pod pending. */
export const spreads = ["preferred", "required"] as const;
export type Spread = (typeof spreads)[number];

/** Seconds that pods stay bound to a node that stopped answering, before they are made anew elsewhere. Kubernetes' own default is 300. */
export const defaultNodeFailureSeconds = 60;

/** Spread over zones and nodes; each revision of a Deployment is counted by itself, so a roll-out does not skew it. */
export function topologySpread(objectName: string, spread: Spread): types.input.core.v1.TopologySpreadConstraint[] {
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    // A tainted node takes no pod of ours, so it must not count as an empty one.
    nodeTaintsPolicy: "Honor",
    whenUnsatisfiable: spread === "required" ? "DoNotSchedule" : "ScheduleAnyway",
    labelSelector: { matchLabels: selectorLabels(objectName) },
    matchLabelKeys: ["pod-template-hash"],
  }));
}

/** How long a pod waits for a lost node to come back. */
export function nodeFailureTolerations(seconds: number): types.input.core.v1.Toleration[] {
  return ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((key) => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: seconds,
  }));
}
