import type { GatewayCapability } from "../../components/cluster";
import type { GatewayFeature } from "../../components/gateway/features";
import { planRoute } from "../../components/gateway/plan-route";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";

export const albCapability: GatewayCapability = {
  engine: "alb",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com", "*.example.org"],
  listeners: [
    { name: "https", host: "shop.example.com" },
    { name: "https-2", host: "*.example.org" },
  ],
  tls: true,
  hsts: "max-age=31536000",
  callers: { cidrs: ["10.0.0.0/16"] },
};

/** The workload with the routes, and others that they lead to. */
export const cart: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};
export const next: RouteTarget = { ...cart, objectName: "cart-next" };
export const safe: RouteTarget = {
  objectName: "safe",
  ports: [{ name: "https", port: 443, targetPort: 8443, protocol: "https" }],
};
export const calls: RouteTarget = {
  objectName: "calls",
  ports: [{ name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" }],
};

export const oidc = {
  issuer: "https://login.example.com",
  clientId: "shop",
  clientSecret: { secret: "login" },
  endpoints: {
    authorization: "https://login.example.com/authorize",
    token: "https://login.example.com/token",
    userInfo: "https://login.example.com/userinfo",
  },
};
export const jwt = {
  issuer: "https://login.example.com/",
  jwksUri: "https://login.example.com/jwks.json",
  audiences: ["shop"],
};

/** A route, and what it asks for besides HTTP. */
export interface AlbExample {
  readonly name: GatewayFeature;
  readonly route: PlannedRoute;
}

const example = (
  name: GatewayFeature,
  route: RouteSpec,
  policy: ApiPolicySpec<RouteTarget> = {},
  self = cart,
): AlbExample => ({ name, route: planRoute(self, route, policy, albCapability) });
const rule = (one: NonNullable<RouteSpec["rules"]>[number]): RouteSpec => ({ rules: [one] });

/** A route for everything of routes and policies that an ALB can do and that is written down somewhere. */
export const albExamples: readonly AlbExample[] = [
  example("route.http", {}),
  example("route.exactPath", rule({ matches: [{ path: { exact: "/health" } }] })),
  example("route.regexPath", rule({ matches: [{ path: { regex: "/items/[0-9]+" } }] })),
  example("route.methods", rule({ matches: [{ methods: ["GET", "POST"] }] })),
  example("route.headers", rule({ matches: [{ headers: { "X-Tenant": "blue" } }] })),
  example("route.headerRegex", rule({ matches: [{ headers: { "X-Tenant": { regex: "blue|green" } } }] })),
  example("route.query", rule({ matches: [{ query: { debug: "1" } }] })),
  example("route.grpc", rule({ matches: [{ grpc: { service: "shop.v1.Carts", method: "Get" } }] }), {}, calls),
  example("route.wildcardHost", { hosts: ["*.example.org"] }),
  example(
    "route.weights",
    rule({
      backends: [
        { to: cart, weight: 3000 },
        { to: next, weight: 1000 },
      ],
    }),
  ),
  example("route.redirect", rule({ redirect: { scheme: "https", host: "new.example.com", status: 301 } })),
  example("route.rewritePath", rule({ matches: [{ path: "/api" }], rewrite: { path: { prefix: "/" } } })),
  example("route.rewriteHost", rule({ rewrite: { host: "cart.internal.example.com" } })),
  example("route.httpsBackend", {}, {}, safe),
  example("authentication.jwt", {}, { authentication: { jwt } }),
  example("authentication.oidc", {}, { authentication: { oidc } }),
  example("addresses.allow", {}, { addresses: { allow: ["203.0.113.0/24"] } }),
  example("canary.weight", {}, { canary: { to: next, weight: 5 } }),
  example("canary.header", {}, { canary: { to: next, header: { name: "X-Canary", value: "yes" } } }),
];
