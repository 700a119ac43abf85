// What a route becomes for Kong. Its makers publish no package of schemas: fields of objects and plugins are held against tables of ours, out of
// their definitions. That Kong does what they say is not shown here.
import { can, withoutUndefined, type RenderedObject } from "../../components/core";
import { checkRoute } from "../../components/gateway/check-route";
import { gatewayFeatures } from "../../components/gateway/features";
import { featuresOfPolicy, featuresOfRoute } from "../../components/gateway/features-of";
import { kongEngine } from "../../components/gateway/kong/kong";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { kongExamples } from "./kong-examples";
import { calls, cart, exampleGateway, nextCart, plan, safe, type Example } from "./traefik-examples";

const gateway = exampleGateway("kong");
const render = (spec?: RouteSpec, policy?: ApiPolicySpec<RouteTarget>, self?: RouteTarget, of = gateway) =>
  kongEngine.renderRoute(plan(of, spec, policy, self), of);
const renderExample = ({ spec, policy, self }: Example) => render(spec, policy, self);
const annotationsOf = ({ spec, policy, self }: Partial<Example>) =>
  kongEngine.serviceAnnotations?.(plan(gateway, spec, policy, self), gateway);
const check = (spec: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}, self = cart, of = gateway) =>
  checkRoute(self, { route: spec, policy }, { gateway: of });

const objectOf = (objects: readonly RenderedObject[], name: string): RenderedObject => {
  const found = objects.find((one) => `${one.kind}/${one.name}` === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const fieldsOf = (objects: readonly RenderedObject[], name: string) => withoutUndefined(objectOf(objects, name).fields);
const routeOf = (objects: readonly RenderedObject[]) =>
  fieldsOf(objects, "HTTPRoute/cart") as { spec: { rules: Readonly<Record<string, unknown>>[] } };

const hsts = "strict-transport-security:max-age=31536000";
const named = (plugins: string) => ({ "konghq.com/plugins": plugins });
const toHttps = { "konghq.com/protocols": "https", "konghq.com/https-redirect-status-code": "301" };

test("a route of nothing but a host is an HTTPRoute, which sends callers to HTTPS, and a header", () => {
  const objects = render();
  expect(objects.map(({ kind, name, last }) => [kind, name, last])).toEqual([
    ["KongPlugin", "cart-answer", undefined],
    ["HTTPRoute", "cart", true],
  ]);
  expect(objectOf(objects, "HTTPRoute/cart").annotations).toEqual({ ...toHttps, ...named("cart-answer") });
  expect(routeOf(objects)).toEqual({
    spec: {
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
          backendRefs: [{ group: "", kind: "Service", name: "cart", port: 80, weight: 1 }],
        },
      ],
    },
  });
  expect(fieldsOf(objects, "KongPlugin/cart-answer")).toEqual({
    plugin: "response-transformer",
    config: { replace: { headers: [hsts] }, add: { headers: [hsts] } },
  });
  expect(annotationsOf({})).toEqual({});
});

test("without TLS there is neither", () => {
  const plain = { ...gateway, tls: false, hsts: undefined };
  const objects = render({}, {}, cart, plain);
  expect(objects.map(({ kind, annotations }) => [kind, annotations])).toEqual([["HTTPRoute", undefined]]);
});

test("a policy is a plugin for each of its parts, which the route names", () => {
  const objects = render(
    {},
    {
      addresses: { allow: ["203.0.113.0/24"], deny: ["203.0.113.1/32"] },
      cors: { origins: ["https://www.example.com", "https://*.example.com"], credentials: true, maxAge: "10m" },
      rateLimits: [
        { requests: 10, per: "second" },
        { requests: 100, per: "minute" },
      ],
      maxRequestSize: "1Mi",
      cache: { ttl: "1m", keyHeaders: ["X-Tenant"], keyQuery: ["page"] },
    },
  );
  expect(objectOf(objects, "HTTPRoute/cart").annotations).toEqual({
    ...toHttps,
    "konghq.com/plugins": "cart-addresses,cart-cors,cart-limits,cart-size,cart-cache,cart-answer",
  });
  const plugins = Object.fromEntries(
    objects.filter(({ kind }) => kind === "KongPlugin").map(({ name, fields }) => [name, withoutUndefined(fields)]),
  );
  expect(plugins).toEqual({
    "cart-addresses": {
      plugin: "ip-restriction",
      config: { allow: ["203.0.113.0/24"], deny: ["203.0.113.1/32"] },
    },
    "cart-cors": {
      plugin: "cors",
      config: {
        origins: ["https://www.example.com", "^https://[a-z0-9.-]+\\.example\\.com$"],
        methods: ["GET", "HEAD", "POST"],
        headers: ["Accept", "Accept-Language", "Content-Language"],
        credentials: true,
        max_age: 600,
      },
    },
    "cart-limits": {
      plugin: "rate-limiting",
      config: {
        second: 10,
        minute: 100,
        limit_by: "ip",
        policy: "redis",
        redis: { host: "rate-limit-store.gateway.svc", port: 6379 },
        fault_tolerant: true,
      },
    },
    "cart-size": {
      plugin: "request-size-limiting",
      config: { allowed_payload_size: 1_048_576, size_unit: "bytes" },
    },
    "cart-cache": {
      plugin: "proxy-cache",
      config: {
        strategy: "memory",
        memory: { dictionary_name: "slipway_answers" },
        cache_ttl: 60,
        cache_control: true,
        content_type: ["*/*", "*/*; charset=utf-8"],
        request_method: ["GET", "HEAD"],
        response_code: [200, 301, 404],
        vary_headers: ["accept-encoding", "authorization", "cookie", "x-tenant"],
        vary_query_params: ["page"],
        response_headers: { age: true, "X-Cache-Status": true, "X-Cache-Key": false },
      },
    },
    // What says nothing of itself is kept for as long as the policy says.
    "cart-answer": {
      plugin: "response-transformer",
      config: { replace: { headers: [hsts] }, add: { headers: [hsts, "cache-control:max-age=60"] } },
    },
  });
});

test.each([
  [undefined, { limit_by: "ip" }],
  ["route", { limit_by: "service" }],
  [{ header: "x-tenant" }, { limit_by: "header", header_name: "x-tenant" }],
] as const)("limits by %j, counted by each pod", (by, identifier) => {
  const objects = render({}, { rateLimits: [{ requests: 5, per: "hour", by, countedBy: "pod" }] });
  expect(fieldsOf(objects, "KongPlugin/cart-limits")).toEqual({
    plugin: "rate-limiting",
    config: { hour: 5, ...identifier, policy: "local" },
  });
});

test("headers of requests are changed by filters, those of answers by a plugin", () => {
  const changes = { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] };
  const objects = render({ rules: [{ requestHeaders: changes, responseHeaders: changes }] });
  expect(routeOf(objects).spec.rules[0]).toMatchObject({
    filters: [
      {
        type: "RequestHeaderModifier",
        requestHeaderModifier: {
          set: [{ name: "x-a", value: "1" }],
          add: [{ name: "x-b", value: "2" }],
          remove: ["x-c"],
        },
      },
    ],
  });
  expect(fieldsOf(objects, "KongPlugin/cart-answer")).toEqual({
    plugin: "response-transformer",
    config: {
      remove: { headers: ["x-c"] },
      replace: { headers: [hsts, "x-a:1"] },
      add: { headers: [hsts, "x-a:1"] },
      append: { headers: ["x-b:2"] },
    },
  });
});

test("rules that change answers in other ways have plugins of their own", () => {
  const objects = render({
    rules: [{ matches: [{ path: "/a" }], responseHeaders: { remove: ["x-a"] } }, { matches: [{ path: "/b" }] }],
  });
  expect(objectOf(objects, "HTTPRoute/cart").annotations).toEqual(toHttps);
  const filter = (name: string) => ({
    type: "ExtensionRef",
    extensionRef: { group: "configuration.konghq.com", kind: "KongPlugin", name },
  });
  expect(routeOf(objects).spec.rules).toMatchObject([
    { filters: [filter("cart-answer-1")] },
    { filters: [filter("cart-answer-2")] },
  ]);
  expect(fieldsOf(objects, "KongPlugin/cart-answer-1")).toMatchObject({ config: { remove: { headers: ["x-a"] } } });
});

test("shares are weights large enough to be shared out among pods", () => {
  const { rules } = routeOf(render({}, { canary: { to: nextCart, weight: 5 } })).spec;
  expect(rules[0]).toMatchObject({
    backendRefs: [
      { name: "cart", weight: 1000 },
      { name: "cart-next", weight: 53 },
    ],
  });
  const none = routeOf(render({ rules: [{ backends: [{ weight: 1 }, { to: nextCart, weight: 0 }] }] })).spec.rules[0];
  expect(none).toMatchObject({ backendRefs: [{ weight: 1000 }, { weight: 0 }] });
});

test("redirects name the whole address", () => {
  const { rules } = routeOf(render({ rules: [{ redirect: { path: { full: "/new" } } }] })).spec;
  expect(rules[0]).toMatchObject({
    filters: [
      {
        type: "RequestRedirect",
        requestRedirect: {
          scheme: "https",
          hostname: "shop.example.com",
          path: { type: "ReplaceFullPath", replaceFullPath: "/new" },
          statusCode: 302,
        },
      },
    ],
  });
});

test("a try has a bound: that of the retries, of the rule, or an hour for web sockets", () => {
  const timeouts = { timeouts: { backend: "5s" } };
  const retries = { attempts: 2, on: ["connectFailure", "reset"], perTryTimeout: "2s" } as const;
  const bound = (...args: Parameters<typeof render>) => routeOf(render(...args)).spec.rules[0]?.timeouts;
  expect(bound()).toBeUndefined();
  expect(bound(timeouts)).toEqual({ backendRequest: "5s" });
  expect(bound(timeouts, { retries })).toEqual({ backendRequest: "2s" });
  expect(bound({ webSockets: true })).toEqual({ backendRequest: "1h" });
  expect(annotationsOf({ policy: { retries } })).toEqual({ "konghq.com/retries": "2" });
});

test("calls of gRPC are a GRPCRoute, whose plugins and timeouts stand elsewhere", () => {
  const spec = {
    timeouts: { backend: "5s" },
    rules: [{ matches: [{ grpc: { service: "shop.v1.Carts" } }], requestHeaders: { set: { "x-a": "1" } } }],
  };
  const objects = render(spec, {}, calls);
  expect(objectOf(objects, "GRPCRoute/cart").annotations).toEqual({
    "konghq.com/plugins": "cart-request,cart-answer",
    "konghq.com/protocols": "grpcs",
  });
  expect(fieldsOf(objects, "GRPCRoute/cart")).toMatchObject({
    spec: { rules: [{ matches: [{ method: { type: "Exact", service: "shop.v1.Carts" } }] }] },
  });
  expect(JSON.stringify(fieldsOf(objects, "GRPCRoute/cart"))).not.toMatch(/filters|timeouts/);
  expect(fieldsOf(objects, "KongPlugin/cart-request")).toEqual({
    plugin: "request-transformer",
    config: { replace: { headers: ["x-a:1"] }, add: { headers: ["x-a:1"] } },
  });
  expect(annotationsOf({ spec, self: calls })).toEqual({
    "konghq.com/protocol": "grpc",
    "konghq.com/connect-timeout": "5000",
    "konghq.com/read-timeout": "5000",
    "konghq.com/write-timeout": "5000",
  });
});

test("workloads that speak HTTPS say so at their Service", () => {
  expect(annotationsOf({ self: safe })).toEqual({ "konghq.com/protocol": "https" });
});

test("pods that fail are put aside until a connection to them opens after the pause", () => {
  const policy = { circuitBreaker: { ejection: { consecutiveFailures: 3, baseEjectionTime: "1m" } } };
  expect(annotationsOf({ policy })).toEqual({ "konghq.com/upstream-policy": "cart" });
  expect(fieldsOf(render({}, policy), "KongUpstreamPolicy/cart")).toEqual({
    spec: {
      healthchecks: {
        passive: {
          type: "http",
          healthy: {
            httpStatuses: expect.arrayContaining([200, 404]) as unknown,
            successes: 1,
          },
          unhealthy: { httpStatuses: [500, 502, 503, 504], httpFailures: 3, tcpFailures: 3, timeouts: 3 },
        },
        active: { type: "tcp", healthy: { interval: 0, successes: 1 }, unhealthy: { interval: 60 } },
      },
    },
  });
});

/** Fields of the plugins that are written here. Source: `schema.lua` of each below `kong/plugins`, of Kong 3.9.3. */
const pluginFields: Readonly<Record<string, readonly string[]>> = {
  "ip-restriction": ["allow", "deny", "status", "message"],
  cors: [
    "origins",
    "headers",
    "exposed_headers",
    "methods",
    "max_age",
    "credentials",
    "private_network",
    "preflight_continue",
  ],
  "rate-limiting": [
    "second",
    "minute",
    "hour",
    "limit_by",
    "header_name",
    "path",
    "policy",
    "fault_tolerant",
    "redis",
    "hide_client_headers",
    "error_code",
    "error_message",
    "sync_rate",
  ],
  "request-size-limiting": ["allowed_payload_size", "size_unit", "require_content_length"],
  "proxy-cache": [
    "response_code",
    "request_method",
    "content_type",
    "cache_ttl",
    "strategy",
    "cache_control",
    "ignore_uri_case",
    "storage_ttl",
    "memory",
    "vary_query_params",
    "vary_headers",
    "response_headers",
  ],
  "response-transformer": ["remove", "rename", "replace", "add", "append"],
  "request-transformer": ["http_method", "remove", "rename", "replace", "add", "append"],
};

describe("everything that Kong can do", () => {
  // There is nothing to say of the first; what there is to say of the others stands at the Service, or is what is said without.
  const unsaid: readonly string[] = ["route.http", "route.httpsBackend", "retries", "retries.conditions"];
  const supported = Object.entries(kongEngine.supports)
    .filter(([feature, support]) => can(support) && !feature.startsWith("gateway."))
    .map(([feature]) => feature);

  test("has an example that asks for it, and is fine", () => {
    expect(kongExamples.map(({ name }) => name).sort()).toEqual(supported.sort());
    for (const { name, spec, policy, self } of kongExamples) {
      const asked = [...featuresOfRoute(spec), ...featuresOfPolicy(policy)].map(({ feature }): string => feature);
      if (name !== "route.httpsBackend") expect(asked).toContain(name);
      expect(check({ hosts: ["shop.example.com"], ...spec }, policy, self)).toEqual([]);
    }
  });

  test.each(kongExamples.filter(({ name }) => !unsaid.includes(name)))("makes a difference: $name", (example) => {
    const plain = render({}, {}, example.self);
    expect(JSON.stringify(renderExample(example))).not.toBe(JSON.stringify(plain));
  });

  test.each(kongExamples.filter(({ name }) => unsaid.includes(name) && name !== "route.http"))(
    "makes a difference at the Service: $name",
    (example) => {
      expect(annotationsOf(example)).not.toEqual(annotationsOf({}));
    },
  );

  test("is of names of its own, which begin with the route's", () => {
    for (const objects of kongExamples.map(renderExample)) {
      expect(new Set(objects.map(({ kind, suffix }) => `${kind}/${suffix}`)).size).toBe(objects.length);
      for (const { name } of objects) expect(name).toMatch(/^cart(-|$)/);
      expect(objects.filter(({ last }) => last === true)).toHaveLength(1);
    }
  });

  test("is of plugins and fields that there are, one plugin of a kind for each rule", () => {
    for (const objects of kongExamples.map(renderExample)) {
      const plugins = new Map(
        objects
          .filter(({ kind }) => kind === "KongPlugin")
          .map(({ name, fields }) => [name, withoutUndefined(fields) as { plugin: string; config: object }]),
      );
      for (const { plugin, config, ...others } of plugins.values()) {
        expect(others).toEqual({});
        expect(Object.keys(config).filter((field) => pluginFields[plugin]?.includes(field) !== true)).toEqual([]);
      }
      const route = objects.find(({ kind }) => kind.endsWith("Route"));
      const ofAll = route?.annotations?.["konghq.com/plugins"]?.split(",") ?? [];
      const { rules } = (route?.fields as { spec: { rules: { filters?: unknown[] }[] } }).spec;
      const ofRules = rules.map(({ filters = [] }) =>
        [...JSON.stringify(filters).matchAll(/"kind":"KongPlugin","name":"([^"]*)"/g)].map(([, name = ""]) => name),
      );
      expect(new Set([...ofAll, ...ofRules.flat()])).toEqual(new Set(plugins.keys()));
      for (const names of ofRules) {
        const kinds = [...ofAll, ...names].map((name) => plugins.get(name)?.plugin);
        expect(new Set(kinds).size).toBe(kinds.length);
      }
    }
  });
});

test("every feature has its cell", () => {
  expect(Object.keys(kongEngine.supports).sort()).toEqual(Object.keys(gatewayFeatures).sort());
});
