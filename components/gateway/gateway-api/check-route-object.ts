import { parseDuration, type ManifestValue, type Problem, type RenderedObject } from "../../core";
import { rulesOf } from "../plan-route";
import type { RouteSpec } from "../route-spec";
import { checkRouteValues } from "./check-route-values";
import {
  greatestWeight,
  mostBackends,
  mostConditions,
  mostCorsValues,
  mostHeaderChanges,
  mostHosts,
  mostMatches,
  mostMatchesTogether,
  mostRules,
} from "./limits";
import { fieldOf, listOf, textOf } from "./rendered-fields";

const rulesPath = ["route", "rules"];

/**
 * What API servers refuse of the routes that an engine has rendered, by the definitions of the Gateway API: how much of everything there may
 * be, and what may stand together. Nothing is wrong where the engine renders none. Paths are relative to the workload.
 */
export function checkRouteObjects<Target>(route: RouteSpec<Target>, objects: readonly RenderedObject[]): Problem[] {
  const own = objects.filter(({ kind }) => kind === "HTTPRoute" || kind === "GRPCRoute");
  if (own.length === 0) return [];
  return [...checkRouteValues(route), ...own.flatMap((object) => checkObject(route, object))];
}

function checkObject<Target>(route: RouteSpec<Target>, { kind, fields }: RenderedObject): Problem[] {
  const rules = listOf(fields, "spec", "rules");
  return distinct([
    ...checkHosts(route, fieldOf(fields, "spec")),
    ...checkRules(route, rules),
    ...checkMatches(route, rules),
    ...rules.flatMap((rule) => [
      ...checkConditions(rule),
      ...checkBackends(rule),
      ...checkTimeouts(rule),
      ...listOf(rule, "filters").flatMap((filter) => checkFilter(filter)),
    ]),
    ...(kind === "GRPCRoute" ? checkCalls(route) : []),
  ]);
}

/** Rules that engines make of one rule have the same faults. */
function distinct(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function tooMany(path: Problem["path"], message: string, found: string, most: number, fix: string): Problem {
  return { path, message, found, allowed: `at most ${most}`, fix };
}

function checkHosts<Target>(route: RouteSpec<Target>, spec: ManifestValue | undefined): Problem[] {
  const hosts = listOf(spec, "hostnames").length;
  // These are never in more than 32 listeners, which is the bound of `parentRefs`: their own, and those of the wildcards above them.
  if (hosts <= mostHosts) return [];
  const path = ["route", "hosts"];
  const found = `${hosts} hosts`;
  return [
    route.hosts === undefined
      ? tooMany(
          path,
          "a route is for 16 hosts at most, and without hosts it is for all of the gateway",
          found,
          mostHosts,
          "write hosts with those that it is for",
        )
      : tooMany(
          path,
          "a route is for 16 hosts at most",
          found,
          mostHosts,
          "remove some, or write a wildcard host for several",
        ),
  ];
}

function checkRules<Target>(route: RouteSpec<Target>, rules: readonly ManifestValue[]): Problem[] {
  if (rules.length <= mostRules) return [];
  const written = rulesOf(route).length;
  return [
    tooMany(
      route.paths === undefined ? rulesPath : ["route", "paths"],
      "a route has 16 rules at most; a canary by header, a list of addresses of an ALB and each further match of a prefix that is replaced make more of them",
      rules.length === written ? `${written} rules` : `${rules.length} rules out of ${written}`,
      mostRules,
      "join rules or matches, or make a Route of its own for the rest",
    ),
  ];
}

function checkMatches<Target>(route: RouteSpec<Target>, rules: readonly ManifestValue[]): Problem[] {
  const counts = rules.map((rule) => listOf(rule, "matches").length);
  const greatest = Math.max(0, ...counts);
  const together = counts.reduce((sum, count) => sum + count, 0);
  const path = route.paths === undefined ? rulesPath : ["route", "paths"];
  return [
    ...(greatest <= mostMatches
      ? []
      : [
          tooMany(
            path,
            "a rule has 64 matches at most, and each method of a match is one",
            `${greatest} matches`,
            mostMatches,
            route.paths === undefined
              ? "write two rules of it, or shorter prefixes"
              : "write rules with up to 64 of them each, or shorter prefixes",
          ),
        ]),
    ...(together <= mostMatchesTogether
      ? []
      : [
          tooMany(
            path,
            "all rules of a route together have 128 matches at most, and each method of a match is one",
            `${together} matches`,
            mostMatchesTogether,
            "write shorter prefixes, or make a Route of its own for some",
          ),
        ]),
  ];
}

function checkConditions(rule: ManifestValue): Problem[] {
  return listOf(rule, "matches").flatMap((match) =>
    (["headers", "queryParams"] as const).flatMap((field) => {
      const names = listOf(match, field).map((one) => textOf(one, "name"));
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      const what = field === "headers" ? "headers" : "parameters";
      return [
        ...(names.length <= mostConditions
          ? []
          : [
              tooMany(
                rulesPath,
                `a match has 16 ${what} at most`,
                `${names.length} ${what}`,
                mostConditions,
                "remove some",
              ),
            ]),
        ...(twice === undefined
          ? []
          : [
              {
                path: rulesPath,
                message: "a match has the same header twice, in any case, or as a match and as that of the canary",
                found: twice,
                fix: "keep one of them",
              },
            ]),
      ];
    }),
  );
}

function checkBackends(rule: ManifestValue): Problem[] {
  const backends = listOf(rule, "backendRefs");
  const weights = backends.map((backend) => fieldOf(backend, "weight")).filter((weight) => typeof weight === "number");
  const heavy = weights.find((weight) => weight > greatestWeight);
  return [
    ...(backends.length <= mostBackends
      ? []
      : [
          tooMany(
            rulesPath,
            "a rule has 16 backends at most, the canary among them",
            `${backends.length} backends`,
            mostBackends,
            "remove some",
          ),
        ]),
    ...(heavy === undefined
      ? []
      : [
          tooMany(
            rulesPath,
            "with the share of the canary a weight is beyond what can be written",
            weights.join(", "),
            greatestWeight,
            "write smaller weights of the same shares, such as 9 and 1",
          ),
        ]),
  ];
}

function checkTimeouts(rule: ManifestValue): Problem[] {
  const request = textOf(rule, "timeouts", "request");
  const backend = textOf(rule, "timeouts", "backendRequest");
  const [whole, single] = [request, backend].map((text) => parseDuration(text));
  if (whole === undefined || single === undefined || whole === 0 || single <= whole) return [];
  return [
    {
      path: rulesPath,
      message: "one try may take longer than all of them together, with what the route and the rule say",
      found: `backend: ${backend}, and request: ${request}`,
      allowed: `at most ${request}`,
      fix: `write backend: ${request}, or a longer request`,
    },
  ];
}

function checkFilter(filter: ManifestValue): Problem[] {
  return [
    ...(["request", "response"] as const).flatMap((which) =>
      (["set", "add", "remove"] as const).flatMap((field) => {
        const count = listOf(filter, `${which}HeaderModifier`, field).length;
        if (count <= mostHeaderChanges) return [];
        return [
          tooMany(
            rulesPath,
            `a rule changes 16 headers of one kind at most${which === "response" ? ", that of HSTS among them" : ""}`,
            `${count} under ${which}Headers.${field}`,
            mostHeaderChanges,
            "remove some, or let the workload do it",
          ),
        ];
      }),
    ),
    ...checkCors(filter),
  ];
}

const corsFields = {
  allowOrigins: "origins",
  allowMethods: "methods",
  allowHeaders: "headers",
  exposeHeaders: "exposeHeaders",
} as const;

function checkCors(filter: ManifestValue): Problem[] {
  return Object.entries(corsFields).flatMap(([field, written]) => {
    const values = listOf(filter, "cors", field).map((one) => textOf(one));
    const path = ["policy", "cors", written];
    const twice = values.find((one, index) => values.indexOf(one) !== index);
    return [
      ...(values.length <= mostCorsValues
        ? []
        : [
            tooMany(
              path,
              "the list is too long",
              `${values.length} ${written}`,
              mostCorsValues,
              "remove some, or write a pattern such as https://*.example.com for several",
            ),
          ]),
      ...(twice === undefined
        ? []
        : [{ path, message: "a value is written twice", found: twice, fix: "remove one of them" }]),
      ...(values.length < 2 || !values.includes("*") || field === "exposeHeaders"
        ? []
        : [
            {
              path,
              message: "* stands for all others too",
              found: values.join(", "),
              fix: "keep * alone, or remove it",
            },
          ]),
    ];
  });
}

/** A GRPCRoute knows neither paths, methods and parameters of HTTP nor what would change them. */
function checkCalls<Target>(route: RouteSpec<Target>): Problem[] {
  const problem = (path: Problem["path"], found: string, fix: string): Problem => ({
    path,
    message: "the route is for calls of gRPC, which have nothing of this kind",
    found,
    fix,
  });
  if (route.paths !== undefined) {
    return [problem(["route", "paths"], route.paths.join(", "), "write rules with matches by grpc, or remove paths")];
  }
  return rulesOf(route).flatMap(({ matches = [], redirect, rewrite }, index) => [
    ...matches.flatMap((match, number) =>
      (["path", "methods", "query"] as const).flatMap((field) =>
        match[field] === undefined
          ? []
          : [
              problem(
                [...rulesPath, index, "matches", number, field],
                field,
                "write grpc: { service: … } in its place",
              ),
            ],
      ),
    ),
    ...Object.entries({ redirect, rewrite }).flatMap(([field, value]) =>
      value === undefined ? [] : [problem([...rulesPath, index, field], field, `remove ${field}`)],
    ),
  ]);
}
