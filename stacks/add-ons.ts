import type { AddOnSurroundings, CoreAddOnsSpec, Mirrors, PlatformAddOnsSpec } from "../components/addons";
import {
  defaultKubernetesVersion,
  kubernetesVersions,
  type ClusterHandle,
  type PlatformCapabilities,
} from "../components/cluster";
import type { AddOnsConfig, StackConfig } from "./config/schema";

/** Keys of the section that are about what EKS itself keeps: it has no other add-ons for them. */
const coreKeys = ["blockStorage", "sharedStorage", "versions"] as const satisfies (keyof CoreAddOnsSpec)[];

/** What a configuration says of the add-ons that EKS itself keeps. */
export function coreAddOns(config: AddOnsConfig = {}): CoreAddOnsSpec {
  return Object.fromEntries(Object.entries(config).filter(([key]) => isCoreKey(key)));
}

/** What a configuration says of all others. */
export function platformAddOns(config: AddOnsConfig = {}): PlatformAddOnsSpec {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !isCoreKey(key)));
}

/** Those that are stated, of the keys that say nothing of a cluster that is there already. */
export function statedCoreKeys(config: AddOnsConfig = {}): string[] {
  return coreKeys.filter((key) => config[key] !== undefined);
}

/** Whether any add-on is asked for but EKS's own. */
export function asksForAddOns(spec: PlatformAddOnsSpec): boolean {
  return Object.values(spec).some((choice) => choice !== undefined && choice !== false);
}

/** Whether what there may be several of there are several of: everywhere but in development, and where nothing is said. */
export function isDoubled({ stage }: Partial<StackConfig>): boolean {
  return stage === "production" || stage === "staging";
}

/** Where charts and images are taken from. */
export function mirrorsOf({ charts, images, manifests }: Partial<StackConfig>): Mirrors {
  return {
    ...(charts === undefined ? {} : { charts: charts.mirror }),
    ...(images === undefined ? {} : { images: images.mirror }),
    ...(manifests === undefined ? {} : { manifests: manifests.mirror }),
  };
}

/** The groups of nodes of a cluster on EKS, as add-ons look at them; undefined where they are not known. */
export function nodeGroupsOf({ cluster }: Partial<StackConfig>): AddOnSurroundings["nodeGroups"] {
  if (cluster?.target !== "eks" || cluster.autoMode === true) return undefined;
  return Object.values(cluster.nodeGroups ?? {}).map(({ purpose, size }) => ({ purpose, min: size.min }));
}

/**
 * What is known of the cluster of a configuration before anything is made.
 * @param capabilities what it has besides its add-ons
 */
export function addOnSurroundings(
  config: Partial<StackConfig>,
  target: ClusterHandle["target"],
  capabilities: PlatformCapabilities | undefined,
): AddOnSurroundings {
  const { cluster, stage } = config;
  return {
    target,
    isProduction: stage === "production",
    highlyAvailable: isDoubled(config),
    kubernetesVersion: target === "eks" ? kubernetesVersionOf(config) : undefined,
    autoMode: cluster?.target === "eks" && cluster.autoMode === true,
    ipFamily: cluster?.ipFamily ?? "ipv4",
    nodeGroups: nodeGroupsOf(config),
    capabilities,
  };
}

/** Of a version that EKS does not have nothing is said but that. */
function kubernetesVersionOf({ cluster }: Partial<StackConfig>): string | undefined {
  const wanted = (cluster?.target === "eks" ? cluster.version : undefined) ?? defaultKubernetesVersion;
  return kubernetesVersions.find(({ version }) => version === wanted)?.version;
}

function isCoreKey(key: string): boolean {
  return coreKeys.some((known) => known === key);
}
