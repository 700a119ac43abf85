import type { GatewayCapability } from "../../cluster";
import { parseDuration, type Problem } from "../../core";
import type { PlannedRoute } from "../planned-route";
import type { CacheSpec, RateLimitSpec } from "../policy-spec";
import { checkApiRoute } from "./check-api-route";
import { longestCacheSeconds } from "./rest-api-of-path";
import { keyHeader, planRestApis } from "./rest-api-plan";

const longestSeconds = 29;

/** What is wrong with a route of REST APIs. Paths are relative to the workload. */
export function checkRestApiRoute(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  const { rateLimits = [], authentication, cache } = route.policy;
  const key = authentication?.apiKey;
  const header = key?.header ?? keyHeader;
  return [
    ...checkHosts(route, gateway),
    ...checkApiRoute(route, "a REST API", longestSeconds),
    ...checkMethods(route),
    ...checkHeaderChanges(route),
    ...(header.toLowerCase() === keyHeader
      ? []
      : [
          {
            path: ["policy", "authentication", "apiKey", "header"],
            message: "a REST API takes keys in one header",
            found: header,
            allowed: keyHeader,
            fix: "remove it",
          },
        ]),
    ...checkLimits(rateLimits, key !== undefined),
    ...(cache === undefined ? [] : checkCache(cache)),
  ];
}

/** A host that the gateway serves by a wildcard has no address of its own. */
function checkHosts({ hosts }: PlannedRoute, gateway: GatewayCapability): Problem[] {
  return hosts
    .filter((host) => !gateway.hosts.includes(host))
    .map((host) => ({
      path: ["route", "hosts"],
      message: "a REST API tells apart the hosts of the gateway, not those below a wildcard",
      found: host,
      allowed: gateway.hosts.join(", "),
      fix: `add ${host} to slipway:gateway.hosts, or write the wildcard`,
    }));
}

/** All rules of a path are in one API, which knows each method once. */
function checkMethods(route: PlannedRoute): Problem[] {
  const paths = planRestApis(route).length;
  const most = 20;
  if (paths <= most) return [];
  return [
    {
      path: ["route"],
      message: "a REST API is made for each path of a route",
      found: `${paths} paths`,
      allowed: `1 to ${most}`,
      fix: "write a path that is above several of them, or choose api: http",
    },
  ];
}

function checkHeaderChanges({ rules }: PlannedRoute): Problem[] {
  return rules.flatMap(({ requestHeaders: { add = {}, remove = [] } = {} }) =>
    [...Object.keys(add), ...remove].map((name) => ({
      path: ["route"],
      message: "a REST API sets headers of requests, and neither adds to them nor takes them away",
      found: name,
      allowed: "requestHeaders.set",
      fix: "write it under set, or choose api: http",
    })),
  );
}

function checkLimits(limits: readonly RateLimitSpec[], hasKey: boolean): Problem[] {
  const path = ["policy", "rateLimits"];
  const [first, second] = limits;
  if (first === undefined) return [];
  const { by = "address" } = first;
  const header = typeof by === "object" && "header" in by ? by.header : undefined;
  return [
    ...(second === undefined
      ? []
      : [
          {
            path: [...path, 1],
            message: "a key of a REST API has one limit",
            found: `${limits.length} limits`,
            allowed: "1",
            fix: "keep one",
          },
        ]),
    ...(header === undefined || (header.toLowerCase() === keyHeader && hasKey)
      ? []
      : [
          {
            path: [...path, 0, "by"],
            message: "a REST API counts by the key that callers bring",
            found: `header: ${header}${hasKey ? "" : ", without keys"}`,
            allowed: `header: ${keyHeader}, with authentication.apiKey`,
            fix: hasKey ? `write header: ${keyHeader}` : `write header: ${keyHeader}, and add authentication.apiKey`,
          },
        ]),
  ];
}

function checkCache({ ttl, keyQuery }: CacheSpec): Problem[] {
  const seconds = parseDuration(ttl) ?? 0;
  return [
    ...(seconds >= 1 && seconds <= longestCacheSeconds && Number.isInteger(seconds)
      ? []
      : [
          {
            path: ["policy", "cache", "ttl"],
            message: "a REST API keeps answers for whole seconds, and for an hour at most",
            found: ttl,
            allowed: "1s to 1h",
            fix: seconds > longestCacheSeconds ? "write 1h" : "write 1s",
          },
        ]),
    ...(keyQuery === undefined
      ? [
          {
            path: ["policy", "cache", "keyQuery"],
            message: "a REST API must be told by which parameters of the query answers differ: it looks at no others",
            found: "nothing",
            fix: "name them, such as [page, sort]",
          },
        ]
      : []),
  ];
}
