import type { MeshPolicySpec } from "../mesh/policy-spec";
import type { OrderedFields } from "./application-spec";
import type { ClaimedValue, ClaimHandle } from "./claims/claim-spec";
import type { Link, LinkTarget } from "./exposure/links";
import { mapReferences, type Environment } from "./pod/environment";
import { mapRouted, type RoutedFields } from "./routed-workload";
import type { WorkloadFields } from "./workload-spec";

/** What names of an application stand for. */
export interface References {
  readonly targets: ReadonlyMap<string, LinkTarget>;
  readonly claims: ReadonlyMap<string, ClaimHandle>;
}

/** A workload whose names were replaced by what they stand for. */
export type Resolved<Spec> = Omit<Spec, keyof WorkloadFields | keyof OrderedFields | keyof RoutedFields> &
  WorkloadFields;

/** The same workload, with names replaced by what they stand for. The arguments were checked. */
export function resolveWorkload<Spec extends WorkloadFields<string>>(
  spec: Spec,
  references: References,
): Resolved<Spec> {
  const link = (one: Link<string>): Link | undefined => {
    const linkTo = references.targets.get(one.linkTo);
    if (linkTo === undefined && one.optional !== true) throw new Error(`the link to ${one.linkTo} was not checked`);
    return linkTo === undefined ? undefined : { ...one, linkTo };
  };
  const claim = ({ fromClaim, value }: ClaimedValue): ClaimedValue => {
    if (typeof fromClaim !== "string") return { fromClaim, value };
    const handle = references.claims.get(fromClaim);
    if (handle === undefined) throw new Error(`the claim ${fromClaim} was not checked`);
    return { fromClaim: handle, value };
  };
  const withEnv = <Container extends { readonly env?: Environment<string> | undefined }>(
    containers: Readonly<Record<string, Container>> | undefined,
  ) =>
    Object.fromEntries(
      Object.entries(containers ?? {}).map(([name, container]) => [
        name,
        { ...container, env: mapReferences(container.env ?? {}, { link, claim }) },
      ]),
    );
  return {
    ...spec,
    mesh: withTargets(spec.mesh, references.targets),
    env: mapReferences(spec.env ?? {}, { link, claim }),
    links: (spec.links ?? []).flatMap((one) => link(one) ?? []),
    initContainers: withEnv(spec.initContainers),
    sidecars: withEnv(spec.sidecars),
  };
}

/** The same for where the workload's route leads to. */
export function resolveRoute(spec: RoutedFields<string>, targets: References["targets"]): RoutedFields {
  return mapRouted(spec, (name) => {
    const target = targets.get(name);
    if (target === undefined) throw new Error(`the route to ${name} was not checked`);
    return target;
  });
}

function withTargets(
  policy: MeshPolicySpec<string> | undefined,
  targets: References["targets"],
): MeshPolicySpec<LinkTarget> | undefined {
  if (policy === undefined) return undefined;
  const { split, ...others } = policy;
  if (split === undefined) return others;
  return {
    ...others,
    split: split.map((share) => {
      const to = targets.get(share.to);
      if (to === undefined) throw new Error(`the share for ${share.to} was not checked`);
      return { ...share, to };
    }),
  };
}
