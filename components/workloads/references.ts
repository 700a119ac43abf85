import { didYouMean, type Problem } from "../core";
import { checkClaimedValue } from "./claims/claims";
import { checkLink, checkLinkNamespace, type LinkTarget } from "./exposure/links";
import { planPorts, type PlannedPort, type Ports } from "./exposure/ports";
import { checkMeshLinks, checkMeshPlace, checkSplit } from "./mesh/check-mesh";
import { plainNameOf } from "./namespace/namespace";
import { checkObservedPlace } from "./observation/check-observation";
import type { ObjectiveFields } from "./observation/observed-fields";
import { claimsOf, linksOf } from "./workload-check";
import type { WorkloadFields, WorkloadPlace } from "./workload-spec";

/** What is wrong with what a workload's links, claims and grants lead to, outside of an `Application`. */
export function checkReferences(
  spec: WorkloadFields & WorkloadPlace & ObjectiveFields & { readonly ports?: Ports | undefined },
): Problem[] {
  const links = linksOf<LinkTarget>(spec);
  const ports = planPorts(spec.ports);
  return [
    ...checkMeshPlace(spec, spec.capabilities, plainNameOf(spec.namespace), ports),
    ...checkRoutedPorts(spec.routedPorts, ports),
    ...checkMeshLinks(
      spec,
      spec.capabilities,
      links.map(([path, { linkTo }]) => [path, linkTo]),
    ),
    ...(spec.mesh?.split ?? []).flatMap((share, index, all) =>
      checkSplit(
        ["mesh", "split", index],
        share,
        spec.objectName,
        all.slice(0, index).map(({ to }) => to.objectName),
      ),
    ),
    ...links.flatMap(([path, link]) => [
      ...checkLink(path, link),
      ...checkLinkNamespace(path, link, plainNameOf(spec.namespace)),
    ]),
    ...claimsOf(spec).flatMap(([path, claimed]) => checkClaimedValue(path, claimed)),
    ...checkGrantNamespace(spec),
    ...checkObservedPlace(spec),
  ];
}

/** The gateway would not be let in to a port that is misspelt. */
function checkRoutedPorts(routedPorts: readonly string[] = [], ports: readonly PlannedPort[]): Problem[] {
  const known = ports.map(({ name }) => name);
  return [...routedPorts.entries()]
    .filter(([, name]) => !known.includes(name))
    .map(([index, name]) => {
      const meant = didYouMean(name, known);
      return {
        path: ["routedPorts", index],
        message: "the workload has no port of this name",
        found: name,
        allowed: known.length === 0 ? "nothing, as it has no ports" : known.join(", "),
        fix: meant === undefined ? "name one of its ports, or remove it" : `did you mean ${meant}?`,
      };
    });
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
