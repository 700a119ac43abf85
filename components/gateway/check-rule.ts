import { checkRegex, under, type Problem } from "../core";
import { checkBackendPort } from "./check-backend";
import { checkFilled, checkHeaderName, checkOneHost, checkWhole } from "./check-values";
import { pathMatch, routePort } from "./plan-route";
import type {
  HeaderChanges,
  RouteBackend,
  RouteMatch,
  RouteRule,
  RouteSpec,
  RouteTarget,
  ValueMatch,
} from "./route-spec";

const mostWeight = 1_000_000;

/**
 * What is wrong with a rule of a route. Paths are relative to it.
 * @param matchesAt where its matches stand: those of `paths` have no path of their own
 */
export function checkRule(
  self: RouteTarget,
  route: RouteSpec,
  rule: RouteRule,
  matchesAt: "matches" | "paths",
): Problem[] {
  const { matches, backends, redirect, rewrite, mirror, requestHeaders, responseHeaders } = rule;
  return [
    ...(matchesAt === "matches" ? checkFilled(["matches"], matches, "all requests") : []),
    ...(matches ?? []).flatMap((match, index) => under([matchesAt, index], checkMatch(match, matchesAt))),
    ...checkFilled(["backends"], backends, "the workload itself"),
    ...checkRedirects(rule),
    ...(redirect?.host === undefined ? [] : checkOneHost(["redirect", "host"], redirect.host)),
    ...checkWhole(["redirect", "port"], redirect?.port, 1, 65_535),
    ...(rewrite?.host === undefined ? [] : checkOneHost(["rewrite", "host"], rewrite.host)),
    ...checkReplaced(["redirect", "path"], redirect?.path, rule),
    ...checkReplaced(["rewrite", "path"], rewrite?.path, rule),
    ...(redirect === undefined ? checkBackends(self, route, backends ?? []) : []),
    ...(mirror === undefined
      ? []
      : [
          ...checkBackendPort(self, mirror.to, mirror.port, ["mirror", "port"]),
          ...checkWhole(["mirror", "percent"], mirror.percent, 1, 100),
        ]),
    ...under(["requestHeaders"], checkHeaderChanges(requestHeaders)),
    ...under(["responseHeaders"], checkHeaderChanges(responseHeaders)),
    ...checkProtocols(self, route, rule),
  ];
}

function checkMatch(match: RouteMatch, at: "matches" | "paths"): Problem[] {
  const path = pathMatch(match.path);
  const text = "exact" in path ? path.exact : "prefix" in path ? path.prefix : path.regex;
  const where = at === "paths" ? [] : ["path"];
  const { grpc } = match;
  return [
    ...("regex" in path ? checkRegex([...where, "regex"], text) : checkPath(where, text)),
    ...checkValues(["headers"], match.headers),
    ...Object.keys(match.headers ?? {}).flatMap((name) => checkHeaderName(["headers", name], name)),
    ...checkValues(["query"], match.query),
    ...checkFilled(["methods"], match.methods, "all methods"),
    ...(grpc === undefined || (match.path === undefined && match.methods === undefined && match.query === undefined)
      ? []
      : [
          {
            path: ["grpc"],
            message: "a match is either for calls of gRPC or for paths, methods and queries of HTTP",
            found: grpc.service,
            fix: "remove path, methods and query, or grpc",
          },
        ]),
    ...(grpc === undefined || /^[A-Za-z_][\w]*(\.[A-Za-z_][\w]*)*$/.test(grpc.service)
      ? []
      : [
          {
            path: ["grpc", "service"],
            message: "this is no name of a gRPC service",
            found: grpc.service,
            allowed: "a name with its package, such as shop.v1.Carts",
            fix: "write it as the .proto file has it",
          },
        ]),
    ...(grpc?.method === undefined || /^[A-Za-z_]\w*$/.test(grpc.method)
      ? []
      : [
          {
            path: ["grpc", "method"],
            message: "this is no name of a method of a gRPC service",
            found: grpc.method === "" ? '""' : grpc.method,
            allowed: "letters, digits and '_'",
            fix: "write it as the .proto file has it, or remove it for all methods of the service",
          },
        ]),
  ];
}

function checkPath(path: Problem["path"], text: string): Problem[] {
  if (/^\/[^\s?#]*$/.test(text) && !text.includes("//")) return [];
  const bare = `/${text.replace(/^\/+|[?#\s].*$/g, "").replace(/\/{2,}/g, "/")}`;
  return [
    {
      path,
      message: "this is no path",
      found: text === "" ? '""' : text,
      allowed: "a text that begins with '/', without '//', '?', '#' and spaces",
      fix: `write ${bare}`,
    },
  ];
}

function checkValues(path: Problem["path"], values: Readonly<Record<string, ValueMatch>> = {}): Problem[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === "string" ? [] : checkRegex([...path, name, "regex"], value.regex),
  );
}

/** A rule that sends callers elsewhere has nothing else to do. */
function checkRedirects({ redirect, backends, rewrite, mirror }: RouteRule): Problem[] {
  if (redirect === undefined) return [];
  const others = Object.entries({ backends, rewrite, mirror }).filter(([, value]) => value !== undefined);
  const isEmpty = Object.entries(redirect).every(([field, value]) => field === "status" || value === undefined);
  return [
    ...others.map(([field]) => ({
      path: [field],
      message: "the rule redirects, so that nothing is sent to a workload",
      found: `redirect and ${field}`,
      fix: `remove ${field}, or redirect`,
    })),
    ...(isEmpty
      ? [
          {
            path: ["redirect"],
            message: "the redirect leads to where the caller is already",
            found: "none of scheme, host, port, path",
            fix: "add one of them, such as path: { full: /new }",
          },
        ]
      : []),
  ];
}

/** What stands in place of a prefix needs a prefix. */
function checkReplaced(
  path: Problem["path"],
  replaced: { readonly full: string } | { readonly prefix: string } | undefined,
  { matches = [{}] }: RouteRule,
): Problem[] {
  if (replaced === undefined) return [];
  if ("full" in replaced) return checkPath([...path, "full"], replaced.full);
  const without = matches.find((match) => !("prefix" in pathMatch(match.path)));
  return [
    ...checkPath([...path, "prefix"], replaced.prefix),
    ...(without === undefined
      ? []
      : [
          {
            path: [...path, "prefix"],
            message: "there is no prefix that it could stand in place of",
            found: "a match by a whole path or a regular expression",
            allowed: "full, or matches by prefix alone",
            fix: "write full, or match by a prefix",
          },
        ]),
  ];
}

function checkBackends(self: RouteTarget, route: RouteSpec, backends: readonly RouteBackend[]): Problem[] {
  const weights = backends.map(({ weight = 1 }) => weight);
  return [
    ...backends.flatMap(({ to = self, port, weight }, index) => [
      ...checkBackendPort(self, to, port ?? (to === self ? route.port : undefined), ["backends", index, "port"]),
      ...checkWhole(["backends", index, "weight"], weight, 0, mostWeight),
    ]),
    ...(backends.length === 0 || weights.some((weight) => weight !== 0)
      ? []
      : [
          {
            path: ["backends"],
            message: "the weights sum to 0, so that every request would be refused",
            found: weights.join(", "),
            fix: "give one of them a weight above 0",
          },
        ]),
  ];
}

/** One route speaks one language: gRPC is HTTP/2, and its answers have other ends. */
function checkProtocols(
  self: RouteTarget,
  route: RouteSpec,
  { backends = [{}], matches, redirect }: RouteRule,
): Problem[] {
  if (redirect !== undefined) return [];
  const protocols = new Set(
    backends.map(({ to = self, port }) =>
      routePort(to, port ?? (to === self ? route.port : undefined))?.protocol === "grpc" ? "gRPC" : "HTTP",
    ),
  );
  if (protocols.size > 1) {
    return [
      {
        path: ["backends"],
        message: "some backends speak gRPC and some do not",
        found: [...protocols].join(" and "),
        fix: "write a rule for each, in routes of their own",
      },
    ];
  }
  if (protocols.has("gRPC") || matches?.every(({ grpc }) => grpc === undefined) !== false) return [];
  return [
    {
      path: ["matches"],
      message: "the rule is for calls of gRPC, but its backends speak HTTP",
      found: "grpc, and a port with the protocol http",
      fix: "name a port with the protocol grpc, or match by path",
    },
  ];
}

function checkHeaderChanges({ set = {}, add = {}, remove = [] }: HeaderChanges = {}): Problem[] {
  const names = [
    ...Object.keys(set).map((name) => ["set", name] as const),
    ...Object.keys(add).map((name) => ["add", name] as const),
    ...remove.map((name) => ["remove", name] as const),
  ];
  const seen = new Map<string, string>();
  return names.flatMap(([field, name]) => {
    const lower = name.toLowerCase();
    const before = seen.get(lower);
    seen.set(lower, field);
    return [
      ...checkHeaderName([field, name], name),
      ...(before === undefined
        ? []
        : [
            {
              path: [field, name],
              message: "the header is changed in two ways",
              found: `${before} and ${field}`,
              fix: "keep one of them",
            },
          ]),
    ];
  });
}
