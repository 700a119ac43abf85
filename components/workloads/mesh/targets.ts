import type { PlatformCapabilities } from "../../cluster";
import { needsRequests, splitPort } from "../../mesh";
import { linkLabel, type LinkTarget, type ResolvedLink } from "../exposure/links";
import { meshFor, type MeshedFields } from "./meshed-workload";

/** What those who link to a workload have to know of its part in the mesh. */
export type MeshTarget = Pick<LinkTarget, "looksAtRequests" | "splitsTo" | "takesMeshAlone">;

/**
 * What those who link to a workload have to know of its part in the mesh.
 * @param targetOf finds whom a share of the requests goes to
 */
export function meshTarget<Target>(
  spec: MeshedFields<Target>,
  capabilities: PlatformCapabilities | undefined,
  targetOf: (to: Target) => LinkTarget | undefined,
): MeshTarget {
  const mesh = meshFor(spec, capabilities);
  if (mesh === undefined) return {};
  const splitsTo = (spec.mesh?.split ?? []).flatMap((share): ResolvedLink[] => {
    const target = targetOf(share.to);
    const port = target === undefined ? undefined : splitPort(target.ports, share.port);
    return target === undefined || port === undefined ? [] : [{ target, port }];
  });
  return {
    ...(needsRequests(spec.mesh) ? { looksAtRequests: true } : {}),
    ...(splitsTo.length === 0 ? {} : { splitsTo }),
    ...((spec.mesh?.mtls ?? mesh.mtls ?? "strict") === "strict" ? { takesMeshAlone: true } : {}),
  };
}

/** Links, and those to what their targets send a share of their requests to; each once. */
export function withSplits(links: readonly ResolvedLink[]): ResolvedLink[] {
  const all = [...links, ...links.flatMap(({ target }) => target.splitsTo ?? [])];
  return [...new Map(all.map((link) => [linkLabel(link), link])).values()];
}
