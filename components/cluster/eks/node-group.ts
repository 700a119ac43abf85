import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent, type Problem, type Transform } from "../../core";
import { amiFamily } from "./ami-types";
import { planCni, type PlannedCni } from "./cni";
import { inAccountOf, type EksHandle } from "./eks-handle";
import { findInstanceType } from "./instance-types";
import { maxPods } from "./max-pods";
import { checkNodeGroup, planNodeGroup, type NodeGroupSpec, type PlannedNodeGroup } from "./node-group-spec";
import type { NodeTaint } from "./node-group-presets";
import { nodeUserData } from "./node-user-data";

/** What a node group knows of its cluster. */
export type NodeGroupCluster = Pick<
  EksHandle,
  | "clusterName"
  | "kubernetesVersion"
  | "network"
  | "controlPlane"
  | "nodeRoleArn"
  | "nodePrerequisites"
  | "cni"
  | "autoMode"
  | "ipFamily"
  | "tags"
  | "awsProvider"
>;

export interface NodeGroupArgs extends NodeGroupSpec {
  readonly cluster: NodeGroupCluster;
  readonly transform?: NodeGroupTransform | undefined;
}

/** One transform for each child. */
export interface NodeGroupTransform {
  readonly launchTemplate?: Transform<aws.ec2.LaunchTemplateArgs>;
  readonly managedNodeGroup?: Transform<eks.ManagedNodeGroupArgs>;
}

/**
 * A group of nodes that EKS manages, and the launch template of its machines: metadata only by session tokens and not from
 * pods, disks encrypted.
 *
 * It has no fixed name, so that a change that cannot be made in place (another instance type, image family, zone) makes the new
 * group before the old one goes. It costs its machines and disks: `npm run preview` prices them.
 * @throws SlipwayError with everything that is wrong with the arguments, before anything is registered
 */
export class NodeGroup extends SlipwayComponent {
  /** The group itself, for what must wait for nodes. */
  readonly managed: eks.ManagedNodeGroup;

  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, transform } = args;
    const cni = cluster.cni ?? planCni();
    refuseComponent("NodeGroup", name, [
      ...checkNotAutoMode(cluster),
      ...checkNodeGroup(args, { zones: cluster.network.zones, cni }),
    ]);
    super("NodeGroup", name, inAccountOf(cluster, opts));

    const group = planNodeGroup(args, cluster.network.zones);
    const launchTemplate = this.createLaunchTemplate(group, cluster, cni, transform);
    this.managed = this.createManagedNodeGroup(group, cluster, launchTemplate, transform);
    this.registerOutputs({ purpose: group.purpose, instanceTypes: group.instanceTypes, capacity: group.capacity });
  }

  private createLaunchTemplate(
    group: PlannedNodeGroup,
    cluster: NodeGroupCluster,
    cni: PlannedCni,
    transform?: NodeGroupTransform,
  ): aws.ec2.LaunchTemplate {
    const tags = { ...cluster.tags, Name: `${cluster.clusterName}-${this.logicalName}` };
    const userData = userDataOf(group, cni, cluster.ipFamily);
    return new aws.ec2.LaunchTemplate(
      ...this.child(
        "",
        {
          description: `Nodes of ${cluster.clusterName}, ${group.purpose}`,
          updateDefaultVersion: true,
          metadataOptions: {
            httpEndpoint: "enabled",
            httpTokens: "required",
            // A pod is one hop further away than the node, so it cannot act as the node.
            httpPutResponseHopLimit: 1,
            ...(cluster.ipFamily === "ipv6" ? { httpProtocolIpv6: "enabled" } : {}),
          },
          blockDeviceMappings: blockDevices(group),
          tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
            resourceType,
            tags,
          })),
          ...(userData === undefined ? {} : { userData }),
        },
        transform?.launchTemplate,
      ),
    );
  }

  private createManagedNodeGroup(
    group: PlannedNodeGroup,
    cluster: NodeGroupCluster,
    launchTemplate: aws.ec2.LaunchTemplate,
    transform?: NodeGroupTransform,
  ): eks.ManagedNodeGroup {
    const { min, max, desired } = group.size;
    const [name, args, opts] = this.child<eks.ManagedNodeGroupArgs>(
      "",
      {
        cluster: cluster.controlPlane,
        clusterName: cluster.clusterName,
        nodeRoleArn: cluster.nodeRoleArn,
        version: cluster.kubernetesVersion,
        ...(group.releaseVersion === undefined ? {} : { releaseVersion: group.releaseVersion }),
        subnetIds: cluster.network.subnets.private.filter(({ zone }) => group.zones.includes(zone)).map(({ id }) => id),
        instanceTypes: [...group.instanceTypes],
        capacityType: group.capacity === "spot" ? "SPOT" : "ON_DEMAND",
        amiType: group.amiType,
        scalingConfig: { minSize: min, maxSize: max, desiredSize: desired },
        ignoreScalingChanges: group.isAutoscaled,
        labels: { ...group.labels },
        taints: group.taints.map(eksTaint),
        launchTemplate: { id: launchTemplate.id, version: launchTemplate.latestVersion.apply(String) },
      },
      transform?.managedNodeGroup,
      { dependsOn: [...cluster.nodePrerequisites] },
    );
    const transformations = [alsoPass(passedThrough(group))];
    return new eks.ManagedNodeGroup(name, args, this.withProvider("aws", { ...opts, transformations }));
  }
}

function checkNotAutoMode({ autoMode }: NodeGroupCluster): Problem[] {
  if (!autoMode) return [];
  return [
    {
      path: ["cluster"],
      message: "the cluster is in Auto Mode, and has neither a role nor a network for nodes of your own",
      found: "autoMode: true",
      fix: "leave the nodes to EKS, or switch autoMode off",
    },
  ];
}

/** What `eks.ManagedNodeGroup` hands on to `aws.eks.NodeGroup` as it is, but does not list among its arguments. */
function passedThrough(group: PlannedNodeGroup): Pick<aws.eks.NodeGroupArgs, "updateConfig" | "nodeRepairConfig"> {
  return {
    updateConfig: { maxUnavailablePercentage: group.maxUnavailablePercent },
    nodeRepairConfig: { enabled: group.repair },
  };
}

/** Its constructor drops what its arguments do not list; a transformation comes after that. */
function alsoPass(inputs: object): pulumi.ResourceTransformation {
  return ({ type, props, opts }) =>
    type === "eks:index:ManagedNodeGroup" ? { props: { ...(props as object), ...inputs }, opts } : undefined;
}

/** Told to the nodes only where it is not what EKS itself would reckon. */
function userDataOf(group: PlannedNodeGroup, cni: PlannedCni, ipFamily: "ipv4" | "ipv6"): string | undefined {
  const { prefixDelegation, customNetworking } = cni;
  if (!prefixDelegation && !customNetworking && ipFamily === "ipv4") return undefined;
  const instanceTypes = group.instanceTypes.flatMap((name) => findInstanceType(name) ?? []);
  const most = maxPods({ instanceTypes, prefixDelegation, customNetworking, ipFamily });
  return nodeUserData({ amiType: group.amiType, maxPods: most });
}

/** Bottlerocket has a disk for itself, of the image's own size, and one for containers. */
function blockDevices({ amiType, diskGiB }: PlannedNodeGroup): aws.types.input.ec2.LaunchTemplateBlockDeviceMapping[] {
  const ebs = { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" };
  const sized = { ...ebs, volumeSize: diskGiB };
  return amiFamily(amiType)?.os === "bottlerocket"
    ? [
        { deviceName: "/dev/xvda", ebs },
        { deviceName: "/dev/xvdb", ebs: sized },
      ]
    : [{ deviceName: "/dev/xvda", ebs: sized }];
}

const effects = { NoSchedule: "NO_SCHEDULE", PreferNoSchedule: "PREFER_NO_SCHEDULE", NoExecute: "NO_EXECUTE" } as const;

function eksTaint({ key, value, effect }: NodeTaint): aws.types.input.eks.NodeGroupTaint {
  return { key, ...(value === undefined ? {} : { value }), effect: effects[effect] };
}
