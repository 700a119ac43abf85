import type * as pulumi from "@pulumi/pulumi";
import { bucketArn } from "../../network";

/** The bucket in which an add-on keeps its data. */
export interface BucketStorage {
  readonly bucket: pulumi.Output<string> | string;
  readonly bucketArn: pulumi.Input<string>;
  readonly region: string;
  /** What must be there before anything is put into it. */
  readonly ready: readonly pulumi.Resource[];
}

/** A bucket that is there already. */
export function namedBucket(bucket: string, region: string): BucketStorage {
  return { bucket, bucketArn: bucketArn(bucket, region), region, ready: [] };
}
