import type { Tier } from "./handle";

/** The tag `Name`, which the console shows: the logical name, after the cluster's where one is given. */
export function nameTag(logicalName: string, clusterName: string | undefined): Record<string, string> {
  return { Name: clusterName === undefined ? logicalName : `${clusterName}-${logicalName}` };
}

/**
 * The tags by which controllers find subnets: load balancers by `kubernetes.io/role/…`, and Karpenter the subnets of its
 * nodes by `karpenter.sh/discovery`. Isolated subnets and those for pods have none, so nothing is put there by chance.
 */
export function discoveryTags(tier: Tier, clusterName: string | undefined): Record<string, string> {
  if (tier !== "public" && tier !== "private") return {};
  const role = tier === "public" ? "elb" : "internal-elb";
  return {
    [`kubernetes.io/role/${role}`]: "1",
    ...(clusterName === undefined ? {} : { [`kubernetes.io/cluster/${clusterName}`]: "shared" }),
    ...(clusterName === undefined || tier === "public" ? {} : { "karpenter.sh/discovery": clusterName }),
  };
}
