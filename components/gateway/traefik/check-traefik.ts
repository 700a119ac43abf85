import type { GatewayCapability } from "../../cluster";
import { parseDuration, type Problem } from "../../core";
import type { PlannedRoute } from "../planned-route";
import { checkCountedTogether, checkPlainEjection } from "../policy-limits";
import { rangesOf } from "./middlewares";

/** As many as a definition holds without being slow. */
const mostRanges = 1000;

/** What is wrong with a route besides what Traefik cannot do at all. */
export function checkTraefikRoute(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  return [
    ...checkCountedTogether(route, gateway),
    ...checkRanges(route),
    ...checkRetries(route),
    ...checkPlainEjection(route, "Traefik"),
    ...checkSize(route),
  ];
}

function checkRanges({ policy: { addresses } }: PlannedRoute): Problem[] {
  if (addresses?.deny === undefined) return [];
  const ranges = rangesOf(addresses);
  if (ranges.length === 0) {
    return [
      {
        path: ["policy", "addresses", "deny"],
        message: "nobody is left who may call",
        found: addresses.deny.join(", "),
        fix: "remove the ranges that hold all that are allowed",
      },
    ];
  }
  if (ranges.length <= mostRanges) return [];
  return [
    {
      path: ["policy", "addresses", "deny"],
      message: "Traefik knows lists of whom to let in alone, and all but these are too many ranges",
      found: `${ranges.length} ranges`,
      allowed: `at most ${mostRanges}`,
      fix: "write larger ranges, or allow in place of deny",
    },
  ];
}

function checkRetries({ policy: { retries } }: PlannedRoute): Problem[] {
  if (retries === undefined) return [];
  const { on, backoff } = retries;
  const base = parseDuration(backoff?.base ?? "");
  const max = parseDuration(backoff?.max ?? "");
  return [
    ...(on?.includes("reset") === true && !on.includes("gatewayError") && !on.includes("5xx")
      ? [
          {
            path: ["policy", "retries", "on"],
            message: "Traefik answers 502 where a connection breaks off, and cannot tell that from an answer of 502",
            found: on.join(", "),
            fix: "add gatewayError, or remove reset",
          },
        ]
      : []),
    ...(base === undefined || max === undefined || max === 2 * base
      ? []
      : [
          {
            path: ["policy", "retries", "backoff", "max"],
            message: "pauses of Traefik grow to twice the first one",
            found: backoff?.max ?? "",
            allowed: `twice ${backoff?.base ?? ""}`,
            fix: "remove max",
          },
        ]),
  ];
}

/** A body that is read whole is never whole where it goes on for as long as the connection. */
function checkSize({ policy: { maxRequestSize }, protocol, webSockets }: PlannedRoute): Problem[] {
  if (maxRequestSize === undefined || (protocol === "http" && !webSockets)) return [];
  return [
    {
      path: ["policy", "maxRequestSize"],
      message: "Traefik reads bodies whole before it sends them on, so that streams would never arrive",
      found: `${maxRequestSize}, and ${webSockets ? "web sockets" : "gRPC"}`,
      fix: "remove maxRequestSize, or bound messages in the workload",
    },
  ];
}
