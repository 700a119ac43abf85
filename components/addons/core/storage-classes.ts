import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** How volumes of the default storage class are kept. */
export interface BlockStorageSpec {
  /** What becomes of a volume whose claim is deleted. Default: `Delete`. */
  readonly reclaimPolicy?: "Delete" | "Retain" | undefined;
  /** ARN of the KMS key of the volumes. Default: the account's own key for EBS. */
  readonly kmsKeyArn?: string | undefined;
}

type StorageClassArgs = k8s.storage.v1.StorageClassArgs;

/** Name of the default class. */
export const blockStorageClass = "gp3";

/** Name of the class of shared volumes. */
export const sharedStorageClass = "efs";

/** Name of the class of volume snapshots. */
export const snapshotClass = "ebs";

/** Drivers of EBS volumes: that of the add-on, and that of Auto Mode. */
export const blockStorageDrivers = { addOn: "ebs.csi.aws.com", autoMode: "ebs.csi.eks.amazonaws.com" } as const;

/** Encrypted gp3 volumes, made in the zone of the pod that first uses them. $0.08 to $0.1 per GiB and month. */
export function blockStorageArgs(driver: string, spec: BlockStorageSpec = {}): StorageClassArgs {
  return {
    metadata: { name: blockStorageClass, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: driver,
    parameters: {
      type: "gp3",
      encrypted: "true",
      "csi.storage.k8s.io/fstype": "ext4",
      ...(spec.kmsKeyArn === undefined ? {} : { kmsKeyId: spec.kmsKeyArn }),
    },
    reclaimPolicy: spec.reclaimPolicy ?? "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  };
}

/**
 * Volumes that many pods of all zones share: each is an access point of one EFS file system, with a folder and a user of its own.
 * About $0.30 per GiB and month of what is stored.
 */
export function sharedStorageArgs(fileSystemId: pulumi.Input<string>): StorageClassArgs {
  return {
    metadata: { name: sharedStorageClass },
    provisioner: "efs.csi.aws.com",
    parameters: { provisioningMode: "efs-ap", fileSystemId, directoryPerms: "700", basePath: "/volumes" },
    mountOptions: ["tls"],
    reclaimPolicy: "Delete",
    volumeBindingMode: "Immediate",
  };
}
