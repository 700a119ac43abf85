import { parseDuration, type ManifestValue, type RenderedObject } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { CacheSpec, CorsSpec, RateLimitSpec } from "../policy-spec";
import { headerVariable, nginxRate } from "./nginx-values";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** Class of the controller: it carries out what names it. */
export const controllerClass = "nginx";

/** The policies of a route: each object is of one kind. */
export function controllerPolicies(route: PlannedRoute): RenderedObject[] {
  const { name, policy } = route;
  const { rateLimits = [], authentication, cors, cache, addresses } = policy;
  const { apiKey, basic } = authentication ?? {};
  return [
    ...rateLimits.flatMap((limit, index) => {
      const rate = rateLimit(limit);
      return rate === undefined ? [] : [object(name, index === 0 ? "rate" : `rate-${index + 1}`, { rateLimit: rate })];
    }),
    ...(addresses?.allow === undefined
      ? []
      : [object(name, "addresses", { accessControl: { allow: [...addresses.allow] } })]),
    ...(addresses?.deny === undefined
      ? []
      : [object(name, "addresses", { accessControl: { deny: [...addresses.deny] } })]),
    ...(basic === undefined ? [] : [object(name, "users", { basicAuth: { secret: basic.users.secret, realm: name } })]),
    ...(apiKey === undefined
      ? []
      : [
          object(name, "keys", {
            apiKey: {
              suppliedIn: { header: [apiKey.header ?? "x-api-key"] },
              clientSecret: apiKey.clients.secret,
            },
          }),
        ]),
    ...(cors === undefined ? [] : [object(name, "cors", { cors: corsOf(cors) })]),
    ...(cache === undefined ? [] : [object(name, "cache", { cache: cacheOf(cache) })]),
  ];
}

function object(route: string, suffix: string, spec: Fields): RenderedObject {
  return {
    suffix,
    apiVersion: "k8s.nginx.org/v1",
    kind: "Policy",
    name: `${route}-${suffix}`,
    fields: { spec: { ingressClassName: controllerClass, ...spec } },
  };
}

function rateLimit(limit: RateLimitSpec): Fields | undefined {
  const rate = nginxRate(limit);
  if (rate === undefined) return undefined;
  return { ...rate, noDelay: true, key: keyOf(limit), zoneSize: "10M", rejectCode: 429 };
}

/** A key that is empty is not counted: requests without the header. */
function keyOf({ by = "address" }: RateLimitSpec): string {
  if (typeof by === "object" && "header" in by) return `\${${headerVariable(by.header)}}`;
  return by === "route" ? "all" : "${binary_remote_addr}";
}

function corsOf({ origins, methods, headers = [], exposeHeaders = [], credentials, maxAge }: CorsSpec): Fields {
  const asked = methods ?? ["GET", "HEAD", "POST"];
  return {
    allowOrigin: [...origins],
    // Whoever lists GET lists HEAD with it: both together are refused.
    allowMethods: asked.includes("GET") ? asked.filter((method) => method !== "HEAD") : [...asked],
    ...(headers.length === 0 ? {} : { allowHeaders: [...headers] }),
    ...(exposeHeaders.length === 0 ? {} : { exposeHeaders: [...exposeHeaders] }),
    ...(credentials === true ? { allowCredentials: true } : {}),
    maxAge: Math.round(parseDuration(maxAge ?? "1h") ?? 0),
  };
}

/** What is kept at most by each pod of the gateway for a route and host. */
const cacheSize = "256m";
const keySize = "10m";

/** Nothing of requests with credentials is kept, and none of them is answered by what is kept. */
const credentials = ["$http_authorization", "$http_cookie"];

function cacheOf({ ttl, keyHeaders = [], keyQuery }: CacheSpec): Fields {
  const asked = keyQuery === undefined ? "$request_uri" : "$request_uri_no_args";
  const key = [
    `$scheme$host${asked}`,
    ...(keyQuery ?? []).map((name) => `$arg_${name}`),
    ...keyHeaders.map((name) => `$${headerVariable(name)}`),
  ];
  return {
    cacheZoneName: "answers",
    cacheZoneSize: keySize,
    maxSize: cacheSize,
    levels: "1:2",
    // Of 200, 301 and 302; the answer's own Cache-Control and Expires are stronger.
    time: ttl,
    cacheKey: key.join("|"),
    lock: { enable: true },
    conditions: { noCache: credentials, bypass: credentials },
  };
}
