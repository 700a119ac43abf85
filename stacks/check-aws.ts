import { checkClusterName, checkControlPlane, checkNodes } from "../components/cluster";
import { isReservedTag, under, type Problem } from "../components/core";
import { checkCoreAddOns } from "../components/addons";
import { checkExistingVpc, checkRegion, checkVpc, isEveryone } from "../components/network";
import { coreAddOns, statedCoreKeys } from "./add-ons";
import type { AddOnsConfig, AwsConfig, EksClusterConfig, NetworkConfig, StackConfig } from "./config/schema";

/** What to add where a section that a cluster on EKS needs is missing. */
const examples = {
  "slipway:stage": "add 'slipway:stage: development', or staging, or production",
  "slipway:aws": "add slipway:aws with region: …, as in Pulumi.dev.yaml",
  "slipway:network": "add slipway:network with cidr: … and zones: […], as in Pulumi.dev.yaml",
} as const;

/** Sections that say nothing of a cluster that is there already. */
const eksOnly = ["slipway:aws", "slipway:network"];

/**
 * What is wrong with the part of a configuration that is about AWS: what its sections mean to each other. A section that is left out because
 * its shape is wrong keeps no other from being checked.
 * @param present sections that stand in the file, be they right or wrong
 * @param today the day on which versions are judged, `YYYY-MM-DD`
 */
export function checkAws(config: Partial<StackConfig>, present: readonly string[], today: string): Problem[] {
  const { aws, network, cluster } = config;
  if (cluster?.target === "existing") {
    return [...checkUnused(present), ...under(["slipway:addOns"], checkUnusedAddOns(config.addOns))];
  }
  return [
    ...(cluster === undefined ? [] : checkMissing(present)),
    ...(aws === undefined ? [] : under(["slipway:aws"], checkAccount(aws))),
    ...(network === undefined ? [] : under(["slipway:network"], checkNetwork(network, aws?.region ?? ""))),
    ...(cluster === undefined ? [] : under(["slipway:cluster"], checkCluster(cluster, config, today))),
    ...under(["slipway:addOns"], checkCoreAddOns(coreAddOns(config.addOns), cluster?.autoMode ?? false)),
  ];
}

function checkUnused(present: readonly string[]): Problem[] {
  const unused = eksOnly.filter((section) => present.includes(section));
  if (unused.length === 0) return [];
  return [
    {
      path: ["slipway:cluster", "target"],
      message: "the cluster is there already, so what the file says of AWS would have no effect",
      found: `existing, beside ${unused.join(", ")}`,
      fix: `write target: eks for a cluster that is made here, or remove ${unused.join(", ")}`,
    },
  ];
}

/** Storage and add-ons of EKS itself, beside a cluster that is there already. */
function checkUnusedAddOns(addOns: AddOnsConfig | undefined): Problem[] {
  return statedCoreKeys(addOns).map((key) => ({
    path: [key],
    message: "the cluster is there already, with the storage that it has: this is for one on EKS that is made here",
    found: `${key}, with target: existing`,
    fix: "remove it; classes of storage that are there are named under slipway:capabilities.storageClasses",
  }));
}

function checkMissing(present: readonly string[]): Problem[] {
  return Object.entries(examples)
    .filter(([section]) => !present.includes(section))
    .map(([section, fix]) => ({
      path: [section],
      message: "this section is missing, and a cluster on EKS needs it",
      fix,
    }));
}

function checkAccount({ region, accountId, role, tags = {} }: AwsConfig): Problem[] {
  const account = role?.split(":")[4];
  return [
    ...Object.keys(tags)
      .filter(isReservedTag)
      .map((key) => ({
        path: ["tags", key],
        message: "this tag is set by the program or by AWS itself: rules and the audit go by it",
        found: key,
        allowed: "any key but Project, Environment, Stage, ManagedBy, Name, aws:…, eks:… and kubernetes.io/…",
        fix: "use another key",
      })),
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

/** The region is told of where it stands; of zones in one that does not exist nothing can be said. */
function checkNetwork(network: NetworkConfig, region: string): Problem[] {
  const problems =
    "vpcId" in network
      ? checkExistingVpc({ ...network, region })
      : // Any name will do: what matters is that a cluster will use the network.
        checkVpc({ ...network, region, clusterName: "cluster" });
  return [...problems.filter(({ path }) => path[0] !== "region"), ...checkZoneCount(network)];
}

/** No zone at all is told of by the check of the network. */
function checkZoneCount(network: NetworkConfig): Problem[] {
  const zones = zonesOf(network);
  if (zones.length !== 1) return [];
  return [
    {
      path: "vpcId" in network ? ["subnets", "private"] : ["zones"],
      message: "EKS keeps a cluster in two zones at least, and nodes in one zone fail with it",
      found: zones.join(", "),
      allowed: "two zones or more; three in production",
      fix: "vpcId" in network ? "add the private subnet of another zone" : "add a zone",
    },
  ];
}

function zonesOf(network: NetworkConfig): readonly string[] {
  return "vpcId" in network ? Object.keys(network.subnets.private ?? {}) : network.zones;
}

function checkCluster(cluster: EksClusterConfig, config: Partial<StackConfig>, today: string): Problem[] {
  const { aws, network, stage, environment = "" } = config;
  return [
    ...checkClusterName(cluster.name ?? `slipway-${environment}`, ["name"]),
    ...checkControlPlane(cluster, { creator: aws?.role, today }),
    ...(stage === "production" ? checkProduction(cluster) : []),
    ...checkNodes(cluster, surroundings(cluster, network, aws?.region ?? "")).filter(
      (problem) => network === undefined || new Set(zonesOf(network)).size > 1 || !followsFromOneZone(problem),
    ),
  ];
}

/** What is not known of the network is taken as what the cluster needs. */
function surroundings(cluster: EksClusterConfig, network: NetworkConfig | undefined, region: string) {
  const zones = network === undefined ? [] : zonesOf(network);
  const named = Object.values(cluster.nodeGroups ?? {}).flatMap((group) => group.zones ?? []);
  return {
    region,
    zones: zones.length > 0 ? zones : [...named, "one zone", "another zone"],
    isDualStack: network === undefined || network.ipv6 === true,
    hasPodSubnets: network === undefined || hasPodSubnets(network),
  };
}

function hasPodSubnets(network: NetworkConfig): boolean {
  return "vpcId" in network ? Object.keys(network.subnets.pods ?? {}).length > 0 : network.podCidr !== undefined;
}

/** The zones of a network are told of there, once: not for the cluster and each of its groups again. */
function followsFromOneZone({ path: [field, , inner] }: Problem): boolean {
  return field === undefined || (field === "nodeGroups" && inner === undefined);
}

function checkProduction(cluster: EksClusterConfig): Problem[] {
  return (cluster.publicAccessCidrs ?? [])
    .map((cidr, index) => ({ cidr, index }))
    .filter(({ cidr }) => isEveryone(cidr))
    .map(({ cidr, index }) => ({
      path: ["publicAccessCidrs", index],
      message: "in production the API server may not be open to the whole internet",
      found: cidr,
      allowed: "addresses of your own, such as 203.0.113.0/24",
      fix: "name the addresses of your office and pipelines, or remove the key for a private endpoint",
    }));
}
