/** How routes are planned: pure functions. What a gateway makes of them is shown by its engine's tests and by `npm run e2e`. */
import fc from "fast-check";
import type { GatewayCapability } from "../../components/cluster";
import { listenersFor, planRoute, routePort, serves } from "../../components/gateway/plan-route";
import type { RoutePort, RouteTarget } from "../../components/gateway/route-spec";

const http: RoutePort = { name: "http", port: 80, targetPort: 8080, protocol: "http" };
const grpc: RoutePort = { name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" };
const cart: RouteTarget = { objectName: "cart", ports: [http] };
const next: RouteTarget = { objectName: "cart-next", ports: [http] };

const gateway: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com", "*.api.example.com"],
  listeners: [
    { name: "https", host: "shop.example.com" },
    { name: "https-2", host: "*.api.example.com" },
  ],
  tls: true,
  callers: { namespace: "gateway" },
};

test("an empty route takes everything of all hosts to the workload", () => {
  expect(planRoute(cart, {}, {}, gateway)).toEqual({
    name: "cart",
    protocol: "http",
    hosts: ["shop.example.com", "*.api.example.com"],
    listeners: ["https", "https-2"],
    rules: [
      {
        matches: [{ path: { prefix: "/" }, methods: [], headers: [], query: [], grpc: undefined }],
        backends: [{ service: "cart", port: http, weight: 1 }],
        redirect: undefined,
        rewrite: undefined,
        requestHeaders: undefined,
        responseHeaders: undefined,
        mirror: undefined,
        timeouts: {},
      },
    ],
    webSockets: false,
    policy: {},
  });
});

test("paths are matches of one rule", () => {
  const { rules } = planRoute(cart, { paths: ["/cart", "/basket"] }, {}, gateway);
  expect(rules.map(({ matches }) => matches.map(({ path }) => path))).toEqual([
    [{ prefix: "/cart" }, { prefix: "/basket" }],
  ]);
});

test("a host below a wildcard is served by the wildcard's listener alone", () => {
  expect(planRoute(cart, { hosts: ["v1.api.example.com"] }, {}, gateway).listeners).toEqual(["https-2"]);
});

test("timeouts of a rule win over those of the route", () => {
  const route = { timeouts: { request: "10s", backend: "2s" }, rules: [{ timeouts: { request: "1m" } }] };
  expect(planRoute(cart, route, {}, gateway).rules[0]?.timeouts).toEqual({ request: "1m", backend: "2s" });
});

test("a redirect has no backends", () => {
  const rules = [{ redirect: { scheme: "https" as const } }];
  expect(planRoute(cart, { rules }, {}, gateway).rules[0]?.backends).toEqual([]);
});

test("a workload that speaks gRPC has a route of gRPC", () => {
  expect(planRoute({ objectName: "cart", ports: [grpc] }, {}, {}, gateway).protocol).toBe("grpc");
});

test("a canary by header comes first, and by weight takes its share of the rest", () => {
  const canary = { to: next, weight: 10, header: { name: "X-Canary", value: "always" } };
  const { rules, policy } = planRoute(cart, { paths: ["/cart"] }, { canary, maxRequestSize: "1Mi" }, gateway);
  expect(policy).toEqual({ maxRequestSize: "1Mi" });
  expect(rules.map(({ matches, backends }) => [matches.map(({ headers }) => headers), backends])).toEqual([
    [[[["x-canary", "always"]]], [{ service: "cart-next", port: http, weight: 1 }]],
    [
      [[]],
      [
        { service: "cart", port: http, weight: 90 },
        { service: "cart-next", port: http, weight: 10 },
      ],
    ],
  ]);
});

test("the share of a canary is that percentage, whatever weights there were", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 99 }),
      (weights, weight) => {
        const rules = [{ backends: weights.map((one) => ({ weight: one })) }];
        const [rule] = planRoute(cart, { rules }, { canary: { to: next, weight } }, gateway).rules;
        const backends = rule?.backends ?? [];
        const total = backends.reduce((sum, one) => sum + one.weight, 0);
        const share = backends.find(({ service }) => service === "cart-next")?.weight ?? 0;
        expect((share / total) * 100).toBeCloseTo(weight, 9);
      },
    ),
  );
});

test.each([
  ["shop.example.com", "shop.example.com", true],
  ["*.example.com", "shop.example.com", true],
  ["*.example.com", "a.b.example.com", false],
  ["*.example.com", "example.com", false],
  ["*.example.com", "*.example.com", true],
  ["*.example.com", "*.b.example.com", false],
  ["shop.example.com", "*.example.com", false],
])("%s serves %s: %s", (host, wanted, expected) => {
  expect(serves(host, wanted)).toBe(expected);
});

test("a listener without a host serves all", () => {
  const listeners = [{ name: "http" }, { name: "other", host: "other.example.com" }];
  expect(listenersFor(["shop.example.com"], listeners)).toEqual([{ name: "http" }]);
});

test("the only port that speaks HTTP or gRPC is taken, and of two none", () => {
  const metrics: RoutePort = { name: "tcp-metrics", port: 9090, targetPort: 9090, protocol: "tcp" };
  expect(routePort({ objectName: "a", ports: [metrics, http] }, undefined)).toEqual(http);
  expect(routePort({ objectName: "a", ports: [http, grpc] }, undefined)).toBeUndefined();
  expect(routePort({ objectName: "a", ports: [http, grpc] }, "grpc")).toEqual(grpc);
});
