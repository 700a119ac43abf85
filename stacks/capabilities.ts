import { blockStorageClass, sharedStorageClass } from "../components/addons";
import type { PlatformCapabilities } from "../components/cluster";
import type { EksClusterConfig, NetworkConfig, StackConfig } from "./config/schema";

/**
 * What workloads may rely on: on EKS what this program installs, with what the environment says of the rest; in a cluster that is
 * there already only what it says. Stated lists and classes are added to those that are known, everything else takes their place.
 * @returns undefined where nothing is known: then workloads count on Kubernetes alone
 */
export function platformCapabilities(config: Partial<StackConfig>): PlatformCapabilities | undefined {
  const { cluster, capabilities } = config;
  if (cluster?.target !== "eks") return capabilities;
  const derived = derivedFrom(config, cluster);
  return {
    ...derived,
    ...capabilities,
    zones: union(derived.zones, capabilities?.zones),
    nodePurposes: union(derived.nodePurposes, capabilities?.nodePurposes),
    storageClasses: { ...derived.storageClasses, ...capabilities?.storageClasses },
  };
}

/**
 * The same for a check, without what follows from sections of which something is wrong.
 * @param unsound sections whose shape is wrong
 */
export function checkedCapabilities(
  config: Partial<StackConfig>,
  unsound: readonly string[],
): PlatformCapabilities | undefined {
  if (unsound.includes("slipway:capabilities")) return everything;
  const known = platformCapabilities(config);
  if (known === undefined) return unsound.includes("slipway:cluster") ? everything : undefined;
  const isUnsound = (...sections: string[]) => sections.some((section) => unsound.includes(section));
  return {
    ...known,
    ...(isUnsound("slipway:network", "slipway:aws", "slipway:cluster") ? { zones: undefined } : {}),
    ...(isUnsound("slipway:cluster") ? { nodePurposes: undefined, ipFamilies: everything.ipFamilies } : {}),
    ...(isUnsound("slipway:cluster", "slipway:addOns") ? { storageClasses: undefined } : {}),
  };
}

/** Nothing is missing: what a check takes for granted where it is not known what there is. */
const everything = {
  ipFamilies: ["IPv4", "IPv6"],
  keda: true,
  prometheus: { url: "http://prometheus.unknown:9090", namespace: "unknown" },
  customMetrics: true,
  externalMetrics: true,
  verticalPodAutoscaler: true,
  dnsPolicies: "cilium",
  awsLoadBalancerController: true,
} as const satisfies PlatformCapabilities;

function derivedFrom({ network, addOns }: Partial<StackConfig>, cluster: EksClusterConfig): PlatformCapabilities {
  return {
    ...(network === undefined ? {} : { zones: zonesWithNodes(network, cluster) }),
    // The Services of a cluster on EKS are of one family, also where its network has both.
    ipFamilies: [cluster.ipFamily === "ipv6" ? "IPv6" : "IPv4"],
    // The nodes of Auto Mode have no purpose.
    nodePurposes: [...new Set(Object.values(cluster.nodeGroups ?? {}).map(({ purpose }) => purpose))],
    storageClasses: {
      [blockStorageClass]: { expandable: true, isDefault: true },
      // Its volumes have no size that would be held to.
      ...(addOns?.sharedStorage === true ? { [sharedStorageClass]: { expandable: false, shared: true } } : {}),
    },
  };
}

function zonesWithNodes(network: NetworkConfig, { nodeGroups = {} }: EksClusterConfig): readonly string[] {
  const all = "vpcId" in network ? Object.keys(network.subnets.private ?? {}) : network.zones;
  const groups = Object.values(nodeGroups);
  return groups.length === 0 ? all : all.filter((zone) => groups.some(({ zones = all }) => zones.includes(zone)));
}

function union(known: readonly string[] | undefined, stated: readonly string[] | undefined) {
  if (known === undefined) return stated;
  return stated === undefined ? known : [...new Set([...known, ...stated])];
}
