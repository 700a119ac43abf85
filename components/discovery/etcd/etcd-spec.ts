/** Where snapshots of etcd are kept, and when they are taken. */
export interface EtcdBackupSpec {
  /**
   * Name of a bucket of S3 in the cluster's account that is there already: `<prefix>/<claim>/<run>.db`. About $0.023 a month for each GB; what is
   * old goes by the rules of the bucket's life cycle, as nothing here may delete.
   */
  readonly bucket: string;
  /** Text before the names of the objects, without a slash at either end. Default: the namespace. */
  readonly prefix?: string | undefined;
  /** Five fields of cron, in UTC. Default: `15 * * * *`, each hour. */
  readonly schedule?: string | undefined;
  /** ARN of the key of KMS that the bucket is encrypted with. Default: none of your own. */
  readonly kmsKeyArn?: string | undefined;
}

/** What an environment says of its etcd. Each claim gets one of its own. */
export interface EtcdSpec {
  /**
   * How many members each has: 1, 3 or 5. With 3 one may be away, with 5 two; with 1, for development, none. Members of a cluster that is there
   * are added and removed one by one, by hand (`docs/discovery.md`), so this cannot be changed later. Default 3.
   */
  readonly members?: number | undefined;
  /** Class of storage of its volumes: of solid-state disks, as each write waits for all of them. Default: the cluster's default class. */
  readonly storageClass?: string | undefined;
  /** Where snapshots go; `false`: there are none. Must be stated in production. Default: there are none. */
  readonly backup?: EtcdBackupSpec | false | undefined;
  /**
   * What a member does that has no data: make the cluster together with the others, or join one that is there. It is `existing` while a member is
   * replaced that lost its volume (`docs/discovery.md`). Default: `new`.
   */
  readonly initialClusterState?: "new" | "existing" | undefined;
}

/** Numbers of members that make sense: with an even one no more may be away than with one less. */
export const memberCounts: readonly number[] = [1, 3, 5];

export const defaultMembers = 3;
export const defaultSchedule = "15 * * * *";
/** Size of the volume of each member of which the claim says nothing. */
export const defaultSize = "2Gi";

/** Ports of a member. Clients and peers speak TLS; metrics and probes do not, and tell nothing of what is stored. */
export const etcdPorts = { client: 2379, peer: 2380, metrics: 2381 } as const;
