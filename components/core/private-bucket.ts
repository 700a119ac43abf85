import * as pulumi from "@pulumi/pulumi";
import { physicalName } from "./names";

/** Longest name of a bucket, less the 26 digits that the provider adds to a prefix. */
const longestPrefix = 63 - 26;

/** What the name of a bucket begins with. A name of a cluster may hold capitals and `_`, that of a bucket may not. */
export function bucketPrefix(clusterName: string, holds: string): string {
  const name = `${clusterName.toLowerCase().replaceAll("_", "-")}-${holds}`;
  return `${physicalName(longestPrefix - 1, name)}-`;
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

/** The JSON of a policy by which everybody is refused who does not come by TLS, whatever else he may. */
export function tlsAlone(
  arn: pulumi.Output<string>,
  others: readonly pulumi.Input<object>[] = [],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      ...others,
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, pulumi.interpolate`${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}

/** What whoever keeps data in a bucket may do with its objects. */
export const objectActions = [
  "s3:GetObject",
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
] as const;
