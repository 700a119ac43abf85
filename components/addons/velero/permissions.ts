import type { PolicyStatement } from "../../cluster";
import { bucketStatements, type BucketPermissions } from "../frame/bucket-statements";

export interface BackupPermissions extends BucketPermissions {
  /** Whether it makes snapshots of EBS by itself. */
  readonly makesSnapshots: boolean;
}

/**
 * What Velero may do. Source: README of velero-plugin-for-aws v1.14.2. It is narrower: objects below the folder alone, nothing written where
 * backups are only read, and a snapshot is deleted only if it has the tag that Velero puts on its own. Snapshots by the driver of volumes
 * need none of it.
 */
export function backupStatements(permissions: BackupPermissions): PolicyStatement[] {
  const { makesSnapshots } = permissions;
  return [...bucketStatements(permissions), ...(makesSnapshots ? snapshots : [])];
}

const snapshots: readonly PolicyStatement[] = [
  {
    effect: "Allow",
    actions: [
      "ec2:DescribeVolumes",
      "ec2:DescribeSnapshots",
      "ec2:CreateTags",
      "ec2:CreateVolume",
      "ec2:CreateSnapshot",
    ],
    resources: ["*"],
  },
  {
    effect: "Allow",
    actions: ["ec2:DeleteSnapshot"],
    resources: ["*"],
    conditions: { Null: { "aws:ResourceTag/velero.io/backup": "false" } },
  },
];
