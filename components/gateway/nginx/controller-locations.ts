import type { PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import type { PathMatch, ValueMatch } from "../route-spec";
import { wholly } from "./nginx-values";

/** Something that a request must have: the whole of a header, a parameter or a variable of NGINX, by regular expression. */
export interface Condition {
  readonly header?: string | undefined;
  readonly argument?: string | undefined;
  readonly variable?: string | undefined;
  readonly value: string;
}

/** A rule of a route at a location, and what a request must have for it; nothing for all that come there. */
export interface Entry {
  readonly rule: PlannedRule;
  readonly conditions: readonly Condition[];
  readonly path: ExactOrPrefix;
}

/** A location of NGINX: what begins with its path, and with the path of no longer one. */
export interface Location {
  readonly path: string;
  /** From the most specific on; what stands behind one without conditions is left out. */
  readonly entries: readonly Entry[];
}

export type ExactOrPrefix = Exclude<PathMatch, { readonly regex: string }>;

interface Candidate {
  readonly path: ExactOrPrefix;
  readonly match: PlannedMatch;
  readonly rule: PlannedRule;
}

/**
 * The locations of a route. NGINX takes the location with the longest beginning of a path, letter by letter; so that `/cart` does not take
 * `/carts`, a prefix has two: `/cart/`, and `/cart`, which looks at the whole path. What a location has no rule for goes to less
 * specific rules of the same route.
 */
export function locationsOf(route: PlannedRoute): Location[] {
  const candidates = route.rules
    .flatMap((rule) => rule.matches.map((match): Candidate => ({ path: pathOf(match), match, rule })))
    .sort(bySpecificity);
  const paths = [...new Set(candidates.flatMap(({ path }) => locationPaths(path)))].sort();
  return paths.map((path) => ({ path, entries: untilAnything(candidates.flatMap((one) => entryAt(path, one))) }));
}

/** The path of a call of gRPC is `/service/method`. */
function pathOf({ path, grpc }: PlannedMatch): ExactOrPrefix {
  if (grpc !== undefined) {
    return grpc.method === undefined ? { prefix: `/${grpc.service}` } : { exact: `/${grpc.service}/${grpc.method}` };
  }
  if ("regex" in path)
    throw new Error("a path by regular expression was to be rendered for the F5 NGINX Ingress Controller");
  return "prefix" in path ? { prefix: withoutSlash(path.prefix) } : path;
}

function locationPaths(path: ExactOrPrefix): string[] {
  if ("exact" in path) return [path.exact];
  return path.prefix === "" ? ["/"] : [path.prefix, `${path.prefix}/`];
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}

/** What of a rule there is at a location: nothing where no request that comes there could be for it. */
function entryAt(location: string, { path, match, rule }: Candidate): Entry[] {
  const needed = pathCondition(location, path);
  if (needed === undefined) return [];
  return [{ rule, path, conditions: [...needed, ...conditionsOf(match)] }];
}

function pathCondition(location: string, path: ExactOrPrefix): Condition[] | undefined {
  if ("exact" in path) return location === path.exact ? [wholePath(escaped(path.exact))] : undefined;
  if (location.startsWith(`${path.prefix}/`)) return [];
  // Requests below it are at its longer location.
  return location === path.prefix ? [wholePath(escaped(path.prefix))] : undefined;
}

function wholePath(regex: string): Condition {
  return { variable: "$request_uri", value: `~^${regex}(\\?.*)?$` };
}

function conditionsOf({ methods, headers, query }: PlannedMatch): Condition[] {
  return [
    ...(methods.length === 0 ? [] : [{ variable: "$request_method", value: `~${wholly(methods.join("|"))}` }]),
    ...headers.map(([header, value]) => ({ header, value: valueOf(value) })),
    ...query.map(([argument, value]) => ({ argument, value: valueOf(value) })),
  ];
}

/** Texts are regular expressions too, as NGINX would compare them without regard to case. */
function valueOf(value: ValueMatch): string {
  return `~${wholly(typeof value === "string" ? escaped(value) : quoted(value.regex))}`;
}

/** A text as a regular expression. Texts with `"` and `\` are refused. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]]/g, "\\$&");
}

/** Within quotes of NGINX, two backslashes are one, and a quote needs one. */
function quoted(regex: string): string {
  return regex.replaceAll("\\\\", "\\\\\\\\").replaceAll('"', '\\"');
}

/** As the Gateway API has it: whole paths first, then longer ones, then methods, then more headers and parameters. */
function bySpecificity(one: Candidate, other: Candidate): number {
  return (
    Number("exact" in other.path) - Number("exact" in one.path) ||
    lengthOf(other.path) - lengthOf(one.path) ||
    Number(other.match.methods.length > 0) - Number(one.match.methods.length > 0) ||
    other.match.headers.length - one.match.headers.length ||
    other.match.query.length - one.match.query.length
  );
}

function lengthOf(path: ExactOrPrefix): number {
  return "exact" in path ? path.exact.length : path.prefix.length;
}

function untilAnything(entries: readonly Entry[]): Entry[] {
  const end = entries.findIndex(({ conditions }) => conditions.length === 0);
  return end === -1 ? [...entries] : entries.slice(0, end + 1);
}
