import type { GatewayCapability } from "../../components/cluster";
import type { GatewayFeature } from "../../components/gateway/features";
import { planRoute } from "../../components/gateway/plan-route";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";

export const apiCapability: GatewayCapability = {
  engine: "httpApi",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com", "*.example.org"],
  listeners: [],
  tls: true,
  callers: { cidrs: ["10.0.0.0/16"] },
};

export const cart: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};

export const jwt = {
  issuer: "https://login.example.com/",
  jwksUri: "https://login.example.com/jwks.json",
  audiences: ["shop"],
};

/** A route, and what it asks for besides HTTP. */
export interface ApiExample {
  readonly name: GatewayFeature;
  readonly route: PlannedRoute;
}

export const plan = (route: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}): PlannedRoute =>
  planRoute(cart, route, policy, apiCapability);
const rule = (one: NonNullable<RouteSpec["rules"]>[number]): RouteSpec => ({ rules: [one] });
const example = (name: GatewayFeature, route: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}): ApiExample => ({
  name,
  route: plan(route, policy),
});

/** A route for everything of routes and policies that an HTTP API can do. */
export const httpApiExamples: readonly ApiExample[] = [
  example("route.http", {}),
  example("route.exactPath", rule({ matches: [{ path: { exact: "/health" } }] })),
  example("route.methods", rule({ matches: [{ methods: ["GET", "POST"] }] })),
  example("route.wildcardHost", {}),
  example("route.rewritePath", rule({ matches: [{ path: "/api" }], rewrite: { path: { prefix: "/v1" } } })),
  example(
    "route.requestHeaders",
    rule({ requestHeaders: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] } }),
  ),
  example("route.requestTimeout", { timeouts: { request: "5s" } }),
  example("authentication.jwt", {}, { authentication: { jwt } }),
  example(
    "authentication.jwtClaimHeaders",
    {},
    { authentication: { jwt: { ...jwt, claimHeaders: { sub: "x-user" } } } },
  ),
];
