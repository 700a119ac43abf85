import type { GatewayCapability } from "../../cluster";
import { parseDuration, type RenderedObject } from "../../core";
import { gatewayApiRoute } from "../gateway-api/routes";
import type { PlannedMatch, PlannedRoute } from "../planned-route";
import type { CorsSpec } from "../policy-spec";
import type { PathMatch, ValueMatch } from "../route-spec";
import { authenticationFilter, extensionRef, fabricPolicies } from "./fabric-policies";
import { snippetsFilter } from "./fabric-snippets";
import { wholly } from "./nginx-values";

/** The objects of a route for NGINX Gateway Fabric. */
export function renderFabricRoute(route: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const filters = [...authenticationFilter(route), ...snippetsFilter(route)];
  const { cors } = route.policy;
  return [
    ...fabricPolicies(route),
    ...filters,
    gatewayApiRoute(asRead(route), gateway, {
      filters: [...filters.map(extensionRef), ...(cors === undefined ? [] : [{ type: "CORS", cors: corsOf(cors) }])],
    }),
  ];
}

/**
 * The route as the controller reads it: it looks for a regular expression anywhere in a value, and in a path from its beginning; and it
 * does not read timeouts, which a policy says.
 */
function asRead(route: PlannedRoute): PlannedRoute {
  const whole = (match: PlannedMatch): PlannedMatch => ({
    ...match,
    path: wholePath(match.path),
    headers: match.headers.map(([name, value]) => [name, wholeValue(value)] as const),
    query: match.query.map(([name, value]) => [name, wholeValue(value)] as const),
  });
  return {
    ...route,
    rules: route.rules.map((rule) => ({ ...rule, matches: rule.matches.map(whole), timeouts: {} })),
  };
}

function wholeValue(value: ValueMatch): ValueMatch {
  return typeof value === "string" ? value : { regex: wholly(value.regex) };
}

/** The controller writes `^` before it, and takes only what begins with a slash. */
function wholePath(path: PathMatch): PathMatch {
  return "regex" in path ? { regex: `${path.regex}$` } : path;
}

function corsOf({ origins, methods, headers = [], exposeHeaders = [], credentials, maxAge }: CorsSpec) {
  return {
    allowOrigins: [...origins],
    allowMethods: [...(methods ?? ["GET", "HEAD", "POST"])],
    ...(headers.length === 0 ? {} : { allowHeaders: [...headers] }),
    ...(exposeHeaders.length === 0 ? {} : { exposeHeaders: [...exposeHeaders] }),
    ...(credentials === true ? { allowCredentials: true } : {}),
    maxAge: Math.max(1, Math.round(parseDuration(maxAge ?? "1h") ?? 0)),
  };
}
