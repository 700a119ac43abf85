import type { Problem } from "../../core";
import type { PlannedRoute, PlannedRule } from "../planned-route";
import type { RateLimitSpec, RetrySpec } from "../policy-spec";
import type { RouteTimeouts } from "../route-spec";
import { retryConditionsOf } from "./next-upstream";
import { nginxRate, nginxSize, nginxTime } from "./nginx-values";

/** What is wrong with a route for every controller of NGINX. Paths are relative to the workload. */
export function checkNginx(route: PlannedRoute): Problem[] {
  const { policy, rules } = route;
  const limits = policy.rateLimits ?? [];
  return [
    ...limits.flatMap((limit, index) => checkRate(["policy", "rateLimits", index], limit)),
    ...checkTimes(route),
    ...checkSize(policy.maxRequestSize),
    ...(policy.retries === undefined ? [] : checkRetries(policy.retries)),
    ...rules.flatMap(checkNames),
    ...rules.flatMap(checkPaths),
  ];
}

function checkRate(path: Problem["path"], limit: RateLimitSpec): Problem[] {
  const { requests, per, by } = limit;
  return [
    ...(nginxRate(limit) === undefined
      ? [
          {
            path: [...path, "requests"],
            message: "NGINX counts by the second or the minute, and this is no whole number for a minute",
            found: `${requests} for each ${per}`,
            allowed: "multiples of 60 for an hour",
            fix: `write ${Math.max(60, Math.round(requests / 60) * 60)}, or per: minute`,
          },
        ]
      : []),
    ...(typeof by === "object" && "header" in by ? checkName([...path, "by", "header"], by.header) : []),
  ];
}

/** Headers with other characters are dropped before anyone sees them (`ignore_invalid_headers`). */
function checkName(path: Problem["path"], name: string): Problem[] {
  if (/^[A-Za-z0-9-]+$/.test(name)) return [];
  return [
    {
      path,
      message: "NGINX drops headers with such a name",
      found: name,
      allowed: "letters, digits and '-'",
      fix: `write ${name.replace(/[^A-Za-z0-9-]/g, "-")}`,
    },
  ];
}

function checkNames({ matches, requestHeaders = {}, responseHeaders = {} }: PlannedRule): Problem[] {
  const named = [requestHeaders, responseHeaders].flatMap(({ set = {}, add = {}, remove = [] }) => [
    ...Object.keys(set),
    ...Object.keys(add),
    ...remove,
  ]);
  const values = [requestHeaders, responseHeaders].flatMap(({ set = {}, add = {} }) => [
    ...Object.entries(set),
    ...Object.entries(add),
  ]);
  const matched = matches.flatMap(({ headers }) => headers.map(([name]) => name));
  return [
    ...[...matched, ...named].flatMap((name) => checkName(["route", "rules"], name)),
    ...values.flatMap(([name, value]) =>
      /^[^"$\\\r\n]+$/.test(value)
        ? []
        : [
            {
              path: ["route", "rules"],
              message: `NGINX takes the value of the header ${name} into its configuration, where this would mean something else`,
              found: value === "" ? '""' : value,
              allowed: "a text without '\"', '$', '\\' and line breaks",
              fix: "write another value, or set it in the workload",
            },
          ],
    ),
  ];
}

function checkPaths({ matches, redirect, rewrite }: PlannedRule): Problem[] {
  const paths = matches.flatMap(({ path }) => ("exact" in path ? [path.exact] : "prefix" in path ? [path.prefix] : []));
  const replaced = [redirect?.path, rewrite?.path].flatMap((path) =>
    path === undefined ? [] : ["full" in path ? path.full : path.prefix],
  );
  return [...paths, ...replaced].flatMap((path) =>
    /^\/[^\s{};$"\\]*$/.test(path) && !path.split("/").includes("..")
      ? []
      : [
          {
            path: ["route", "rules"],
            message: "NGINX takes the path into its configuration, where this would mean something else",
            found: path,
            allowed: "a path without '{', '}', ';', '$', '\"', '\\' and segments of two dots",
            fix: "write another path",
          },
        ],
  );
}

function checkTimes(route: PlannedRoute): Problem[] {
  const { policy, rules, webSockets } = route;
  const perTry = policy.retries?.perTryTimeout;
  const backends = rules.flatMap(({ timeouts: { backend } }: { timeouts: RouteTimeouts }) => backend ?? []);
  const [backend] = backends;
  return [
    ...(perTry === undefined ? [] : checkTime(["policy", "retries", "perTryTimeout"], perTry)),
    ...(backend === undefined ? [] : checkTime(["route", "timeouts", "backend"], backend)),
    ...(perTry === undefined || backends.every((one) => one === perTry)
      ? []
      : [
          {
            path: ["policy", "retries", "perTryTimeout"],
            message: "NGINX has one timeout of a try, and the route says another",
            found: `${perTry}, and timeouts.backend: ${backends.find((one) => one !== perTry) ?? ""}`,
            fix: "remove one of them",
          },
        ]),
    ...(webSockets && (perTry !== undefined || backend !== undefined)
      ? [
          {
            path: ["route", "webSockets"],
            message: "NGINX has one time for silent web sockets and for answers, and so would end the web sockets",
            found: `webSockets and ${perTry === undefined ? `timeouts.backend: ${backend ?? ""}` : `retries.perTryTimeout: ${perTry}`}`,
            fix: "remove the timeout of a try: then it is an hour, for both",
          },
        ]
      : []),
  ];
}

function checkTime(path: Problem["path"], duration: string): Problem[] {
  if (nginxTime(duration) !== undefined) return [];
  return [
    {
      path,
      message: "NGINX takes no such duration",
      found: duration,
      allowed: "up to four digits with one of the units ms, s, m, h",
      fix: "write it in a longer unit",
    },
  ];
}

function checkSize(size: string | undefined): Problem[] {
  if (size === undefined || nginxSize(size) !== undefined) return [];
  return [
    {
      path: ["policy", "maxRequestSize"],
      message: "NGINX takes no such size",
      found: size,
      allowed: "up to four digits with one of the units Ki, Mi, Gi",
      fix: "write it in a larger unit, such as 10Mi",
    },
  ];
}

function checkRetries(retries: RetrySpec): Problem[] {
  const on = retryConditionsOf(retries);
  const path = ["policy", "retries", "on"];
  return [
    ...(on.includes("retriable4xx")
      ? [
          {
            path,
            message: "NGINX cannot try again after an answer of 409",
            found: "retriable4xx",
            allowed: "connectFailure and reset, gatewayError, 5xx",
            fix: "remove retriable4xx",
          },
        ]
      : []),
    ...(on.includes("connectFailure") === on.includes("reset")
      ? []
      : [
          {
            path,
            message: "NGINX does not tell connections that fail from those that break off",
            found: on.join(", "),
            allowed: "connectFailure and reset together, or none of them",
            fix: `add ${on.includes("reset") ? "connectFailure" : "reset"}`,
          },
        ]),
  ];
}
