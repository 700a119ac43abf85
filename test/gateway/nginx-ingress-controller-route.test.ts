// What a route becomes for the F5 NGINX Ingress Controller. That its controller takes it, and what NGINX makes of it, is not shown here.
import { can, withoutUndefined, type RenderedObject } from "../../components/core";
import { nginxIngressControllerEngine as engine } from "../../components/gateway/nginx/nginx-ingress-controller";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import { backend, controllerExamples, exampleGateway, match, route, rule } from "./nginx-examples";

const gateway = exampleGateway("nginxIngressController");
const render = (one: PlannedRoute) => engine.renderRoute(one, gateway);
const example = (name: string) => {
  const found = controllerExamples.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no example of ${name}`);
  return found.route;
};

interface RouteSpec {
  readonly host: string;
  readonly upstreams: readonly Readonly<Record<string, unknown>>[];
  readonly subroutes: readonly Readonly<Record<string, unknown>>[];
}

const specOf = ({ fields }: RenderedObject) => (withoutUndefined(fields) as { readonly spec: unknown }).spec;

function parts(one: PlannedRoute): { readonly policies: Readonly<Record<string, unknown>>; readonly spec: RouteSpec } {
  const objects = render(one);
  const policies = objects.filter(({ kind }) => kind === "Policy");
  const [last] = objects.slice(-1);
  if (last === undefined) throw new Error("nothing was rendered");
  return {
    policies: Object.fromEntries(policies.map((object) => [object.name, specOf(object)])),
    spec: specOf(last) as RouteSpec,
  };
}

const u1 = { name: "u1", service: "cart", port: 80, "max-fails": 0 };
const responseHeaders = {
  hide: ["strict-transport-security"],
  add: [{ name: "strict-transport-security", value: "max-age=31536000", always: true }],
};
const toCart = { action: { proxy: { upstream: "u1", responseHeaders } } };
const nothingThere = { action: { return: { code: 404, type: "text/plain", body: "Not Found" } } };
const uri = (value: string) => ({ variable: "$request_uri", value });

test("a route of nothing but a host is one object, which the server of the host gathers by its label", () => {
  const [object, ...more] = render(route());
  expect(more).toEqual([]);
  expect(object).toMatchObject({
    kind: "VirtualServerRoute",
    name: "cart",
    labels: { "slipway/route-of-gateway": "shop.example.com" },
    last: true,
  });
  expect(parts(route()).spec).toEqual({
    ingressClassName: "nginx",
    host: "shop.example.com",
    upstreams: [u1],
    subroutes: [{ path: "/", ...toCart }],
  });
});

test("each host has an object of its own, all of the same policies", () => {
  const one = route([rule()], {
    hosts: ["shop.example.com", "*.example.org"],
    listeners: ["https", "https-2"],
    policy: { maxRequestSize: "1Mi", cache: { ttl: "10s" } },
  });
  expect(render(one).map(({ kind, name, suffix, labels }) => [kind, name, suffix, labels])).toEqual([
    ["Policy", "cart-cache", "cache", undefined],
    ["VirtualServerRoute", "cart", "", { "slipway/route-of-gateway": "shop.example.com" }],
    ["VirtualServerRoute", "cart-2", "2", { "slipway/route-of-gateway": "wildcard.example.org" }],
  ]);
});

test.each(controllerExamples)(
  "what is asked for by $name is in the objects, and nothing of it is refused",
  ({ name, route: one }) => {
    expect(engine.checkRoute?.(one, gateway)).toEqual([]);
    if (name !== "route.http") expect(render(one)).not.toEqual(render(route()));
  },
);

test("each feature that a route can ask for, and that it has, has an example", () => {
  const features = Object.entries(engine.supports).flatMap(([feature, support]) =>
    can(support) && !feature.startsWith("gateway.") ? [feature] : [],
  );
  expect(controllerExamples.map(({ name }) => name).sort()).toEqual(features.sort());
});

describe("locations, which NGINX takes by the longest beginning of a path", () => {
  const subroutes = (...rules: Parameters<typeof route>[0] & object) => parts(route(rules)).spec.subroutes;
  const bare = { ...gateway, hsts: undefined };
  const places = (one: PlannedRoute) =>
    engine.renderRoute(one, bare).flatMap((object) => (specOf(object) as RouteSpec).subroutes);
  const to = (upstream: string, more: object = {}) => ({ action: { proxy: { upstream, ...more } } });

  test("a prefix has two: below it, and itself, so that it takes nothing beside it", () => {
    expect(subroutes(rule({ matches: [match({ path: { prefix: "/cart" } })] }))).toEqual([
      { path: "/cart", matches: [{ conditions: [uri("~^/cart(\\?.*)?$")], ...toCart }], ...nothingThere },
      { path: "/cart/", ...toCart },
    ]);
  });

  test("what is not for the more specific rule goes to the less specific one of the same route", () => {
    const one = route([
      rule({ matches: [match({ path: { exact: "/cart" }, methods: ["POST"] })], backends: [backend("writer")] }),
      rule({ matches: [match({ path: { prefix: "/cart/items" } })], backends: [backend("items")] }),
      rule(),
    ]);
    expect(places(one)).toEqual([
      { path: "/", ...to("u3") },
      {
        path: "/cart",
        matches: [
          {
            conditions: [uri("~^/cart(\\?.*)?$"), { variable: "$request_method", value: "~^(?:POST)$" }],
            ...to("u1"),
          },
        ],
        ...to("u3"),
      },
      { path: "/cart/items", matches: [{ conditions: [uri("~^/cart/items(\\?.*)?$")], ...to("u2") }], ...to("u3") },
      { path: "/cart/items/", ...to("u2") },
    ]);
  });

  test("a path that is put in place of a prefix keeps what is behind it", () => {
    const rewrite = { path: { prefix: "/v2/" } };
    const one = route([
      rule({ matches: [match({ path: { exact: "/cart/one/two" } })], backends: [backend("two")] }),
      rule({ matches: [match({ path: { prefix: "/cart" } })], rewrite }),
    ]);
    expect(places(one)).toEqual([
      {
        path: "/cart",
        matches: [{ conditions: [uri("~^/cart(\\?.*)?$")], ...to("u2", { rewritePath: "/v2" }) }],
        ...nothingThere,
      },
      { path: "/cart/", ...to("u2", { rewritePath: "/v2/" }) },
      {
        path: "/cart/one/two",
        matches: [{ conditions: [uri("~^/cart/one/two(\\?.*)?$")], ...to("u1") }],
        ...to("u2", { rewritePath: "/v2/one/two" }),
      },
    ]);
    const root = route([rule({ matches: [match({ path: { prefix: "/cart" } })], rewrite: { path: { prefix: "/" } } })]);
    expect(places(root)).toMatchObject([
      { matches: [{ action: { proxy: { rewritePath: "/" } } }] },
      { action: { proxy: { rewritePath: "/" } } },
    ]);
  });

  test("texts are compared as a whole and letter by letter, as regular expressions", () => {
    const headers = [
      ["x-tenant", "a.b"],
      ["x-region", { regex: 'eu-\\d|"x"' }],
    ] as const;
    expect(places(route([rule({ matches: [match({ headers, query: [["v", "2"]] })] })]))).toEqual([
      {
        path: "/",
        matches: [
          {
            conditions: [
              { header: "x-tenant", value: "~^(?:a\\.b)$" },
              { header: "x-region", value: '~^(?:eu-\\d|\\"x\\")$' },
              { argument: "v", value: "~^(?:2)$" },
            ],
            ...to("u1"),
          },
        ],
        ...nothingThere,
      },
    ]);
  });

  test("calls of gRPC are paths", () => {
    expect(places(example("route.grpc"))).toMatchObject([
      { path: "/shop.v1.Admin" },
      { path: "/shop.v1.Admin/" },
      { path: "/shop.v1.Carts/Get", matches: [{ conditions: [uri("~^/shop\\.v1\\.Carts/Get(\\?.*)?$")] }] },
    ]);
    expect(parts(example("route.grpc")).spec.upstreams).toEqual([{ ...u1, type: "grpc" }]);
  });
});

test("shares are percents", () => {
  expect(parts(example("route.weights")).spec).toMatchObject({
    upstreams: [u1, { ...u1, name: "u2", service: "basket" }],
    subroutes: [
      {
        splits: [
          { weight: 75, action: { proxy: { upstream: "u1" } } },
          { weight: 25, action: { proxy: { upstream: "u2" } } },
        ],
      },
    ],
  });
});

test("a canary by header is asked for before the rest", () => {
  expect(parts(example("canary.header")).spec.subroutes).toEqual([
    {
      path: "/",
      matches: [
        {
          conditions: [{ header: "x-canary", value: "~^(?:always)$" }],
          action: { proxy: { upstream: "u1", responseHeaders } },
        },
      ],
      action: { proxy: { upstream: "u2", responseHeaders } },
    },
  ]);
});

test("redirects and changed headers", () => {
  expect(parts(example("route.redirect")).spec).toMatchObject({
    upstreams: [],
    subroutes: [
      { path: "/old" },
      { path: "/old/", action: { redirect: { url: "https://www.example.com:8443/new", code: 301 } } },
    ],
  });
  const same = route([rule({ backends: [], redirect: { scheme: "https" } })]);
  expect(parts(same).spec.subroutes).toEqual([
    { path: "/", action: { redirect: { url: "https://${host}${request_uri}", code: 302 } } },
  ]);
  const changed = route([
    rule({
      rewrite: { host: "cart.internal" },
      requestHeaders: { set: { "x-from": "gateway" }, remove: ["x-debug"] },
      responseHeaders: { set: { "x-frame-options": "DENY" }, add: { vary: "accept" }, remove: ["server"] },
    }),
  ]);
  expect(parts(changed).spec.subroutes).toEqual([
    {
      path: "/",
      action: {
        proxy: {
          upstream: "u1",
          requestHeaders: {
            set: [
              { name: "Host", value: "cart.internal" },
              { name: "x-from", value: "gateway" },
              { name: "x-debug", value: "" },
            ],
          },
          responseHeaders: {
            hide: ["strict-transport-security", "x-frame-options", "server"],
            add: [
              { name: "strict-transport-security", value: "max-age=31536000", always: true },
              { name: "x-frame-options", value: "DENY", always: true },
              { name: "vary", value: "accept", always: true },
            ],
          },
        },
      },
    },
  ]);
});

const credentials = ["$http_authorization", "$http_cookie"];
const kept = {
  cacheZoneName: "answers",
  cacheZoneSize: "10m",
  maxSize: "256m",
  levels: "1:2",
  time: "5m",
  lock: { enable: true },
  conditions: { noCache: credentials, bypass: credentials },
};
const limited = { noDelay: true, zoneSize: "10M", rejectCode: 429 };

test.each<readonly [string, string, Readonly<Record<string, unknown>>]>([
  ["rateLimit.route", "rate", { rateLimit: { ...limited, rate: "5r/s", burst: 4, key: "all" } }],
  ["rateLimit.address", "rate", { rateLimit: { ...limited, rate: "30r/m", burst: 29, key: "${binary_remote_addr}" } }],
  ["rateLimit.header", "rate", { rateLimit: { ...limited, rate: "30r/m", burst: 29, key: "${http_x_tenant}" } }],
  [
    "rateLimit.header",
    "rate-2",
    { rateLimit: { ...limited, rate: "10r/m", burst: 599, key: "${binary_remote_addr}" } },
  ],
  ["addresses.allow", "addresses", { accessControl: { allow: ["203.0.113.0/24", "2001:db8::/32"] } }],
  ["addresses.deny", "addresses", { accessControl: { deny: ["198.51.100.7/32"] } }],
  ["authentication.basic", "users", { basicAuth: { secret: "users", realm: "cart" } }],
  ["authentication.apiKey", "keys", { apiKey: { suppliedIn: { header: ["x-key"] }, clientSecret: "clients" } }],
  [
    "cors",
    "cors",
    {
      cors: {
        allowOrigin: ["https://*.example.com", "https://example.net"],
        allowMethods: ["GET", "PUT"],
        allowHeaders: ["x-tenant"],
        exposeHeaders: ["x-total"],
        allowCredentials: true,
        maxAge: 600,
      },
    },
  ],
  ["cache", "cache", { cache: { ...kept, cacheKey: "$scheme$host$request_uri" } }],
  ["cache.keyHeaders", "cache", { cache: { ...kept, cacheKey: "$scheme$host$request_uri|$http_accept_language" } }],
  ["cache.keyQuery", "cache", { cache: { ...kept, cacheKey: "$scheme$host$request_uri_no_args|$arg_page|$arg_size" } }],
])("%s is the policy cart-%s, which every location names", (name, suffix, spec) => {
  const { policies, spec: one } = parts(example(name));
  expect(policies[`cart-${suffix}`]).toEqual({ ingressClassName: "nginx", ...spec });
  const named = Object.keys(policies).map((policy) => ({ name: policy }));
  expect(one.subroutes.map((subroute) => subroute.policies)).toEqual(one.subroutes.map(() => named));
});

test.each<readonly [string, Readonly<Record<string, unknown>>]>([
  ["route.backendTimeout", { "connect-timeout": "5s", "read-timeout": "5s", "send-timeout": "5s" }],
  ["route.webSockets", { "read-timeout": "1h", "send-timeout": "1h" }],
  ["route.httpsBackend", { tls: { enable: true } }],
  ["retries", { "next-upstream": "error timeout http_502 http_503 http_504", "next-upstream-tries": 3 }],
  [
    "retries.conditions",
    { "next-upstream": "error timeout http_500 http_502 http_503 http_504", "next-upstream-tries": 2 },
  ],
  ["maxRequestSize", { "client-max-body-size": "10m" }],
  ["circuitBreaker.connections", { "max-conns": 50 }],
  [
    "circuitBreaker.ejection",
    {
      "next-upstream": "error timeout http_502 http_503 http_504",
      "next-upstream-tries": 2,
      "max-fails": 3,
      "fail-timeout": "10s",
    },
  ],
])("%s is said of the workload", (name, fields) => {
  expect(parts(example(name)).spec.upstreams).toEqual([{ ...u1, ...fields }]);
});
