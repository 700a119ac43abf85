import type { ClusterHandle, ObservabilityCapability, PlatformCapabilities } from "../components/cluster";
import { observabilityCapability, type ObservabilitySurroundings } from "../components/observability";
import { isDoubled, nodeGroupsOf } from "./add-ons";
import { clusterNameOf } from "./cluster-name";
import { applicationOutlines, publicAddresses } from "./outlines";
import { gatewayOf } from "./traffic";
import type { StackConfig } from "./config/schema";

/**
 * What is known of the place of observability before anything is made, without the add-ons and the mesh, which follow from it in part.
 * @param capabilities what the environment has besides its add-ons
 */
export function observabilitySurroundings(
  config: Partial<StackConfig>,
  target: ClusterHandle["target"],
  capabilities: PlatformCapabilities | undefined,
): ObservabilitySurroundings {
  const { aws, cluster, stage, environment = "" } = config;
  const isProduction = stage === "production";
  const stated = cluster?.target === "eks" ? cluster.protected : undefined;
  const gateway = gatewayOf(config, capabilities) ?? capabilities?.gateway;
  return {
    target,
    isProduction,
    isProtected: stated ?? isProduction,
    highlyAvailable: isDoubled(config),
    ipFamily: cluster?.ipFamily ?? "ipv4",
    clusterName: clusterNameOf(cluster, environment),
    region: target === "eks" ? aws?.region : undefined,
    zones: capabilities?.zones,
    nodes: nodeGroupsOf(config)?.reduce((sum, { min }) => sum + min, 0),
    addOns: [],
    gateway,
    mesh: capabilities?.mesh,
    applications: applicationOutlines(config),
    addresses: publicAddresses(config, gateway),
    prometheusNamespace: capabilities?.prometheus?.namespace,
    capabilities,
  };
}

/** What workloads get of the observability of a configuration by itself; undefined where nothing is asked for. */
export function observabilityOf(
  config: Partial<StackConfig>,
  capabilities: PlatformCapabilities | undefined,
): ObservabilityCapability | undefined {
  const { observability, cluster } = config;
  if (observability === undefined || cluster === undefined) return undefined;
  return observabilityCapability(observability, observabilitySurroundings(config, cluster.target, capabilities));
}
