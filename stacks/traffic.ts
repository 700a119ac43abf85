import type { ClusterHandle, GatewayCapability, PlatformCapabilities } from "../components/cluster";
import {
  gatewayCapability,
  loadBalancerCidrs,
  type GatewaySurroundings,
  type LoadBalancerCidrs,
} from "../components/gateway";
import { plannedCidrs } from "../components/network";
import { isDoubled } from "./add-ons";
import type { AddOnsConfig, StackConfig } from "./config/schema";

/**
 * What is known of the place of a gateway before anything is made.
 * @param capabilities what the environment has besides its add-ons
 */
export function gatewaySurroundings(
  config: Partial<StackConfig>,
  target: ClusterHandle["target"],
  capabilities: PlatformCapabilities | undefined,
): GatewaySurroundings {
  const { aws, cluster, network, stage, observability, addOns = {} } = config;
  const { certManager, prometheusOperatorCrds, preset } = addOns;
  const hasPreset = preset === "standard" || preset === "full";
  return {
    target,
    isProduction: stage === "production",
    highlyAvailable: isDoubled(config),
    autoMode: cluster?.target === "eks" && cluster.autoMode === true,
    ipFamily: cluster?.ipFamily ?? "ipv4",
    region: target === "eks" ? aws?.region : undefined,
    loadBalancerCidrs: balancersOf(network),
    dualStackNetwork: network === undefined ? undefined : (network.ipv6 ?? false),
    issuers: issuersOf(certManager, capabilities),
    requiresSourceRanges: (capabilities?.admission ?? []).some(({ openLoadBalancers }) => openLoadBalancers === false),
    prometheusNamespace: capabilities?.prometheus?.namespace,
    hasMonitors:
      prometheusOperatorCrds === undefined
        ? hasPreset || observability?.metrics !== undefined
        : prometheusOperatorCrds !== false,
  };
}

/**
 * The same for a check: what is not known, as something is wrong with it, is not checked.
 * @param unsound sections of which something is wrong
 */
export function checkedSurroundings(
  config: Partial<StackConfig>,
  target: ClusterHandle["target"],
  environment: PlatformCapabilities | undefined,
  unsound: readonly string[],
): GatewaySurroundings {
  const around = gatewaySurroundings(config, target, environment);
  const isUnsound = (section: string) => unsound.includes(section);
  return {
    ...around,
    ...(isUnsound("slipway:addOns") || isUnsound("slipway:capabilities") ? { issuers: undefined } : {}),
    ...(isUnsound("slipway:network") ? { dualStackNetwork: undefined, loadBalancerCidrs: undefined } : {}),
    ...(isUnsound("slipway:aws") ? { region: undefined } : {}),
  };
}

/** The gateway of a configuration, as workloads see it. */
export function gatewayOf(
  config: Partial<StackConfig>,
  capabilities: PlatformCapabilities | undefined,
): GatewayCapability | undefined {
  const { gateway, cluster } = config;
  if (gateway === undefined || cluster === undefined) return undefined;
  return gatewayCapability(gateway, gatewaySurroundings(config, cluster.target, capabilities));
}

/** Where load balancers will be; undefined where there is no network, or none that can be planned. */
function balancersOf(network: StackConfig["network"]): LoadBalancerCidrs | undefined {
  if (network === undefined) return undefined;
  const cidrs = "vpcId" in network ? (network.cidrs ?? {}) : plannedCidrs(network);
  return cidrs === undefined ? undefined : loadBalancerCidrs(cidrs);
}

/**
 * Names of the issuers: those of the add-on, or of cert-manager where it is there already. Where neither is said, cert-manager comes with the
 * gateway, and without issuers. Undefined where it is switched off: that is another mistake.
 */
function issuersOf(
  certManager: AddOnsConfig["certManager"],
  capabilities: PlatformCapabilities | undefined,
): readonly string[] | undefined {
  if (typeof certManager === "object") return Object.keys(certManager.issuers ?? {});
  const { certManager: there } = capabilities ?? {};
  if (certManager !== true && there !== undefined) return there.issuers;
  return certManager === false ? undefined : [];
}
