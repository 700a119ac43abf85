import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../cluster";

export interface BackupPermissions {
  readonly bucketArn: pulumi.Input<string>;
  /** Folder of the bucket; undefined: all of it. */
  readonly prefix: string | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly readOnly: boolean;
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
  return [...bucketStatements(permissions), ...keyStatements(permissions), ...(makesSnapshots ? snapshots : [])];
}

function bucketStatements({ bucketArn, prefix, readOnly }: BackupPermissions): PolicyStatement[] {
  const objects = pulumi.interpolate`${bucketArn}/${prefix === undefined ? "" : `${prefix}/`}*`;
  return [
    { effect: "Allow", actions: ["s3:ListBucket"], resources: [bucketArn] },
    {
      effect: "Allow",
      actions: [
        "s3:GetObject",
        ...(readOnly
          ? []
          : (["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"] as const)),
      ],
      resources: [objects],
    },
  ];
}

function keyStatements({ kmsKeyArn, readOnly }: BackupPermissions): PolicyStatement[] {
  if (kmsKeyArn === undefined) return [];
  const actions: PolicyStatement["actions"] = readOnly ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"];
  return [{ effect: "Allow", actions, resources: [kmsKeyArn] }];
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
