import type { InstanceType } from "./instance-types";

/** How the Amazon VPC CNI gives addresses to pods. */
export interface MaxPodsOptions {
  /** The types that a node of the group can be of; at least one. */
  readonly instanceTypes: readonly InstanceType[];
  /** Whether interfaces get /28 prefixes rather than single addresses (`ENABLE_PREFIX_DELEGATION`). */
  readonly prefixDelegation: boolean;
  /** Whether pods have subnets of their own, so that the node's first interface carries none. */
  readonly customNetworking: boolean;
  /** The family of pod addresses; IPv6 always uses prefixes. */
  readonly ipFamily: "ipv4" | "ipv6";
}

/** IPv4 addresses in a /28 prefix. */
const addressesPerPrefix = 16;

/** Pods that use the node's own address, of which each node has two: the CNI and kube-proxy. */
const hostNetworkPods = 2;

/**
 * The greatest number of pods that every node of the group can give addresses to, which its kubelet has to be told
 * (`max-pods`): the least over the types of the group, as all of them start from one launch template.
 *
 * The formula is AWS's: interfaces × (addresses of an interface − 1) + 2; an interface fewer with custom networking;
 * sixteen times the addresses with prefixes; never above 110 below 30 vCPUs and 250 from there on, with or without
 * prefixes. An IPv6 prefix has more addresses than any node can use: the result is the one of IPv4 prefixes.
 *
 * Source: EKS User Guide, "Choose an optimal Amazon EC2 node instance type" (the limits of managed node groups), and
 * `max-pods-calculator.sh` and nodeadm of https://github.com/awslabs/amazon-eks-ami. nodeadm by itself applies neither
 * prefixes nor limits, and a group whose launch template names an image is told nothing by EKS.
 * @throws RangeError if there is no type, or prefixes are asked of one that has none (`nitro` is false)
 */
export function maxPods({ instanceTypes, prefixDelegation, customNetworking, ipFamily }: MaxPodsOptions): number {
  if (instanceTypes.length === 0) throw new RangeError("a node group needs at least one instance type");
  const prefixes = prefixDelegation || ipFamily === "ipv6";
  return Math.min(...instanceTypes.map((type) => maxPodsOfType(type, prefixes, customNetworking)));
}

function maxPodsOfType(type: InstanceType, prefixes: boolean, customNetworking: boolean): number {
  if (prefixes && !type.nitro) throw new RangeError(`${type.name} cannot use prefixes, which need Nitro`);
  const interfaces = type.enis - (customNetworking ? 1 : 0);
  // The first address of an interface is its own.
  const slots = interfaces * (type.ipv4PerEni - 1);
  return Math.min(slots * (prefixes ? addressesPerPrefix : 1) + hostNetworkPods, greatestRecommended(type));
}

function greatestRecommended({ vcpus }: InstanceType): number {
  return vcpus < 30 ? 110 : 250;
}
