import { z } from "zod";
import { textList } from "../texts";
import { helmOptions } from "./common";

const backup = z.strictObject({
  schedule: z
    .string()
    .describe("Five fields in UTC, such as 0 2 * * *; or @daily and the like, or @every 6h. No default"),
  keepDays: z.number().describe("Days until a backup and its snapshots are deleted, from 1. Default: 30").optional(),
  includedNamespaces: textList("Namespaces. Default: all").optional(),
  excludedNamespaces: textList("Namespaces that are left out. Default: none").optional(),
  volumes: z.boolean().describe("Whether volumes are kept too. Default: true, but where snapshots is none").optional(),
  moveData: z
    .boolean()
    .describe("Whether what snapshots hold is copied into the bucket; it needs nodeAgent. Default: false")
    .optional(),
  paused: z.boolean().describe("Whether it does nothing for now. Default: false").optional(),
});

export const velero = z
  .strictObject({
    ...helmOptions,
    bucket: z
      .string()
      .describe(
        "Bucket that is there already, which a cluster that is not made here must have. Default: one is made, which stays when the add-on goes",
      )
      .optional(),
    prefix: z.string().describe("Folder of the bucket, if other clusters use it too. Default: none").optional(),
    region: z
      .string()
      .describe("Region of the bucket. Default: that of the cluster; one that is not made here must say it")
      .optional(),
    kmsKeyArn: z
      .string()
      .describe("KMS key that the bucket is encrypted with. Default: the key of S3, which costs nothing")
      .optional(),
    deletedDays: z
      .number()
      .describe(
        "Days for which what Velero deletes can be brought back, in a bucket that is made here. It costs as much as before. Default: 7",
      )
      .optional(),
    credentials: z
      .string()
      .describe(
        "Secret in the namespace velero with credentials of AWS under the key cloud, which a cluster that is not made here needs. Default: none",
      )
      .optional(),
    endpoint: z.string().describe("URL of a store that speaks S3 but is not of AWS. Default: S3 of AWS").optional(),
    readOnly: z
      .boolean()
      .describe("Whether backups are only read, to restore from those of another cluster. Default: false")
      .optional(),
    schedules: z
      .record(z.string(), backup)
      .describe(
        "What is backed up when, by name. Default: daily, of everything, at two o'clock UTC, kept for 30 days; none with readOnly",
      )
      .optional(),
    snapshots: z
      .enum(["csi", "ebs", "none"])
      .describe(
        "How volumes are kept: by snapshots of their driver, by those that Velero asks EBS for, or not at all. Default: csi on EKS, none elsewhere",
      )
      .optional(),
    nodeAgent: z
      .boolean()
      .describe(
        "Whether each node has a pod that copies what volumes hold into the bucket. It sees all volumes of its node: the namespace becomes privileged. Default: false",
      )
      .optional(),
  })
  .describe("Velero: keeps backups of the cluster's objects in a bucket, and snapshots of its volumes");
