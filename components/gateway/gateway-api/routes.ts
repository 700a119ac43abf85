import type { GatewayCapability } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import { withHsts } from "../hsts";
import type { PlannedBackend, PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import type { HeaderChanges, PathMatch, RedirectSpec, RewriteSpec, ValueMatch } from "../route-spec";

type Fields = Readonly<Record<string, ManifestValue | undefined>>;

/** What an engine adds to the routes of the Gateway API. */
export interface RouteExtensions {
  /** Filters of its own for every rule, such as an `ExtensionRef`; those of all rules come first. */
  readonly filters?: readonly Fields[] | undefined;
  /** The same for one rule, by its number. */
  readonly filtersOf?: ((rule: PlannedRule, index: number) => readonly Fields[]) | undefined;
  /** Further fields of a rule, such as `retry`. */
  readonly ruleFields?: ((rule: PlannedRule, index: number) => Fields) | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

export const gatewayApiVersion = "gateway.networking.k8s.io/v1";

/**
 * A route in the form of the Gateway API: an HTTPRoute, or where workloads speak gRPC a GRPCRoute. Only what its standard channel has;
 * regular expressions, retries and the like depend on who reads it.
 */
export function gatewayApiRoute(
  route: PlannedRoute,
  gateway: GatewayCapability,
  extensions: RouteExtensions = {},
): RenderedObject {
  return {
    suffix: "",
    apiVersion: gatewayApiVersion,
    kind: routeKind(route),
    name: route.name,
    annotations: extensions.annotations,
    fields: {
      spec: {
        parentRefs: route.listeners.map((sectionName) => ({
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: gateway.name,
          namespace: gateway.namespace,
          sectionName,
        })),
        hostnames: [...route.hosts],
        rules: route.rules.flatMap((rule, index) => ruleObjects(route, rule, index, gateway, extensions)),
      },
    },
    last: true,
  };
}

/** Kind of the route's object, which policies name. */
export function routeKind({ protocol }: PlannedRoute): "HTTPRoute" | "GRPCRoute" {
  return protocol === "grpc" ? "GRPCRoute" : "HTTPRoute";
}

/** How many rules of the object a rule becomes: they are numbered in their order, as metrics of gateways name them. */
export function ruleObjectCount({ protocol }: Pick<PlannedRoute, "protocol">, rule: PlannedRule): number {
  if (!replacesPrefix(rule)) return 1;
  return protocol === "grpc" ? rule.matches.length : rule.matches.flatMap(httpMatches).length;
}

/** A rule, or several that differ by their match: what stands in place of a prefix may have one match alone. */
function ruleObjects(
  route: PlannedRoute,
  rule: PlannedRule,
  index: number,
  { hsts }: GatewayCapability,
  { filters = [], filtersOf, ruleFields }: RouteExtensions,
): Fields[] {
  const all = [...filters, ...(filtersOf?.(rule, index) ?? []), ...ownFilters(rule, hsts)];
  const timeouts = timeoutsOf(rule);
  const matches = rule.matches.flatMap((match) =>
    route.protocol === "grpc" ? [grpcMatch(match)] : httpMatches(match),
  );
  const groups = replacesPrefix(rule) ? matches.map((match) => [match]) : [matches];
  return groups.map((group) => ({
    matches: group,
    ...(all.length === 0 ? {} : { filters: all }),
    ...(rule.backends.length === 0 ? {} : { backendRefs: rule.backends.map(backendRef) }),
    // A GRPCRoute has no timeouts in the standard channel: engines have policies for it.
    ...(timeouts === undefined || route.protocol === "grpc" ? {} : { timeouts }),
    ...ruleFields?.(rule, index),
  }));
}

function replacesPrefix({ redirect, rewrite }: PlannedRule): boolean {
  return [redirect?.path, rewrite?.path].some((path) => path !== undefined && "prefix" in path);
}

/** A match of the Gateway API has one method at most. */
function httpMatches({ path, methods, headers, query }: PlannedMatch): Fields[] {
  const match = {
    path: pathOf(path),
    ...(headers.length === 0 ? {} : { headers: headers.map(valueOf) }),
    ...(query.length === 0 ? {} : { queryParams: query.map(valueOf) }),
  };
  return methods.length === 0 ? [match] : methods.map((method) => ({ ...match, method }));
}

function grpcMatch({ grpc, headers }: PlannedMatch): Fields {
  return {
    ...(grpc === undefined
      ? {}
      : {
          method: {
            type: "Exact",
            service: grpc.service,
            ...(grpc.method === undefined ? {} : { method: grpc.method }),
          },
        }),
    ...(headers.length === 0 ? {} : { headers: headers.map(valueOf) }),
  };
}

function pathOf(path: PathMatch): Fields {
  if ("exact" in path) return { type: "Exact", value: path.exact };
  return "prefix" in path
    ? { type: "PathPrefix", value: path.prefix }
    : { type: "RegularExpression", value: path.regex };
}

function valueOf([name, value]: readonly [string, ValueMatch]): Fields {
  return typeof value === "string"
    ? { type: "Exact", name, value }
    : { type: "RegularExpression", name, value: value.regex };
}

/** A backend, as rules and mirrors name it. */
export function backendRef({ service, port, weight }: PlannedBackend): Fields {
  return { group: "", kind: "Service", name: service, port: port.port, weight };
}

function ownFilters(rule: PlannedRule, hsts: string | undefined): Fields[] {
  const { redirect, rewrite, requestHeaders, responseHeaders, mirror } = rule;
  const response = withHsts(responseHeaders, hsts);
  return [
    ...(requestHeaders === undefined
      ? []
      : [{ type: "RequestHeaderModifier", requestHeaderModifier: headerChanges(requestHeaders) }]),
    ...(response === undefined
      ? []
      : [{ type: "ResponseHeaderModifier", responseHeaderModifier: headerChanges(response) }]),
    ...(redirect === undefined ? [] : [{ type: "RequestRedirect", requestRedirect: redirectOf(redirect) }]),
    ...(rewrite === undefined ? [] : [{ type: "URLRewrite", urlRewrite: rewriteOf(rewrite) }]),
    ...(mirror === undefined ? [] : [{ type: "RequestMirror", requestMirror: mirrorOf(mirror) }]),
  ];
}

function headerChanges({ set = {}, add = {}, remove = [] }: HeaderChanges): Fields {
  const list = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => ({ name, value }));
  return {
    ...(Object.keys(set).length === 0 ? {} : { set: list(set) }),
    ...(Object.keys(add).length === 0 ? {} : { add: list(add) }),
    ...(remove.length === 0 ? {} : { remove: [...remove] }),
  };
}

function redirectOf({ scheme, host, port, path, status = 302 }: RedirectSpec): Fields {
  return {
    scheme,
    ...(host === undefined ? {} : { hostname: host }),
    port,
    ...(path === undefined ? {} : { path: replacedPath(path) }),
    statusCode: status,
  };
}

function rewriteOf({ host, path }: RewriteSpec): Fields {
  return {
    ...(host === undefined ? {} : { hostname: host }),
    ...(path === undefined ? {} : { path: replacedPath(path) }),
  };
}

function replacedPath(path: { readonly full: string } | { readonly prefix: string }): Fields {
  return "full" in path
    ? { type: "ReplaceFullPath", replaceFullPath: path.full }
    : { type: "ReplacePrefixMatch", replacePrefixMatch: path.prefix };
}

function mirrorOf({ backend, percent }: NonNullable<PlannedRule["mirror"]>): Fields {
  const { group, kind, name, port } = backendRef(backend);
  return { backendRef: { group, kind, name, port }, ...(percent === undefined ? {} : { percent }) };
}

function timeoutsOf({ timeouts: { request, backend } }: PlannedRule): Fields | undefined {
  if (request === undefined && backend === undefined) return undefined;
  return {
    ...(request === undefined ? {} : { request }),
    ...(backend === undefined ? {} : { backendRequest: backend }),
  };
}
