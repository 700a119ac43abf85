import type { GatewayCapability } from "../../cluster";
import { parseQuantity, under, type Problem } from "../../core";
import type { PlannedRoute } from "../planned-route";
import { checkEnvoyAuthentication } from "./check-envoy-authentication";
import { localLimits, mostLocalRules, rulesPerLimit } from "./rate-limits";
import { unlikeRule } from "./try-timeouts";

/** A body is counted in 32 bits. Source: Envoy's filter `buffer`. */
const mostBytes = 2 ** 32 - 1;

/** What Envoy Gateway cannot be told of a route, besides what it cannot do at all. Paths are relative to the workload. */
export function checkEnvoyRoute(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  return [
    ...checkTimeouts(route),
    ...under(
      ["policy"],
      [
        ...checkLimits(route, gateway),
        ...checkEnvoyAuthentication(route),
        ...checkPreflight(route),
        ...checkRetries(route),
        ...checkSize(route),
      ],
    ),
  ];
}

/** What stands in the policy of a route is the same for all of its rules. */
function checkTimeouts(route: PlannedRoute): Problem[] {
  const { protocol, policy } = route;
  const isGrpc = protocol === "grpc";
  if (isGrpc && unlikeRule(route, ["request", "backend"]) !== -1) {
    return [
      {
        path: ["route", "rules"],
        message: "the rules have different timeouts, and for gRPC Envoy Gateway has one for the whole route",
        found: timeoutsOf(route),
        allowed: "the same timeouts for all rules",
        fix: "write route.timeouts, and remove those of the rules",
      },
    ];
  }
  if (policy.retries === undefined || policy.retries.perTryTimeout !== undefined) return [];
  if (unlikeRule(route, ["backend"]) === -1) return [];
  return [
    {
      path: ["route", "rules"],
      message:
        "the rules give a try different times, and where there are retries Envoy Gateway has one for the whole route",
      found: timeoutsOf(route),
      allowed: "the same timeouts.backend for all rules, or policy.retries.perTryTimeout",
      fix: "write policy.retries.perTryTimeout, and remove timeouts.backend of the rules",
    },
  ];
}

function timeoutsOf({ rules }: PlannedRoute): string {
  const texts = rules.map(({ timeouts: { request = "none", backend = "none" } }) => `${request} (a try: ${backend})`);
  return [...new Set(texts)].join(", ");
}

function checkLimits(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  const { rateLimits = [] } = route.policy;
  const rules = localLimits(route, gateway).reduce((sum, limit) => sum + rulesPerLimit(limit), 0);
  return [
    ...rateLimits.flatMap(({ countedBy }, index): Problem[] =>
      countedBy !== "gateway" || gateway.rateLimitStore !== undefined
        ? []
        : [
            {
              path: ["rateLimits", index, "countedBy"],
              message: "the pods of the gateway have nowhere to count together",
              found: "gateway",
              allowed: "pod",
              fix: "add rateLimitStore: true to slipway:gateway, or write pod, by which each pod counts for itself",
            },
          ],
    ),
    ...(rules <= mostLocalRules
      ? []
      : [
          {
            path: ["rateLimits"],
            message: "a pod cannot count so many limits of one route",
            found: `${rules} rules, of which a limit by address takes two`,
            allowed: `up to ${mostLocalRules}`,
            fix: "remove some, or have them counted by the gateway",
          },
        ]),
  ];
}

/** Browsers ask by OPTIONS first, which must come to the route. */
function checkPreflight({ policy: { cors }, rules, protocol }: PlannedRoute): Problem[] {
  if (cors === undefined || protocol === "grpc") return [];
  const found = rules.flatMap(({ matches }) => matches).find(({ methods }) => isWithoutOptions(methods));
  if (found === undefined) return [];
  return [
    {
      path: ["cors"],
      message: "browsers ask by OPTIONS whether they may call, and a match of the route takes other methods alone",
      found: `methods: ${found.methods.join(", ")}`,
      allowed: "matches without methods, or with OPTIONS among them",
      fix: "add OPTIONS to the methods of each match; it is answered before the workload",
    },
  ];
}

function isWithoutOptions(methods: readonly string[]): boolean {
  return methods.length > 0 && !methods.includes("OPTIONS");
}

function checkRetries({ policy: { retries }, protocol }: PlannedRoute): Problem[] {
  if (protocol !== "grpc" || retries?.on?.includes("retriable4xx") !== true) return [];
  return [
    {
      path: ["retries", "on"],
      message: "calls of gRPC have no answers of 409",
      found: "retriable4xx",
      allowed: "connectFailure, reset, gatewayError, 5xx",
      fix: "remove it",
    },
  ];
}

/** A request is kept whole before it is sent on, which what never ends cannot be. */
function checkSize({ policy: { maxRequestSize }, protocol, webSockets }: PlannedRoute): Problem[] {
  if (maxRequestSize === undefined) return [];
  if (protocol === "grpc" || webSockets) {
    return [
      {
        path: ["maxRequestSize"],
        message: "Envoy keeps requests whole to bound them, and streams would never be sent on",
        found: `${maxRequestSize}, with ${webSockets ? "webSockets: true" : "gRPC"}`,
        fix: webSockets ? "remove it, or webSockets" : "remove it, and bound messages in the workload",
      },
    ];
  }
  if ((parseQuantity(maxRequestSize) ?? 0) <= mostBytes) return [];
  return [
    {
      path: ["maxRequestSize"],
      message: "the bound is beyond what Envoy can count",
      found: maxRequestSize,
      allowed: `less than 4Gi; each request that is under way takes as much memory of the gateway`,
      fix: "write a smaller one, or remove it",
    },
  ];
}
