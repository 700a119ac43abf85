import { parseQuantity } from "../../core";

/** One member of an etcd: where it listens, where others find it, and where it keeps its data. */
export interface EtcdMember {
  readonly name: string;
  /** It makes this folder itself, so that nobody else may read it. */
  readonly dataDir: string;
  /** URLs that it listens on, by an address each: no name is resolved. */
  readonly listen: { readonly client: string; readonly peer: string; readonly metrics: string };
  /** URLs that clients and the other members find it by; both are in its certificates. */
  readonly advertise: { readonly client: string; readonly peer: string };
}

/** What all members of an etcd have in common. */
export interface EtcdCluster {
  /** Unique among clusters that can reach each other. */
  readonly token: string;
  /** All members, by the names and URLs that they begin with. */
  readonly members: readonly { readonly name: string; readonly peer: string }[];
  readonly state: "new" | "existing";
  /** Folders of certificates, each with `tls.crt`, `tls.key` and `ca.crt`: for clients, and for members among themselves. */
  readonly certificates: { readonly server: string; readonly peer: string };
  /** Largest size of the store; what is beyond is refused until something is deleted and compacted. */
  readonly quotaBytes: number;
}

/** Files that a client needs, in one folder. */
export interface EtcdClient {
  readonly endpoint: string;
  /** Folder with `tls.crt`, `tls.key` and `ca.crt`. */
  readonly certificates: string;
}

const mebibyte = 2 ** 20;
/** For the log of the last writes: five files of 64 MB, one that is being made, and what is between. */
const logBytes = 512 * mebibyte;
/** Beyond this etcd warns at each start. Source: https://etcd.io/docs/v3.6/dev-guide/limit/. */
const mostQuotaBytes = 8 * 2 ** 30;

/** Size of the smallest volume that a member can work with. */
export const leastVolume = "1Gi";

/** Room for the store in a volume: half of what the log leaves, as its defragmentation writes a copy beside it. */
export function quotaFor(volumeSize: string): number {
  const bytes = parseQuantity(volumeSize) ?? 0;
  return Math.min(mostQuotaBytes, Math.floor((bytes - logBytes) / 2 / mebibyte) * mebibyte);
}

/**
 * Arguments of one member. What is not said is etcd's own default; certificates are read anew for each connection, authorities at the start.
 * Source: `etcd --help` of 3.7.
 */
export function etcdFlags(member: EtcdMember, cluster: EtcdCluster): string[] {
  const { certificates } = cluster;
  return [
    `--name=${member.name}`,
    `--data-dir=${member.dataDir}`,
    `--listen-client-urls=${member.listen.client}`,
    `--advertise-client-urls=${member.advertise.client}`,
    `--listen-peer-urls=${member.listen.peer}`,
    `--initial-advertise-peer-urls=${member.advertise.peer}`,
    `--initial-cluster=${initialCluster(cluster)}`,
    `--initial-cluster-token=${cluster.token}`,
    `--initial-cluster-state=${cluster.state}`,
    // Two authorities: with one, whoever may be a client might be a member too.
    `--cert-file=${certificates.server}/tls.crt`,
    `--key-file=${certificates.server}/tls.key`,
    `--trusted-ca-file=${certificates.server}/ca.crt`,
    "--client-cert-auth=true",
    `--peer-cert-file=${certificates.peer}/tls.crt`,
    `--peer-key-file=${certificates.peer}/tls.key`,
    `--peer-trusted-ca-file=${certificates.peer}/ca.crt`,
    "--peer-client-cert-auth=true",
    // Probes and Prometheus have no certificate.
    `--listen-metrics-urls=${member.listen.metrics}`,
    `--quota-backend-bytes=${cluster.quotaBytes}`,
    // Former values of keys are kept for an hour.
    "--auto-compaction-mode=periodic",
    "--auto-compaction-retention=1h",
    // A member whose data differs from that of the others does not start.
    "--feature-gates=InitialCorruptCheck=true",
  ];
}

/** Arguments of `etcdctl` that write a snapshot of one member into a file. */
export function snapshotFlags(client: EtcdClient, file: string): string[] {
  return [
    `--endpoints=${client.endpoint}`,
    `--cacert=${client.certificates}/ca.crt`,
    `--cert=${client.certificates}/tls.crt`,
    `--key=${client.certificates}/tls.key`,
    "--dial-timeout=10s",
    ...["snapshot", "save", file],
  ];
}

/** Arguments of `etcdutl` that make the data of one member out of a snapshot; all members are made from the same one. */
export function restoreFlags(file: string, member: EtcdMember, cluster: EtcdCluster): string[] {
  return [
    ...["snapshot", "restore", file],
    `--name=${member.name}`,
    `--data-dir=${member.dataDir}`,
    `--initial-cluster=${initialCluster(cluster)}`,
    `--initial-cluster-token=${cluster.token}`,
    `--initial-advertise-peer-urls=${member.advertise.peer}`,
  ];
}

function initialCluster({ members }: EtcdCluster): string {
  return members.map(({ name, peer }) => `${name}=${peer}`).join(",");
}
