import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  bucketPrefix,
  encryptionRule,
  noPublicAccess,
  SlipwayComponent,
  tlsAlone,
  unfinishedUploads,
} from "../../core";
import { partitionOf } from "../../network";

export interface AccessLogBucketArgs {
  /** What its name begins with. */
  readonly clusterName: string;
  /** That of the load balancer: Elastic Load Balancing writes to no other. */
  readonly region: string;
  /** Whether it is kept from being deleted with what it holds. */
  readonly protected: boolean;
}

/** Days that access logs are kept. */
export const accessLogDays = 90;

/**
 * A private bucket for the access logs of load balancers, each kept for 90 days. About $0.023 a month for each GB. Where it is not
 * protected, it goes with what it holds.
 */
export class AccessLogBucket extends SlipwayComponent {
  /** Its name. */
  readonly bucket: pulumi.Output<string>;
  /** What must be there before a load balancer writes to it: it is tried at once. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("AccessLogBucket", name, opts);
    const bucket = new aws.s3.Bucket(
      ...this.child(
        "",
        {
          bucketPrefix: bucketPrefix(args.clusterName, "access-logs"),
          forceDestroy: !args.protected,
        },
        undefined,
        { protect: args.protected },
      ),
    );
    this.bucket = bucket.bucket;
    this.ready = [
      bucket,
      this.createEncryption(bucket),
      this.createLifecycle(bucket),
      ...this.createAccess(bucket, args),
    ];
    this.registerOutputs({ bucket: this.bucket });
  }

  /** Elastic Load Balancing writes with the key of S3 alone. */
  private createEncryption(bucket: aws.s3.Bucket): pulumi.Resource {
    return new aws.s3.BucketServerSideEncryptionConfiguration(
      ...this.child<aws.s3.BucketServerSideEncryptionConfigurationArgs>("", {
        bucket: bucket.bucket,
        rules: [encryptionRule()],
      }),
    );
  }

  private createLifecycle(bucket: aws.s3.Bucket): pulumi.Resource {
    return new aws.s3.BucketLifecycleConfiguration(
      ...this.child<aws.s3.BucketLifecycleConfigurationArgs>("", {
        bucket: bucket.bucket,
        rules: [
          { id: "old-logs", status: "Enabled", filter: { prefix: "" }, expiration: { days: accessLogDays } },
          unfinishedUploads,
        ],
      }),
    );
  }

  private createAccess(bucket: aws.s3.Bucket, { region }: AccessLogBucketArgs): pulumi.Resource[] {
    const ownership = new aws.s3.BucketOwnershipControls(
      ...this.child<aws.s3.BucketOwnershipControlsArgs>("", {
        bucket: bucket.bucket,
        rule: { objectOwnership: "BucketOwnerEnforced" },
      }),
    );
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      ...this.child<aws.s3.BucketPublicAccessBlockArgs>("", {
        bucket: bucket.bucket,
        ...noPublicAccess,
      }),
    );
    const policy = new aws.s3.BucketPolicy(
      ...this.child<aws.s3.BucketPolicyArgs>(
        "",
        { bucket: bucket.bucket, policy: writtenByLoadBalancers(bucket.arn, region) },
        undefined,
        // S3 refuses two changes of a bucket's access at once.
        { dependsOn: [ownership, publicAccess] },
      ),
    );
    return [ownership, publicAccess, policy];
  }
}

/** Source: the guide of ALB, "Enable access logs", read in 2026-11. */
function writtenByLoadBalancers(arn: pulumi.Output<string>, region: string): pulumi.Output<string> {
  return tlsAlone(arn, [
    {
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: pulumi.interpolate`${arn}/AWSLogs/*`,
      Condition: {
        ArnLike: { "aws:SourceArn": `arn:${partitionOf(region)}:elasticloadbalancing:${region}:*:loadbalancer/*` },
      },
    },
  ]);
}
