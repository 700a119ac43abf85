import type * as k8s from "@pulumi/kubernetes";
import type { Transform } from "../../core";
import type { HelmOptions } from "../frame/helm-add-on";
import type { BackupBucketTransform } from "./backup-bucket";

/**
 * Velero, which keeps backups of the objects of a cluster in a bucket of S3, and snapshots of its volumes. Snapshots of EBS cost some $0.05
 * a month for each GB that has changed, the bucket some $0.023.
 *
 * A backup is brought back with Velero's own program: `velero backup get` lists what there is,
 * `velero restore create --from-backup daily-20260101020000 --include-namespaces shop` makes what is missing of it, and
 * `velero restore describe` tells what became of it. Objects that are there are not overwritten. In a new cluster, install Velero with the
 * same `bucket` and `prefix` and `readOnly: true`: it finds the backups within a minute. The bucket is the stack's output `backups`, and
 * where the stack is lost too, the name of one that was made here begins with `<cluster>-backups-`. What Pulumi makes, let Pulumi make first.
 */
export interface VeleroSpec extends HelmOptions {
  /**
   * Name of a bucket that is there already, which a cluster that is not made here must have. Default: one is made, private, encrypted and
   * with versions, whose name begins with the cluster's. It stays when the add-on or the cluster goes, as do the backups in it.
   */
  readonly bucket?: string | undefined;
  /** Folder of the bucket, if other clusters use it too: two may not share one. Default: none, all of the bucket. */
  readonly prefix?: string | undefined;
  /** Region of the bucket and of snapshots. Default: that of the cluster; one that is not made here must say it. */
  readonly region?: string | undefined;
  /** ARN of the KMS key that the bucket is encrypted with. Default: the key of S3, which costs nothing. */
  readonly kmsKeyArn?: string | undefined;
  /** Days for which what Velero deletes can be brought back, in a bucket that is made here, from 1. Default: 7. It costs as much as before. */
  readonly deletedDays?: number | undefined;
  /**
   * Name of a Secret in the namespace `velero` with credentials of AWS, as in its configuration file, under the key `cloud`. A cluster that
   * is not made here needs it. Default: none, the cloud identity of the service account.
   */
  readonly credentials?: string | undefined;
  /** URL of a store that speaks S3 but is not of AWS, such as `https://s3.example.com:9000`. Default: S3 of AWS. */
  readonly endpoint?: string | undefined;
  /** Whether backups are only read, to restore from those of another cluster. Default: false. */
  readonly readOnly?: boolean | undefined;
  /** What is backed up when, by name. Default: `daily`, of everything, at two o'clock UTC, kept for 30 days; none with `readOnly`. */
  readonly schedules?: Readonly<Record<string, BackupScheduleSpec>> | undefined;
  /**
   * How volumes are kept. `csi`: by snapshots of their driver, for which the cluster needs the snapshot controller and a class. `ebs`: by
   * snapshots that Velero asks EBS for. `none`: not at all. Default: `csi` on EKS, and `none` elsewhere.
   */
  readonly snapshots?: "csi" | "ebs" | "none" | undefined;
  /**
   * Whether each node has a pod that copies the contents of volumes into the bucket, for `moveData` and for volumes that have no snapshots.
   * It sees all volumes of its node, so the namespace becomes a privileged one. Default: false.
   */
  readonly nodeAgent?: boolean | undefined;
  /** Changes to what is made. Default: none. */
  readonly transform?:
    { readonly release?: Transform<k8s.helm.v3.ReleaseArgs>; readonly bucket?: BackupBucketTransform } | undefined;
}

/** What is backed up, and when. */
export interface BackupScheduleSpec {
  /** In UTC: minute, hour, day of the month, month, day of the week, such as `0 2 * * *`; or `@daily` and the like, or `@every 6h`. */
  readonly schedule: string;
  /** Days until a backup and its snapshots are deleted, from 1. Default: 30. */
  readonly keepDays?: number | undefined;
  /** Namespaces. Default: all. */
  readonly includedNamespaces?: readonly string[] | undefined;
  /** Namespaces that are left out. Default: none. */
  readonly excludedNamespaces?: readonly string[] | undefined;
  /** Whether volumes are kept too. Default: true, but where `snapshots` is `none`. */
  readonly volumes?: boolean | undefined;
  /** Whether what snapshots hold is copied into the bucket, so that it outlives the region's EBS. It needs `nodeAgent`. Default: false. */
  readonly moveData?: boolean | undefined;
  /** Whether it does nothing for now. Default: false. */
  readonly paused?: boolean | undefined;
}

/** Name of the namespace, and of the add-on. */
export const veleroName = "velero";

/** The schedules of a specification. */
export function schedulesOf({ schedules, readOnly = false }: VeleroSpec): Readonly<Record<string, BackupScheduleSpec>> {
  return schedules ?? (readOnly ? {} : { daily: { schedule: "0 2 * * *" } });
}

/** How volumes are kept in a cluster. */
export function snapshotsOf({ snapshots }: VeleroSpec, target: "eks" | "existing"): "csi" | "ebs" | "none" {
  return snapshots ?? (target === "eks" ? "csi" : "none");
}
