/** How a new version of a Deployment replaces the old one. */
export interface RolloutSpec {
  /** `recreate` stops every old pod before the first new one starts: for what cannot run twice. Default: `rolling`. */
  readonly strategy?: "rolling" | "recreate" | undefined;
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

/** How a new version of a StatefulService replaces the old one: pod by pod, the last one first. */
export interface StatefulRolloutSpec {
  /** `manual` waits until somebody deletes a pod. Default: `rolling`. */
  readonly strategy?: "rolling" | "manual" | undefined;
  /** Pods with a lower number keep the old version: with 2 of 3 replicas, only the last is new. Default 0. */
  readonly partition?: number | undefined;
  /** Seconds that a new pod must be ready before the next one. Default 0. */
  readonly minReadySeconds?: number | undefined;
}

/** How a new version of a NodeAgent replaces the old one, node by node. */
export interface AgentRolloutSpec {
  /** `manual` waits until somebody deletes a pod. Default: `rolling`. */
  readonly strategy?: "rolling" | "manual" | undefined;
  /** Nodes without a pod while rolling: a number or a percentage. Default 1, with `maxSurge` 0. */
  readonly maxUnavailable?: number | string | undefined;
  /** Nodes with an old and a new pod while rolling. Not with host ports. Default 0. */
  readonly maxSurge?: number | string | undefined;
  /** Seconds that a new pod must be ready before it counts. Default 0. */
  readonly minReadySeconds?: number | undefined;
  /** Old versions that can be gone back to. Default 5. */
  readonly revisionHistoryLimit?: number | undefined;
}
