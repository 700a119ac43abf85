import type { AddOnContext } from "../frame/add-on";
import { namedBucket, type BucketStorage } from "../frame/bucket-storage";
import { BackupBucket } from "./backup-bucket";
import type { VeleroSpec } from "./velero-spec";

const defaultDeletedDays = 7;

/** The bucket that is named, or one that is made. */
export function createStorage({ options, eks, parent, isProtected }: AddOnContext<VeleroSpec>): BucketStorage {
  const { bucket, kmsKeyArn, deletedDays = defaultDeletedDays, transform } = options;
  const region = options.region ?? eks?.region;
  // The check has refused it.
  if (region === undefined) throw new Error("Velero was to be made without a region");
  if (bucket !== undefined) return namedBucket(bucket, region);
  // So has it.
  if (eks === undefined) throw new Error("Velero was to be made without a bucket");
  const made = new BackupBucket(
    `${parent.logicalName}-backups`,
    { clusterName: eks.clusterName, deletedDays, kmsKeyArn, protected: isProtected, transform: transform?.bucket },
    { parent },
  );
  return { bucket: made.bucket, bucketArn: made.arn, region, ready: made.ready };
}
