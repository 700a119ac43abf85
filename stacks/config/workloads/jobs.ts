import { z } from "zod";
import { text } from "../texts";
import { count, seconds } from "./numbers";

// Pods that run to their end.

const suspend = (description: string) => z.boolean().describe(`${description}. Default: false`).optional();

const jobFields = {
  parallelism: count("Pods at a time. Default 1", 1).optional(),
  completions: count("Pods that must succeed. Default 1", 1).optional(),
  indexed: z
    .boolean()
    .describe("Whether each pod has a number, from 0, in JOB_COMPLETION_INDEX. Default: false")
    .optional(),
  backoffLimit: count("Failures until the job fails. Default 6; with backoffLimitPerIndex no limit").optional(),
  backoffLimitPerIndex: count("The same for each index of an indexed job. Default: none").optional(),
  maxFailedIndexes: count(
    "Indexes that may fail before the whole job does; needs backoffLimitPerIndex. Default: all",
  ).optional(),
  deadlineSeconds: seconds("Seconds until the job is stopped, whatever it does. Default: none", 1).optional(),
  ttlSeconds: seconds("Seconds until a job that has ended is deleted with its logs. Default: it stays").optional(),
  success: z
    .strictObject({
      indexes: text("Indexes that must succeed, such as 0,2-3. Default: all").optional(),
      count: count("How many of them. Default: all", 1).optional(),
    })
    .describe("With which indexes an indexed job has succeeded before all are done. Default: all")
    .optional(),
  podFailure: z
    .array(
      z.strictObject({
        action: z
          .enum(["FailJob", "FailIndex", "Ignore", "Count"])
          .describe("What a failed pod does: it ends the job or its index, is not counted, or is"),
        exitCodes: z.array(z.int().min(1).max(255)).min(1).describe("Exit codes of the main container").optional(),
        disrupted: z.boolean().describe("Whether the node took the pod away. Default: not looked at").optional(),
      }),
    )
    .describe("What becomes of a failed pod: the first rule that fits. Default: it counts")
    .meta({ id: "PodFailure" })
    .optional(),
  onFailure: z
    .enum(["newPod", "restart"])
    .describe("Whether a new pod is made, or the container started again in its pod. Default: newPod")
    .optional(),
};

export const batchJobFields = {
  ...jobFields,
  suspend: suspend("Whether it waits until somebody sets this to false"),
};

export const scheduledJobFields = {
  ...jobFields,
  schedule: text('When it starts: five fields of cron, such as "15 3 * * *", or @hourly and the like'),
  timeZone: text("Such as Europe/Berlin. Default: Etc/UTC").optional(),
  overlap: z
    .enum(["skip", "allow", "replace"])
    .describe("When the one before still runs: skip this one, run both, or replace the old one. Default: skip")
    .optional(),
  successfulHistory: count("Ended jobs to keep. Default 3").optional(),
  failedHistory: count("Failed jobs to keep. Default 3").optional(),
  startingDeadlineSeconds: seconds("Seconds that a job may start late, at least 10. Default: none", 10).optional(),
  suspend: suspend("Whether no job is started"),
};
