import type { GatewayCapability } from "../../cluster";
import type { Problem } from "../../core";
import type { PlannedRoute } from "../planned-route";
import { checkApiRoute } from "./check-api-route";

const longestSeconds = 30;

/** What is wrong with a route of an HTTP API. Paths are relative to the workload. */
export function checkHttpApiRoute(route: PlannedRoute, gateway: GatewayCapability): Problem[] {
  const missing = gateway.hosts.filter((host) => !route.hosts.includes(host));
  const foreign = route.hosts.filter((host) => !gateway.hosts.includes(host));
  const jwt = route.policy.authentication?.jwt;
  return [
    ...(missing.length + foreign.length === 0
      ? []
      : [
          {
            path: ["route", "hosts"],
            message: "an HTTP API has the same routes for all of its hosts",
            found: route.hosts.join(", "),
            allowed: gateway.hosts.join(", "),
            fix: "remove hosts, or choose api: rest, which tells hosts apart",
          },
        ]),
    ...checkApiRoute(route, "an HTTP API", longestSeconds),
    ...(jwt === undefined || (jwt.audiences !== undefined && jwt.audiences.length > 0)
      ? []
      : [
          {
            path: ["policy", "authentication", "jwt", "audiences"],
            message: "an HTTP API takes no token without knowing for whom it is",
            found: "nothing",
            fix: "add what aud says in the tokens, such as [shop]",
          },
        ]),
  ];
}
