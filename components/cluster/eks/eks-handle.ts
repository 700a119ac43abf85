import type * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkHandle } from "../../network";
import type { ClusterHandle } from "../handle";
import type { PlannedCni } from "./cni";

/** What node groups and add-ons know of an EKS cluster. */
export interface EksHandle extends ClusterHandle {
  readonly target: "eks";
  readonly region: string;
  /** Its name at EKS. */
  readonly clusterName: string;
  /** Minor version of Kubernetes, such as `1.36`. */
  readonly kubernetesVersion: string;
  readonly network: NetworkHandle;
  /** What its provider is made with; a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly controlPlane: eks.Cluster;
  /** The security group that EKS made: of its own interfaces, and of the nodes. */
  readonly securityGroupId: pulumi.Output<string>;
  /** Role of the nodes; known when its policies are attached. Not used in Auto Mode, which makes its own. */
  readonly nodeRoleArn: pulumi.Output<string>;
  /** What a node needs before it starts: network add-ons, the way out of its subnet. */
  readonly nodePrerequisites: readonly pulumi.Resource[];
  /** What must be there before pods can run: the node groups, or in Auto Mode the control plane. */
  readonly nodes: readonly pulumi.Resource[];
  /** Undefined in Auto Mode. */
  readonly cni: PlannedCni | undefined;
  /** Whether EKS itself keeps nodes, network, storage and load balancers. */
  readonly autoMode: boolean;
  /** The provider that it was made with; undefined where none was given. */
  readonly awsProvider: pulumi.ProviderResource | undefined;
  /** Tags for what AWS makes by itself, which the provider's default tags do not reach: instances, volumes, interfaces. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Whether a cluster is one of EKS that is made here. */
export function isEks(cluster: ClusterHandle): cluster is EksHandle {
  return cluster.target === "eks";
}

/** The options of what belongs to a cluster: made in its account and region, unless they name providers. */
export function inAccountOf(
  { awsProvider }: Pick<EksHandle, "awsProvider">,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  const isStated = opts.provider !== undefined || opts.providers !== undefined;
  return isStated || awsProvider === undefined ? opts : { ...opts, providers: [awsProvider] };
}
