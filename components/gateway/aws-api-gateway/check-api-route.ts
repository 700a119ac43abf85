import { parseDuration, type Problem } from "../../core";
import type { PlannedRoute } from "../planned-route";

/** What is wrong with a route of either kind of API. Paths are relative to the workload. */
export function checkApiRoute({ rules }: PlannedRoute, title: string, longestSeconds: number): Problem[] {
  return [
    ...rules.flatMap(({ timeouts, matches, requestHeaders }) => [
      ...checkTimeout(timeouts.request, title, longestSeconds),
      ...matches.flatMap(({ methods, path }) => [
        ...methods
          .filter((method) => method === "CONNECT" || method === "TRACE")
          .map((method) => ({
            path: ["route"],
            message: `${title} does not take this method`,
            found: method,
            allowed: "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH",
            fix: `remove ${method}`,
          })),
        ...checkPath("exact" in path ? path.exact : "prefix" in path ? path.prefix : "", title),
      ]),
      ...checkHeaders(requestHeaders, title),
    ]),
  ];
}

function checkTimeout(request: string | undefined, title: string, longest: number): Problem[] {
  const seconds = request === undefined ? undefined : parseDuration(request);
  if (seconds === undefined || (seconds >= 0.05 && seconds <= longest)) return [];
  return [
    {
      path: ["route", "timeouts", "request"],
      message: `${title} waits no longer, and no shorter`,
      found: request ?? "",
      allowed: `50ms to ${longest}s`,
      fix:
        seconds < 0.05 && seconds > 0
          ? "write 50ms"
          : `write ${longest}s, or choose another gateway for the environment`,
    },
  ];
}

/** Braces and `$` stand for variables. */
function checkPath(path: string, title: string): Problem[] {
  if (!/[{}$+*]/.test(path)) return [];
  return [
    {
      path: ["route"],
      message: `to ${title} these characters stand for variables`,
      found: path,
      allowed: "a path without {, }, $, + and *",
      fix: "write another path, or choose another gateway for the environment",
    },
  ];
}

/** Headers that API Gateway keeps for itself. Source: its guide, "Reserved headers", read in 2026-11. */
const reserved =
  /^(access-control-.*|apigw-.*|authorization|connection|content-encoding|content-length|content-location|forwarded|host|keep-alive|origin|proxy-authenticate|proxy-authorization|te|trailers?|transfer-encoding|upgrade|x-amz-.*|x-amzn-.*|x-forwarded-.*|via)$/i;

function checkHeaders(changes: PlannedRoute["rules"][number]["requestHeaders"], title: string): Problem[] {
  if (changes === undefined) return [];
  const { set = {}, add = {}, remove = [] } = changes;
  return [
    ...[...Object.keys(set), ...Object.keys(add), ...remove]
      .filter((name) => reserved.test(name))
      .map((name) => ({
        path: ["route"],
        message: `${title} keeps this header for itself`,
        found: name,
        fix: "remove it",
      })),
    ...[...Object.entries(set), ...Object.entries(add)]
      .filter(([, value]) => /[$']/.test(value))
      .map(([name, value]) => ({
        path: ["route"],
        message: `to ${title} these characters stand for variables`,
        found: `${name}: ${value}`,
        allowed: "a value without $ and '",
        fix: "write another value",
      })),
  ];
}
