import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  bucketPrefix,
  encryptionRule,
  noPublicAccess,
  SlipwayComponent,
  tlsAlone,
  unfinishedUploads,
  type Transform,
} from "../../core";

export interface BackupBucketArgs {
  /** What its name begins with, so that it is found when nothing else is left: the name of the cluster. */
  readonly clusterName: string;
  /** Days for which what is deleted or overwritten can be brought back. */
  readonly deletedDays: number;
  /** ARN of the KMS key of what it holds. Default: the key of S3. */
  readonly kmsKeyArn?: string | undefined;
  /** Whether Pulumi refuses to delete it. Default: false. */
  readonly protected?: boolean | undefined;
  readonly transform?: BackupBucketTransform | undefined;
}

/** One transform for each child. */
export interface BackupBucketTransform {
  readonly bucket?: Transform<aws.s3.BucketArgs>;
  readonly versioning?: Transform<aws.s3.BucketVersioningArgs>;
  readonly encryption?: Transform<aws.s3.BucketServerSideEncryptionConfigurationArgs>;
  readonly ownership?: Transform<aws.s3.BucketOwnershipControlsArgs>;
  readonly publicAccess?: Transform<aws.s3.BucketPublicAccessBlockArgs>;
  readonly policy?: Transform<aws.s3.BucketPolicyArgs>;
  readonly lifecycle?: Transform<aws.s3.BucketLifecycleConfigurationArgs>;
}

/** It and what it holds outlive the stack, and so do the settings that keep others out. */
const kept = { retainOnDelete: true } as const;

/**
 * A private bucket of S3 with encryption and versions, reached by TLS alone. A stack that goes leaves it behind, with the backups: it is
 * emptied and deleted by hand. About $0.023 a month for each GB.
 */
export class BackupBucket extends SlipwayComponent {
  /** Its name. */
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** What must be there before anything is put into it. */
  readonly ready: readonly pulumi.Resource[];

  readonly #args: BackupBucketArgs;

  constructor(name: string, args: BackupBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("BackupBucket", name, opts, kept);
    this.#args = args;

    const bucket = new aws.s3.Bucket(
      ...this.child(
        "",
        { bucketPrefix: bucketPrefix(args.clusterName, "backups"), forceDestroy: false },
        args.transform?.bucket,
        {
          protect: args.protected ?? false,
        },
      ),
    );
    const versioning = this.createVersioning(bucket);
    this.ready = [
      bucket,
      versioning,
      this.createEncryption(bucket),
      ...this.createAccess(bucket),
      this.createLifecycle(bucket, versioning),
    ];
    this.bucket = bucket.bucket;
    this.arn = bucket.arn;
    this.registerOutputs({ bucket: this.bucket, arn: this.arn });
  }

  private createVersioning(bucket: aws.s3.Bucket): aws.s3.BucketVersioning {
    return new aws.s3.BucketVersioning(
      ...this.child<aws.s3.BucketVersioningArgs>(
        "",
        { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
        this.#args.transform?.versioning,
      ),
    );
  }

  private createEncryption(bucket: aws.s3.Bucket): pulumi.Resource {
    const { kmsKeyArn, transform } = this.#args;
    return new aws.s3.BucketServerSideEncryptionConfiguration(
      ...this.child<aws.s3.BucketServerSideEncryptionConfigurationArgs>(
        "",
        {
          bucket: bucket.bucket,
          rules: [encryptionRule(kmsKeyArn)],
        },
        transform?.encryption,
      ),
    );
  }

  /** Nobody's but the account's, and never without TLS. */
  private createAccess(bucket: aws.s3.Bucket): pulumi.Resource[] {
    const { transform } = this.#args;
    const ownership = new aws.s3.BucketOwnershipControls(
      ...this.child<aws.s3.BucketOwnershipControlsArgs>(
        "",
        { bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
        transform?.ownership,
      ),
    );
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      ...this.child<aws.s3.BucketPublicAccessBlockArgs>(
        "",
        {
          bucket: bucket.bucket,
          ...noPublicAccess,
        },
        transform?.publicAccess,
      ),
    );
    const policy = new aws.s3.BucketPolicy(
      ...this.child<aws.s3.BucketPolicyArgs>(
        "",
        { bucket: bucket.bucket, policy: tlsAlone(bucket.arn) },
        transform?.policy,
        // S3 refuses two changes of a bucket's access at once.
        { dependsOn: [ownership, publicAccess] },
      ),
    );
    return [ownership, publicAccess, policy];
  }

  private createLifecycle(bucket: aws.s3.Bucket, versioning: pulumi.Resource): pulumi.Resource {
    const { deletedDays, transform } = this.#args;
    return new aws.s3.BucketLifecycleConfiguration(
      ...this.child<aws.s3.BucketLifecycleConfigurationArgs>(
        "",
        {
          bucket: bucket.bucket,
          rules: [
            {
              id: "deleted-backups",
              status: "Enabled",
              filter: { prefix: "" },
              noncurrentVersionExpiration: { noncurrentDays: deletedDays },
              expiration: { expiredObjectDeleteMarker: true },
            },
            unfinishedUploads,
          ],
        },
        transform?.lifecycle,
        { dependsOn: [versioning] },
      ),
    );
  }
}
