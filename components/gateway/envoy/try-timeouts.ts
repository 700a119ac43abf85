import type { PlannedRoute, PlannedRule } from "../planned-route";
import type { RouteTimeouts } from "../route-spec";

/**
 * How long each try may take, where there are several; undefined where nothing is said. It stands in the policy of the whole route, as the field
 * for it of a route's rule would, without the rule's own retries, bound all tries together.
 */
export function perTryTimeoutOf({ policy, rules }: PlannedRoute): string | undefined {
  if (policy.retries === undefined) return undefined;
  return policy.retries.perTryTimeout ?? rules[0]?.timeouts.backend;
}

/** The timeouts of a rule of an HTTPRoute; undefined where nothing is said. */
export function ruleTimeouts(
  { timeouts: { request, backend } }: PlannedRule,
  { policy }: PlannedRoute,
): { readonly request?: string | undefined; readonly backendRequest?: string | undefined } | undefined {
  const backendRequest = policy.retries === undefined ? backend : undefined;
  return request === undefined && backendRequest === undefined ? undefined : { request, backendRequest };
}

/** The first rule whose timeouts must be those of the others, and are not; -1 where there is none. */
export function unlikeRule(route: PlannedRoute, fields: readonly (keyof RouteTimeouts)[]): number {
  const [first, ...rest] = route.rules;
  const found = rest.findIndex(({ timeouts }) => fields.some((field) => timeouts[field] !== first?.timeouts[field]));
  return found === -1 ? -1 : found + 1;
}
