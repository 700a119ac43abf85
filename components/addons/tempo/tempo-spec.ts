import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";
import type { TraceBucketTransform } from "./trace-bucket";

/**
 * Tempo, which keeps traces: one pod, with a bucket of S3 on EKS, at some $0.023 a month for each GB, and a volume elsewhere. While it starts anew,
 * collectors hold what comes.
 */
export interface TempoSpec extends HelmOptions {
  /** Time that traces are kept, whole hours or days. Default: `7d`. */
  readonly retention?: string | undefined;
  /** Name of a bucket that is there already, on EKS alone. Default: one is made, which goes with its traces, but not where data is protected. */
  readonly bucket?: string | undefined;
  /** Folder of the bucket, if others use it too. Default: none, all of the bucket. */
  readonly prefix?: string | undefined;
  /** ARN of the KMS key of a bucket that is made here, or that the named one is encrypted with. Default: the key of S3. */
  readonly kmsKeyArn?: string | undefined;
  /**
   * Its volume: of what has not been put into the bucket yet, or, where there is none, of all traces. Default: `10Gi` of the class that the cluster
   * takes by itself.
   */
  readonly storage?: { readonly size?: string | undefined; readonly class?: string | undefined } | undefined;
  /** Changes to what is made. Default: none. */
  readonly transform?:
    { readonly release?: Transform<k8s.helm.v3.ReleaseArgs>; readonly bucket?: TraceBucketTransform } | undefined;
}

/** Where it is reached: traces by OTLP at port 4317, its API at 3200. */
export const tempoPlace = { name: "tempo", namespace: "tempo", otlpPort: 4317, apiPort: 3200 } as const;
/** Namespace of the collectors that send to it. */
export const tempoSenders = "tracing";
