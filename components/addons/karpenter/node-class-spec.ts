import { catalogue } from "../../core";

export const imageFamilies = ["al2023", "bottlerocket"] as const;
/** Amazon Linux 2023, or Bottlerocket. */
export type ImageFamily = (typeof imageFamilies)[number];

export const diskTypes = ["gp3", "io2"] as const;

/** What the machines of nodes are made with. */
export interface NodeClassSpec {
  /**
   * Machine image by family and release, such as `al2023@v20260714` or `bottlerocket@v1.50.0`, for the version of the cluster and the kind of
   * the machine; it must exist for that version. `@latest` follows each release at once, and replaces all nodes with it, so production
   * refuses it. Default: the release of Amazon Linux 2023 that is in the catalogue of versions.
   */
  readonly amiAlias?: string | undefined;
  /** Machine images by ID, such as `ami-0a1b2c3d4e5f60718`, in place of `amiAlias`; one for each architecture. Default: none. */
  readonly amiIds?: readonly string[] | undefined;
  /** What the images of `amiIds` are made of, which says how their nodes join. Default: `al2023`. */
  readonly family?: ImageFamily | undefined;
  /** Subnets of the nodes, which need a way out. Default: the private subnets of the cluster. */
  readonly subnetIds?: readonly string[] | undefined;
  /** Security groups of the nodes. Default: the one that EKS made for the cluster. */
  readonly securityGroupIds?: readonly string[] | undefined;
  /** GiB of each node's disk, encrypted, 20 to 16384. Default: 50. */
  readonly diskGiB?: number | undefined;
  /** Default: `gp3`; `io2` needs `diskIops`, and costs several times as much. */
  readonly diskType?: (typeof diskTypes)[number] | undefined;
  /** Operations a second, from 3000 on for `gp3`, from 100 on for `io2`. Default: 3000 for `gp3`, which are included. */
  readonly diskIops?: number | undefined;
  /** MiB a second of `gp3`, from 125 on. Default: 125, which are included. */
  readonly diskThroughput?: number | undefined;
  /**
   * ARN of the KMS key of the disks, whose policy lets this account use it through EC2. The controller is then allowed to use it. Default:
   * the account's key for EBS.
   */
  readonly kmsKey?: string | undefined;
  /** Tags of instances, disks and network interfaces, besides those of the cluster. Default: none. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Pods that a node takes at most. Default: as many as it has addresses for; where addresses come by prefixes, 110.
   */
  readonly maxPods?: number | undefined;
  /** Whether metrics of EC2 come by the minute, at a price for each instance. Default: false, by five minutes. */
  readonly detailedMonitoring?: boolean | undefined;
  /** What the nodes start with, besides what Karpenter adds: parts of MIME or a `NodeConfig` for AL2023, TOML for Bottlerocket. Default: none. */
  readonly userData?: string | undefined;
}

/** The machine image of a class that names none. */
export const defaultAmiAlias = `al2023@${catalogue.eksNodeImage.version}`;

/** The family of a class's images. */
export function familyOf({ amiAlias, amiIds, family = "al2023" }: NodeClassSpec): ImageFamily {
  if (amiIds !== undefined) return family;
  return (amiAlias ?? defaultAmiAlias).startsWith("bottlerocket@") ? "bottlerocket" : "al2023";
}
