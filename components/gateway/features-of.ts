import type { Problem } from "../core";
import type { GatewayFeature } from "./features";
import type { GatewaySpec } from "./gateway-spec";
import { pathMatch, rulesOf } from "./plan-route";
import type { ApiPolicySpec, AuthenticationSpec, RateLimitSpec } from "./policy-spec";
import type { RouteMatch, RouteRule, RouteSpec } from "./route-spec";

/** Something that is asked for, and where. */
export interface AskedFeature {
  readonly feature: GatewayFeature;
  readonly path: Problem["path"];
}

type Asked = readonly [condition: boolean, feature: GatewayFeature, ...path: Problem["path"]];

/** What a route asks of the gateway, each thing once for each place. Paths begin with `route`. */
export function featuresOfRoute<Target>(route: RouteSpec<Target>): AskedFeature[] {
  return [
    ...asked(
      [true, "route.http", "route"],
      [route.hosts?.some(isWildcard) ?? false, "route.wildcardHost", "route", "hosts"],
      [route.webSockets === true, "route.webSockets", "route", "webSockets"],
      [route.timeouts?.request !== undefined, "route.requestTimeout", "route", "timeouts", "request"],
      [route.timeouts?.backend !== undefined, "route.backendTimeout", "route", "timeouts", "backend"],
    ),
    ...rulesOf(route).flatMap((rule, index) =>
      // Rules that `paths` stand for ask for nothing besides.
      route.rules === undefined ? [] : featuresOfRule(rule, ["route", "rules", index]),
    ),
  ];
}

/** What a policy asks of the gateway. Paths begin with `policy`. */
export function featuresOfPolicy<Target>(policy: ApiPolicySpec<Target>): AskedFeature[] {
  const { cors, cache, retries, circuitBreaker, maxRequestSize, addresses, canary } = policy;
  const breaker = ["policy", "circuitBreaker"] as const;
  return [
    ...(policy.rateLimits ?? []).flatMap((limit, index) => featuresOfLimit(limit, ["policy", "rateLimits", index])),
    ...featuresOfAuthentication(policy.authentication ?? {}),
    ...asked(
      [cors !== undefined, "cors", "policy", "cors"],
      [cache !== undefined, "cache", "policy", "cache"],
      [cache?.keptBy === "pod", "cache.keptByPod", "policy", "cache", "keptBy"],
      [cache?.keptBy === "gateway", "cache.keptByGateway", "policy", "cache", "keptBy"],
      [cache?.keyHeaders !== undefined, "cache.keyHeaders", "policy", "cache", "keyHeaders"],
      [cache?.keyQuery !== undefined, "cache.keyQuery", "policy", "cache", "keyQuery"],
      [retries !== undefined, "retries", "policy", "retries"],
      [retries?.on !== undefined, "retries.conditions", "policy", "retries", "on"],
      [retries?.perTryTimeout !== undefined, "retries.perTryTimeout", "policy", "retries", "perTryTimeout"],
      [retries?.backoff !== undefined, "retries.backoff", "policy", "retries", "backoff"],
      [retries?.budget !== undefined, "retries.budget", "policy", "retries", "budget"],
      [circuitBreaker?.maxConnections !== undefined, "circuitBreaker.connections", ...breaker, "maxConnections"],
      [
        circuitBreaker?.maxPendingRequests !== undefined,
        "circuitBreaker.pendingRequests",
        ...breaker,
        "maxPendingRequests",
      ],
      [circuitBreaker?.maxRequests !== undefined, "circuitBreaker.requests", ...breaker, "maxRequests"],
      [circuitBreaker?.ejection !== undefined, "circuitBreaker.ejection", ...breaker, "ejection"],
      [maxRequestSize !== undefined, "maxRequestSize", "policy", "maxRequestSize"],
      [addresses?.allow !== undefined, "addresses.allow", "policy", "addresses", "allow"],
      [addresses?.deny !== undefined, "addresses.deny", "policy", "addresses", "deny"],
      [canary?.weight !== undefined, "canary.weight", "policy", "canary", "weight"],
      [canary?.header !== undefined, "canary.header", "policy", "canary", "header"],
    ),
  ];
}

/** What a gateway itself is asked for. Paths are relative to its specification. */
export function featuresOfGateway({ hosts, tls, ...spec }: GatewaySpec): AskedFeature[] {
  const { waf, cloudFront, sourceRanges, ipAddressType, exposure, accessLogs } = spec;
  const encrypted = tls === false ? undefined : tls;
  return asked(
    [hosts.some(isWildcard), "route.wildcardHost", "hosts"],
    [encrypted?.issuer !== undefined, "gateway.issuer", "tls", "issuer"],
    [encrypted?.certificates !== undefined, "gateway.acm", "tls", "certificates"],
    [encrypted?.minimumVersion !== undefined, "gateway.minimumTls", "tls", "minimumVersion"],
    [encrypted?.hsts !== undefined && encrypted.hsts !== false, "gateway.hsts", "tls", "hsts"],
    [encrypted?.redirectHttp === true, "gateway.redirect", "tls", "redirectHttp"],
    [ipAddressType === "dualstack", "gateway.dualStack", "ipAddressType"],
    [exposure === "internal", "gateway.internal", "exposure"],
    [sourceRanges !== undefined, "gateway.sourceRanges", "sourceRanges"],
    [accessLogs !== undefined && accessLogs !== false, "gateway.accessLogs", "accessLogs"],
    [waf !== undefined && waf !== false, "gateway.waf", "waf"],
    [cloudFront !== undefined, "gateway.cloudFront", "cloudFront"],
  );
}

function featuresOfRule<Target>(rule: RouteRule<Target>, path: Problem["path"]): AskedFeature[] {
  const { matches = [], backends = [], redirect, rewrite, requestHeaders, responseHeaders, mirror, timeouts } = rule;
  return [
    ...matches.flatMap((match, index) => featuresOfMatch(match, [...path, "matches", index])),
    ...asked(
      [backends.length > 1, "route.weights", ...path, "backends"],
      [redirect !== undefined, "route.redirect", ...path, "redirect"],
      [rewrite?.path !== undefined, "route.rewritePath", ...path, "rewrite", "path"],
      [rewrite?.host !== undefined, "route.rewriteHost", ...path, "rewrite", "host"],
      [requestHeaders !== undefined, "route.requestHeaders", ...path, "requestHeaders"],
      [responseHeaders !== undefined, "route.responseHeaders", ...path, "responseHeaders"],
      [mirror !== undefined, "route.mirror", ...path, "mirror"],
      [mirror?.percent !== undefined, "route.mirrorPercent", ...path, "mirror", "percent"],
      [timeouts?.request !== undefined, "route.requestTimeout", ...path, "timeouts", "request"],
      [timeouts?.backend !== undefined, "route.backendTimeout", ...path, "timeouts", "backend"],
    ),
  ];
}

function featuresOfMatch(match: RouteMatch, path: Problem["path"]): AskedFeature[] {
  const wanted = pathMatch(match.path);
  const hasRegex = (values: RouteMatch["headers"] = {}) => Object.values(values).some((one) => typeof one !== "string");
  return asked(
    ["exact" in wanted, "route.exactPath", ...path, "path"],
    ["regex" in wanted, "route.regexPath", ...path, "path"],
    [match.methods !== undefined, "route.methods", ...path, "methods"],
    [match.headers !== undefined, "route.headers", ...path, "headers"],
    [hasRegex(match.headers), "route.headerRegex", ...path, "headers"],
    [match.query !== undefined, "route.query", ...path, "query"],
    [hasRegex(match.query), "route.queryRegex", ...path, "query"],
    [match.grpc !== undefined, "route.grpc", ...path, "grpc"],
  );
}

function featuresOfLimit({ by = "address", countedBy }: RateLimitSpec, path: Problem["path"]): AskedFeature[] {
  const feature: GatewayFeature =
    by === "route"
      ? "rateLimit.route"
      : by === "address"
        ? "rateLimit.address"
        : "header" in by
          ? "rateLimit.header"
          : "rateLimit.claim";
  return asked(
    [true, feature, ...path, "by"],
    [countedBy === "pod", "rateLimit.countedByPod", ...path, "countedBy"],
    [countedBy === "gateway", "rateLimit.countedByGateway", ...path, "countedBy"],
  );
}

function featuresOfAuthentication({ jwt, oidc, apiKey, basic }: AuthenticationSpec): AskedFeature[] {
  const path = ["policy", "authentication"] as const;
  return asked(
    [jwt !== undefined, "authentication.jwt", ...path, "jwt"],
    [jwt?.claimHeaders !== undefined, "authentication.jwtClaimHeaders", ...path, "jwt", "claimHeaders"],
    [oidc !== undefined, "authentication.oidc", ...path, "oidc"],
    [apiKey !== undefined, "authentication.apiKey", ...path, "apiKey"],
    [basic !== undefined, "authentication.basic", ...path, "basic"],
  );
}

function asked(...all: readonly Asked[]): AskedFeature[] {
  return all.flatMap(([condition, feature, ...path]) => (condition ? [{ feature, path }] : []));
}

function isWildcard(host: string): boolean {
  return host.startsWith("*.");
}
