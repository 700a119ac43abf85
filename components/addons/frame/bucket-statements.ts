import * as pulumi from "@pulumi/pulumi";
import { objectActions, type PolicyStatement } from "../../core";

export interface BucketPermissions {
  readonly bucketArn: pulumi.Input<string>;
  /** Folder of the bucket; undefined: all of it. */
  readonly prefix: string | undefined;
  readonly kmsKeyArn: string | undefined;
  readonly readOnly: boolean;
}

/** What an add-on may do that keeps its data in a folder of a bucket, or only reads it there. */
export function bucketStatements({ bucketArn, prefix, kmsKeyArn, readOnly }: BucketPermissions): PolicyStatement[] {
  const objects = pulumi.interpolate`${bucketArn}/${prefix === undefined ? "" : `${prefix}/`}*`;
  const ofKey: PolicyStatement["actions"] = readOnly ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"];
  return [
    { effect: "Allow", actions: ["s3:ListBucket"], resources: [bucketArn] },
    { effect: "Allow", actions: readOnly ? ["s3:GetObject"] : objectActions, resources: [objects] },
    ...(kmsKeyArn === undefined ? [] : [{ effect: "Allow", actions: ofKey, resources: [kmsKeyArn] } as const]),
  ];
}
