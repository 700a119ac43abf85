import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../../../core";
import { StatefulService, type StatefulServiceTransform } from "../../stateful-service";
import type { BucketClaim, ClaimHandle } from "../claim-spec";
import {
  childOptions,
  createPassword,
  credential,
  credentials,
  defaultSize,
  handleOf,
  ownCredential,
  refuseClaim,
  storeFields,
  storeProbes,
  type InClusterArgs,
} from "./in-cluster-args";
import { images } from "./in-cluster-images";

export type InClusterBucketArgs = InClusterArgs<BucketClaim, StatefulServiceTransform>;

const image = images.bucket;
/** The image's `seaweed`. It starts as root to become this one, and as this one it stays so. */
const user = 1000;
const port = 8333;
/** What clients sign their requests with; the store takes any. */
const region = "us-east-1";

/**
 * A SeaweedFS of one pod with an S3 API and one bucket, for development: without copies and backups. Its volume goes with it, as its key
 * does. It listens on IPv4 alone.
 * @throws SlipwayError with everything that is wrong with the claim, before anything is registered
 */
export class InClusterBucket extends SlipwayComponent {
  /** What its users know of it. */
  readonly handle: ClaimHandle;

  constructor(name: string, args: InClusterBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseClaim("InClusterBucket", name, args);
    super("InClusterBucket", name, opts);
    const { objectName, claim } = args;
    const { bucket = objectName } = claim;

    const secretAccessKey = createPassword(this.childFactory(), args.transform?.password);
    const service = this.createService(args, bucket, { secretAccessKey }, opts);

    this.handle = handleOf(
      "bucket",
      {
        endpoint: `http://${objectName}:${port}`,
        bucket,
        region,
        accessKeyId: objectName,
        secretAccessKey: credential(objectName, "secretAccessKey"),
      },
      service,
      this,
    );
    this.registerOutputs({ objectName, bucket });
  }

  private createService(
    args: InClusterBucketArgs,
    bucket: string,
    data: Readonly<Record<string, pulumi.Output<string>>>,
    opts: pulumi.ComponentResourceOptions | undefined,
  ): StatefulService {
    return new StatefulService(
      this.logicalName,
      {
        ...storeFields(args, args.claim.protected, user),
        image,
        args: [
          "mini",
          "-dir=/data",
          // Its parts find each other within the pod; S3 is what is reached from outside.
          "-ip=127.0.0.1",
          "-ip.bind=0.0.0.0",
          `-s3.port=${port}`,
          "-webdav=false",
          "-admin.ui=false",
          "-master.telemetry=false",
        ],
        ports: { http: port },
        env: {
          AWS_ACCESS_KEY_ID: args.objectName,
          AWS_SECRET_ACCESS_KEY: ownCredential("secretAccessKey"),
          S3_BUCKET: bucket,
        },
        secrets: { [credentials]: { data } },
        volumeClaims: { data: { size: args.claim.size ?? defaultSize, mountPath: "/data" } },
        volumes: { tmp: { mountPath: "/tmp" } },
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
        probes: storeProbes(),
        shutdown: { delaySeconds: 0, gracePeriodSeconds: 30 },
      },
      childOptions(this, opts),
    );
  }
}
