import type { Problem } from "../../core";
import { pathMatch, rulesOf } from "../plan-route";
import type { HeaderChanges, RouteMatch, RouteSpec, ValueMatch } from "../route-spec";
import { longestHeaderValue, longestName, longestPath, longestQueryValue } from "./limits";

const pathCharacter = /[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2}/;
const wholePath = new RegExp(`^(?:${pathCharacter.source})+$`);
const name = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

/**
 * What API servers refuse of the texts of a route, where it becomes an object of the Gateway API. Paths are relative to the workload.
 * Source: the definitions, 1.6.1.
 */
export function checkRouteValues<Target>(route: RouteSpec<Target>): Problem[] {
  const isShort = route.rules === undefined;
  return rulesOf(route).flatMap(({ matches = [], redirect, rewrite, requestHeaders, responseHeaders }, index) => {
    const at = isShort ? ["route"] : ["route", "rules", index];
    return [
      ...matches.flatMap((match, number) =>
        isShort
          ? checkPath([...at, "paths", number], match.path)
          : [
              ...checkPath([...at, "matches", number, "path"], match.path),
              ...checkValues([...at, "matches", number], match),
            ],
      ),
      ...checkLength([...at, "redirect", "path"], replacement(redirect?.path), longestPath),
      ...checkLength([...at, "rewrite", "path"], replacement(rewrite?.path), longestPath),
      ...checkChanges([...at, "requestHeaders"], requestHeaders),
      ...checkChanges([...at, "responseHeaders"], responseHeaders),
    ];
  });
}

function replacement(path: { readonly full: string } | { readonly prefix: string } | undefined): string {
  return path === undefined ? "" : "full" in path ? path.full : path.prefix;
}

function checkPath(path: Problem["path"], written: RouteMatch["path"]): Problem[] {
  const match = pathMatch(written);
  if ("regex" in match) return checkLength([...path, "regex"], match.regex, longestPath);
  const text = "exact" in match ? match.exact : match.prefix;
  const long = checkLength(path, text, longestPath);
  if (long.length > 0) return long;
  const points = text.split("/").find((segment) => segment === "." || segment === "..");
  if (points === undefined && wholePath.test(text) && !/%2f/i.test(text)) return [];
  return [
    {
      path,
      message: "no request has this path, once its characters are written as addresses have them",
      found: text,
      allowed: "letters, digits, -._~!$&'()*+,;=:@, %41 for any other, without %2F and segments of points",
      fix: points !== undefined || /%2f/i.test(text) ? "write another path" : `write ${encoded(text)}`,
    },
  ];
}

/** As addresses have it. */
function encoded(text: string): string {
  const each = new RegExp(`${pathCharacter.source}|[^]`, "gu");
  return text.replace(each, (character) =>
    pathCharacter.test(character)
      ? character
      : [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

function checkValues(path: Problem["path"], { headers = {}, query = {} }: RouteMatch): Problem[] {
  return [
    ...Object.entries(headers).flatMap(([header, value]) =>
      checkValue([...path, "headers", header], value, longestHeaderValue),
    ),
    ...Object.entries(query).flatMap(([parameter, value]) => [
      ...checkParameter([...path, "query", parameter], parameter),
      ...checkValue([...path, "query", parameter], value, longestQueryValue),
    ]),
  ];
}

function checkParameter(path: Problem["path"], parameter: string): Problem[] {
  if (name.test(parameter)) return checkLength(path, parameter, longestName);
  return [
    {
      path,
      message: "the Gateway API takes no such name of a parameter",
      found: parameter === "" ? '""' : parameter,
      allowed: "letters, digits and !#$%&'*+-.^_`|~",
      fix: "write another name, or match by path or header",
    },
  ];
}

function checkValue(path: Problem["path"], value: ValueMatch, longest: number): Problem[] {
  const [at, text] = typeof value === "string" ? [path, value] : [[...path, "regex"], value.regex];
  if (text !== "") return checkLength(at, text, longest);
  return [
    {
      path: at,
      message: "a value without characters cannot be met",
      found: '""',
      fix: "write a value, or { regex: .+ } for any",
    },
  ];
}

function checkChanges(path: Problem["path"], { set = {}, add = {} }: HeaderChanges = {}): Problem[] {
  return Object.entries({ set, add }).flatMap(([field, values]) =>
    Object.entries(values).flatMap(([header, value]) =>
      value === ""
        ? [
            {
              path: [...path, field, header],
              message: "a header without a value cannot be written",
              found: '""',
              fix: `write a value, or remove: [${header}]`,
            },
          ]
        : checkLength([...path, field, header], value, longestHeaderValue),
    ),
  );
}

function checkLength(path: Problem["path"], text: string, longest: number): Problem[] {
  if (text.length <= longest) return [];
  return [
    {
      path,
      message: "the text is too long",
      found: `${text.length} characters`,
      allowed: `at most ${longest}`,
      fix: "write a shorter one",
    },
  ];
}
