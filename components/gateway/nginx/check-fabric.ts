import type { Problem } from "../../core";
import type { PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import { checkNginx } from "./check-nginx";

/** What is wrong with a route for NGINX Gateway Fabric. Paths are relative to the workload. */
export function checkFabricRoute(route: PlannedRoute): Problem[] {
  return [
    ...checkNginx(route),
    ...checkOneTimeout(route),
    ...(route.protocol === "grpc" ? checkGrpc(route) : []),
    ...route.rules.flatMap(({ matches }) => matches.flatMap(checkMatch)),
    ...route.rules.flatMap(checkHeaderChanges),
  ];
}

/** Its policies hold for a whole route. */
function checkOneTimeout({ rules }: PlannedRoute): Problem[] {
  const stated = rules
    .filter(({ redirect }) => redirect === undefined)
    .map(({ timeouts }) => timeouts.backend ?? "none");
  const distinct = [...new Set(stated)];
  if (distinct.length < 2) return [];
  return [
    {
      path: ["route", "rules"],
      message: "NGINX Gateway Fabric has one timeout of a try for all rules of a route",
      found: distinct.join(", "),
      fix: "write it once as route.timeouts.backend, or make two workloads' routes of it",
    },
  ];
}

/** What its policies write is for HTTP alone. */
function checkGrpc({ rules, policy, webSockets }: PlannedRoute): Problem[] {
  const asked: readonly (readonly [boolean, Problem["path"], string])[] = [
    [
      rules.some(({ timeouts }) => timeouts.backend !== undefined),
      ["route", "timeouts", "backend"],
      "timeouts.backend",
    ],
    [policy.retries?.perTryTimeout !== undefined, ["policy", "retries", "perTryTimeout"], "retries.perTryTimeout"],
    [webSockets, ["route", "webSockets"], "webSockets"],
    [policy.cors !== undefined, ["policy", "cors"], "cors"],
  ];
  return asked.flatMap(([isAsked, path, found]) =>
    isAsked
      ? [
          {
            path,
            message: "NGINX Gateway Fabric has this for HTTP, not for workloads that speak gRPC",
            found,
            fix: `remove ${found}, or choose another gateway for the environment, such as provider: envoy`,
          },
        ]
      : [],
  );
}

function checkMatch({ path, methods, headers, grpc }: PlannedMatch): Problem[] {
  return [
    ...(grpc === undefined || grpc.method !== undefined
      ? []
      : [
          {
            path: ["route", "rules"],
            message: "NGINX Gateway Fabric tells calls of gRPC apart by service and method",
            found: grpc.service,
            fix: "add method to each of them, or remove grpc for all calls",
          },
        ]),
    ...("regex" in path ? checkRegexPath(path.regex) : []),
    ...methods.flatMap((method) =>
      method === "CONNECT" || method === "TRACE"
        ? [
            {
              path: ["route", "rules"],
              message: "NGINX refuses requests of this method",
              found: method,
              fix: `remove ${method}`,
            },
          ]
        : [],
    ),
    ...headers.flatMap(([name, value]) =>
      typeof value === "string" && value.includes(",")
        ? [
            {
              path: ["route", "rules"],
              message: `NGINX Gateway Fabric takes the header ${name} for a list, each value of which it compares by itself`,
              found: value,
              allowed: "a text without commas",
              fix: "write a part of it, or another gateway such as provider: envoy",
            },
          ]
        : [],
    ),
  ];
}

/** It becomes a location, `^` before it and `$` behind it. */
function checkRegexPath(regex: string): Problem[] {
  const isPlain = /^\/[^\s{};]*$/.test(regex);
  if (isPlain && !hasOuterAlternative(regex)) return [];
  return [
    {
      path: ["route", "rules"],
      message: isPlain
        ? "NGINX Gateway Fabric takes the beginning of a path for the first alternative and its end for the last"
        : "NGINX Gateway Fabric takes no such regular expression for a path",
      found: regex,
      allowed: "one that begins with '/', without spaces, '{', '}' and ';', its alternatives in brackets",
      fix: isPlain ? "put the alternatives into brackets, such as /(a|b)" : "write it so, or an exact path or a prefix",
    },
  ];
}

/** Whether there is a `|` outside of all brackets. */
function hasOuterAlternative(regex: string): boolean {
  const bare = regex.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "");
  let depth = 0;
  for (const letter of bare) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "|" && depth === 0) return true;
  }
  return false;
}

const ownRequestHeaders = ["host", "connection", "upgrade"];
const ownResponseHeaders = ["server", "date", "x-pad", "content-type", "content-length", "connection"];

/** Headers that it sets itself. Source: validation of the controller, 2.6.7. */
function checkHeaderChanges({ requestHeaders, responseHeaders }: PlannedRule): Problem[] {
  const names = ({ set = {}, add = {}, remove = [] }: NonNullable<PlannedRule["requestHeaders"]> = {}) =>
    [...Object.keys(set), ...Object.keys(add), ...remove].map((name) => name.toLowerCase());
  const refused = [
    ...names(requestHeaders).filter((name) => ownRequestHeaders.includes(name)),
    ...names(responseHeaders).filter(
      (name) => [...ownRequestHeaders, ...ownResponseHeaders].includes(name) || name.startsWith("x-accel"),
    ),
  ];
  return refused.map((name) => ({
    path: ["route", "rules"],
    message: "NGINX Gateway Fabric keeps this header for itself",
    found: name,
    fix: name === "host" ? "write rewrite.host" : `remove ${name}`,
  }));
}
