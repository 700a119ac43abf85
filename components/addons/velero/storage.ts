import type * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../network";
import type { AddOnContext } from "../frame/add-on";
import { BackupBucket } from "./backup-bucket";
import type { VeleroSpec } from "./velero-spec";

/** Where backups are kept. */
export interface BackupStorage {
  readonly bucket: pulumi.Output<string> | string;
  readonly bucketArn: pulumi.Input<string>;
  readonly region: string;
  /** What must be there before the first backup. */
  readonly ready: readonly pulumi.Resource[];
}

const defaultDeletedDays = 7;

/** The bucket that is named, or one that is made. */
export function createStorage({ options, eks, parent, isProtected }: AddOnContext<VeleroSpec>): BackupStorage {
  const { bucket, kmsKeyArn, deletedDays = defaultDeletedDays, transform } = options;
  const region = options.region ?? eks?.region;
  // The check has refused it.
  if (region === undefined) throw new Error("Velero was to be made without a region");
  if (bucket !== undefined) {
    return { bucket, bucketArn: `arn:${partitionOf(region)}:s3:::${bucket}`, region, ready: [] };
  }
  // So has it.
  if (eks === undefined) throw new Error("Velero was to be made without a bucket");
  const made = new BackupBucket(
    `${parent.logicalName}-backups`,
    { clusterName: eks.clusterName, deletedDays, kmsKeyArn, protected: isProtected, transform: transform?.bucket },
    { parent },
  );
  return { bucket: made.bucket, bucketArn: made.arn, region, ready: made.ready };
}
