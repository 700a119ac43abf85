import type { GatewayCapability } from "../../components/cluster";
import { planRoute } from "../../components/gateway/plan-route";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { GatewayFeature } from "../../components/gateway/features";
import type { RoutePort, RouteSpec, RouteTarget } from "../../components/gateway/route-spec";

/** The gateway that the examples are for: one host, and a wildcard one. */
export const exampleGateway: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com", "*.example.org"],
  listeners: [
    { name: "https", host: "shop.example.com" },
    { name: "https-2", host: "*.example.org" },
  ],
  tls: true,
  callers: { namespace: "gateway" },
};

/** The same with a store in which its pods count together. */
export const countingGateway: GatewayCapability = {
  ...exampleGateway,
  rateLimitStore: "rate-limit-store.gateway.svc:6379",
};

/** A route, and what of all that there is it asks for besides HTTP. */
export interface ExampleRoute {
  readonly name: string;
  readonly features: readonly GatewayFeature[];
  readonly route: PlannedRoute;
  /** Whether it needs the store of `countingGateway`. */
  readonly counted: boolean;
}

const httpPort: RoutePort = { name: "http", port: 80, targetPort: 8080, protocol: "http" };
const grpcPort: RoutePort = { name: "grpc", port: 9090, targetPort: 9090, protocol: "grpc" };
/** The workload with the routes, and others that they lead to. */
export const targetNames = { shop: "shop", next: "shop-next", calls: "carts" } as const;
const shop: RouteTarget = { objectName: targetNames.shop, ports: [httpPort] };
const next: RouteTarget = { objectName: targetNames.next, ports: [httpPort] };
const carts: RouteTarget = { objectName: targetNames.calls, ports: [grpcPort] };

const jwt = { issuer: "https://login.example.com/", jwksUri: "https://login.example.com/jwks.json" } as const;

interface Example {
  readonly features: readonly GatewayFeature[];
  readonly route?: RouteSpec;
  readonly policy?: ApiPolicySpec<RouteTarget>;
  readonly of?: RouteTarget;
  readonly counted?: boolean;
}

const examples: Readonly<Record<string, Example>> = {
  plain: { features: [], route: { hosts: ["shop.example.com"], paths: ["/cart", "/checkout"] } },
  wildcard: { features: ["route.wildcardHost"], route: { hosts: ["*.example.org"] } },
  exact: { features: ["route.exactPath"], route: one({ path: { exact: "/health" } }) },
  regex: { features: ["route.regexPath"], route: one({ path: { regex: "/users/[0-9]+" } }) },
  methods: { features: ["route.methods"], route: one({ path: "/", methods: ["GET", "POST"] }) },
  headers: { features: ["route.headers"], route: one({ headers: { "X-Tenant": "a" } }) },
  "header-regex": {
    features: ["route.headers", "route.headerRegex"],
    route: one({ headers: { "X-Tenant": { regex: "a+" } } }),
  },
  query: { features: ["route.query"], route: one({ query: { version: "2" } }) },
  "query-regex": {
    features: ["route.query", "route.queryRegex"],
    route: one({ query: { version: { regex: "[23]" } } }),
  },
  grpc: {
    features: ["route.grpc", "route.headers", "route.requestTimeout"],
    of: carts,
    route: {
      timeouts: { request: "5s" },
      rules: [{ matches: [{ grpc: { service: "shop.v1.Carts", method: "Add" }, headers: { "x-tenant": "a" } }] }, {}],
    },
  },
  "grpc-retries": {
    features: ["route.backendTimeout", "retries", "retries.conditions"],
    of: carts,
    route: { timeouts: { request: "5s", backend: "1s" } },
    policy: { retries: { attempts: 2, on: ["connectFailure", "gatewayError", "5xx"] } },
  },
  "grpc-one-try": {
    features: ["route.backendTimeout"],
    of: carts,
    route: { timeouts: { request: "5s", backend: "2s" } },
  },
  weights: {
    features: ["route.weights"],
    route: { rules: [{ backends: [{ weight: 9 }, { to: next, weight: 1 }] }] },
  },
  redirect: {
    features: ["route.redirect"],
    route: {
      rules: [
        { matches: [{ path: "/old" }], redirect: { path: { prefix: "/new" }, status: 301 } },
        {
          matches: [{ path: "/away" }],
          redirect: { scheme: "https", host: "www.example.net", port: 8443, path: { full: "/" }, status: 302 },
        },
        {},
      ],
    },
  },
  "redirect-kept": {
    features: ["route.redirect"],
    route: {
      rules: [
        { matches: [{ path: "/a" }], redirect: { host: "a.example.net", status: 303 } },
        { matches: [{ path: "/b" }], redirect: { host: "b.example.net", status: 307 } },
        { matches: [{ path: "/c" }], redirect: { host: "c.example.net", status: 308 } },
      ],
    },
  },
  rewrite: {
    features: ["route.rewritePath", "route.rewriteHost"],
    route: {
      rules: [
        { matches: [{ path: "/api" }], rewrite: { path: { prefix: "/" }, host: "internal.example.com" } },
        { matches: [{ path: "/fixed" }], rewrite: { path: { full: "/index" } } },
      ],
    },
  },
  "changed-headers": {
    features: ["route.requestHeaders", "route.responseHeaders"],
    route: {
      rules: [
        {
          requestHeaders: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] },
          responseHeaders: { set: { "x-d": "4" }, add: { "x-e": "5" }, remove: ["server"] },
        },
      ],
    },
  },
  mirror: { features: ["route.mirror"], route: { rules: [{ mirror: { to: next } }] } },
  "mirror-percent": {
    features: ["route.mirror", "route.mirrorPercent"],
    route: { rules: [{ mirror: { to: next, percent: 10 } }] },
  },
  timeouts: {
    features: ["route.requestTimeout", "route.backendTimeout"],
    route: {
      timeouts: { request: "10s", backend: "3s" },
      rules: [{ matches: [{ path: "/slow" }], timeouts: { request: "0s", backend: "0s" } }, {}],
    },
  },
  "web-sockets": {
    features: ["route.webSockets", "route.requestTimeout"],
    route: { webSockets: true, timeouts: { request: "30s" } },
  },
  "limit-route": {
    features: ["rateLimit.route", "rateLimit.countedByPod"],
    policy: {
      rateLimits: [
        { requests: 100, per: "second", by: "route", countedBy: "pod" },
        { requests: 5000, per: "hour", by: "route" },
      ],
    },
  },
  "limit-several": {
    features: ["rateLimit.route", "rateLimit.address"],
    policy: {
      rateLimits: [
        { requests: 3, per: "minute", by: "route" },
        { requests: 1000, per: "second" },
        { requests: 5, per: "hour" },
      ],
    },
  },
  "limit-several-reversed": {
    features: ["rateLimit.route", "rateLimit.address"],
    policy: {
      rateLimits: [
        { requests: 1000, per: "second", by: "route" },
        { requests: 4, per: "minute" },
      ],
    },
  },
  "limit-address": { features: ["rateLimit.address"], policy: { rateLimits: [{ requests: 5, per: "minute" }] } },
  "limit-header": {
    features: ["rateLimit.header"],
    policy: { rateLimits: [{ requests: 5, per: "hour", by: { header: "x-tenant" } }] },
  },
  "limit-claim": {
    features: ["rateLimit.claim", "authentication.jwt"],
    policy: { authentication: { jwt }, rateLimits: [{ requests: 5, per: "minute", by: { claim: "sub" } }] },
  },
  "limit-together": {
    features: [
      "rateLimit.route",
      "rateLimit.address",
      "rateLimit.header",
      "rateLimit.claim",
      "rateLimit.countedByGateway",
      "rateLimit.countedByPod",
      "authentication.jwt",
      "authentication.jwtClaimHeaders",
    ],
    counted: true,
    policy: {
      authentication: { jwt: { ...jwt, claimHeaders: { sub: "x-user" } } },
      rateLimits: [
        { requests: 1000, per: "second", by: "route" },
        { requests: 10, per: "second" },
        { requests: 100, per: "minute", by: { header: "x-tenant" }, countedBy: "gateway" },
        { requests: 50, per: "minute", by: { claim: "sub" } },
        { requests: 20, per: "second", by: "address", countedBy: "pod" },
      ],
    },
  },
  jwt: {
    features: ["authentication.jwt", "authentication.jwtClaimHeaders"],
    policy: {
      authentication: {
        jwt: { ...jwt, audiences: ["shop"], claimHeaders: { sub: "x-user", "realm.name": "x-realm" } },
      },
    },
  },
  oidc: {
    features: ["authentication.oidc"],
    policy: {
      authentication: {
        oidc: {
          issuer: "https://login.example.com",
          clientId: "shop",
          clientSecret: { secret: "login" },
          redirectPath: "/signed-in",
          logoutPath: "/sign-out",
          scopes: ["openid", "email"],
          endpoints: {
            authorization: "https://login.example.com/authorize",
            token: "https://login.example.com/token",
            userInfo: "https://login.example.com/userinfo",
          },
        },
      },
    },
  },
  "api-key": {
    features: ["authentication.apiKey"],
    policy: { authentication: { apiKey: { clients: { secret: "clients" } } } },
  },
  basic: { features: ["authentication.basic"], policy: { authentication: { basic: { users: { secret: "users" } } } } },
  cors: {
    features: ["cors"],
    policy: {
      cors: {
        origins: ["https://www.example.net", "https://*.example.net"],
        methods: ["GET", "PUT"],
        headers: ["content-type"],
        exposeHeaders: ["x-total"],
        credentials: true,
        maxAge: "10m",
      },
    },
  },
  "cors-methods": {
    features: ["cors", "route.methods"],
    route: one({ path: "/", methods: ["PUT", "OPTIONS"] }),
    policy: { cors: { origins: ["https://www.example.net"], methods: ["PUT"] } },
  },
  "cors-defaults": { features: ["cors"], policy: { cors: { origins: ["*"] } } },
  retries: {
    features: ["retries", "retries.conditions", "retries.perTryTimeout", "retries.backoff", "retries.budget"],
    policy: {
      retries: {
        attempts: 3,
        on: ["connectFailure", "reset", "gatewayError", "5xx", "retriable4xx"],
        perTryTimeout: "500ms",
        backoff: { base: "25ms", max: "1s" },
        budget: { percent: 20, minConcurrent: 5 },
      },
    },
  },
  "retries-defaults": {
    features: ["retries", "route.requestTimeout", "route.backendTimeout"],
    route: { timeouts: { request: "10s", backend: "2s" } },
    policy: { retries: { attempts: 2 } },
  },
  "circuit-breaker": {
    features: [
      "circuitBreaker.connections",
      "circuitBreaker.pendingRequests",
      "circuitBreaker.requests",
      "circuitBreaker.ejection",
    ],
    policy: {
      circuitBreaker: {
        maxConnections: 50,
        maxPendingRequests: 20,
        maxRequests: 60,
        ejection: { consecutiveFailures: 3, interval: "1s", baseEjectionTime: "3s", maxEjectedPercent: 100 },
      },
    },
  },
  "ejection-defaults": { features: ["circuitBreaker.ejection"], policy: { circuitBreaker: { ejection: {} } } },
  size: { features: ["maxRequestSize"], policy: { maxRequestSize: "512Ki" } },
  addresses: {
    features: ["addresses.allow", "addresses.deny"],
    policy: { addresses: { allow: ["10.0.0.0/8", "2001:db8::/32"], deny: ["10.9.0.0/16"] } },
  },
  denied: { features: ["addresses.deny"], policy: { addresses: { deny: ["192.0.2.0/24"] } } },
  canary: {
    features: ["canary.weight", "canary.header"],
    policy: { canary: { to: next, weight: 10, header: { name: "X-Canary", value: "always" } } },
  },
};

/** Routes that together ask for everything that Envoy Gateway can do. */
export function exampleRoutes(): readonly ExampleRoute[] {
  return Object.entries(examples).map(([name, { features, route = {}, policy = {}, of = shop, counted = false }]) => ({
    name,
    features,
    counted,
    route: { ...planRoute(of, { ...defaults, ...route }, policy, counted ? countingGateway : exampleGateway), name },
  }));
}

const defaults: RouteSpec = { hosts: ["shop.example.com"] };

function one(match: NonNullable<NonNullable<RouteSpec["rules"]>[number]["matches"]>[number]): RouteSpec {
  return { rules: [{ matches: [match] }] };
}
