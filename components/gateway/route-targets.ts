import type { Problem } from "../core";
import type { ApiPolicySpec } from "./policy-spec";
import type { RouteSpec } from "./route-spec";

/** Everything that a route and its policy lead to besides the workload itself, with its path. */
export function targetsOf<Target>(
  route: RouteSpec<Target> | undefined,
  policy: ApiPolicySpec<Target> | undefined,
): (readonly [path: Problem["path"], target: Target])[] {
  return [
    ...(route?.rules ?? []).flatMap(({ backends = [], mirror }, index) => [
      ...backends.flatMap(({ to }, number) =>
        to === undefined ? [] : [[["route", "rules", index, "backends", number, "to"], to] as const],
      ),
      ...(mirror === undefined ? [] : [[["route", "rules", index, "mirror", "to"], mirror.to] as const]),
    ]),
    ...(policy?.canary === undefined ? [] : [[["policy", "canary", "to"], policy.canary.to] as const]),
  ];
}

/** The same route, with other targets. */
export function mapRoute<From, To>(route: RouteSpec<From>, find: (target: From) => To): RouteSpec<To> {
  const { rules, ...rest } = route;
  if (rules === undefined) return rest;
  return {
    ...rest,
    rules: rules.map(({ backends, mirror, ...rule }) => ({
      ...rule,
      ...(backends === undefined
        ? {}
        : { backends: backends.map(({ to, ...one }) => ({ ...one, ...(to === undefined ? {} : { to: find(to) }) })) }),
      ...(mirror === undefined ? {} : { mirror: { ...mirror, to: find(mirror.to) } }),
    })),
  };
}

/** The same policy, with other targets. */
export function mapPolicy<From, To>(policy: ApiPolicySpec<From>, find: (target: From) => To): ApiPolicySpec<To> {
  const { canary, ...rest } = policy;
  return canary === undefined ? rest : { ...rest, canary: { ...canary, to: find(canary.to) } };
}
