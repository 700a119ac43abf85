import type { AuditScope } from "./scope";

export type Tags = Readonly<Record<string, string>>;

/** A resource as the service that has it describes it. */
export interface Described {
  /** As in an ARN, such as `ec2`. */
  readonly service: string;
  /** Such as `nat-gateway`. */
  readonly type: string;
  readonly id: string;
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
  readonly tags: Tags;
  /** In the service's own word, such as `available`. */
  readonly state?: string | undefined;
  readonly created?: Date | undefined;
  /** What it costs at least, where that is plainly known. */
  readonly usdPerMonth?: number | undefined;
  /** Id of what cannot be deleted while this is there: its VPC, or the role that it holds. Who owns that owns this. */
  readonly within?: string | undefined;
  /** Comes and goes with its VPC, such as the default security group. */
  readonly isDefault?: boolean | undefined;
  /** Id of what it is a part of, and beside which it is not listed. */
  readonly partOf?: string | undefined;
  /** Made by EKS, without tags, under a name that holds the cluster's. */
  readonly isNamedAfterCluster?: boolean | undefined;
  /** When it goes by itself, for what waits for its deletion and costs nothing. */
  readonly ends?: Date | undefined;
}

/**
 * Tags by which Kubernetes controllers and EKS mark what they make on their own: nodes, volumes, load balancers, security
 * groups, network interfaces. With `shared` in place of `owned` the first is on subnets that others may own.
 * Sources, read 2026-11: documentation of aws-load-balancer-controller (`elbv2.k8s.aws/cluster`), aws-ebs-csi-driver with
 * `k8sTagClusterId` (`kubernetes.io/cluster/`, `KubernetesCluster`, and since 2026 `ebs.csi.aws.com/cluster-name`),
 * amazon-vpc-cni-k8s (`cluster.k8s.amazonaws.com/name`), EKS (`aws:eks:cluster-name` on its security group, `eks:cluster-name`
 * on launch templates and instances of node groups), Karpenter and Auto Mode (`eks:eks-cluster-name`).
 */
export function clusterTags(cluster: string): Tags {
  return {
    [`kubernetes.io/cluster/${cluster}`]: "owned",
    KubernetesCluster: cluster,
    "aws:eks:cluster-name": cluster,
    "eks:cluster-name": cluster,
    "eks:eks-cluster-name": cluster,
    "elbv2.k8s.aws/cluster": cluster,
    "ebs.csi.aws.com/cluster-name": cluster,
    "cluster.k8s.amazonaws.com/name": cluster,
  };
}

/** Why a resource with these tags is the environment's; `undefined` if it is not, as far as tags say. */
export function whyOwned(tags: Tags, scope: AuditScope): string | undefined {
  if (Object.entries(scope.tags).every(([key, value]) => tags[key] === value)) return "tags of the environment";
  const mark = Object.entries(clusterTags(scope.clusterName)).find(([key, value]) => tags[key] === value);
  return mark === undefined ? undefined : `tag ${mark[0]}`;
}

/**
 * Whether a volume was made by an EBS driver that did not say for which cluster, and nothing uses it. It may be left over
 * from this environment or from another, so it is told and not counted.
 */
export function isNobodysVolume(volume: Described): boolean {
  return (
    volume.type === "volume" &&
    volume.state === "available" &&
    volume.tags["ebs.csi.aws.com/cluster"] === "true" &&
    volume.tags.Project === undefined &&
    !Object.keys(volume.tags).some((key) => key.startsWith("kubernetes.io/cluster/") || key === "KubernetesCluster") &&
    volume.tags["ebs.csi.aws.com/cluster-name"] === undefined
  );
}
