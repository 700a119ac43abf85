import * as k8s from "@pulumi/kubernetes";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  EksAddOn,
  inAccountOf,
  type AddOnIdentity,
  type AddOnName,
  type EksHandle,
  type PolicyStatement,
  purposeLabel,
} from "../../cluster";
import { refuseComponent, SlipwayComponent, type Problem, type Transform } from "../../core";
import { partitionOf } from "../../network";
import { SharedFileSystem, type SharedFileSystemTransform } from "./shared-file-system";
import {
  blockStorageArgs,
  blockStorageDrivers,
  sharedStorageArgs,
  snapshotClass,
  type BlockStorageSpec,
} from "./storage-classes";

/** Which of the core add-ons there are, and how they are set. */
export interface CoreAddOnsSpec {
  /** The default storage class. */
  readonly blockStorage?: BlockStorageSpec | undefined;
  /** Whether there are shared volumes: an EFS file system, its driver and its storage class. Default: false. */
  readonly sharedStorage?: boolean | undefined;
  /** Versions in place of those of the table, such as `v1.20.4-eksbuild.2`. Default: none. */
  readonly versions?: Partial<Readonly<Record<AddOnName, string | undefined>>> | undefined;
}

export interface CoreAddOnsArgs extends CoreAddOnsSpec {
  readonly cluster: EksHandle;
  /** Whether what there may be several of there are several of: two replicas, spread. Default: true. */
  readonly highlyAvailable?: boolean | undefined;
  /** Whether Pulumi refuses to delete what holds data. Default: false. */
  readonly protected?: boolean | undefined;
  readonly transform?: {
    /** By the add-on's name. */
    readonly addOns?: Partial<Readonly<Record<AddOnName, Transform<aws.eks.AddonArgs>>>>;
    readonly blockStorageClass?: Transform<k8s.storage.v1.StorageClassArgs>;
    readonly snapshotClass?: Transform<k8s.apiextensions.CustomResourceArgs>;
    readonly sharedStorageClass?: Transform<k8s.storage.v1.StorageClassArgs>;
    readonly sharedFileSystem?: SharedFileSystemTransform;
  };
}

/**
 * What every cluster needs once it has nodes: DNS, volumes and their snapshots, resource metrics, node health.
 * In Auto Mode EKS has most of it built in: what is left is resource metrics, snapshots and the storage classes.
 */
export class CoreAddOns extends SlipwayComponent {
  /** What must be there before workloads: DNS, and the storage classes. Workloads depend on these, so they also go before them. */
  readonly ready: readonly pulumi.Resource[];

  readonly #args: CoreAddOnsArgs;

  constructor(name: string, args: CoreAddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseComponent("CoreAddOns", name, checkCoreAddOns(args, args.cluster.autoMode));
    super("CoreAddOns", name, inAccountOf(args.cluster, opts), { provider: args.cluster.provider });
    this.#args = args;

    const dns = this.createDns();
    const storage = this.createBlockStorage();
    const shared = this.createSharedStorage();
    const metrics = this.createMetrics();
    const health = this.createNodeHealth();

    this.ready = [...dns, ...storage, ...shared, ...metrics, ...health];
    const addOns = this.ready.filter((resource) => resource instanceof EksAddOn);
    this.registerOutputs({ addOns: addOns.map(({ addOn }) => addOn.addonName) });
  }

  private get builtIn(): boolean {
    return this.#args.cluster.autoMode;
  }

  /** Before the first node it would be "degraded" for a quarter of an hour. */
  private createDns(): EksAddOn[] {
    if (this.builtIn) return [];
    const [minReplicas, maxReplicas] = [2, 10];
    const configuration = {
      autoScaling: { enabled: true, minReplicas, maxReplicas },
      affinity: onSystemNodes({ "k8s-app": "kube-dns" }),
    };
    return [this.createAddOn("coredns", { configuration })];
  }

  private createBlockStorage(): pulumi.Resource[] {
    const { cluster, blockStorage, transform } = this.#args;
    const driver = this.builtIn
      ? []
      : [
          this.createAddOn("aws-ebs-csi-driver", {
            configuration: { controller: { extraVolumeTags: cluster.tags } },
            identity: {
              serviceAccount: "ebs-csi-controller-sa",
              managedPolicies: [this.managedPolicy("AmazonEBSCSIDriverPolicyV2")],
              ...(blockStorage?.kmsKeyArn === undefined
                ? {}
                : { statements: volumeKeyStatements(blockStorage.kmsKeyArn) }),
            },
          }),
        ];
    const snapshots = this.createAddOn("snapshot-controller");
    const provisioner = this.builtIn ? blockStorageDrivers.autoMode : blockStorageDrivers.addOn;
    const storageClass = new k8s.storage.v1.StorageClass(
      ...this.child("block-storage", blockStorageArgs(provisioner, blockStorage), transform?.blockStorageClass, {
        dependsOn: driver,
      }),
    );
    const volumeSnapshotClass = new k8s.apiextensions.CustomResource(
      ...this.child(
        "snapshots",
        {
          apiVersion: "snapshot.storage.k8s.io/v1",
          kind: "VolumeSnapshotClass",
          metadata: { name: snapshotClass, annotations: { "snapshot.storage.kubernetes.io/is-default-class": "true" } },
          driver: provisioner,
          deletionPolicy: "Delete",
        },
        transform?.snapshotClass,
        { dependsOn: [...driver, snapshots] },
      ),
    );
    return [...driver, snapshots, storageClass, volumeSnapshotClass];
  }

  private createSharedStorage(): pulumi.Resource[] {
    const { cluster, sharedStorage = false, transform } = this.#args;
    if (!sharedStorage) return [];
    const fileSystem = new SharedFileSystem(
      `${this.logicalName}-shared-storage`,
      { cluster, protected: this.#args.protected, transform: transform?.sharedFileSystem },
      { parent: this },
    );
    const driver = this.createAddOn("aws-efs-csi-driver", {
      identity: {
        serviceAccount: "efs-csi-controller-sa",
        managedPolicies: [this.managedPolicy("service-role/AmazonEFSCSIDriverPolicy")],
      },
    });
    const storageClass = new k8s.storage.v1.StorageClass(
      ...this.child("shared-storage", sharedStorageArgs(fileSystem.fileSystemId), transform?.sharedStorageClass, {
        dependsOn: [driver, ...fileSystem.mountTargets],
      }),
    );
    return [driver, storageClass];
  }

  private createMetrics(): EksAddOn[] {
    const replicas = (this.#args.highlyAvailable ?? true) ? 2 : 1;
    return [this.createAddOn("metrics-server", { configuration: { replicas, tolerations: [systemToleration] } })];
  }

  private createNodeHealth(): EksAddOn[] {
    return this.builtIn ? [] : [this.createAddOn("eks-node-monitoring-agent")];
  }

  private createAddOn(
    addOn: AddOnName,
    options: { readonly configuration?: Readonly<Record<string, unknown>>; readonly identity?: AddOnIdentity } = {},
  ): EksAddOn {
    const { cluster, versions, transform } = this.#args;
    return new EksAddOn(
      `${this.logicalName}-${addOn}`,
      {
        clusterName: cluster.clusterName,
        kubernetesVersion: cluster.kubernetesVersion,
        addOn,
        version: versions?.[addOn],
        transform: transform?.addOns?.[addOn],
        after: cluster.nodes,
        ...options,
      },
      { parent: this },
    );
  }

  private managedPolicy(policy: string): string {
    return `arn:${partitionOf(this.#args.cluster.region)}:iam::aws:policy/${policy}`;
  }
}

/** What keeps the nodes of the purpose `system` for what the cluster itself needs; CoreDNS tolerates it by itself. */
const systemToleration = { key: "CriticalAddonsOnly", operator: "Exists" };

/** Rather on nodes of the purpose `system` than elsewhere, and rather not two of a kind on one node. */
function onSystemNodes(matchLabels: Readonly<Record<string, string>>): object {
  const system = { matchExpressions: [{ key: purposeLabel, operator: "In", values: ["system"] }] };
  const apart = { labelSelector: { matchLabels }, topologyKey: "kubernetes.io/hostname" };
  return {
    nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: system }] },
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart }] },
  };
}

/** What is wrong with the add-ons of a cluster. */
export function checkCoreAddOns({ blockStorage }: CoreAddOnsSpec, autoMode: boolean): Problem[] {
  if (!autoMode || blockStorage?.kmsKeyArn === undefined) return [];
  return [
    {
      path: ["blockStorage", "kmsKeyArn"],
      message: "in Auto Mode the control plane makes the volumes, and its role may not use a key of yours",
      found: blockStorage.kmsKeyArn,
      fix: "remove it: volumes are encrypted with the account's own key for EBS",
    },
  ];
}

/** What the managed policy leaves out: volumes encrypted with a key of the client's own. Source: Amazon EBS CSI driver, "Set up encryption". */
function volumeKeyStatements(keyArn: string): PolicyStatement[] {
  return [
    {
      effect: "Allow",
      actions: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
      resources: [keyArn],
      conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
    {
      effect: "Allow",
      actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      resources: [keyArn],
    },
  ];
}
