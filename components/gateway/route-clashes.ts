import type { GatewayCapability } from "../cluster";
import type { Problem } from "../core";
import { engines } from "./engines";
import { pathMatch, rulesOf } from "./plan-route";
import type { RouteMatch, RouteSpec } from "./route-spec";

/** A route of an environment, and whose it is. */
export interface OwnedRoute {
  /** In plain words, such as `the service cart of the application shop`. */
  readonly owner: string;
  /** Where the route stands. */
  readonly path: Problem["path"];
  readonly route: RouteSpec<unknown>;
}

/**
 * Requests that two routes are for: each gateway would choose in its own way, mostly the older one.
 * @param gateway the one that they are of; undefined where it is not known
 */
export function checkRouteClashes(
  routes: readonly OwnedRoute[],
  gateway: Pick<GatewayCapability, "hosts" | "engine"> | undefined,
): Problem[] {
  const seen = new Map<string, OwnedRoute>();
  const byPath = gateway !== undefined && engines[gateway.engine].comparesPathsAlone === true;
  return routes.flatMap((owned) => {
    const { route, path } = owned;
    return placesOf(route, gateway?.hosts ?? [], byPath).flatMap(({ key, host, text, at }): Problem[] => {
      const before = seen.get(key);
      if (before === undefined) {
        seen.set(key, owned);
        return [];
      }
      // Rules of one route are told apart by everything that they match.
      if (before === owned && (at.length === 0 || byPath)) return [];
      return [
        {
          path: [...path, ...at],
          message:
            before === owned
              ? "two rules of the route are for the same requests"
              : `${before.owner} has a route for the same requests`,
          found: `${host}${text}`,
          allowed: byPath ? "another path or host" : "requests that differ by host, path, method, header or query",
          fix: "change one of them, or remove it",
        },
      ];
    });
  });
}

interface Place {
  readonly key: string;
  readonly host: string;
  readonly text: string;
  /** Of the match, below the route. */
  readonly at: Problem["path"];
}

function placesOf(route: RouteSpec<unknown>, served: readonly string[], byPath: boolean): Place[] {
  const hosts = route.hosts ?? served;
  return rulesOf(route).flatMap(({ matches = [{}] }, index) =>
    matches.flatMap((match, number) =>
      hosts.flatMap((host) =>
        (byPath ? [textOf(match).replace(/\/+$/, "")] : variantsOf(match)).map((variant) => ({
          key: JSON.stringify([host, variant]),
          host,
          text: textOf(match),
          at: placeOf(route, index, number),
        })),
      ),
    ),
  );
}

function placeOf(route: RouteSpec<unknown>, rule: number, match: number): Problem["path"] {
  if (route.rules !== undefined)
    return ["rules", rule, ...(route.rules[rule]?.matches === undefined ? [] : ["matches", match])];
  return route.paths === undefined ? [] : ["paths", match];
}

/** A match in one way of writing, once for each method. */
function variantsOf(match: RouteMatch): unknown[] {
  const sorted = (values: RouteMatch["headers"] = {}, lower = false) =>
    Object.entries(values)
      .map(([name, value]) => [lower ? name.toLowerCase() : name, value] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1));
  const methods = match.methods ?? ["*"];
  const path = match.grpc === undefined ? normalPath(match) : ["grpc", match.grpc.service, match.grpc.method ?? "*"];
  return methods.map((method) => [path, method, sorted(match.headers, true), sorted(match.query)]);
}

/** `/cart` and `/cart/` are the same prefix. */
function normalPath(match: RouteMatch): unknown {
  const path = pathMatch(match.path);
  return "prefix" in path ? { prefix: path.prefix.replace(/\/+$/, "") } : path;
}

function textOf({ path, grpc }: RouteMatch): string {
  if (grpc !== undefined) return ` ${grpc.service}${grpc.method === undefined ? "" : `/${grpc.method}`}`;
  const wanted = pathMatch(path);
  return "exact" in wanted ? wanted.exact : "prefix" in wanted ? wanted.prefix : ` ${wanted.regex}`;
}
