import { kongPlace } from "../../addons/kong/kong-spec";
import type { GatewayCapability } from "../../cluster";
import { parseDuration, parseQuantity, type ManifestValue, type RenderedObject } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { CacheSpec, CorsSpec, RateLimitSpec } from "../policy-spec";
import type { HeaderChanges } from "../route-spec";

type Config = Readonly<Record<string, ManifestValue | undefined>>;

const defaultMethods = ["GET", "HEAD", "POST"];
/** What browsers always send. Without a list Kong would let every header in. */
const plainHeaders = ["Accept", "Accept-Language", "Content-Language"];
const defaultMaxAge = 3600;
const textTypes = ["*/*", "*/*; charset=utf-8"];
/** What answers are kept apart by besides: nobody gets what was made for another one. */
const ownHeaders = ["accept-encoding", "authorization", "cookie"];

/** What the policy of a route comes to, and in which order requests pass is Kong's own. */
export function policyPlugins({ name, policy }: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const { addresses, cors, rateLimits = [], maxRequestSize, cache } = policy;
  return [
    ...(addresses === undefined
      ? []
      : [
          kongPlugin(name, "addresses", "ip-restriction", {
            ...(addresses.allow === undefined ? {} : { allow: [...addresses.allow] }),
            ...(addresses.deny === undefined ? {} : { deny: [...addresses.deny] }),
          }),
        ]),
    ...(cors === undefined ? [] : [kongPlugin(name, "cors", "cors", corsOf(cors))]),
    ...(rateLimits.length === 0 ? [] : [kongPlugin(name, "limits", "rate-limiting", limitsOf(rateLimits, gateway))]),
    ...(maxRequestSize === undefined
      ? []
      : [
          kongPlugin(name, "size", "request-size-limiting", {
            allowed_payload_size: parseQuantity(maxRequestSize),
            size_unit: "bytes",
          }),
        ]),
    ...(cache === undefined ? [] : [kongPlugin(name, "cache", "proxy-cache", cacheOf(cache))]),
  ];
}

/** Changes to the headers of requests. */
export function requestPlugin(route: string, suffix: string, changes: HeaderChanges): RenderedObject {
  return kongPlugin(route, suffix, "request-transformer", transformer(changes));
}

/**
 * Changes to the headers of answers.
 * @param defaults headers that answers get which have none of that name
 */
export function responsePlugin(
  route: string,
  suffix: string,
  changes: HeaderChanges,
  defaults: Readonly<Record<string, string>> = {},
): RenderedObject {
  return kongPlugin(route, suffix, "response-transformer", transformer(changes, defaults));
}

/** Pods count all limits together, or all by themselves; `checkKongRoute` refuses other lists. */
export function isShared({ countedBy }: RateLimitSpec, { rateLimitStore }: GatewayCapability): boolean {
  return rateLimitStore !== undefined && countedBy !== "pod";
}

/** In whole seconds, at least one: Kong knows no shorter ones. */
export function wholeSeconds(duration: string): number {
  return Math.max(1, Math.ceil(parseDuration(duration) ?? 1));
}

function kongPlugin(route: string, suffix: string, plugin: string, config: Config): RenderedObject {
  return {
    suffix,
    apiVersion: "configuration.konghq.com/v1",
    kind: "KongPlugin",
    name: `${route}-${suffix}`,
    fields: { plugin, config },
  };
}

function limitsOf(limits: readonly RateLimitSpec[], gateway: GatewayCapability): Config {
  const [first] = limits;
  const by = first?.by ?? "address";
  const { rateLimitStore = "" } = gateway;
  const colon = rateLimitStore.lastIndexOf(":");
  const shared = first !== undefined && isShared(first, gateway);
  return {
    ...Object.fromEntries(limits.map(({ per, requests }) => [per, requests])),
    ...identifierOf(by),
    ...(shared
      ? {
          policy: "redis",
          redis: { host: rateLimitStore.slice(0, colon), port: Number(rateLimitStore.slice(colon + 1)) },
          // Without the store requests pass: a gateway that is up is worth more than a limit.
          fault_tolerant: true,
        }
      : { policy: "local" }),
  };
}

function identifierOf(by: NonNullable<RateLimitSpec["by"]>): Config {
  if (by === "address") return { limit_by: "ip" };
  if (by === "route") return { limit_by: "service" };
  if ("header" in by) return { limit_by: "header", header_name: by.header };
  throw new Error("a limit by claim was rendered before it was checked");
}

function corsOf({ origins, methods, headers, exposeHeaders, credentials, maxAge }: CorsSpec): Config {
  return {
    origins: origins.map(originOf),
    methods: [...(methods ?? defaultMethods)],
    headers: [...(headers ?? plainHeaders)],
    ...(exposeHeaders === undefined ? {} : { exposed_headers: [...exposeHeaders] }),
    credentials: credentials ?? false,
    max_age: maxAge === undefined ? defaultMaxAge : wholeSeconds(maxAge),
  };
}

/** A wildcard as a regular expression, which Kong takes a text for that has other characters than an origin. */
function originOf(origin: string): string {
  if (origin === "*" || !origin.includes("*")) return origin;
  return `^${origin.replaceAll(".", "\\.").replace("*", "[a-z0-9.-]+")}$`;
}

/** Kept by what answers say of themselves; those that say nothing are told by `response-transformer`, which comes before. */
function cacheOf({ ttl, keyHeaders = [], keyQuery }: CacheSpec): Config {
  return {
    strategy: "memory",
    memory: { dictionary_name: kongPlace.cacheDictionary },
    cache_ttl: wholeSeconds(ttl),
    cache_control: true,
    content_type: textTypes,
    request_method: ["GET", "HEAD"],
    response_code: [200, 301, 404],
    vary_headers: [...new Set([...ownHeaders, ...keyHeaders.map((name) => name.toLowerCase())])],
    ...(keyQuery === undefined ? {} : { vary_query_params: [...keyQuery] }),
    response_headers: { age: true, "X-Cache-Status": true, "X-Cache-Key": false },
  };
}

/** A header that is set is replaced where it is there, and added where it is not. */
function transformer({ set = {}, add = {}, remove = [] }: HeaderChanges, defaults: HeaderChanges["set"] = {}): Config {
  const pairs = (headers: Readonly<Record<string, string>>) =>
    Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const list = (headers: readonly string[]) => (headers.length === 0 ? undefined : { headers });
  return {
    remove: list(remove),
    replace: list(pairs(set)),
    add: list([...pairs(set), ...pairs(defaults)]),
    append: list(pairs(add)),
  };
}
