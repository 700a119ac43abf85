import type { GatewayCapability } from "../../cluster";
import { parseDuration, type Problem } from "../../core";
import type { PlannedRoute, PlannedRule } from "../planned-route";
import { checkCountedTogether, checkPlainEjection } from "../policy-limits";
import type { RateLimitSpec } from "../policy-spec";
import { isShared } from "./plugins";
import { changesOf } from "./render-route";
import { kongServiceAnnotations, timeoutOf } from "./services";

/** What is wrong with a route besides what Kong cannot do at all. */
export function checkKongRoute(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  return [
    ...checkCountedTogether(route, gateway),
    ...checkPlainEjection(route, "Kong"),
    ...checkLimits(route, gateway),
    ...checkConditions(route),
    ...checkSize(route),
    ...checkServices(route),
    ...checkTimeouts(route),
    ...checkGrpcHeaders(route),
    ...route.rules.flatMap((rule, index) => checkRedirect(route, rule, index)),
  ];
}

const units = ["second", "minute", "hour"] as const;

/** One plugin has all limits: one for each unit, of one kind. */
function checkLimits({ policy: { rateLimits = [] } }: PlannedRoute, gateway: GatewayCapability): Problem[] {
  const [first, ...others] = rateLimits;
  if (first === undefined) return [];
  const kind = (limit: RateLimitSpec) => JSON.stringify([limit.by ?? "address", isShared(limit, gateway)]);
  const other = others.findIndex((limit) => kind(limit) !== kind(first));
  const twice = rateLimits.findIndex(({ per }, index) => rateLimits.findIndex((one) => one.per === per) < index);
  const sorted = [...rateLimits].sort((a, b) => units.indexOf(a.per) - units.indexOf(b.per));
  const lower = sorted.find(({ requests }, index) => requests < (sorted[index - 1]?.requests ?? 0));
  return [
    ...(other === -1
      ? []
      : [
          {
            path: ["policy", "rateLimits", other + 1],
            message: "Kong counts all limits of a route in the same way",
            found: "another by, or countedBy, than that of the first one",
            fix: "write the same by and countedBy, or keep one limit",
          },
        ]),
    ...(twice === -1
      ? []
      : [
          {
            path: ["policy", "rateLimits", twice, "per"],
            message: "Kong has one limit for each unit of time",
            found: `${rateLimits[twice]?.per ?? ""} twice`,
            fix: "keep the lower one",
          },
        ]),
    ...(lower === undefined || twice !== -1
      ? []
      : [
          {
            path: ["policy", "rateLimits", rateLimits.indexOf(lower), "requests"],
            message: "a longer time lets fewer requests through than a shorter one, which Kong refuses",
            found: `${lower.requests} for each ${lower.per}`,
            fix: "write more for the longer time, or remove the limit of the shorter one",
          },
        ]),
  ];
}

/** It tries again where no answer came, whatever it is told. */
function checkConditions({ policy: { retries } }: PlannedRoute): Problem[] {
  if (retries === undefined) return [];
  const { on } = retries;
  const isOwn = on?.length === 2 && on.includes("connectFailure") && on.includes("reset");
  if (isOwn) return [];
  return [
    {
      path: ["policy", "retries", "on"],
      message: "Kong tries again where no answer came, and never because of one",
      found: on === undefined ? "connectFailure, reset, gatewayError (the default)" : on.join(", "),
      allowed: "connectFailure and reset",
      fix: "write on: [connectFailure, reset]",
    },
  ];
}

function checkSize({ policy: { maxRequestSize }, protocol }: PlannedRoute): Problem[] {
  if (maxRequestSize === undefined || protocol === "http") return [];
  return [
    {
      path: ["policy", "maxRequestSize"],
      message: "Kong reads bodies whole before it sends them on, so that streams would never arrive",
      found: `${maxRequestSize}, and gRPC`,
      fix: "remove maxRequestSize, or bound messages in the workload",
    },
  ];
}

/** All Services of a rule must have the same annotations, else Kong leaves the rule out; only the workload's own gets them. */
function checkServices(route: PlannedRoute): Problem[] {
  const annotations = Object.keys(kongServiceAnnotations(route));
  const services = [...new Set(route.rules.flatMap(({ backends }) => backends.map(({ service }) => service)))];
  const protocols = new Set(route.rules.flatMap(({ backends }) => backends.map(({ port }) => port.protocol)));
  return [
    ...(protocols.size < 2
      ? []
      : [
          {
            path: ["route"],
            message: "Kong speaks one protocol with a workload",
            found: [...protocols].join(" and "),
            fix: "send all rules to ports of one protocol",
          },
        ]),
    ...(annotations.length === 0 || services.length < 2
      ? []
      : [
          {
            path: ["route"],
            message:
              "Kong reads this from annotations, which all workloads of the route must have alike, and only its own gets them",
            found: `${annotations.join(", ")}, and ${services.join(", ")}`,
            fix: "send to one workload alone, or remove retries, ejection and the like",
          },
        ]),
  ];
}

function checkTimeouts(route: PlannedRoute): Problem[] {
  const { rules, protocol } = route;
  const all = rules.map((rule, index) => (rule.redirect === undefined ? timeoutOf(route, index) : undefined));
  const sending = all.filter((_, index) => rules[index]?.redirect === undefined);
  const to = (rule: PlannedRule) =>
    protocol === "grpc"
      ? ""
      : JSON.stringify(rule.backends.map(({ service, port, weight }) => [service, port.port, weight]));
  const other = rules.findIndex((rule, index) =>
    rules.some(
      (earlier, at) =>
        at < index &&
        rule.redirect === undefined &&
        earlier.redirect === undefined &&
        to(earlier) === to(rule) &&
        all[at] !== all[index],
    ),
  );
  return [
    ...(sending.some((timeout) => timeout !== undefined && parseDuration(timeout) === 0)
      ? [
          {
            path: ["route", "timeouts", "backend"],
            message: "Kong never waits without end",
            found: "0s",
            fix: "write a long time, such as 24h",
          },
        ]
      : []),
    ...(other === -1
      ? []
      : [
          {
            path: ["route", "rules", other, "timeouts", "backend"],
            message: "Kong has one timeout for all rules that send to the same workloads",
            found: `${all[other] ?? "none"}, and another one before`,
            fix: "write the same for each of them, as timeouts of the route",
          },
        ]),
  ];
}

/** Plugins of a GRPCRoute are those of all its rules. */
function checkGrpcHeaders({ protocol, rules }: PlannedRoute): Problem[] {
  if (protocol !== "grpc") return [];
  const [first] = rules;
  const other = rules.findIndex((rule) => first !== undefined && changesOf(rule) !== changesOf(first));
  if (other === -1) return [];
  return [
    {
      path: ["route", "rules", other],
      message: "Kong changes the headers of all calls of gRPC of a route alike",
      found: "other changes than those of the first rule",
      fix: "write the same requestHeaders and responseHeaders for each rule",
    },
  ];
}

function checkRedirect({ hosts }: PlannedRoute, { redirect }: PlannedRule, index: number): Problem[] {
  if (redirect === undefined) return [];
  const [host, ...others] = hosts;
  const hasHost = redirect.host !== undefined || (others.length === 0 && host?.startsWith("*.") === false);
  return [
    ...(hasHost
      ? []
      : [
          {
            path: ["route", "rules", index, "redirect", "host"],
            message: "Kong must be told the host that it sends callers to, and the route has several",
            found: hosts.join(", "),
            fix: `add host, such as ${host?.replace("*.", "www.") ?? "shop.example.com"}`,
          },
        ]),
    ...(redirect.path !== undefined && "prefix" in redirect.path
      ? [
          {
            path: ["route", "rules", index, "redirect", "path", "prefix"],
            message: "Kong sends callers to the same path, or to another whole one",
            found: redirect.path.prefix,
            allowed: "full",
            fix: "write full, a rule for each path",
          },
        ]
      : []),
  ];
}
