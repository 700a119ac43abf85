import type * as pulumi from "@pulumi/pulumi";
import type { EksHandle } from "../../cluster";
import type { BlockDeviceMapping, Ec2NodeClass } from "./karpenter-api";
import { defaultAmiAlias, familyOf, type NodeClassSpec } from "./node-class-spec";

/** What a class knows of its cluster. */
export type NodeClassCluster = Pick<
  EksHandle,
  "clusterName" | "network" | "securityGroupId" | "ipFamily" | "cni" | "tags"
>;

const defaultDiskGiB = 50;

/** What most types of instances can take where addresses come by prefixes. Source: EKS best practices, "Prefix mode for Linux". */
const podsWithPrefixes = 110;

/** An `EC2NodeClass` of Karpenter. */
export function nodeClassSpec(
  name: string,
  spec: NodeClassSpec,
  cluster: NodeClassCluster,
  instanceProfile: pulumi.Input<string>,
): Ec2NodeClass {
  const { subnetIds, securityGroupIds, detailedMonitoring, userData } = spec;
  const maxPods = spec.maxPods ?? (hasPrefixes(cluster) ? podsWithPrefixes : undefined);
  return {
    instanceProfile,
    ...imagesOf(spec),
    subnetSelectorTerms: byId(subnetIds ?? cluster.network.subnets.private.map(({ id }) => id)),
    securityGroupSelectorTerms: byId(securityGroupIds ?? [cluster.securityGroupId]),
    blockDeviceMappings: blockDevices(spec),
    metadataOptions: {
      httpEndpoint: "enabled",
      httpTokens: "required",
      // A pod is one hop further away than the node, so it cannot act as the node.
      httpPutResponseHopLimit: 1,
      httpProtocolIPv6: cluster.ipFamily === "ipv6" ? "enabled" : "disabled",
    },
    tags: { ...cluster.tags, Name: `${cluster.clusterName}-${name}`, ...spec.tags },
    ...(maxPods === undefined ? {} : { kubelet: { maxPods } }),
    ...(detailedMonitoring === undefined ? {} : { detailedMonitoring }),
    ...(userData === undefined ? {} : { userData }),
  };
}

function imagesOf(spec: NodeClassSpec): Pick<Ec2NodeClass, "amiFamily" | "amiSelectorTerms"> {
  const { amiAlias = defaultAmiAlias, amiIds } = spec;
  if (amiIds === undefined) return { amiSelectorTerms: [{ alias: amiAlias }] };
  return { amiFamily: familyNames[familyOf(spec)], amiSelectorTerms: amiIds.map((id) => ({ id })) };
}

const familyNames = { al2023: "AL2023", bottlerocket: "Bottlerocket" } as const;

/** Karpenter reckons with the addresses of the interfaces alone. */
function hasPrefixes({ cni, ipFamily }: NodeClassCluster): boolean {
  return ipFamily === "ipv6" || cni?.prefixDelegation === true;
}

/** Bottlerocket has a disk for itself, and one for containers. */
function blockDevices(spec: NodeClassSpec): BlockDeviceMapping[] {
  const { diskGiB = defaultDiskGiB, diskType = "gp3", diskIops, diskThroughput, kmsKey } = spec;
  const encrypted = {
    encrypted: true,
    deleteOnTermination: true,
    ...(kmsKey === undefined ? {} : { kmsKeyID: kmsKey }),
  } as const;
  const ebs = {
    volumeSize: `${diskGiB}Gi`,
    volumeType: diskType,
    ...(diskIops === undefined ? {} : { iops: diskIops }),
    ...(diskThroughput === undefined ? {} : { throughput: diskThroughput }),
    ...encrypted,
  };
  return familyOf(spec) === "bottlerocket"
    ? [
        { deviceName: "/dev/xvda", ebs: { volumeSize: "4Gi", volumeType: "gp3", ...encrypted } },
        { deviceName: "/dev/xvdb", ebs },
      ]
    : [{ deviceName: "/dev/xvda", ebs }];
}

function byId(ids: readonly pulumi.Input<string>[]): { readonly id: pulumi.Input<string> }[] {
  return ids.map((id) => ({ id }));
}
