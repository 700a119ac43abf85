import type { PlatformCapabilities } from "../../cluster";
import type { Problem } from "../../core";
import { checkNotEmpty } from "./not-empty";
import type { ServiceFields } from "./service-spec";

/** Families of addresses that Services of a cluster can have, the first being its own. */
export type ClusterFamilies = readonly ("IPv4" | "IPv6")[];

/** The families of a cluster; undefined if nothing is known of it. */
export function clusterFamilies(
  capabilities: PlatformCapabilities | undefined,
  ipFamily: "ipv4" | "ipv6" | undefined,
): ClusterFamilies | undefined {
  if (capabilities?.ipFamilies !== undefined) return capabilities.ipFamilies;
  if (ipFamily === undefined) return undefined;
  return [ipFamily === "ipv6" ? "IPv6" : "IPv4"];
}

/** What is wrong with the families of addresses that a Service asks for. */
export function checkFamilies(service: ServiceFields, families: ClusterFamilies | undefined): Problem[] {
  const { ipFamilyPolicy = "SingleStack", ipFamilies = [] } = service;
  const isTwice = new Set(ipFamilies).size < ipFamilies.length;
  return [
    ...checkNotEmpty(["ipFamilies"], service.ipFamilies, "the cluster's own"),
    ...(isTwice
      ? [
          {
            path: ["ipFamilies"],
            message: "one family is named twice",
            found: ipFamilies.join(", "),
            fix: "name each once",
          },
        ]
      : []),
    ...(!isTwice && ipFamilies.length > 1 && ipFamilyPolicy === "SingleStack"
      ? [
          {
            path: ["ipFamilies"],
            message: "two families need a policy that asks for both",
            found: `${ipFamilies.join(", ")} with ${service.ipFamilyPolicy === undefined ? "no ipFamilyPolicy" : "ipFamilyPolicy SingleStack"}`,
            fix: "set ipFamilyPolicy to RequireDualStack or PreferDualStack, or name one family",
          },
        ]
      : []),
    ...(families === undefined ? [] : checkClusterFamilies(service, families)),
  ];
}

/** EKS has Services of one family, whatever its pods and nodes have. */
function checkClusterFamilies(
  { ipFamilyPolicy, ipFamilies = [] }: ServiceFields,
  families: ClusterFamilies,
): Problem[] {
  const has = `the cluster has Services of ${families.join(" and ")} alone`;
  const remedy = "if it has both, state them under slipway:capabilities.ipFamilies";
  return [
    ...(ipFamilyPolicy !== "RequireDualStack" || families.length > 1
      ? []
      : [
          {
            path: ["ipFamilyPolicy"],
            message: has,
            found: ipFamilyPolicy,
            allowed: "SingleStack, PreferDualStack",
            fix: `write PreferDualStack, which takes what there is; ${remedy}`,
          },
        ]),
    ...[...ipFamilies.entries()]
      .filter(([, family]) => !families.includes(family))
      .map(([index, family]) => ({
        path: ["ipFamilies", index],
        message: has,
        found: family,
        allowed: families.join(", "),
        fix: `remove ${family}; ${remedy}`,
      })),
  ];
}

/**
 * A load balancer without the family of its Service: the controller registers IPv6 addresses of pods as soon as the Service has that family, and refuses then
 * what is not dual stack. Paths are relative to the load balancer.
 */
export function checkBalancerFamily(
  { loadBalancer, ipFamilies }: ServiceFields,
  families: ClusterFamilies | undefined,
): Problem[] {
  const own = ipFamilies ?? families?.slice(0, 1) ?? [];
  if (!own.includes("IPv6") || loadBalancer?.ipAddressType === "dualstack") return [];
  return [
    {
      path: ["ipAddressType"],
      message: "the Service has IPv6 addresses, so its load balancer must have them too",
      found: loadBalancer?.ipAddressType ?? "ipv4, the default",
      allowed: "dualstack",
      fix: "set ipAddressType to dualstack",
    },
  ];
}
