import type { HttpMethod, RewriteSpec } from "../route-spec";
import type { PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import type { CacheSpec } from "../policy-spec";
import { targetKey } from "./api-handle";
import { milliseconds, trimmed } from "./http-api-route";

/** The API of one path of a route. */
export interface RestApiPlan {
  /** What its hosts know it by: the path without its first `/`; empty for everything. */
  readonly basePath: string;
  readonly methods: readonly RestMethodPlan[];
}

/** A method of the path itself, or of what is below it. */
export interface RestMethodPlan {
  readonly below: boolean;
  readonly method: HttpMethod | "ANY";
  /** Name of its target. */
  readonly target: string;
  /** Host that the workload is asked by. */
  readonly host: string;
  /** Path that the workload is asked for; what is below it is put for `{proxy}`. */
  readonly path: string;
  /** Headers of the request that have this value afterwards. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number | undefined;
  readonly needsKey: boolean;
  /** Of a GET that is kept. */
  readonly cache: RestCachePlan | undefined;
}

/** How answers are kept. */
export interface RestCachePlan {
  readonly ttlSeconds: number;
  /** Names of headers and parameters of the query that keep answers apart. */
  readonly headers: readonly string[];
  readonly query: readonly string[];
}

/**
 * Answers of a host are not another's, and whoever has shown a credential gets nothing that was made for somebody else: API Gateway keeps what
 * `Cache-Control` and `Set-Cookie` forbid.
 */
const alwaysKeys = ["Authorization", "Cookie", "Host"];

/** The header that has the key of a caller of a REST API. */
export const keyHeader = "x-api-key";

/** What a route is as REST APIs, known before anything is made. */
export function planRestApis(route: PlannedRoute): RestApiPlan[] {
  const plans = new Map<string, Map<string, RestMethodPlan>>();
  for (const rule of route.rules) {
    for (const match of rule.matches) {
      const basePath = basePathOf(match);
      const methods = plans.get(basePath) ?? new Map<string, RestMethodPlan>();
      plans.set(basePath, methods);
      // The first rule that names a method of a path has it.
      for (const plan of methodsOf(route, rule, match)) {
        const key = `${plan.below} ${plan.method}`;
        if (!methods.has(key)) methods.set(key, plan);
      }
    }
  }
  return [...plans].map(([basePath, methods]) => ({ basePath, methods: [...methods.values()] }));
}

/** A path as API Gateway takes it for the start of those of an API. */
export function basePathOf({ path }: PlannedMatch): string {
  const text = "exact" in path ? path.exact : "prefix" in path ? path.prefix : "";
  return trimmed(text).replace(/^\/+/, "");
}

function methodsOf(route: PlannedRoute, rule: PlannedRule, match: PlannedMatch): RestMethodPlan[] {
  const { cache, authentication } = route.policy;
  const written = "exact" in match.path ? match.path.exact : trimmed("prefix" in match.path ? match.path.prefix : "");
  const asked: readonly (HttpMethod | "ANY")[] = match.methods.length === 0 ? ["ANY"] : match.methods;
  // Only a method GET of its own has a cache.
  const all = cache !== undefined && asked.includes("ANY") ? (["GET", ...asked] as const) : asked;
  const places = "exact" in match.path ? [false] : [false, true];
  return places.flatMap((below) =>
    all.map((method) => ({
      below,
      method,
      target: rule.backends[0] === undefined ? "" : targetKey(rule.backends[0]),
      host: rule.rewrite?.host ?? route.hosts.find((host) => !host.startsWith("*.")) ?? route.name,
      path: pathOf(written, rule.rewrite, below),
      headers: rule.requestHeaders?.set ?? {},
      timeoutMilliseconds: milliseconds(rule.timeouts.request),
      needsKey: authentication?.apiKey !== undefined,
      cache:
        cache === undefined || method !== "GET" ? undefined : cachePlan(cache, authentication?.apiKey !== undefined),
    })),
  );
}

function pathOf(written: string, rewrite: RewriteSpec | undefined, below: boolean): string {
  const change = rewrite?.path;
  if (change !== undefined && "full" in change) return change.full;
  const start = change === undefined ? written : trimmed(change.prefix);
  if (below) return `${start}/{proxy}`;
  return start === "" ? "/" : start;
}

function cachePlan({ ttl, keyHeaders = [], keyQuery = [] }: CacheSpec, needsKey: boolean): RestCachePlan {
  const headers = [...alwaysKeys, ...(needsKey ? [keyHeader] : []), ...keyHeaders];
  return {
    ttlSeconds: (milliseconds(ttl) ?? 0) / 1000,
    // A header is the same in capitals, and is named once.
    headers: headers.filter(
      (name, index) => headers.findIndex((one) => one.toLowerCase() === name.toLowerCase()) === index,
    ),
    query: keyQuery,
  };
}
