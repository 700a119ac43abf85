import type { HelmOptions } from "../frame/helm-add-on";

/** Fluent Bit on each node, which reads the logs of all containers and sends them to one store. */
export interface FluentBitSpec extends HelmOptions {
  /** Where logs go to; an error where it is left out. */
  readonly output?: FluentBitOutput | undefined;
}

export type FluentBitOutput =
  | { readonly cloudWatch: CloudWatchOutput; readonly elasticsearch?: undefined }
  | { readonly elasticsearch: ElasticsearchOutput; readonly cloudWatch?: undefined };

/** A log group of CloudWatch, which is made, and goes with the add-on unless the environment protects data. On EKS alone. */
export interface CloudWatchOutput {
  /** Its name. Default: `/slipway/<cluster>/workloads`. */
  readonly logGroup?: string | undefined;
  /** Days that it keeps logs for; one of those that CloudWatch knows. Default: 30 in production, else 7. */
  readonly days?: number | undefined;
}

/**
 * An Elasticsearch by its operator, which puts the user and the authority of certificates into the namespace `fluent-bit`. Both may come after Fluent Bit: its
 * pods wait for them.
 */
export interface ElasticsearchOutput {
  /** Name of the Service and its namespace, such as `elasticsearch-es-http.logging.svc`. */
  readonly host: string;
  /** The data stream that logs are written to. */
  readonly dataStream: string;
  /** Name of the Secret with the password, under its only key, which is the user's name too. */
  readonly user: { readonly secret: string; readonly key: string };
  /** Name of the Secret with `ca.crt`. */
  readonly caSecret: string;
}

export const fluentBitName = "fluent-bit";
/** Its own: that of Filebeat is another, so that one can take the place of the other. */
export const fluentBitNamespace = "fluent-bit";

/** Name of the log group of a cluster. */
export function cloudWatchLogGroup(clusterName: string): string {
  return `/slipway/${clusterName}/workloads`;
}
