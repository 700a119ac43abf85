import type { GatewayCapability } from "../../cluster";
import type { ManifestValue } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { RateLimitSpec } from "../policy-spec";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

const units = { second: "Second", minute: "Minute", hour: "Hour" } as const;

/** All addresses of both families: a rule is about one of them. */
const allAddresses = ["0.0.0.0/0", "::/0"] as const;

/** Rules of a policy that each pod counts by itself, at most. Source: the custom resource's `rateLimit.local.rules`, 1.9.0. */
export const mostLocalRules = 16;

/** The limits of a route, as `rateLimit` of its BackendTrafficPolicy; undefined where it has none. */
export function rateLimitOf(route: PlannedRoute, gateway: GatewayCapability): Fields | undefined {
  const { rateLimits = [] } = route.policy;
  if (rateLimits.length === 0) return undefined;
  const [global, local] = [rateLimits.filter((one) => isGlobal(one, gateway)), localLimits(route, gateway)];
  return {
    ...(local.length === 0 ? {} : { local: { rules: local.flatMap((limit) => localRules(limit, route)) } }),
    ...(global.length === 0 ? {} : { global: { rules: global.flatMap((limit) => globalRules(limit, route)) } }),
  };
}

/** Those that each pod counts by itself. */
export function localLimits({ policy }: PlannedRoute, gateway: GatewayCapability): readonly RateLimitSpec[] {
  return (policy.rateLimits ?? []).filter((limit) => !isGlobal(limit, gateway));
}

/** Rules that a limit is made of. */
export function rulesPerLimit({ by = "address" }: RateLimitSpec): number {
  return by === "address" ? allAddresses.length : 1;
}

/** Header that a claim is counted by: the one that the workload gets anyway, or one of its own. Envoy takes it away from what callers send. */
export function claimHeader(claim: string, { policy }: PlannedRoute): string {
  return (
    policy.authentication?.jwt?.claimHeaders?.[claim] ?? `x-claim-${claim.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`
  );
}

/** Claims that only limits ask for, with their headers. */
export function countedClaims(route: PlannedRoute): Readonly<Record<string, string>> {
  const { authentication, rateLimits = [] } = route.policy;
  return Object.fromEntries(
    rateLimits.flatMap(({ by }) => {
      const isCounted = typeof by === "object" && "claim" in by;
      if (!isCounted || authentication?.jwt?.claimHeaders?.[by.claim] !== undefined) return [];
      return [[by.claim, claimHeader(by.claim, route)]];
    }),
  );
}

function isGlobal({ countedBy }: RateLimitSpec, { rateLimitStore }: GatewayCapability): boolean {
  return (countedBy ?? (rateLimitStore === undefined ? "pod" : "gateway")) === "gateway";
}

/**
 * A rule without selectors would be the default bucket of the route, which is left alone by whatever another rule is about: all limits are to
 * hold.
 */
function localRules(limit: RateLimitSpec, route: PlannedRoute): Fields[] {
  const selectors = selectorsOf(limit, route) ?? [{ path: { type: "PathPrefix", value: "/" } }];
  return selectors.map((selector) => ({ clientSelectors: [selector], limit: limitOf(limit) }));
}

/** What is not shared is counted for each match and each host by itself. */
function globalRules(limit: RateLimitSpec, route: PlannedRoute): Fields[] {
  const shared = { limit: limitOf(limit), shared: true };
  return selectorsOf(limit, route)?.map((selector) => ({ clientSelectors: [selector], ...shared })) ?? [shared];
}

/** Whom a limit is about, a rule for each; undefined where it is about all callers together. */
function selectorsOf({ by = "address" }: RateLimitSpec, route: PlannedRoute): Fields[] | undefined {
  if (by === "route") return undefined;
  if (by === "address") return allAddresses.map((value) => ({ sourceCIDR: { type: "Distinct", value } }));
  const name = "header" in by ? by.header : claimHeader(by.claim, route);
  return [{ headers: [{ type: "Distinct", name }] }];
}

function limitOf({ requests, per }: RateLimitSpec): Fields {
  return { requests, unit: units[per] };
}
