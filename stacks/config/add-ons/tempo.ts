import { z } from "zod";
import { helmOptions } from "./common";

export const tempo = z
  .strictObject({
    ...helmOptions,
    retention: z.string().describe("Time that traces are kept, whole hours or days. Default: 7d").optional(),
    bucket: z
      .string()
      .describe(
        "Bucket that is there already, on EKS alone. Default: one is made, which goes with its traces unless data is protected",
      )
      .optional(),
    prefix: z.string().describe("Folder of the bucket, if others use it too. Default: none").optional(),
    kmsKeyArn: z.string().describe("KMS key of the bucket. Default: the key of S3, which costs nothing").optional(),
    storage: z
      .strictObject({
        size: z.string().describe("Size of the volume. Default: 10Gi").optional(),
        class: z.string().describe("Storage class. Default: that of the cluster").optional(),
      })
      .describe("Its volume: of what is not in the bucket yet, or of all traces where there is none")
      .optional(),
  })
  .describe("Tempo: keeps traces, in a bucket on EKS and on a volume elsewhere");
