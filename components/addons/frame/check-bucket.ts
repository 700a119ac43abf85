import { isBucketName, type Problem } from "../../core";

/** A folder of a bucket that is there, and the key of what it holds. */
export interface BucketPlace {
  readonly bucket?: string | undefined;
  readonly prefix?: string | undefined;
  readonly kmsKeyArn?: string | undefined;
}

/** What is wrong with the options that say which bucket an add-on writes to. */
export function checkBucketPlace({ bucket, prefix, kmsKeyArn }: BucketPlace): Problem[] {
  return [
    ...(bucket === undefined || isBucketName(bucket)
      ? []
      : [
          {
            path: ["bucket"],
            message: "this is no name of a bucket",
            found: bucket === "" ? '""' : bucket,
            allowed: "3 to 63 lower-case letters, digits, '.' and '-', with a letter or digit at both ends",
            fix: "write the name alone, without s3:// or a path",
          },
        ]),
    ...(prefix === undefined || /^[\w.-]+(\/[\w.-]+)*$/.test(prefix)
      ? []
      : [
          {
            path: ["prefix"],
            message: "this is no folder of a bucket",
            found: prefix === "" ? '""' : prefix,
            allowed: "names of letters, digits and _.-, with / between, and none at either end",
            fix: "write a name such as shop-dev, or remove it",
          },
        ]),
    ...(kmsKeyArn === undefined ? [] : checkKmsKeyArn(kmsKeyArn, ["kmsKeyArn"])),
  ];
}

/** What is wrong with the ARN of a KMS key. */
export function checkKmsKeyArn(arn: string, path: Problem["path"]): Problem[] {
  if (/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-z-]+$/.test(arn)) return [];
  return [
    {
      path,
      message: "this is no ARN of a KMS key",
      found: arn,
      allowed: "arn:aws:kms:<region>:<account>:key/<id>; an alias is none",
      fix: "write the ARN of the key itself",
    },
  ];
}
