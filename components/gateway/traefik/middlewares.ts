import type { GatewayCapability } from "../../cluster";
import { parseDuration, parseQuantity, type ManifestValue, type RenderedObject } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { AddressListSpec, CorsSpec, RateLimitSpec, RetryCondition, RetrySpec } from "../policy-spec";
import { withoutDenied } from "./address-ranges";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

export const traefikApiVersion = "traefik.io/v1alpha1";

/** A header that no caller can set, as it is set anew: what all requests of a route have in common. */
const routeHeader = "X-Slipway-Route";
/** Networks of IPv6 are given to callers whole, so that each would have endless addresses. */
const ipv6CallerPrefix = 64;

const periods = { second: "1s", minute: "1m", hour: "1h" } as const;
const statuses: Readonly<Record<Exclude<RetryCondition, "connectFailure">, string>> = {
  // What it answers by itself when a connection breaks off.
  reset: "502",
  gatewayError: "502-504",
  "5xx": "500-599",
  retriable4xx: "409",
};
const defaultConditions: readonly RetryCondition[] = ["connectFailure", "reset", "gatewayError"];
const defaultMethods = ["GET", "HEAD", "POST"];
const defaultMaxAge = 3600;

/** What the policy of a route comes to, in the order in which requests pass; those that are to be refused go no further. */
export function middlewaresOf(route: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const { addresses, cors, rateLimits = [], authentication, circuitBreaker, maxRequestSize, retries } = route.policy;
  const countsAll = rateLimits.some(({ by }) => by === "route") || circuitBreaker?.maxRequests !== undefined;
  const make = (suffix: string, spec: Fields): RenderedObject => ({
    suffix,
    apiVersion: traefikApiVersion,
    kind: "Middleware",
    name: `${route.name}-${suffix}`,
    fields: { spec },
  });
  return [
    ...(addresses === undefined ? [] : [make("addresses", { ipAllowList: { sourceRange: rangesOf(addresses) } })]),
    ...(cors === undefined ? [] : [make("cors", { headers: corsOf(cors) })]),
    ...(countsAll ? [make("all-callers", { headers: { customRequestHeaders: { [routeHeader]: route.name } } })] : []),
    ...rateLimits.map((limit, index) => make(`limit-${index + 1}`, { rateLimit: limitOf(limit, gateway) })),
    ...(authentication?.basic === undefined
      ? []
      : [make("users", { basicAuth: { secret: authentication.basic.users.secret, removeHeader: true } })]),
    ...(circuitBreaker?.maxRequests === undefined
      ? []
      : [make("requests", { inFlightReq: { amount: circuitBreaker.maxRequests, sourceCriterion: byRoute } })]),
    ...(maxRequestSize === undefined
      ? []
      : [make("size", { buffering: { maxRequestBodyBytes: parseQuantity(maxRequestSize) } })]),
    ...(retries === undefined ? [] : [make("retries", { retry: retryOf(retries, route) })]),
  ];
}

/** All of them as one, which the rules of the route name. */
export function chainOf({ name }: PlannedRoute, middlewares: readonly RenderedObject[]): RenderedObject {
  return {
    suffix: "policy",
    apiVersion: traefikApiVersion,
    kind: "Middleware",
    name: `${name}-policy`,
    fields: { spec: { chain: { middlewares: middlewares.map((one) => ({ name: one.name })) } } },
  };
}

/** A duration as its definitions take them, which know no fractions. */
export function milliseconds(duration: string): string {
  return `${Math.round((parseDuration(duration) ?? 0) * 1000)}ms`;
}

/** Ranges of addresses that may call. */
export function rangesOf({ allow, deny }: AddressListSpec): string[] {
  return deny === undefined && allow !== undefined ? [...allow] : withoutDenied(allow, deny ?? []);
}

const byRoute = { requestHeaderName: routeHeader } as const;

function limitOf({ requests, per, by = "address", countedBy }: RateLimitSpec, gateway: GatewayCapability): Fields {
  const { rateLimitStore } = gateway;
  const isShared = rateLimitStore !== undefined && countedBy !== "pod";
  return {
    average: requests,
    period: periods[per],
    // So many may come at once, as the whole of what a period lets through.
    burst: requests,
    sourceCriterion: criterionOf(by),
    ...(isShared ? { redis: { endpoints: [rateLimitStore] } } : {}),
  };
}

function criterionOf(by: NonNullable<RateLimitSpec["by"]>): Fields {
  if (by === "route") return byRoute;
  if (by === "address") return { ipStrategy: { ipv6Subnet: ipv6CallerPrefix } };
  if ("header" in by) return { requestHeaderName: by.header };
  throw new Error("a limit by claim was rendered before it was checked");
}

function corsOf({ origins, methods, headers, exposeHeaders, credentials, maxAge }: CorsSpec): Fields {
  const named = origins.filter((origin) => origin === "*" || !origin.includes("*"));
  const wildcards = origins.filter((origin) => !named.includes(origin));
  return {
    ...(named.length === 0 ? {} : { accessControlAllowOriginList: named }),
    ...(wildcards.length === 0 ? {} : { accessControlAllowOriginListRegex: wildcards.map(originRegex) }),
    accessControlAllowMethods: [...(methods ?? defaultMethods)],
    ...(headers === undefined ? {} : { accessControlAllowHeaders: [...headers] }),
    ...(exposeHeaders === undefined ? {} : { accessControlExposeHeaders: [...exposeHeaders] }),
    ...(credentials === true ? { accessControlAllowCredentials: true } : {}),
    accessControlMaxAge: maxAge === undefined ? defaultMaxAge : Math.round(parseDuration(maxAge) ?? defaultMaxAge),
    addVaryHeader: true,
  };
}

function originRegex(origin: string): string {
  return `^${origin.replaceAll(".", "\\.").replace("*", "[a-z0-9.-]+")}$`;
}

function retryOf({ attempts, on = defaultConditions, backoff }: RetrySpec, { protocol }: PlannedRoute): Fields {
  const answers = on.filter((condition) => condition !== "connectFailure");
  // What the 5xx hold already is not written again.
  const needed = on.includes("5xx")
    ? answers.filter((condition) => condition === "5xx" || condition === "retriable4xx")
    : answers.filter((condition) => condition !== "reset" || !on.includes("gatewayError"));
  return {
    // It counts the first one too.
    attempts: attempts + 1,
    ...(needed.length === 0 ? {} : { status: needed.map((condition) => statuses[condition]) }),
    ...(on.includes("connectFailure") ? {} : { disableRetryOnNetworkError: true }),
    // Every call of gRPC is a POST.
    ...(protocol === "grpc" && needed.length > 0 ? { retryNonIdempotentMethod: true } : {}),
    ...(backoff === undefined ? {} : { initialInterval: milliseconds(backoff.base) }),
  };
}
