import type { Problem } from "../core";

/** Workloads let in the addresses of a load balancer that sends to them itself: those of its network. */
export function checkCallers(networkCidrs: readonly string[] | undefined, ipFamily: "ipv4" | "ipv6"): Problem[] {
  if (networkCidrs === undefined || networkCidrs.length === 0) {
    return [
      {
        path: ["provider"],
        message: "the addresses of the network are not known, so that workloads could not let its load balancer in",
        found: "a network without CIDRs",
        fix: "add the CIDRs of the network to slipway:network, or write provider: envoy",
      },
    ];
  }
  if (ipFamily === "ipv4" || networkCidrs.some((cidr) => cidr.includes(":"))) return [];
  return [
    {
      path: ["provider"],
      message: "AWS chooses the IPv6 addresses of its load balancer, so that workloads could not let it in",
      found: "a cluster of IPv6",
      allowed: "a cluster of IPv4",
      fix: "write provider: envoy",
    },
  ];
}
