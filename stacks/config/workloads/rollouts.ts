import { z } from "zod";
import { count, countOrPercent, seconds } from "./numbers";

// How a new version replaces the old one.

const minReadySeconds = seconds("Seconds that a new pod must be ready before it counts. Default 0").optional();
const revisionHistoryLimit = count("Old versions to keep. Default 5").optional();

const byHand = z
  .enum(["rolling", "manual"])
  .describe("manual: a pod is replaced when somebody deletes it. Default: rolling")
  .optional();

export const rollout = z
  .strictObject({
    strategy: z
      .enum(["rolling", "recreate"])
      .describe("recreate: every old pod stops before the first new one starts. Default: rolling")
      .optional(),
    maxSurge: countOrPercent("Pods above the number of replicas while rolling. Default 25%, rounded up").optional(),
    maxUnavailable: countOrPercent("Pods that may be missing while rolling. Default 0").optional(),
    progressDeadlineSeconds: seconds(
      "Seconds without progress after which a roll-out has failed. Default 300",
      1,
    ).optional(),
    minReadySeconds,
    revisionHistoryLimit,
  })
  .describe("How a new version replaces the old one")
  .meta({ id: "Rollout" });

export const statefulRollout = z
  .strictObject({
    strategy: byHand,
    partition: count("Pods with a lower number keep the old version. Default 0", 0, 100).optional(),
    minReadySeconds,
  })
  .describe("How a new version replaces the old one: pod by pod, the last one first");

export const agentRollout = z
  .strictObject({
    strategy: byHand,
    maxUnavailable: countOrPercent("Nodes without a pod while rolling. Default 1").optional(),
    maxSurge: countOrPercent(
      "Nodes with an old and a new pod while rolling; not with host ports. Default 0",
    ).optional(),
    minReadySeconds,
    revisionHistoryLimit,
  })
  .describe("How a new version replaces the old one, node by node");
