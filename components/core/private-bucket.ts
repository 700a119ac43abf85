import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "./names";
import { refusedWithoutTls, resourcePolicy } from "./policy-document";

/** Longest name of a bucket, less the 26 digits that the provider adds to a prefix. */
const longestPrefix = 63 - 26;

/** What the name of a bucket begins with. A name of a cluster may hold capitals and `_`, that of a bucket may not. */
export function bucketPrefix(clusterName: string, holds: string): string {
  const name = `${clusterName.toLowerCase().replaceAll("_", "-")}-${holds}`;
  return `${physicalName(longestPrefix - 1, name)}-`;
}

/** Whether letters and length are those of a name of a bucket. What S3 keeps for itself is not looked at. */
export function isBucketName(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);
}

/** How what a bucket holds is encrypted: by the KMS key of this ARN, or by the key of S3. */
export function encryptionRule(kmsKeyArn?: string) {
  return kmsKeyArn === undefined
    ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
        // One question to KMS for many objects.
        bucketKeyEnabled: true,
      };
}

/** Nobody's but the account's, whatever a policy says. */
export const noPublicAccess = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
} as const;

/** Parts of an upload that was never ended are paid for, and seen by nobody. */
export const unfinishedUploads = {
  id: "unfinished-uploads",
  status: "Enabled",
  filter: { prefix: "" },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
} as const;

/** The JSON of a policy by which everybody is refused who does not come by TLS; `others` are more statements. */
export function tlsAlone(
  arn: pulumi.Output<string>,
  others: readonly pulumi.Input<object>[] = [],
): pulumi.Output<string> {
  return resourcePolicy([...others, refusedWithoutTls("s3:*", [arn, pulumi.interpolate`${arn}/*`])]);
}

/** What whoever keeps data in a bucket may do with its objects. */
export const objectActions = [
  "s3:GetObject",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
] as const;
