// What of a route is refused, as Kong could not do it. That it does what is let through is not shown here.
import { checkRoute } from "../../components/gateway/check-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { calls, cart, exampleGateway, nextCart } from "./traefik-examples";

const gateway = exampleGateway("kong");
const check = (spec: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}, self = cart, of = gateway) =>
  checkRoute(self, { route: spec, policy }, { gateway: of });

test("one cache for all pods is another plan", () => {
  expect(check({}, { cache: { ttl: "1m", keptBy: "gateway" } })).toMatchObject([
    {
      path: ["policy", "cache", "keptBy"],
      message:
        "Kong Gateway cannot do this: one cache for all pods is the plugin proxy-cache-advanced of Kong's Enterprise plan; " +
        "the open-source edition keeps answers in each pod",
      found: "response cache of all pods together",
    },
  ]);
});

describe("refused with the way out", () => {
  test("limits of several kinds, for one unit, or the wrong way round", () => {
    const limits = (...rateLimits: NonNullable<ApiPolicySpec<RouteTarget>["rateLimits"]>) => check({}, { rateLimits });
    expect(limits({ requests: 1, per: "second" }, { requests: 5, per: "minute", by: "route" })).toEqual([
      {
        path: ["policy", "rateLimits", 1],
        message: "Kong counts all limits of a route in the same way",
        found: "another by, or countedBy, than that of the first one",
        fix: "write the same by and countedBy, or keep one limit",
      },
    ]);
    expect(limits({ requests: 1, per: "second" }, { requests: 2, per: "second" })).toEqual([
      {
        path: ["policy", "rateLimits", 1, "per"],
        message: "Kong has one limit for each unit of time",
        found: "second twice",
        fix: "keep the lower one",
      },
    ]);
    expect(limits({ requests: 10, per: "minute" }, { requests: 20, per: "second" })).toEqual([
      {
        path: ["policy", "rateLimits", 0, "requests"],
        message: "a longer time lets fewer requests through than a shorter one, which Kong refuses",
        found: "10 for each minute",
        fix: "write more for the longer time, or remove the limit of the shorter one",
      },
    ]);
  });

  test.each([
    [undefined, "connectFailure, reset, gatewayError (the default)"],
    [["5xx"], "5xx"],
  ] as const)("retries on %j", (on, found) => {
    expect(check({}, { retries: { attempts: 1, on } })).toEqual([
      {
        path: ["policy", "retries", "on"],
        message: "Kong tries again where no answer came, and never because of one",
        found,
        allowed: "connectFailure and reset",
        fix: "write on: [connectFailure, reset]",
      },
    ]);
  });

  test("what annotations say, beside workloads that have none", () => {
    const retries = { attempts: 1, on: ["connectFailure", "reset"] } as const;
    expect(check({}, { retries, canary: { to: nextCart, weight: 5 } })).toEqual([
      {
        path: ["route"],
        message:
          "Kong reads this from annotations, which all workloads of the route must have alike, and only its own gets them",
        found: "konghq.com/retries, and cart, cart-next",
        fix: "send to one workload alone, or remove retries, ejection and the like",
      },
    ]);
  });

  test("timeouts without end, and two for the same workload", () => {
    expect(check({ timeouts: { backend: "0s" } })).toEqual([
      {
        path: ["route", "timeouts", "backend"],
        message: "Kong never waits without end",
        found: "0s",
        fix: "write a long time, such as 24h",
      },
    ]);
    const rules = [{ matches: [{ path: "/a" }], timeouts: { backend: "1s" } }, { matches: [{ path: "/b" }] }];
    expect(check({ rules })).toEqual([
      {
        path: ["route", "rules", 1, "timeouts", "backend"],
        message: "Kong has one timeout for all rules that send to the same workloads",
        found: "none, and another one before",
        fix: "write the same for each of them, as timeouts of the route",
      },
    ]);
  });

  test("redirects to a host that is not one, or below a path", () => {
    const redirect = { path: { prefix: "/new" } };
    expect(check({ rules: [{ matches: [{ path: "/old" }], redirect }] })).toEqual([
      {
        path: ["route", "rules", 0, "redirect", "host"],
        message: "Kong must be told the host that it sends callers to, and the route has several",
        found: "shop.example.com, *.example.org",
        fix: "add host, such as shop.example.com",
      },
      {
        path: ["route", "rules", 0, "redirect", "path", "prefix"],
        message: "Kong sends callers to the same path, or to another whole one",
        found: "/new",
        allowed: "full",
        fix: "write full, a rule for each path",
      },
    ]);
  });

  test("what differs between calls of gRPC, and bounds of their streams", () => {
    const rules = [{ requestHeaders: { remove: ["x-a"] }, matches: [{ grpc: { service: "a.B" } }] }, {}];
    expect(check({ rules }, { maxRequestSize: "1Mi" }, calls)).toEqual([
      {
        path: ["policy", "maxRequestSize"],
        message: "Kong reads bodies whole before it sends them on, so that streams would never arrive",
        found: "1Mi, and gRPC",
        fix: "remove maxRequestSize, or bound messages in the workload",
      },
      {
        path: ["route", "rules", 1],
        message: "Kong changes the headers of all calls of gRPC of a route alike",
        found: "other changes than those of the first rule",
        fix: "write the same requestHeaders and responseHeaders for each rule",
      },
    ]);
  });
});
