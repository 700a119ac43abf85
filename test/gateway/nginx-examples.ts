import type { GatewayCapability } from "../../components/cluster";
import type { PlannedBackend, PlannedMatch, PlannedRoute, PlannedRule } from "../../components/gateway/planned-route";

/** A route, and what it is an example of. */
export interface ExampleRoute {
  readonly name: string;
  readonly route: PlannedRoute;
}

/** The gateway that the routes are for. */
export function exampleGateway(engine: GatewayCapability["engine"]): GatewayCapability {
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
    callers: { namespace: "gateway" },
  };
}

export function backend(
  service: string,
  weight = 1,
  protocol: PlannedBackend["port"]["protocol"] = "http",
): PlannedBackend {
  return { service, port: { name: protocol, port: 80, targetPort: 8080, protocol }, weight };
}

export function match(changes: Partial<PlannedMatch> = {}): PlannedMatch {
  return { path: { prefix: "/" }, methods: [], headers: [], query: [], ...changes };
}

export function rule(changes: Partial<PlannedRule> = {}): PlannedRule {
  return { matches: [match()], backends: [backend("cart")], timeouts: {}, ...changes };
}

/** The route of the workload `cart`, by its rules and policy. */
export function route(rules: readonly PlannedRule[] = [rule()], changes: Partial<PlannedRoute> = {}): PlannedRoute {
  return {
    name: "cart",
    protocol: "http",
    hosts: ["shop.example.com"],
    listeners: ["https"],
    rules,
    webSockets: false,
    policy: {},
    ...changes,
  };
}

/** The route of a workload that speaks gRPC. */
export function calls(...all: readonly NonNullable<PlannedMatch["grpc"]>[]): PlannedRoute {
  const matches = all.map((grpc) => match({ grpc }));
  return route([rule({ matches, backends: [backend("cart", 1, "grpc")] })], { protocol: "grpc" });
}

function policy(of: PlannedRoute["policy"]): PlannedRoute {
  return route([rule()], { policy: of });
}

const minute = { requests: 30, per: "minute" } as const;

/** By what they are examples of: the name of a feature. What both controllers of NGINX can do. */
const common = {
  "route.http": route(),
  "route.exactPath": route([rule({ matches: [match({ path: { exact: "/cart" } })] })]),
  "route.methods": route([rule({ matches: [match({ methods: ["GET", "POST"] })] })]),
  "route.headers": route([rule({ matches: [match({ headers: [["x-tenant", "a.b"]] })] })]),
  "route.headerRegex": route([rule({ matches: [match({ headers: [["x-tenant", { regex: "a|b\\d" }]] })] })]),
  "route.query": route([rule({ matches: [match({ query: [["version", "2"]] })] })]),
  "route.queryRegex": route([rule({ matches: [match({ query: [["version", { regex: "[23]" }]] })] })]),
  "route.wildcardHost": route([rule()], { hosts: ["*.example.org"], listeners: ["https-2"] }),
  "route.weights": route([rule({ backends: [backend("cart", 3), backend("basket", 1)] })]),
  "route.redirect": route([
    rule({
      matches: [match({ path: { prefix: "/old" } })],
      backends: [],
      redirect: { scheme: "https", host: "www.example.com", port: 8443, path: { full: "/new" }, status: 301 },
    }),
  ]),
  "route.rewritePath": route([
    rule({ matches: [match({ path: { prefix: "/cart" } })], rewrite: { path: { prefix: "/" } } }),
  ]),
  "route.rewriteHost": route([rule({ rewrite: { host: "cart.internal.example.com" } })]),
  "route.requestHeaders": route([rule({ requestHeaders: { set: { "x-from": "gateway" }, remove: ["x-debug"] } })]),
  "route.responseHeaders": route([
    rule({
      responseHeaders: { set: { "x-frame-options": "DENY" }, add: { "x-served-by": "cart" }, remove: ["x-powered-by"] },
    }),
  ]),
  "route.backendTimeout": route([rule({ timeouts: { backend: "5s" } })]),
  "route.webSockets": route([rule()], { webSockets: true }),
  "rateLimit.route": policy({ rateLimits: [{ requests: 5, per: "second", by: "route" }] }),
  "rateLimit.address": policy({ rateLimits: [minute] }),
  "rateLimit.header": policy({
    rateLimits: [
      { ...minute, by: { header: "X-Tenant" } },
      { requests: 600, per: "hour" },
    ],
  }),
  "rateLimit.countedByPod": policy({ rateLimits: [{ ...minute, countedBy: "pod" }] }),
  "authentication.basic": policy({ authentication: { basic: { users: { secret: "users" } } } }),
  cors: policy({
    cors: {
      origins: ["https://*.example.com", "https://example.net"],
      methods: ["GET", "HEAD", "PUT"],
      headers: ["x-tenant"],
      exposeHeaders: ["x-total"],
      credentials: true,
      maxAge: "10m",
    },
  }),
  retries: policy({ retries: { attempts: 2 } }),
  "retries.conditions": policy({ retries: { attempts: 1, on: ["connectFailure", "reset", "5xx"] } }),
  "retries.perTryTimeout": policy({ retries: { attempts: 1, perTryTimeout: "500ms" } }),
  maxRequestSize: policy({ maxRequestSize: "10Mi" }),
  "addresses.allow": policy({ addresses: { allow: ["203.0.113.0/24", "2001:db8::/32"] } }),
  "addresses.deny": policy({ addresses: { deny: ["198.51.100.7/32"] } }),
  "canary.weight": route([rule({ backends: [backend("cart", 95), backend("cart-next", 5)] })]),
  "canary.header": route([
    rule({ matches: [match({ headers: [["x-canary", "always"]] })], backends: [backend("cart-next")] }),
    rule(),
  ]),
} as const satisfies Readonly<Record<string, PlannedRoute>>;

/** A route for each feature of NGINX Gateway Fabric that a route can ask for. */
export const fabricExamples: readonly ExampleRoute[] = listed({
  ...common,
  "route.grpc": calls({ service: "shop.v1.Carts", method: "Get" }, { service: "shop.v1.Admin", method: "Clear" }),
  "route.regexPath": route([rule({ matches: [match({ path: { regex: "/items/(a|b)[0-9]+" } })] })]),
  "route.mirror": route([rule({ mirror: { backend: backend("shadow") } })]),
  "route.mirrorPercent": route([rule({ mirror: { backend: backend("shadow"), percent: 10 } })]),
});

/** The same for the F5 NGINX Ingress Controller. */
export const controllerExamples: readonly ExampleRoute[] = listed({
  ...common,
  "route.grpc": calls({ service: "shop.v1.Carts", method: "Get" }, { service: "shop.v1.Admin" }),
  "route.httpsBackend": route([rule({ backends: [backend("cart", 1, "https")] })]),
  "authentication.apiKey": policy({ authentication: { apiKey: { header: "x-key", clients: { secret: "clients" } } } }),
  cache: policy({ cache: { ttl: "5m" } }),
  "cache.keptByPod": policy({ cache: { ttl: "5m", keptBy: "pod" } }),
  "cache.keyHeaders": policy({ cache: { ttl: "5m", keyHeaders: ["accept-language"] } }),
  "cache.keyQuery": policy({ cache: { ttl: "5m", keyQuery: ["page", "size"] } }),
  "circuitBreaker.connections": policy({ circuitBreaker: { maxConnections: 50 } }),
  "circuitBreaker.ejection": policy({
    retries: { attempts: 1 },
    circuitBreaker: { ejection: { consecutiveFailures: 3, baseEjectionTime: "10s" } },
  }),
});

function listed(routes: Readonly<Record<string, PlannedRoute>>): ExampleRoute[] {
  return Object.entries(routes).map(([name, one]) => ({ name, route: one }));
}
