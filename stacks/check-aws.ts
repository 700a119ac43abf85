import { checkClusterName, checkControlPlane, checkNodes } from "../components/cluster";
import { under, type Problem } from "../components/core";
import { checkExistingVpc, checkRegion, checkVpc } from "../components/network";
import type { AwsConfig, EksClusterConfig, NetworkConfig, StackConfig } from "./config/schema";

/** The sections that only a cluster on EKS needs. */
const awsSections = { stage: "slipway:stage", aws: "slipway:aws", network: "slipway:network", addOns: "slipway:addOns" } as const;
type AwsSection = keyof typeof awsSections;

const examples: Readonly<Record<Exclude<AwsSection, "addOns">, string>> = {
  stage: "add 'slipway:stage: development', or staging, or production",
  aws: "add slipway:aws with region: …, as in Pulumi.dev.yaml",
  network: "add slipway:network with cidr: … and zones: […], as in Pulumi.dev.yaml",
};

/**
 * What is wrong with the part of a configuration that is about AWS: what its sections mean to each other.
 * @param present sections that stand in the file, be they right or wrong
 * @param today the day on which versions are judged, `YYYY-MM-DD`
 */
export function checkAws(config: Partial<StackConfig>, present: readonly string[], today: string): Problem[] {
  const { cluster } = config;
  if (cluster === undefined) return [];
  if (cluster.target === "existing") return checkUnused(present);
  return [
    ...checkMissing(present),
    ...(config.aws === undefined ? [] : under(["slipway:aws"], checkAccount(config.aws))),
    ...(config.network === undefined || config.aws === undefined
      ? []
      : under(["slipway:network"], checkNetwork(config.network, config.aws))),
    ...under(["slipway:cluster"], checkCluster(cluster, config, today)),
  ];
}

function checkUnused(present: readonly string[]): Problem[] {
  return Object.values(awsSections)
    .filter((section) => section !== "slipway:stage" && present.includes(section))
    .map((section) => ({
      path: [section],
      message: "it would have no effect: the cluster is there already",
      found: "target: existing in slipway:cluster",
      fix: "remove this section, or write target: eks",
    }));
}

function checkMissing(present: readonly string[]): Problem[] {
  return (Object.keys(examples) as (keyof typeof examples)[])
    .filter((key) => !present.includes(awsSections[key]))
    .map((key) => ({
      path: [awsSections[key]],
      message: "this section is missing, and a cluster on EKS needs it",
      fix: examples[key],
    }));
}

function checkAccount({ region, accountId, role }: AwsConfig): Problem[] {
  const account = role?.split(":")[4];
  return [
    ...checkRegion(region),
    ...(accountId === undefined || account === undefined || account === accountId
      ? []
      : [
          {
            path: ["role"],
            message: "the role belongs to another account than the one that is meant",
            found: role ?? "",
            allowed: `a role of the account ${accountId}`,
            fix: "correct role, or accountId",
          },
        ]),
  ];
}

function checkNetwork(network: NetworkConfig, { region }: AwsConfig): Problem[] {
  // Told of the region itself, and nothing can be said of zones and subnets in a region that does not exist.
  if (checkRegion(region).length > 0) return [];
  return "vpcId" in network ? checkExistingVpc({ ...network, region }) : checkVpc({ ...network, region });
}

function checkCluster(cluster: EksClusterConfig, config: Partial<StackConfig>, today: string): Problem[] {
  const { aws, network } = config;
  return [
    ...(cluster.name === undefined ? [] : checkClusterName(cluster.name, ["name"])),
    ...checkControlPlane(cluster, { creator: aws?.role, today }),
    ...(config.stage === "production" ? checkProduction(cluster) : []),
    ...(aws === undefined || network === undefined
      ? []
      : checkNodes(cluster, surroundings(aws, network))),
  ];
}

function surroundings({ region }: AwsConfig, network: NetworkConfig) {
  const isDualStack = network.ipv6 ?? false;
  return "vpcId" in network
    ? { region, isDualStack, zones: Object.keys(network.subnets.private ?? {}), hasPodSubnets: network.subnets.pods !== undefined }
    : { region, isDualStack, zones: network.zones, hasPodSubnets: network.podCidr !== undefined };
}

function checkProduction(cluster: EksClusterConfig): Problem[] {
  return (cluster.publicAccessCidrs ?? [])
    .map((cidr, index) => ({ cidr, index }))
    .filter(({ cidr }) => cidr.endsWith("/0"))
    .map(({ cidr, index }) => ({
      path: ["publicAccessCidrs", index],
      message: "in production the API server may not be open to the whole internet",
      found: cidr,
      allowed: "addresses of your own, such as 203.0.113.0/24",
      fix: "name the addresses of your office and pipelines, or remove the key for a private endpoint",
    }));
}
