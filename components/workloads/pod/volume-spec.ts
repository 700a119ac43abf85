/** Where a container sees a volume. */
export interface MountSpec {
  /** Absolute path in the container: of a folder, or where `file` is given of that file. */
  readonly mountPath: string;
  /** Only this file or folder of the volume (`subPath`). It is not updated while the container runs, so a change must roll the pods. Default: the whole volume. */
  readonly file?: string | undefined;
  /** Whether the container may not write to it. Default: false for empty volumes and claims, true for all others. Files of config maps, secrets and projections can never be written. */
  readonly readOnly?: boolean | undefined;
  /** Whether mounts that the node makes below it are seen here, and here made ones there. Default: neither. */
  readonly propagation?: "HostToContainer" | "Bidirectional" | undefined;
}

/** Where the main container sees a volume. Without `mountPath` it does not, and other containers do by their `mounts`. */
export type MainMount = { readonly [K in keyof MountSpec]?: MountSpec[K] | undefined };

/** A folder that is empty at first and ends with the pod. */
export interface EmptyVolume extends MainMount {
  /** Whether it is kept in memory, which counts as the container's own. Default: false, on the node's disk. */
  readonly memory?: boolean | undefined;
  /** Largest size, as a Kubernetes quantity such as `64Mi`; a pod that writes more is evicted. Default: the node's own limit. */
  readonly sizeLimit?: string | undefined;
}

/** Permissions of files, and which of the keys there are. */
export interface FileOptions {
  /** Keys that are wanted, each with the path of its file below the volume. Default: all, by their names. */
  readonly items?: Readonly<Record<string, string>> | undefined;
  /** Permissions of the files, as octal digits such as `"0440"`. Default: `"0644"`. In a projected volume of an object of the namespace it needs `items`. */
  readonly mode?: string | undefined;
  /** Whether the pod starts without it. Default: no. */
  readonly optional?: boolean | undefined;
}

/** Files of a config map: of the workload's own `config` by its suffix, or of the namespace by name. */
export interface ConfigVolume extends MainMount, FileOptions {
  /** Suffix of one of the workload's own, or the name of one of the namespace. */
  readonly config: string | { readonly name: string };
}

/** Files of a Secret: of the workload's own `secrets` by its suffix, or of the namespace by name. */
export interface SecretVolume extends MainMount, FileOptions {
  /** Suffix of one of the workload's own, or the name of one of the namespace. */
  readonly secret: string | { readonly name: string };
}

/** One part of a projected volume. */
export type Projection =
  | ({ readonly config: string | { readonly name: string } } & FileOptions)
  | ({ readonly secret: string | { readonly name: string } } & FileOptions)
  | { readonly token: ServiceAccountTokenSpec }
  | { readonly fields: Readonly<Record<string, string>> };

/** A token of the service account for another audience than the Kubernetes API. */
export interface ServiceAccountTokenSpec {
  /** Path of the file in the volume. */
  readonly path: string;
  /** Whom it is for, such as `sts.amazonaws.com`. */
  readonly audience: string;
  /** Seconds that it is good for, 600 to 4294967296; the kubelet renews it before. Default: 3600. */
  readonly expirationSeconds?: number | undefined;
}

/** Several sources in one folder: config maps, secrets, tokens, fields of the pod (path of the file to `metadata.labels` and the like). */
export interface ProjectedVolume extends MainMount {
  /** The sources, at least one. No two of them may have a file of the same path. */
  readonly projected: readonly Projection[];
}

/** A volume that a PersistentVolumeClaim of the namespace stands for. */
export interface ClaimedVolume extends MainMount {
  /** Name of the PersistentVolumeClaim, which must exist; its pods wait for it. */
  readonly claim: string;
}

/** A folder or file of the node. Needs the pod exception `hostPath`. */
export interface HostVolume extends MainMount {
  /** Absolute path on the node. */
  readonly hostPath: string;
  /** What must be there. Default: nothing is checked. */
  readonly hostPathType?:
    "Directory" | "DirectoryOrCreate" | "File" | "FileOrCreate" | "Socket" | "CharDevice" | "BlockDevice" | undefined;
}

/** A volume of a CSI driver that ends with the pod. With `readOnly`, the default, the driver itself is told so, which some drivers ask for. */
export interface CsiVolume extends MainMount {
  /** The driver, such as `secrets-store.csi.k8s.io`, and what it is told. Default of `attributes`: nothing. */
  readonly csi: { readonly driver: string; readonly attributes?: Readonly<Record<string, string>> | undefined };
}

export type VolumeSpec =
  EmptyVolume | ConfigVolume | SecretVolume | ProjectedVolume | ClaimedVolume | HostVolume | CsiVolume;

/** Volumes by name. */
export type Volumes = Readonly<Record<string, VolumeSpec>>;

/** A volume claim of each pod of a StatefulService. */
export interface VolumeClaimSpec extends MainMount {
  /** Size, as a Kubernetes quantity such as `10Gi`. It may grow where the class allows it, never shrink. Costs what the class costs. */
  readonly size: string;
  /**
   * Size that it had before, to be given with a larger `size`: whether the class lets it grow is then known before anything is changed, and not
   * when the cluster refuses it. Default: not checked.
   */
  readonly grownFrom?: string | undefined;
  /** Name of a storage class. Default: the cluster's default class. */
  readonly class?: string | undefined;
  /** Who may use it at a time. Default: `["ReadWriteOnce"]`. */
  readonly accessModes?:
    readonly ("ReadWriteOnce" | "ReadWriteOncePod" | "ReadWriteMany" | "ReadOnlyMany")[] | undefined;
}

/** Volume claims by name. */
export type VolumeClaims = Readonly<Record<string, VolumeClaimSpec>>;
