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

export interface TraceBucketArgs {
  /** What its name begins with: the name of the cluster. */
  readonly clusterName: string;
  /** Days after which S3 deletes what Tempo should have. */
  readonly keepDays: number;
  /** ARN of the KMS key of what it holds. Default: the key of S3. */
  readonly kmsKeyArn?: string | undefined;
  /** Whether Pulumi refuses to delete it, with what it holds. Default: false. */
  readonly protected?: boolean | undefined;
  readonly transform?: TraceBucketTransform | undefined;
}

/** One transform for each child. */
export interface TraceBucketTransform {
  readonly bucket?: Transform<aws.s3.BucketArgs>;
  readonly encryption?: Transform<aws.s3.BucketServerSideEncryptionConfigurationArgs>;
  readonly publicAccess?: Transform<aws.s3.BucketPublicAccessBlockArgs>;
  readonly policy?: Transform<aws.s3.BucketPolicyArgs>;
  readonly lifecycle?: Transform<aws.s3.BucketLifecycleConfigurationArgs>;
}

/**
 * A private, encrypted bucket of S3 for traces, reached by TLS alone, without versions. What it holds goes with it, unless it is protected: then it is
 * not deleted while anything is in it. About $0.023 a month for each GB.
 */
export class TraceBucket extends SlipwayComponent {
  /** Its name. */
  readonly bucket: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** What must be there before anything is put into it. */
  readonly ready: readonly pulumi.Resource[];

  readonly #args: TraceBucketArgs;

  constructor(name: string, args: TraceBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("TraceBucket", name, opts);
    this.#args = args;
    const { protected: isProtected = false, transform } = args;

    const bucket = new aws.s3.Bucket(
      ...this.child(
        "",
        { bucketPrefix: bucketPrefix(args.clusterName, "traces"), forceDestroy: !isProtected },
        transform?.bucket,
        { protect: isProtected },
      ),
    );
    this.ready = [bucket, this.createEncryption(bucket), ...this.createAccess(bucket), this.createLifecycle(bucket)];
    this.bucket = bucket.bucket;
    this.arn = bucket.arn;
    this.registerOutputs({ bucket: this.bucket, arn: this.arn });
  }

  private createEncryption({ bucket }: aws.s3.Bucket): pulumi.Resource {
    const { kmsKeyArn, transform } = this.#args;
    return new aws.s3.BucketServerSideEncryptionConfiguration(
      ...this.child<aws.s3.BucketServerSideEncryptionConfigurationArgs>(
        "",
        { bucket, rules: [encryptionRule(kmsKeyArn)] },
        transform?.encryption,
      ),
    );
  }

  /** Nobody's but the account's, and never without TLS. */
  private createAccess({ bucket, arn }: aws.s3.Bucket): pulumi.Resource[] {
    const { transform } = this.#args;
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      ...this.child<aws.s3.BucketPublicAccessBlockArgs>(
        "",
        {
          bucket,
          ...noPublicAccess,
        },
        transform?.publicAccess,
      ),
    );
    const policy = new aws.s3.BucketPolicy(
      ...this.child<aws.s3.BucketPolicyArgs>(
        "",
        { bucket, policy: tlsAlone(arn) },
        transform?.policy,
        // S3 refuses two changes of a bucket's access at once.
        { dependsOn: [publicAccess] },
      ),
    );
    return [publicAccess, policy];
  }

  private createLifecycle({ bucket }: aws.s3.Bucket): pulumi.Resource {
    const { keepDays, transform } = this.#args;
    return new aws.s3.BucketLifecycleConfiguration(
      ...this.child<aws.s3.BucketLifecycleConfigurationArgs>(
        "",
        {
          bucket,
          rules: [
            { id: "forgotten-traces", status: "Enabled", filter: { prefix: "" }, expiration: { days: keepDays } },
            unfinishedUploads,
          ],
        },
        transform?.lifecycle,
      ),
    );
  }
}
