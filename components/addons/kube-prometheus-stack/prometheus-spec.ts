/** A value in a Secret of the namespace `monitoring`: one that is made with `secrets`, or that comes from elsewhere, such as an ExternalSecret. */
export interface SecretKeyRef {
  /** Name of the Secret. */
  readonly secret: string;
  /** Key in it. */
  readonly key: string;
}

/** Metrics: what is kept of them, and for how long. */
export interface PrometheusSpec {
  /** Time that metrics are kept, whole hours or days: `31d`. Default: `31d`, which is enough for objectives over 30 days. */
  readonly retention?: string | undefined;
  /** Bytes that they take at most on each volume, as a Kubernetes quantity; the oldest go first. Default: 85 % of the volume. */
  readonly retentionSize?: string | undefined;
  /** The volume of each replica. `false`: metrics are lost with the pod; not in production. Default: `50Gi` in production, else `10Gi`. */
  readonly storage?: { readonly size?: string | undefined; readonly class?: string | undefined } | false | undefined;
  /** Seconds between two scrapes of what does not say, `15s` to `5m`. Default: `30s`. */
  readonly interval?: string | undefined;
  /** Memory of each replica, as a Kubernetes quantity. Default: `2Gi` in production, else `1Gi`: about 8 KiB for each active series. */
  readonly memory?: string | undefined;
  /** Labels that what is sent elsewhere has. Default: `cluster`, the name of the cluster. */
  readonly externalLabels?: Readonly<Record<string, string>> | undefined;
  /** Where metrics are sent to besides. Default: nowhere. */
  readonly remoteWrite?: readonly RemoteWriteSpec[] | undefined;
}

/**
 * Where metrics are sent to: an Amazon Managed Prometheus, which is written to with the identity that is granted to Prometheus, or any other by its address and
 * what it is told who writes.
 */
export type RemoteWriteSpec =
  | {
      /** ARN of the workspace: `arn:aws:aps:eu-central-1:111122223333:workspace/ws-…`. About 0.90 USD per 10 million samples. */
      readonly workspaceArn: string;
      /** Regular expression of the names of metrics that are sent. Default: all. */
      readonly only?: string | undefined;
    }
  | {
      /** `https://…`, without user or password. */
      readonly url: string;
      readonly only?: string | undefined;
      /** Who writes: one of the two. */
      readonly basicAuth?: { readonly username: SecretKeyRef; readonly password: SecretKeyRef } | undefined;
      readonly bearerToken?: SecretKeyRef | undefined;
    };
