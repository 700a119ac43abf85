import type { LogShipper } from "../../cluster";
import type { LogPipelineSpec } from "./logstash/log-pipeline-spec";

export const logStores = ["elastic", "cloudWatch"] as const;
export type LogStore = (typeof logStores)[number];
export const logSizes = ["dev", "prod"] as const;
export type LogSize = (typeof logSizes)[number];

/** Logs: a shipper on each node reads those of all pods, a store keeps them. */
export interface LoggingSpec {
  /**
   * `elastic`: Elasticsearch and Kibana in the cluster, by Elastic's operator; free of charge under the Elastic License 2.0. `cloudWatch`: Amazon CloudWatch Logs, on EKS alone; about 0.63 USD for
   * each GB that is taken in (eu-central-1), and no Kibana.
   */
  readonly store: LogStore;
  /** Default: `filebeat` with `elastic`; `fluentBit`, which is lighter, is all that there is with `cloudWatch`. */
  readonly shipper?: LogShipper | undefined;
  /** What is kept, and for how long. */
  readonly retention?: LogRetentionSpec | undefined;
  /**
   * Of `elastic`: `dev` is one node of 2 GiB and a small Kibana, about 5 GiB with the shippers of three nodes; `prod` is a node of 4 GiB in each zone. Default: `prod` where the environment is highly
   * available, else `dev`.
   */
  readonly size?: LogSize | undefined;
  /** Of `elastic`. */
  readonly elasticsearch?: ElasticsearchSpec | undefined;
  /** Of `elastic`: pipelines between shippers and the store, by name. Default: none; then there is no Logstash. */
  readonly pipelines?: Readonly<Record<string, LogPipelineSpec>> | undefined;
}

export interface LogRetentionSpec {
  /** Days until logs are deleted, from 1. CloudWatch knows some numbers only. Default: 30 in production, else 7. */
  readonly days?: number | undefined;
  /** Size of an index at which a new one is begun, as a Kubernetes quantity: what is deleted is deleted by whole indices. Default: `20Gi` for `prod`, `2Gi` for `dev`. */
  readonly rollover?: string | undefined;
  /** Of `elastic`: logs that are expected each day, as a Kubernetes quantity. With it, days are held against the disks. Default: nobody knows, and nothing is checked. */
  readonly perDay?: string | undefined;
}

export interface ElasticsearchSpec {
  /** Zones that there is a node in each; more than there are zones with nodes is an error. Default: those of the environment, at most 3. */
  readonly zones?: readonly string[] | undefined;
  /** Nodes in each zone. Default: 1. */
  readonly nodesPerZone?: number | undefined;
  /** Memory of each node, half of which is its heap. Default: by the size. */
  readonly memory?: string | undefined;
  /** The volume of each node. It may grow, never shrink. Default: `100Gi` for `prod`, `10Gi` for `dev`. */
  readonly storage?: { readonly size?: string | undefined; readonly class?: string | undefined } | undefined;
  /** Whether volumes stay when the store goes. Default: as the environment protects data. */
  readonly keepVolumes?: boolean | undefined;
  /** Snapshots to a bucket of S3, with a granted identity; on EKS alone. Default: none. */
  readonly snapshots?:
    | {
        /** Name of a bucket that is there already. */
        readonly bucket: string;
        /** Cron of Elasticsearch, with seconds, in UTC. Default: `0 30 1 * * ?`. */
        readonly schedule?: string | undefined;
        /** Days until a snapshot is deleted. Default: 30. */
        readonly days?: number | undefined;
      }
    | undefined;
}
