import type { MeshCaller } from "../../mesh";
import { listWorkloads, type Workloads } from "../application-spec";
import { resolveLinks, type LinkTarget } from "../exposure/links";
import { claimsOf, linksOf } from "../workload-check";
import { withSplits } from "./targets";

/** Who calls each workload and claim of an application by links, by the name of what is called. Links were checked. */
export function callersOf(
  workloads: Workloads,
  targets: ReadonlyMap<string, LinkTarget>,
): ReadonlyMap<string, readonly MeshCaller[]> {
  const callers = new Map<string, MeshCaller[]>();
  const add = (called: string, caller: MeshCaller): void => {
    callers.set(called, [...(callers.get(called) ?? []), caller]);
  };
  for (const { name: objectName, spec } of listWorkloads(workloads)) {
    const links = resolveLinks(
      linksOf(spec).flatMap(([, link]) => {
        const linkTo = targets.get(link.linkTo);
        return linkTo === undefined ? [] : [{ ...link, linkTo }];
      }),
    );
    const ports = new Map<string, Set<string>>();
    for (const { target, port } of withSplits(links)) {
      ports.set(target.objectName, (ports.get(target.objectName) ?? new Set()).add(port.name));
    }
    for (const [called, names] of ports) add(called, { objectName, ports: [...names] });
    const claims = claimsOf(spec).flatMap(([, { fromClaim }]) => (typeof fromClaim === "string" ? [fromClaim] : []));
    for (const claim of new Set(claims)) add(claim, { objectName });
  }
  return callers;
}
