import { addOnCapabilities, blockStorageClass, ownPrometheus, sharedStorageClass } from "../components/addons";
import type { PlatformCapabilities } from "../components/cluster";
import { addOnSurroundings, asksForAddOns } from "./add-ons";
import { observabilityOf } from "./observability";
import { gatewayOf } from "./traffic";
import { wantedAddOns } from "./wanted-add-ons";
import type { EksClusterConfig, NetworkConfig, StackConfig } from "./config/schema";

/**
 * What workloads may rely on: what this program installs, with what the environment says of the rest. Stated lists and classes are added to
 * those that are known, everything else takes their place.
 * @returns undefined where nothing is known: then workloads count on Kubernetes alone
 */
export function platformCapabilities(config: Partial<StackConfig>): PlatformCapabilities | undefined {
  const { cluster } = config;
  const environment = environmentCapabilities(config);
  if (cluster === undefined) return environment;
  const addOns = wantedAddOns(config, cluster.target, environment);
  const gateway = gatewayOf(config, environment);
  const observability = observabilityOf(config, environment);
  if (!asksForAddOns(addOns) && gateway === undefined && observability === undefined) return environment;
  const surroundings = addOnSurroundings(config, cluster.target, environment);
  const brought = addOnCapabilities(addOns, surroundings);
  const nodePurposes = environment?.nodePurposes;
  const admission = [...(brought.admission ?? []), ...(environment?.admission ?? [])];
  return {
    ...brought,
    ...(gateway === undefined ? {} : { gateway }),
    ...(observability === undefined ? {} : { observability }),
    ...environment,
    // Where it is not known what nodes there are, those that an add-on starts are not all of them.
    ...(nodePurposes === undefined ? { nodePurposes } : { nodePurposes: union(nodePurposes, brought.nodePurposes) }),
    // Policies do not take each other's place.
    ...(admission.length === 0 ? {} : { admission }),
  };
}

/** Whether the Prometheus of the environment is made here. */
export function hasOwnPrometheus({ observability, addOns }: Partial<StackConfig>): boolean {
  const stated = addOns?.kubePrometheusStack;
  return stated === undefined ? observability?.metrics !== undefined : stated !== false;
}

/**
 * The same without what the add-ons of the platform bring: what they themselves may rely on. On EKS it follows from the network, the nodes
 * and the storage; of a cluster that is there already it is what the environment says.
 */
export function environmentCapabilities(config: Partial<StackConfig>): PlatformCapabilities | undefined {
  const { cluster, capabilities } = config;
  const prometheus = hasOwnPrometheus(config)
    ? { prometheus: { url: ownPrometheus.url, namespace: ownPrometheus.namespace } }
    : {};
  if (cluster?.target !== "eks") {
    return capabilities === undefined && !hasOwnPrometheus(config) ? undefined : { ...prometheus, ...capabilities };
  }
  const derived = derivedFrom(config, cluster);
  return {
    ...derived,
    ...prometheus,
    ...capabilities,
    zones: union(derived.zones, capabilities?.zones),
    nodePurposes: union(derived.nodePurposes, capabilities?.nodePurposes),
    storageClasses: { ...derived.storageClasses, ...capabilities?.storageClasses },
  };
}

/** Those of the environment for a check: nothing is missing of what is not known. */
export function checkedEnvironment(
  config: Partial<StackConfig>,
  unsound: readonly string[],
): PlatformCapabilities | undefined {
  return unsound.includes("slipway:capabilities") ? everything : environmentCapabilities(config);
}

/**
 * What workloads may rely on for a check, without what follows from sections of which something is wrong.
 * @param unsound sections whose shape is wrong
 */
export function checkedCapabilities(
  config: Partial<StackConfig>,
  unsound: readonly string[],
): PlatformCapabilities | undefined {
  if (unsound.includes("slipway:capabilities")) return everything;
  const known = platformCapabilities(config);
  const isUnsound = (...sections: string[]) => sections.some((section) => unsound.includes(section));
  if (known === undefined && !isUnsound("slipway:cluster", "slipway:addOns", "slipway:gateway")) return undefined;
  if (known === undefined && isUnsound("slipway:cluster")) return everything;
  return {
    ...known,
    ...(isUnsound("slipway:network", "slipway:aws", "slipway:cluster") ? { zones: undefined } : {}),
    ...(isUnsound("slipway:cluster") ? { ipFamilies: everything.ipFamilies } : {}),
    ...(isUnsound("slipway:mesh") ? { mesh: config.capabilities?.mesh } : {}),
    ...(isUnsound("slipway:gateway") ? { gateway: config.capabilities?.gateway } : {}),
    ...(isUnsound("slipway:observability")
      ? { prometheus: everything.prometheus, observability: ofObservability }
      : {}),
    ...(isUnsound("slipway:cluster", "slipway:addOns") ? { nodePurposes: undefined, storageClasses: undefined } : {}),
    ...(isUnsound("slipway:addOns") ? ofAddOns : {}),
    ...(isUnsound("slipway:cluster", "slipway:addOns") ? { admission: config.capabilities?.admission } : {}),
  };
}

/**
 * Whether a check takes for granted what there may not be: then nothing is missing, and nothing is asked for because it is there.
 * @param unsound sections whose shape is wrong
 */
export function assumesCapabilities(unsound: readonly string[]): boolean {
  const sections = ["capabilities", "cluster", "addOns", "gateway", "mesh", "observability"];
  return sections.some((section) => unsound.includes(`slipway:${section}`));
}

/** What may be seen of workloads. */
const ofObservability = { rules: true, dashboards: true } as const satisfies PlatformCapabilities["observability"];

/** What add-ons may bring. */
const ofAddOns = {
  keda: true,
  customMetrics: true,
  externalMetrics: true,
  verticalPodAutoscaler: true,
  awsLoadBalancerController: true,
  certManager: { issuers: [] },
  consul: { address: "consul.unknown:8501", namespace: "unknown", tls: true },
  cloudMap: { namespace: "unknown.internal" },
} as const satisfies PlatformCapabilities;

/** Nothing is missing: what a check takes for granted where it is not known what there is. */
const everything = {
  ...ofAddOns,
  ipFamilies: ["IPv4", "IPv6"],
  prometheus: { url: "http://prometheus.unknown:9090", namespace: "unknown" },
  observability: ofObservability,
  dnsPolicies: "cilium",
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
