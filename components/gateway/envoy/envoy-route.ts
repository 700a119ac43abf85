import type { GatewayCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import { gatewayApiRoute } from "../gateway-api/routes";
import type { PlannedRoute } from "../planned-route";
import { backendTrafficPolicy } from "./backend-traffic-policy";
import { securityPolicy } from "./security-policy";
import { ruleTimeouts } from "./try-timeouts";

/** A route with its policies: one for what is held to requests, one for who may call; both of the name of the route. */
export function renderEnvoyRoute(route: PlannedRoute, gateway: GatewayCapability): readonly RenderedObject[] {
  return [
    ...backendTrafficPolicy(route, gateway),
    ...securityPolicy(route),
    gatewayApiRoute(route, gateway, {
      ruleFields: (rule) => (route.protocol === "grpc" ? {} : { timeouts: ruleTimeouts(rule, route) }),
    }),
  ];
}
