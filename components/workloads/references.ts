import type { Problem } from "../core";
import { checkClaimedValue } from "./claims/claims";
import { checkLink, checkLinkNamespace, type LinkTarget } from "./exposure/links";
import { plainNameOf } from "./namespace/namespace";
import { claimsOf, linksOf } from "./workload-check";
import type { WorkloadFields, WorkloadPlace } from "./workload-spec";

/** What is wrong with what a workload's links, claims and grants lead to, outside of an `Application`. */
export function checkReferences(spec: WorkloadFields & WorkloadPlace): Problem[] {
  return [
    ...linksOf<LinkTarget>(spec).flatMap(([path, link]) => [
      ...checkLink(path, link),
      ...checkLinkNamespace(path, link, plainNameOf(spec.namespace)),
    ]),
    ...claimsOf(spec).flatMap(([path, claimed]) => checkClaimedValue(path, claimed)),
    ...checkGrantNamespace(spec),
  ];
}

/** An identity is bound to the names of a namespace and of an account, and so both must be known before anything is made. */
function checkGrantNamespace(spec: WorkloadFields & WorkloadPlace): Problem[] {
  if (plainNameOf(spec.namespace) !== undefined) return [];
  const claimed = claimsOf(spec).find(
    ([, { fromClaim }]) => typeof fromClaim !== "string" && fromClaim.grants.length > 0,
  );
  return [...(spec.grants === undefined ? [] : [["grants"]]), ...(claimed === undefined ? [] : [claimed[0]])].map(
    (path) => ({
      path,
      message: "permissions are given to a service account by the name of its namespace, which is not known yet",
      allowed: "a namespace as a text, or a Namespace of this program",
      fix: "pass the Namespace itself: namespace: shop, not shop.namespaceName",
    }),
  );
}
