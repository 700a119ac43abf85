import type { ApiPolicySpec, RouteRule, RouteSpec, RouteTarget } from "../../components/gateway";
import type { Answer } from "./gateways/caller";
import { ask, askOften, describeEnvoy, hostOf, plainGateway } from "./gateways/describe-envoy";
import type { EnvoyOnLoopback } from "./gateways/envoy-on-loopback";
import { grpcCall } from "./gateways/grpc";
import { httpTarget, type RoutedCase } from "./gateways/rendered";
import { echo } from "./gateways/web-socket";

// Where a real Envoy sends requests, by the objects that are rendered, as Envoy Gateway 1.9 understands them. Shares are those of one Envoy.

function routed(
  name: string,
  route: Omit<RouteSpec, "hosts"> | readonly RouteRule[],
  policy?: ApiPolicySpec<RouteTarget>,
): [string, RoutedCase] {
  const written = "length" in route ? { rules: route } : route;
  return [name, { route: { hosts: [hostOf(name)], ...written }, policy }];
}

function grpcTarget(objectName: string): RouteTarget {
  return { objectName, ports: [{ name: "grpc", port: 9090, targetPort: 9090, protocol: "grpc" }] };
}

const next = (name: string): RouteTarget => httpTarget(`${name}-next`);

const cases: Readonly<Record<string, RoutedCase>> = {
  ...Object.fromEntries([
    routed("weighted", [{ backends: [{ weight: 9 }, { to: next("weighted"), weight: 1 }] }]),
    routed("canary", {}, { canary: { to: next("canary"), weight: 10, header: { name: "X-Canary", value: "always" } } }),
    routed("header-canary", {}, { canary: { to: next("header-canary"), header: { name: "x-canary", value: "yes" } } }),
    routed("matched", [
      { matches: [{ path: { exact: "/exact" } }], responseHeaders: { set: { "x-rule": "exact" } } },
      { matches: [{ path: { regex: "/users/[0-9]+" } }], responseHeaders: { set: { "x-rule": "regex" } } },
      { matches: [{ path: "/cart" }], responseHeaders: { set: { "x-rule": "prefix" } } },
      {
        matches: [{ path: "/cart", methods: ["POST", "PUT"] }],
        responseHeaders: { set: { "x-rule": "methods" } },
      },
      {
        matches: [{ path: "/cart", headers: { "X-Tenant": "a" } }],
        responseHeaders: { set: { "x-rule": "header" } },
      },
      {
        matches: [{ path: "/cart", headers: { "X-Tenant": { regex: "b+" } } }],
        responseHeaders: { set: { "x-rule": "header-regex" } },
      },
      { matches: [{ path: "/cart", query: { version: "2" } }], responseHeaders: { set: { "x-rule": "query" } } },
      {
        matches: [{ path: "/cart", query: { version: { regex: "[34]" } } }],
        responseHeaders: { set: { "x-rule": "query-regex" } },
      },
    ]),
    routed("changed", [
      {
        matches: [{ path: "/api" }],
        rewrite: { path: { prefix: "/" }, host: "internal.example.com" },
        requestHeaders: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] },
        responseHeaders: { set: { "x-d": "4" }, add: { "x-e": "5" }, remove: ["x-f"] },
      },
      { matches: [{ path: "/fixed" }], rewrite: { path: { full: "/index" } } },
      { matches: [{ path: "/old" }], redirect: { path: { prefix: "/new" }, status: 301 } },
      {
        matches: [{ path: "/away" }],
        redirect: { scheme: "https", host: "www.example.net", port: 8443, path: { full: "/" }, status: 302 },
      },
    ]),
    routed("mirrored", [{ mirror: { to: next("mirrored") } }]),
    routed("partly-mirrored", [{ mirror: { to: next("partly-mirrored"), percent: 10 } }]),
    routed("sockets", { webSockets: true, timeouts: { request: "1s" } }),
  ]),
  calls: {
    target: grpcTarget("calls"),
    route: {
      hosts: [hostOf("calls")],
      rules: [
        { matches: [{ grpc: { service: "shop.v1.Carts", method: "Add" } }] },
        {
          matches: [{ grpc: { service: "shop.v1.Orders" }, headers: { "x-tenant": "a" } }],
          backends: [{ to: grpcTarget("calls-next") }],
        },
      ],
    },
  },
  wild: { route: { hosts: ["*.shop.test"] } },
};

describeEnvoy("Envoy on the way to workloads", (bench) => {
  let envoy: EnvoyOnLoopback;

  beforeAll(async () => {
    envoy = await bench().start("routes", plainGateway, cases);
  });

  /** How many of the answers came from the other workload. */
  const fromNext = (answers: readonly Answer[]): number =>
    answers.filter(({ body }) => body.trim().endsWith("-next")).length;

  it("takes all objects", () => {
    expect(envoy.objections).toEqual([]);
  });

  it("shares requests by weight", async () => {
    const share = fromNext(await askOften(envoy, "weighted", 1000, { parallel: 10 }));
    // Five standard deviations of 1,000 throws would be 47.
    expect(share).toBeGreaterThan(53);
    expect(share).toBeLessThan(147);
  });

  it("shares requests with a canary, and sends it those with the header", async () => {
    const share = fromNext(await askOften(envoy, "canary", 1000, { parallel: 10 }));
    expect(share).toBeGreaterThan(53);
    expect(share).toBeLessThan(147);
    expect(fromNext(await askOften(envoy, "canary", 50, { headers: { "x-canary": "always" } }))).toBe(50);
    expect(fromNext(await askOften(envoy, "header-canary", 50, { headers: { "x-canary": "yes" } }))).toBe(50);
    expect(fromNext(await askOften(envoy, "header-canary", 50, { headers: { "x-canary": "no" } }))).toBe(0);
  });

  it("takes the rule that is met, the most specific first", async () => {
    const rule = async (path: string, method = "GET", headers: Readonly<Record<string, string>> = {}) => {
      const { status, headers: answered } = await ask(envoy, "matched", { path, method, headers });
      return status === 200 ? answered["x-rule"] : status;
    };
    expect(await rule("/exact")).toBe("exact");
    expect(await rule("/exact/more")).toBe(404);
    expect(await rule("/users/12")).toBe("regex");
    expect(await rule("/users/12/x")).toBe(404);
    expect(await rule("/users/x")).toBe(404);
    expect(await rule("/cart")).toBe("prefix");
    expect(await rule("/cart/1")).toBe("prefix");
    expect(await rule("/carts")).toBe(404);
    expect(await rule("/cart", "POST")).toBe("methods");
    expect(await rule("/cart", "PUT")).toBe("methods");
    expect(await rule("/cart", "DELETE")).toBe("prefix");
    expect(await rule("/cart", "GET", { "x-tenant": "a" })).toBe("header");
    expect(await rule("/cart", "GET", { "x-tenant": "bbb" })).toBe("header-regex");
    expect(await rule("/cart", "GET", { "x-tenant": "bbbc" })).toBe("prefix");
    expect(await rule("/cart?version=2")).toBe("query");
    expect(await rule("/cart?version=4")).toBe("query-regex");
    expect(await rule("/cart?version=24")).toBe("prefix");
  });

  it("knows no paths but those of routes, however they are written", async () => {
    const { status } = await ask(envoy, "matched", { path: "/exact/../nothing" });
    expect(status).toBe(404);
    expect((await ask(envoy, "matched", { path: "/x/../cart//1" })).headers["x-rule"]).toBe("prefix");
    expect((await ask(envoy, "matched", { path: "/cart%2F..%2Fadmin" })).status).toBe(307);
  });

  it("rewrites, and changes headers on both ways", async () => {
    const pod = envoy.pod("changed");
    pod.behave = () => ({ headers: { "x-d": "own", "x-e": "own", "x-f": "own" } });
    const headers = { "x-a": "own", "x-b": "own", "x-c": "own" };
    const answer = await ask(envoy, "changed", { path: "/api/carts?full=1", headers });
    expect(pod.seen.map(({ path }) => path)).toEqual(["/carts?full=1"]);
    const [seen] = pod.seen;
    expect(seen?.headers).toMatchObject({ host: "internal.example.com", "x-a": "1", "x-b": "own, 2" });
    expect(seen?.headers).not.toHaveProperty("x-c");
    expect(answer.headers).toMatchObject({ "x-d": "4", "x-e": "own, 5" });
    expect(answer.headers).not.toHaveProperty("x-f");
    await ask(envoy, "changed", { path: "/fixed/more" });
    expect(pod.seen[1]?.path).toBe("/index");
  });

  it("redirects", async () => {
    const old = await ask(envoy, "changed", { path: "/old/carts?full=1" });
    expect(old.status).toBe(301);
    expect(old.headers.location).toBe("http://changed.shop.test/new/carts?full=1");
    const away = await ask(envoy, "changed", { path: "/away" });
    expect(away.status).toBe(302);
    expect(away.headers.location).toBe("https://www.example.net:8443/");
  });

  it("mirrors requests, and waits for nobody", async () => {
    const other = envoy.pod("mirrored-next");
    other.behave = () => ({ status: 500, delay: 1000 });
    const answers = await askOften(envoy, "mirrored", 20, { parallel: 20 });
    expect(answers.every(({ status, body }) => status === 200 && body === "mirrored\n")).toBe(true);
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(900);
    expect(other.seen).toHaveLength(20);
  });

  it("mirrors a share of requests", async () => {
    await askOften(envoy, "partly-mirrored", 1000, { parallel: 10 });
    const share = envoy.pod("partly-mirrored-next").seen.length;
    expect(share).toBeGreaterThan(53);
    expect(share).toBeLessThan(147);
  });

  it("lets connections become web sockets", async () => {
    expect(await echo(envoy.httpPort, hostOf("sockets"), "hello")).toBe("hello");
  });

  it("sends calls of gRPC by service, method and header", async () => {
    const call = (method: string, headers = {}) => grpcCall(envoy.httpPort, hostOf("calls"), method, headers);
    expect(await call("/shop.v1.Carts/Add")).toEqual({ grpcStatus: "0", pod: "calls" });
    expect(await call("/shop.v1.Orders/List", { "x-tenant": "a" })).toEqual({ grpcStatus: "0", pod: "calls-next" });
    // 12 is UNIMPLEMENTED: nobody knows the call.
    expect((await call("/shop.v1.Carts/Drop")).grpcStatus).toBe("12");
    expect((await call("/shop.v1.Orders/List")).grpcStatus).toBe("12");
    expect(envoy.grpcPod("calls").seen).toEqual(["/shop.v1.Carts/Add"]);
  });

  it("takes a wildcard host where no route has the host itself", async () => {
    expect((await ask(envoy, "anything")).body).toBe("wild\n");
    expect((await ask(envoy, "canary", { headers: { "x-canary": "always" } })).body).toBe("canary-next\n");
    expect((await ask(envoy, "weighted", { headers: { host: "shop.example.com" } })).status).toBe(404);
  });
});
