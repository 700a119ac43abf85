// What of a route the controllers of NGINX cannot do, and is told before anything is made: the rest each can, as the capability matrix says.
import { nginxGatewayFabricEngine } from "../../components/gateway/nginx/nginx-gateway-fabric";
import { nginxIngressControllerEngine } from "../../components/gateway/nginx/nginx-ingress-controller";
import { retiredGatewayProvider } from "../../components/gateway/nginx/retired-provider";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import { backend, calls, exampleGateway, match, route, rule } from "./nginx-examples";

const fabric = (one: PlannedRoute) => nginxGatewayFabricEngine.checkRoute?.(one, exampleGateway("nginxGatewayFabric"));
const controller = (one: PlannedRoute) =>
  nginxIngressControllerEngine.checkRoute?.(one, exampleGateway("nginxIngressController"));

type Case = readonly [name: string, route: PlannedRoute, path: string, message: RegExp, found: string];

const policy = (of: PlannedRoute["policy"]) => route([rule()], { policy: of });

const both: readonly Case[] = [
  [
    "a limit that is no whole number a minute",
    policy({ rateLimits: [{ requests: 100, per: "hour" }] }),
    "policy.rateLimits.0.requests",
    /^NGINX counts by the second or the minute/,
    "100 for each hour",
  ],
  [
    "a limit by a header that NGINX drops",
    policy({ rateLimits: [{ requests: 1, per: "second", by: { header: "x_tenant" } }] }),
    "policy.rateLimits.0.by.header",
    /^NGINX drops headers/,
    "x_tenant",
  ],
  [
    "a match of such a header",
    route([rule({ matches: [match({ headers: [["x.tenant", "a"]] })] })]),
    "route.rules",
    /^NGINX drops headers/,
    "x.tenant",
  ],
  [
    "a value that would be a variable",
    route([rule({ requestHeaders: { set: { "x-from": "$host" } } })]),
    "route.rules",
    /^NGINX takes the value of the header x-from into its configuration/,
    "$host",
  ],
  [
    "a path that would end a directive",
    route([rule({ matches: [match({ path: { prefix: "/a;b" } })] })]),
    "route.rules",
    /^NGINX takes the path into its configuration/,
    "/a;b",
  ],
  [
    "a size of many digits",
    policy({ maxRequestSize: "10001Ki" }),
    "policy.maxRequestSize",
    /^NGINX takes no such size/,
    "10001Ki",
  ],
  [
    "a duration of many digits",
    policy({ retries: { attempts: 1, perTryTimeout: "12345ms" } }),
    "policy.retries.perTryTimeout",
    /^NGINX takes no such duration/,
    "12345ms",
  ],
  [
    "retries after 409",
    policy({ retries: { attempts: 1, on: ["retriable4xx"] } }),
    "policy.retries.on",
    /^NGINX cannot try again after an answer of 409/,
    "retriable4xx",
  ],
  [
    "retries of failed connections alone",
    policy({ retries: { attempts: 1, on: ["connectFailure"] } }),
    "policy.retries.on",
    /^NGINX does not tell connections that fail/,
    "connectFailure",
  ],
  [
    "two timeouts of a try",
    route([rule({ timeouts: { backend: "5s" } })], { policy: { retries: { attempts: 1, perTryTimeout: "1s" } } }),
    "policy.retries.perTryTimeout",
    /^NGINX has one timeout of a try/,
    "1s, and timeouts.backend: 5s",
  ],
  [
    "web sockets with a timeout of a try",
    route([rule({ timeouts: { backend: "5s" } })], { webSockets: true }),
    "route.webSockets",
    /^NGINX has one time for silent web sockets and for answers/,
    "webSockets and timeouts.backend: 5s",
  ],
];

const ofFabric: readonly Case[] = [
  [
    "all calls of a service of gRPC",
    calls({ service: "shop.v1.Carts" }),
    "route.rules",
    /tells calls of gRPC apart by service and method/,
    "shop.v1.Carts",
  ],
  [
    "rules with timeouts of their own",
    route([
      rule({ timeouts: { backend: "5s" } }),
      rule({ matches: [match({ path: { prefix: "/slow" } })], timeouts: { backend: "1m" } }),
    ]),
    "route.rules",
    /^NGINX Gateway Fabric has one timeout of a try for all rules/,
    "5s, 1m",
  ],
  [
    "web sockets of a workload that speaks gRPC",
    route([rule({ backends: [backend("cart", 1, "grpc")] })], { protocol: "grpc", webSockets: true }),
    "route.webSockets",
    /^NGINX Gateway Fabric has this for HTTP/,
    "webSockets",
  ],
  [
    "a method that NGINX refuses",
    route([rule({ matches: [match({ methods: ["GET", "TRACE"] })] })]),
    "route.rules",
    /^NGINX refuses requests of this method/,
    "TRACE",
  ],
  [
    "a header with a comma",
    route([rule({ matches: [match({ headers: [["accept", "a,b"]] })] })]),
    "route.rules",
    /takes the header accept for a list/,
    "a,b",
  ],
  [
    "a path by an expression with braces",
    route([rule({ matches: [match({ path: { regex: "/a{2}" } })] })]),
    "route.rules",
    /takes no such regular expression for a path/,
    "/a{2}",
  ],
  [
    "a path by alternatives without brackets",
    route([rule({ matches: [match({ path: { regex: "/a|/b" } })] })]),
    "route.rules",
    /takes the beginning of a path for the first alternative/,
    "/a|/b",
  ],
  [
    "the host as a header",
    route([rule({ requestHeaders: { set: { Host: "a" } } })]),
    "route.rules",
    /keeps this header for itself/,
    "host",
  ],
];

const ofController: readonly Case[] = [
  [
    "a host below a wildcard of the gateway",
    route([rule()], { hosts: ["a.example.org"], listeners: ["https-2"] }),
    "route.hosts",
    /has a server for each host of the gateway/,
    "a.example.org",
  ],
  [
    "a limit for two hosts",
    route([rule()], {
      hosts: ["shop.example.com", "*.example.org"],
      policy: { rateLimits: [{ requests: 1, per: "second" }] },
    }),
    "policy.rateLimits",
    /counts for each host by itself/,
    "shop.example.com, *.example.org",
  ],
  [
    "shares that are no percents",
    route([rule({ backends: [backend("a", 1), backend("b", 2)] })]),
    "route.rules",
    /takes whole percents as weights/,
    "a: 1, b: 2",
  ],
  [
    "headers that are added",
    route([rule({ requestHeaders: { add: { "x-a": "b" } } })]),
    "route.rules.requestHeaders.add",
    /sets headers of requests/,
    "x-a",
  ],
  [
    "a redirect of a prefix",
    route([rule({ backends: [], redirect: { path: { prefix: "/new" } } })]),
    "route.rules.redirect.path",
    /redirects to a whole path/,
    "prefix: /new",
  ],
  [
    "303",
    route([rule({ backends: [], redirect: { host: "a.example.com", status: 303 } })]),
    "route.rules.redirect.status",
    /has no such redirect/,
    "303",
  ],
  [
    "a whole path in place of a prefix",
    route([rule({ rewrite: { path: { full: "/x" } } })]),
    "route.rules.rewrite.path",
    /puts a path in place of the prefix that was met/,
    "full: /x",
  ],
  [
    "a parameter with a dash",
    route([rule({ matches: [match({ query: [["page-size", "1"]] })] })]),
    "route.rules",
    /^NGINX has no variable for a parameter of this name/,
    "page-size",
  ],
  [
    "a text with a quote",
    route([rule({ matches: [match({ headers: [["etag", '"a"']] })] })]),
    "route.rules",
    /^NGINX takes the value of etag into its configuration/,
    '"a"',
  ],
  [
    "answers kept for part of a second",
    policy({ cache: { ttl: "500ms" } }),
    "policy.cache.ttl",
    /keeps answers for whole seconds/,
    "500ms",
  ],
  [
    "answers to callers with keys",
    policy({ cache: { ttl: "5m" }, authentication: { apiKey: { clients: { secret: "clients" } } } }),
    "policy.cache",
    /^nothing that is asked for with credentials is kept/,
    "authentication.apiKey",
  ],
  [
    "pods put aside without retries",
    policy({ circuitBreaker: { ejection: {} } }),
    "policy.circuitBreaker.ejection",
    /counts only answers of 5xx that are tried again/,
    "no retries",
  ],
  [
    "an interval of its own",
    policy({ retries: { attempts: 1 }, circuitBreaker: { ejection: { interval: "10s" } } }),
    "policy.circuitBreaker.ejection.interval",
    /counts failures for as long as it puts a pod aside/,
    "10s, and baseEjectionTime: 30s",
  ],
  [
    "a share of pods put aside",
    policy({ retries: { attempts: 1 }, circuitBreaker: { ejection: { maxEjectedPercent: 50 } } }),
    "policy.circuitBreaker.ejection.maxEjectedPercent",
    /puts every pod aside that fails/,
    "50",
  ],
  [
    "two lists of addresses",
    policy({ addresses: { allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16"] } }),
    "policy.addresses",
    /has a list of addresses that may call, or one of those that may not/,
    "allow and deny",
  ],
];

const cases = [
  ...both.map((one) => ["NGINX Gateway Fabric", fabric, ...one] as const),
  ...both.map((one) => ["the F5 NGINX Ingress Controller", controller, ...one] as const),
  ...ofFabric.map((one) => ["NGINX Gateway Fabric", fabric, ...one] as const),
  ...ofController.map((one) => ["the F5 NGINX Ingress Controller", controller, ...one] as const),
];

test.each(cases)("%s%p refuses %s", (...[, check, , one, path, message, found]) => {
  const problems = check(one) ?? [];
  expect(problems.map((problem) => problem.path.join("."))).toEqual([path]);
  expect(problems[0]).toMatchObject({ message: expect.stringMatching(message) as string, found });
  expect(problems[0]?.fix).toMatch(/^(write|add|remove|keep|put) /);
});

test("gRPC needs TLS at the F5 NGINX Ingress Controller", () => {
  const one = route([rule({ backends: [backend("cart", 1, "grpc")] })], { protocol: "grpc" });
  const gateway = { ...exampleGateway("nginxIngressController"), tls: false };
  expect(nginxIngressControllerEngine.checkRoute?.(one, gateway)).toEqual([
    {
      path: ["route"],
      message: "the F5 NGINX Ingress Controller carries gRPC only where callers come by TLS",
      found: "cart speaks gRPC, and the gateway has tls: false",
      fix: "add tls to slipway:gateway",
    },
  ]);
});

test("ingress-nginx is retired, and told so with what is in its place", () => {
  expect(retiredGatewayProvider(["provider"], "ingress-nginx")).toEqual({
    path: ["provider"],
    message: "ingress-nginx is retired since 2026-03: there are no more releases, nor fixes of security holes",
    found: "ingress-nginx",
    allowed: "envoy, alb, nginx, kong, traefik, aws-api-gateway",
    fix: "write nginx, which is NGINX Gateway Fabric, another program by the makers of NGINX, or envoy, the default",
  });
  expect(retiredGatewayProvider(["provider"], "nginx")).toBeUndefined();
});
