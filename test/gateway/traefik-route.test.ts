// What a route becomes for Traefik. The definitions of its objects are checked; that Traefik does what they say is not shown here.
import fc from "fast-check";
import { can, customResourceArgs, withoutUndefined, type RenderedObject } from "../../components/core";
import { checkRoute } from "../../components/gateway/check-route";
import { gatewayFeatures } from "../../components/gateway/features";
import { featuresOfPolicy, featuresOfRoute } from "../../components/gateway/features-of";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { withoutDenied } from "../../components/gateway/traefik/address-ranges";
import { traefikEngine } from "../../components/gateway/traefik/traefik";
import { customResourceProblems } from "../addons/custom-resource-problems";
import { calls, cart, exampleGateway, nextCart, plan, safe, traefikExamples, type Example } from "./traefik-examples";

const gateway = exampleGateway("traefik");
const render = (spec?: RouteSpec, policy?: ApiPolicySpec<RouteTarget>, self?: RouteTarget) =>
  traefikEngine.renderRoute(plan(gateway, spec, policy, self), gateway);
const renderExample = ({ spec, policy, self }: Example) => render(spec, policy, self);
const check = (spec: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}, self = cart, of = gateway) =>
  checkRoute(self, { route: spec, policy }, { gateway: of });

/** What objects say, by kind and name. */
function specs(objects: readonly RenderedObject[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    objects.map(({ kind, name, fields }) => [`${kind}/${name}`, (withoutUndefined(fields) as { spec: unknown }).spec]),
  );
}

const hsts = {
  type: "ResponseHeaderModifier",
  responseHeaderModifier: { set: [{ name: "strict-transport-security", value: "max-age=31536000" }] },
};
const policyRef = {
  type: "ExtensionRef",
  extensionRef: { group: "traefik.io", kind: "Middleware", name: "cart-policy" },
};
const chain = (...names: string[]) => ({ chain: { middlewares: names.map((name) => ({ name: `cart-${name}` })) } });
const ruleOf = (objects: readonly RenderedObject[]) => {
  const route = specs(objects)["HTTPRoute/cart"] as { rules: Readonly<Record<string, unknown>>[] };
  expect(route.rules).toHaveLength(1);
  return route.rules[0];
};

test("a route of nothing but a host is one HTTPRoute, made last", () => {
  const objects = render();
  expect(objects).toHaveLength(1);
  expect(objects[0]).toMatchObject({ kind: "HTTPRoute", name: "cart", suffix: "", last: true });
  expect(specs(objects)).toEqual({
    "HTTPRoute/cart": {
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: "gateway",
          namespace: "gateway",
          sectionName: "https",
        },
      ],
      hostnames: ["shop.example.com"],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          filters: [hsts],
          backendRefs: [{ group: "", kind: "Service", name: "cart", port: 80, weight: 1 }],
        },
      ],
    },
  });
});

test("a policy is a middleware for each of its parts, in the order in which requests pass, and one that has them all", () => {
  const objects = render(
    {},
    {
      addresses: { allow: ["203.0.113.0/24"] },
      cors: { origins: ["*"] },
      rateLimits: [
        { requests: 10, per: "second", countedBy: "pod" },
        { requests: 100, per: "minute", by: { header: "x-tenant" } },
        { requests: 1000, per: "hour", by: "route" },
      ],
      authentication: { basic: { users: { secret: "users" } } },
      circuitBreaker: { maxRequests: 50 },
      maxRequestSize: "1Mi",
      retries: { attempts: 2, backoff: { base: "1s" } },
    },
  );
  const redis = { endpoints: ["rate-limit-store.gateway.svc:6379"] };
  const { "HTTPRoute/cart": route, ...middlewares } = specs(objects);
  expect(route).toMatchObject({ rules: [{ filters: [policyRef, hsts] }] });
  expect(middlewares).toEqual({
    "Middleware/cart-addresses": { ipAllowList: { sourceRange: ["203.0.113.0/24"] } },
    "Middleware/cart-cors": {
      headers: {
        accessControlAllowOriginList: ["*"],
        accessControlAllowMethods: ["GET", "HEAD", "POST"],
        accessControlMaxAge: 3600,
        addVaryHeader: true,
      },
    },
    "Middleware/cart-all-callers": { headers: { customRequestHeaders: { "X-Slipway-Route": "cart" } } },
    "Middleware/cart-limit-1": {
      rateLimit: { average: 10, period: "1s", burst: 10, sourceCriterion: { ipStrategy: { ipv6Subnet: 64 } } },
    },
    "Middleware/cart-limit-2": {
      rateLimit: {
        average: 100,
        period: "1m",
        burst: 100,
        sourceCriterion: { requestHeaderName: "x-tenant" },
        redis,
      },
    },
    "Middleware/cart-limit-3": {
      rateLimit: {
        average: 1000,
        period: "1h",
        burst: 1000,
        sourceCriterion: { requestHeaderName: "X-Slipway-Route" },
        redis,
      },
    },
    "Middleware/cart-users": { basicAuth: { secret: "users", removeHeader: true } },
    "Middleware/cart-requests": {
      inFlightReq: { amount: 50, sourceCriterion: { requestHeaderName: "X-Slipway-Route" } },
    },
    "Middleware/cart-size": { buffering: { maxRequestBodyBytes: 1_048_576 } },
    "Middleware/cart-retries": { retry: { attempts: 3, status: ["502-504"], initialInterval: "1000ms" } },
    "Middleware/cart-policy": chain(
      "addresses",
      "cors",
      "all-callers",
      "limit-1",
      "limit-2",
      "limit-3",
      "users",
      "requests",
      "size",
      "retries",
    ),
  });
});

test("origins with a wildcard are regular expressions of the whole origin", () => {
  const cors = { origins: ["https://a.example.com", "https://*.example.com:8443"], credentials: true, maxAge: "10m" };
  expect(
    specs(render({}, { cors: { ...cors, methods: ["PUT"], headers: ["x-a"], exposeHeaders: ["x-b"] } })),
  ).toMatchObject({
    "Middleware/cart-cors": {
      headers: {
        accessControlAllowOriginList: ["https://a.example.com"],
        accessControlAllowOriginListRegex: ["^https://[a-z0-9.-]+\\.example\\.com:8443$"],
        accessControlAllowMethods: ["PUT"],
        accessControlAllowHeaders: ["x-a"],
        accessControlExposeHeaders: ["x-b"],
        accessControlAllowCredentials: true,
        accessControlMaxAge: 600,
      },
    },
  });
});

test.each([
  [undefined, { attempts: 2, status: ["502-504"] }],
  [["connectFailure"], { attempts: 2 }],
  [["connectFailure", "5xx", "reset", "gatewayError"], { attempts: 2, status: ["500-599"] }],
  [["retriable4xx"], { attempts: 2, status: ["409"], disableRetryOnNetworkError: true }],
] as const)("retries on %j", (on, retry) => {
  expect(specs(render({}, { retries: { attempts: 1, on } }))).toMatchObject({ "Middleware/cart-retries": { retry } });
});

test("what the Gateway API cannot say of workloads is said by a TraefikService", () => {
  const objects = render(
    {
      timeouts: { backend: "1500ms" },
      rules: [{ backends: [{ weight: 9 }, { to: nextCart, weight: 1 }], mirror: { to: nextCart, percent: 20 } }],
    },
    { circuitBreaker: { ejection: { baseEjectionTime: "1m" } } },
  );
  const passiveHealthCheck = { maxFailedAttempts: 5, failureWindow: "60000ms" };
  const service = { kind: "Service", port: 80, scheme: "http", serversTransport: "cart-1" };
  expect(specs(objects)).toMatchObject({
    "ServersTransport/cart-1": { forwardingTimeouts: { responseHeaderTimeout: "1500ms" } },
    "TraefikService/cart-1-weighted": {
      weighted: {
        services: [
          { ...service, name: "cart", weight: 9, passiveHealthCheck },
          { ...service, name: "cart-next", weight: 1, passiveHealthCheck },
        ],
      },
    },
    "TraefikService/cart-1": {
      mirroring: {
        kind: "TraefikService",
        name: "cart-1-weighted",
        mirrors: [{ ...service, name: "cart-next", percent: 20 }],
      },
    },
  });
  expect(ruleOf(objects)).toMatchObject({
    backendRefs: [{ group: "traefik.io", kind: "TraefikService", name: "cart-1" }],
  });
});

test("a mirror beside a single workload needs no shares", () => {
  expect(specs(render({ rules: [{ mirror: { to: nextCart } }] }))["TraefikService/cart-1"]).toEqual({
    mirroring: {
      kind: "Service",
      name: "cart",
      port: 80,
      scheme: "http",
      mirrors: [{ kind: "Service", name: "cart-next", port: 80, scheme: "http", percent: 100 }],
    },
  });
});

test("calls of gRPC are requests by their path, to workloads that speak HTTP/2", () => {
  const objects = render(
    {
      rules: [
        { matches: [{ grpc: { service: "shop.v1.Carts", method: "Get" } }, { grpc: { service: "shop.v1.Carts" } }] },
      ],
    },
    { retries: { attempts: 1 } },
    calls,
  );
  expect(ruleOf(objects)).toMatchObject({
    matches: [
      { path: { type: "Exact", value: "/shop.v1.Carts/Get" } },
      { path: { type: "PathPrefix", value: "/shop.v1.Carts" } },
    ],
  });
  expect(specs(objects)).toMatchObject({
    "TraefikService/cart-1": { weighted: { services: [{ name: "cart", port: 9000, scheme: "h2c", weight: 1 }] } },
    "Middleware/cart-retries": { retry: { retryNonIdempotentMethod: true } },
  });
});

test("workloads that speak HTTPS have certificates of their own", () => {
  expect(specs(render({}, {}, safe))).toMatchObject({
    "ServersTransport/cart-1": { insecureSkipVerify: true },
    "TraefikService/cart-1": { weighted: { services: [{ scheme: "https", serversTransport: "cart-1" }] } },
  });
});

test("regular expressions stand for the whole text", () => {
  const match = { path: { regex: "/a|/b" }, headers: { "X-A": { regex: "b" } }, query: { c: { regex: "d" } } };
  expect(ruleOf(render({ rules: [{ matches: [match] }] }))).toMatchObject({
    matches: [
      {
        path: { type: "RegularExpression", value: "^(?:/a|/b)$" },
        headers: [{ type: "RegularExpression", name: "x-a", value: "^(?:b)$" }],
        queryParams: [{ type: "RegularExpression", name: "c", value: "^(?:d)$" }],
      },
    ],
  });
});

describe("ranges of addresses without those that are denied", () => {
  test("are those around them, of both families", () => {
    expect(withoutDenied(["10.0.0.0/30"], ["10.0.0.1/32"])).toEqual(["10.0.0.0/32", "10.0.0.2/31"]);
    expect(withoutDenied(["10.0.0.0/30"], ["10.0.0.0/8"])).toEqual([]);
    const around = withoutDenied(undefined, ["203.0.113.0/24"]);
    expect(around).toHaveLength(25);
    expect(around).toContain("::/0");
  });

  test("hold every address that is not denied, and no other", () => {
    const address = fc.integer({ min: 0, max: 255 });
    const range = fc.tuple(address, fc.integer({ min: 24, max: 32 })).map(([last, prefix]) => {
      const size = 2 ** (32 - prefix);
      return { first: last - (last % size), size, cidr: `192.0.2.${last - (last % size)}/${prefix}` };
    });
    fc.assert(
      fc.property(fc.array(range, { maxLength: 5 }), address, (denied, last) => {
        const left = withoutDenied(
          ["192.0.2.0/24"],
          denied.map(({ cidr }) => cidr),
        ).map((cidr) => {
          const [first = "", prefix = ""] = cidr.replace("192.0.2.", "").split("/");
          return { first: Number(first), size: 2 ** (32 - Number(prefix)) };
        });
        const holds = (all: readonly { first: number; size: number }[]) =>
          all.filter(({ first, size }) => last >= first && last < first + size).length;
        expect(holds(left)).toBe(holds(denied) === 0 ? 1 : 0);
      }),
    );
  });
});

describe("everything that Traefik can do", () => {
  // What there is to say of these is said to the gateway, or there is nothing to say.
  const unsaid: readonly string[] = ["route.http", "route.webSockets"];
  const supported = Object.entries(traefikEngine.supports)
    .filter(([feature, support]) => can(support) && !feature.startsWith("gateway."))
    .map(([feature]) => feature);

  test("has an example that asks for it, and is fine", () => {
    expect(traefikExamples.map(({ name }) => name).sort()).toEqual(supported.sort());
    for (const { name, spec, policy, self } of traefikExamples) {
      const asked = [...featuresOfRoute(spec), ...featuresOfPolicy(policy)].map(({ feature }): string => feature);
      if (name !== "route.httpsBackend") expect(asked).toContain(name);
      expect(check({ hosts: ["shop.example.com"], ...spec }, policy, self)).toEqual([]);
    }
  });

  test.each(traefikExamples.filter(({ name }) => !unsaid.includes(name)))("makes a difference: $name", (example) => {
    const plain = render({}, {}, example.self === safe ? cart : example.self);
    expect(JSON.stringify(specs(renderExample(example)))).not.toBe(JSON.stringify(specs(plain)));
  });

  test("is of names of its own, which begin with the route's", () => {
    for (const objects of traefikExamples.map(renderExample)) {
      expect(new Set(objects.map(({ kind, suffix }) => `${kind}/${suffix}`)).size).toBe(objects.length);
      for (const { name } of objects) expect(name).toMatch(/^cart(-|$)/);
      expect(objects.filter(({ last }) => last === true).map(({ kind }) => kind)).toEqual(["HTTPRoute"]);
    }
  });

  test("is as the definitions of its objects have it", () => {
    const objects = traefikExamples.flatMap(renderExample).map((one) => customResourceArgs(one, { namespace: "shop" }));
    expect(customResourceProblems(objects)).toEqual({ checked: objects.length, problems: [] });
  });
});

test("every feature has its cell", () => {
  expect(Object.keys(traefikEngine.supports).sort()).toEqual(Object.keys(gatewayFeatures).sort());
});
