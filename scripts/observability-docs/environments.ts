import type { AddOnSurroundings } from "../../components/addons";
import type { ObservabilitySurroundings } from "../../components/observability";

/** Environments that the page counts for: the one with one of each, and the one with several. */
export const environments = {
  development: { isProduction: false, highlyAvailable: false },
  production: { isProduction: true, highlyAvailable: true },
} as const;

export type EnvironmentName = keyof typeof environments;
export const environmentNames = Object.keys(environments) as readonly EnvironmentName[];

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/** An environment on EKS as observability sees it. */
export function observabilityAround(environment: EnvironmentName): ObservabilitySurroundings {
  const { isProduction } = environments[environment];
  return {
    ...environments[environment],
    target: "eks",
    ipFamily: "ipv4",
    clusterName: "docs",
    region: "eu-central-1",
    zones: isProduction ? zones : zones.slice(0, 2),
    nodes: undefined,
    isProtected: isProduction,
    addOns: [],
    gateway: undefined,
    mesh: undefined,
    applications: [],
    addresses: [{ name: "shop-frontend", url: "https://shop.example.com/" }],
    prometheusNamespace: "monitoring",
    capabilities: undefined,
  };
}

/** The same environment as add-ons see it. */
export function addOnsAround(environment: EnvironmentName): AddOnSurroundings {
  return {
    ...environments[environment],
    target: "eks",
    kubernetesVersion: undefined,
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: undefined,
    capabilities: undefined,
  };
}
