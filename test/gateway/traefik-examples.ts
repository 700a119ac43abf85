import type { GatewayCapability, GatewayEngineName } from "../../components/cluster";
import type { GatewayFeature } from "../../components/gateway/features";
import { planRoute } from "../../components/gateway/plan-route";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteRule, RouteSpec, RouteTarget } from "../../components/gateway/route-spec";

/** A gateway with two hosts, one of them a wildcard. */
export function exampleGateway(engine: GatewayEngineName): GatewayCapability {
  return {
    engine,
    name: "gateway",
    namespace: "gateway",
    hosts: ["shop.example.com", "*.example.org"],
    listeners: [
      { name: "https", host: "shop.example.com" },
      { name: "https-2", host: "*.example.org" },
    ],
    tls: true,
    hsts: "max-age=31536000",
    callers: { namespace: engine },
    rateLimitStore: "rate-limit-store.gateway.svc:6379",
  };
}

/** The workload with the routes, and others that they lead to. */
export const cart: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};
export const nextCart: RouteTarget = { ...cart, objectName: "cart-next" };
export const safe: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "https", port: 443, targetPort: 8443, protocol: "https" }],
};
export const calls: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" }],
};

/** A route that asks for something. */
export interface Example {
  readonly name: GatewayFeature;
  readonly spec: RouteSpec;
  readonly policy: ApiPolicySpec<RouteTarget>;
  readonly self: RouteTarget;
}

export type Asked = Partial<
  Readonly<
    Record<
      GatewayFeature,
      { readonly spec?: RouteSpec; readonly policy?: ApiPolicySpec<RouteTarget>; readonly self?: RouteTarget }
    >
  >
>;

/** A route of `cart` with one host, as an engine renders it. */
export function plan(
  gateway: GatewayCapability,
  spec: RouteSpec = {},
  policy: ApiPolicySpec<RouteTarget> = {},
  self: RouteTarget = cart,
): PlannedRoute {
  return planRoute(self, { hosts: ["shop.example.com"], ...spec }, policy, gateway);
}

export function examplesOf(asked: Asked): Example[] {
  return Object.entries(asked).map(([name, { spec = {}, policy = {}, self = cart }]) => ({
    name: name as GatewayFeature,
    spec,
    policy,
    self,
  }));
}

const rule = (one: RouteRule): RouteSpec => ({ rules: [one] });
const users = { secret: "users" };

/** What both Traefik and Kong can do. */
export const inCommon = {
  "route.http": { spec: { paths: ["/cart"] } },
  "route.exactPath": { spec: rule({ matches: [{ path: { exact: "/health" } }] }) },
  "route.regexPath": { spec: rule({ matches: [{ path: { regex: "/items/[0-9]+" } }] }) },
  "route.methods": { spec: rule({ matches: [{ methods: ["GET", "POST"] }] }) },
  "route.headers": { spec: rule({ matches: [{ headers: { "X-Tenant": "blue" } }] }) },
  "route.headerRegex": { spec: rule({ matches: [{ headers: { "X-Tenant": { regex: "blue|green" } } }] }) },
  "route.query": { spec: rule({ matches: [{ query: { debug: "1" } }] }) },
  "route.queryRegex": { spec: rule({ matches: [{ query: { debug: { regex: "[01]" } } }] }) },
  "route.grpc": { spec: rule({ matches: [{ grpc: { service: "shop.v1.Carts", method: "Get" } }] }), self: calls },
  "route.wildcardHost": { spec: { hosts: ["*.example.org"] } },
  "route.weights": { spec: rule({ backends: [{ weight: 9 }, { to: nextCart, weight: 1 }] }) },
  "route.redirect": { spec: rule({ redirect: { host: "new.example.com", path: { full: "/new" } } }) },
  "route.rewritePath": { spec: rule({ matches: [{ path: "/api" }], rewrite: { path: { prefix: "/" } } }) },
  "route.rewriteHost": { spec: rule({ rewrite: { host: "inside.example.com" } }) },
  "route.requestHeaders": {
    spec: rule({ requestHeaders: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] } }),
  },
  "route.responseHeaders": {
    spec: rule({ responseHeaders: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] } }),
  },
  "route.backendTimeout": { spec: { timeouts: { backend: "1500ms" } } },
  "route.httpsBackend": { self: safe },
  "rateLimit.route": { policy: { rateLimits: [{ requests: 100, per: "second", by: "route" }] } },
  "rateLimit.address": { policy: { rateLimits: [{ requests: 10, per: "minute" }] } },
  "rateLimit.header": { policy: { rateLimits: [{ requests: 1000, per: "hour", by: { header: "x-tenant" } }] } },
  "rateLimit.countedByPod": { policy: { rateLimits: [{ requests: 10, per: "minute", countedBy: "pod" }] } },
  "rateLimit.countedByGateway": { policy: { rateLimits: [{ requests: 10, per: "minute", countedBy: "gateway" }] } },
  cors: {
    policy: {
      cors: {
        origins: ["https://www.example.com", "https://*.example.com"],
        headers: ["x-token"],
        exposeHeaders: ["x-total"],
        credentials: true,
        maxAge: "10m",
      },
    },
  },
  maxRequestSize: { policy: { maxRequestSize: "10Mi" } },
  "addresses.allow": { policy: { addresses: { allow: ["203.0.113.0/24", "2001:db8::/32"] } } },
  "addresses.deny": { policy: { addresses: { deny: ["203.0.113.0/24"] } } },
  "canary.weight": { policy: { canary: { to: nextCart, weight: 5 } } },
  "canary.header": { policy: { canary: { to: nextCart, header: { name: "X-Canary", value: "always" } } } },
  "circuitBreaker.ejection": {
    policy: { circuitBreaker: { ejection: { consecutiveFailures: 3, baseEjectionTime: "1m" } } },
  },
} as const satisfies Asked;

const tries = { attempts: 2 } as const;

/** A route for everything of routes and policies that Traefik can do, by what it asks for. */
export const traefikExamples: readonly Example[] = examplesOf({
  ...inCommon,
  "route.mirror": { spec: rule({ mirror: { to: nextCart } }) },
  "route.mirrorPercent": { spec: rule({ mirror: { to: nextCart, percent: 20 } }) },
  "route.webSockets": { spec: { webSockets: true } },
  "authentication.basic": { policy: { authentication: { basic: { users } } } },
  retries: { policy: { retries: tries } },
  "retries.conditions": { policy: { retries: { ...tries, on: ["5xx", "retriable4xx"] } } },
  "retries.perTryTimeout": { policy: { retries: { ...tries, perTryTimeout: "2s" } } },
  "retries.backoff": { policy: { retries: { ...tries, backoff: { base: "100ms", max: "200ms" } } } },
  "circuitBreaker.requests": { policy: { circuitBreaker: { maxRequests: 50 } } },
});
