import type { GatewayCapability, PlatformCapabilities } from "../cluster";
import { parseDuration, under, type Problem } from "../core";
import { checkFeatures } from "./capability-matrix";
import { checkPolicy } from "./check-policy";
import { checkDuration, checkFilled, checkHost, checkHostsTwice } from "./check-values";
import { checkRule } from "./check-rule";
import { engines } from "./engines";
import { featuresOfPolicy, featuresOfRoute, type AskedFeature } from "./features-of";
import { checkRouteObjects } from "./gateway-api/check-route-object";
import { planRoute, rulesOf, serves } from "./plan-route";
import type { PlannedRoute } from "./planned-route";
import type { ApiPolicySpec } from "./policy-spec";
import type { RouteSpec, RouteTarget, RouteTimeouts } from "./route-spec";
import { checkBackendPort } from "./check-backend";

/** A workload's way in, as it is checked. */
export interface RoutedWorkload {
  readonly route?: RouteSpec | undefined;
  readonly policy?: ApiPolicySpec<RouteTarget> | undefined;
}

/**
 * What is wrong with the route and the policy of a workload. Paths are relative to the workload: `route`, `policy`.
 * @param self the workload itself
 * @param isGatewayKnown of the last argument: whether the gateway that there is, or is not, is known: else none is asked for
 */
export function checkRoute(
  self: RouteTarget,
  { route, policy }: RoutedWorkload,
  capabilities: PlatformCapabilities | undefined,
  { isGatewayKnown = true }: { readonly isGatewayKnown?: boolean } = {},
): Problem[] {
  if (route === undefined) return policy === undefined ? [] : [policyWithoutRoute];
  const gateway = capabilities?.gateway;
  const written = [
    ...under(["route"], checkWritten(self, route)),
    ...checkPolicy(policy, self),
    ...checkPreflight(route, policy),
  ];
  if (gateway === undefined) return [...(isGatewayKnown ? [noGateway] : []), ...written];
  const asked = [
    ...under(["route", "hosts"], checkServed(route.hosts, gateway)),
    ...checkFeatures([...featuresOfRoute(route), ...featuresOfPolicy(policy ?? {})], gateway.engine),
  ];
  if (written.length + asked.length > 0) return [...written, ...asked];
  const planned = planRoute(self, route, policy ?? {}, gateway);
  const engine = engines[gateway.engine];
  const ofEngine = [
    ...checkFeatures(featuresOfPorts(planned), gateway.engine),
    ...(engine.checkRoute?.(planned, gateway) ?? []),
  ];
  // What is wrong for the engine may not be rendered.
  return ofEngine.length > 0 ? ofEngine : checkRouteObjects(route, engine.renderRoute(planned, gateway));
}

/** What the ports that requests go to ask for. */
function featuresOfPorts({ rules }: PlannedRoute): AskedFeature[] {
  const protocols = new Set(rules.flatMap(({ backends }) => backends.map(({ port }) => port.protocol)));
  return [
    ...(protocols.has("grpc") ? [{ feature: "route.grpc", path: ["route"] } as const] : []),
    ...(protocols.has("https") ? [{ feature: "route.httpsBackend", path: ["route"] } as const] : []),
  ];
}

/** Browsers ask with OPTIONS first, which rules for other methods alone do not take. */
function checkPreflight({ rules = [] }: RouteSpec, policy: RoutedWorkload["policy"]): Problem[] {
  if (policy?.cors === undefined) return [];
  return rules.flatMap(({ matches = [] }, rule) =>
    matches.flatMap(({ methods }, match) =>
      methods === undefined || methods.includes("OPTIONS")
        ? []
        : [
            {
              path: ["route", "rules", rule, "matches", match, "methods"],
              message: "browsers ask with OPTIONS whether they may call, which this match does not take",
              found: methods.join(", "),
              fix: "add OPTIONS, or remove policy.cors",
            },
          ],
    ),
  );
}

const policyWithoutRoute: Problem = {
  path: ["policy"],
  message: "a policy holds for what comes by a route, and the workload has none",
  fix: "add route: {}, or remove policy",
};

const noGateway: Problem = {
  path: ["route"],
  message: "the environment has no gateway, so that nobody would carry out the route",
  found: "no slipway:gateway",
  fix: "add slipway:gateway to the environment, or slipway:capabilities.gateway for one that is there already, or remove route",
};

function checkWritten(self: RouteTarget, route: RouteSpec): Problem[] {
  const { hosts, paths, rules, timeouts } = route;
  return [
    ...checkFilled(["hosts"], hosts, "all hosts of the gateway"),
    ...(hosts ?? []).flatMap((host, index) => checkHost(["hosts", index], host)),
    ...checkHostsTwice(["hosts"], hosts ?? []),
    ...checkFilled(["paths"], paths, "everything"),
    ...checkFilled(["rules"], rules, "one rule for everything"),
    ...(paths === undefined || rules === undefined
      ? []
      : [
          {
            path: ["rules"],
            message: "the route has both paths and rules",
            found: `paths ${paths.join(", ")}`,
            fix: "write the paths as matches of a rule, and remove paths",
          },
        ]),
    ...under(["timeouts"], checkTimeouts(timeouts)),
    ...checkBackendPort(self, self, route.port, ["port"]),
    ...rulesOf(route).flatMap((rule, index) => {
      const path = route.rules === undefined ? [] : ["rules", index];
      return under(path, [
        ...checkRule(self, route, rule, rules === undefined ? "paths" : "matches"),
        ...under(["timeouts"], checkTimeouts(rule.timeouts)),
      ]);
    }),
  ];
}

function checkTimeouts({ request, backend }: RouteTimeouts = {}): Problem[] {
  const written = [
    ...checkDuration(["request"], request, { orNone: true }),
    ...checkDuration(["backend"], backend, { orNone: true }),
  ];
  const [whole, single] = [request, backend].map((text) => parseDuration(text ?? ""));
  if (written.length > 0 || whole === undefined || single === undefined || whole === 0 || single <= whole) {
    return written;
  }
  return [
    {
      path: ["backend"],
      message: "one try may take longer than all of them together",
      found: `${backend ?? ""}, and request: ${request ?? ""}`,
      allowed: `at most ${request ?? ""}`,
      fix: `write backend: ${request ?? ""}, or a longer request`,
    },
  ];
}

/** Hosts that the gateway does not serve would never be asked for. */
function checkServed(hosts: readonly string[] = [], gateway: GatewayCapability): Problem[] {
  return hosts.flatMap((host, index) => {
    const isServed = gateway.hosts.some((served) => serves(served, host));
    if (isServed || checkHost([], host).length > 0) return [];
    return [
      {
        path: [index],
        message: "the gateway does not serve this host",
        found: host,
        allowed: gateway.hosts.join(", "),
        fix: "add it to slipway:gateway.hosts, or write one of these",
      },
    ];
  });
}
