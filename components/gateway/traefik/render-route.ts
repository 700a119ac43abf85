import type { GatewayCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import { gatewayApiRoute } from "../gateway-api/routes";
import type { PlannedMatch, PlannedRoute } from "../planned-route";
import { anchored } from "../regular-expressions";
import { backendsOf } from "./backends";
import { chainOf, middlewaresOf } from "./middlewares";

/** The objects of a route: its policy as middlewares, what it sends to, and the route, an HTTPRoute also for gRPC. */
export function renderTraefikRoute(route: PlannedRoute, gateway: GatewayCapability): RenderedObject[] {
  const middlewares = middlewaresOf(route, gateway);
  const chain = middlewares.length === 0 ? [] : [chainOf(route, middlewares)];
  const backends = route.rules.map((rule, index) => backendsOf(route, rule, index));
  return [
    ...middlewares,
    ...chain,
    ...backends.flatMap(({ objects }) => objects),
    gatewayApiRoute(
      {
        ...route,
        protocol: "http",
        rules: route.rules.map((rule) => ({
          ...rule,
          mirror: undefined,
          timeouts: {},
          matches: rule.matches.map(asHttp),
        })),
      },
      gateway,
      {
        filters: chain.map(({ name }) => ({
          type: "ExtensionRef",
          extensionRef: { group: "traefik.io", kind: "Middleware", name },
        })),
        ruleFields: (_, index) => {
          const refs = backends[index]?.refs;
          return refs === undefined ? {} : { backendRefs: refs };
        },
      },
    ),
  ];
}

/** A call of gRPC is a request to `/<service>/<method>`. */
function asHttp({ grpc, ...match }: PlannedMatch): PlannedMatch {
  if (grpc === undefined) return anchored(match);
  const { service, method } = grpc;
  return anchored({
    ...match,
    path: method === undefined ? { prefix: `/${service}` } : { exact: `/${service}/${method}` },
  });
}
