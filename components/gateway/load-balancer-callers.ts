import type { Problem } from "../core";
import type { CidrsByTier } from "../network";
import type { GatewaySurroundings } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";

/** CIDRs of the subnets that load balancers are put into, by who reaches them; empty where they are not known. */
export interface LoadBalancerCidrs {
  readonly public: readonly string[];
  readonly internal: readonly string[];
}

/** AWS puts public load balancers into public subnets, and internal ones into private subnets, where nodes and pods are too. */
export function loadBalancerCidrs({ public: outer = [], private: inner = [] }: CidrsByTier): LoadBalancerCidrs {
  return { public: outer, internal: inner };
}

/** The ranges that the load balancer of a gateway connects from, in the family of the pods. */
export function callersOf(
  { exposure = "public" }: Pick<GatewaySpec, "exposure">,
  { loadBalancerCidrs: known, ipFamily }: Pick<GatewaySurroundings, "loadBalancerCidrs" | "ipFamily">,
): readonly string[] {
  return (known?.[exposure] ?? []).filter((cidr) => cidr.includes(":") === (ipFamily === "ipv6"));
}

/** Who is let in as the load balancer must be known: everybody else would be believed what only it may say. */
export function checkCallers(
  spec: Pick<GatewaySpec, "exposure">,
  around: Pick<GatewaySurroundings, "loadBalancerCidrs" | "ipFamily">,
): Problem[] {
  const { loadBalancerCidrs: known, ipFamily } = around;
  if (known === undefined || callersOf(spec, around).length > 0) return [];
  const { exposure = "public" } = spec;
  const tier = exposure === "public" ? "public" : "private";
  if (ipFamily === "ipv6") {
    return [
      {
        path: ["provider"],
        message: "AWS chooses the IPv6 addresses of its load balancer, so that nobody else could be kept out",
        found: `a cluster of IPv6, and no IPv6 CIDRs of ${tier} subnets`,
        allowed: "a cluster of IPv4, or a VPC that is there already with its IPv6 CIDRs",
        fix: `write ipFamily: ipv4 in slipway:cluster, or name an existing VPC in slipway:network and add cidrs.${tier} there`,
      },
    ];
  }
  return [
    {
      path: ["provider"],
      message:
        "the addresses that its load balancer connects from are not known, so that nobody else could be kept out",
      found: `no CIDRs of ${tier} subnets`,
      allowed: "a network whose subnets for load balancers are known",
      fix: `add cidrs.${tier} to slipway:network where the VPC is there already, or let a new one have ${tier} subnets`,
    },
  ];
}
