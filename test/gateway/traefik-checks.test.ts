// What of a route is refused, as Traefik could not do it. That it does what is let through is not shown here.
import { checkRoute } from "../../components/gateway/check-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { cart, exampleGateway } from "./traefik-examples";

const gateway = exampleGateway("traefik");
const check = (spec: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}, self = cart, of = gateway) =>
  checkRoute(self, { route: spec, policy }, { gateway: of });

test("JSON Web Tokens are for another edition", () => {
  const jwt = { issuer: "https://login.example.com/", jwksUri: "https://login.example.com/jwks.json" };
  expect(check({}, { authentication: { jwt } })).toMatchObject([
    {
      path: ["policy", "authentication", "jwt"],
      message: "Traefik cannot do this: it is for Traefik Hub, not for the open-source edition",
      found: "JSON Web Tokens",
    },
  ]);
});

describe("refused with the way out", () => {
  test("limits of all pods without a store", () => {
    const policy = { rateLimits: [{ requests: 1, per: "second", countedBy: "gateway" }] } as const;
    expect(check({}, policy, cart, { ...gateway, rateLimitStore: undefined })).toEqual([
      {
        path: ["policy", "rateLimits", 0, "countedBy"],
        message: "the pods of the gateway have no store in which they could count together",
        found: "gateway",
        allowed: "pod, or gateway where the environment has slipway:gateway.rateLimitStore",
        fix: "add rateLimitStore: true to slipway:gateway, or write pod",
      },
    ]);
  });

  test("a reset that cannot be told from an answer, and pauses of another length", () => {
    const retries = { attempts: 1, on: ["reset"], backoff: { base: "1s", max: "3s" } } as const;
    expect(check({}, { retries })).toEqual([
      {
        path: ["policy", "retries", "on"],
        message: "Traefik answers 502 where a connection breaks off, and cannot tell that from an answer of 502",
        found: "reset",
        fix: "add gatewayError, or remove reset",
      },
      {
        path: ["policy", "retries", "backoff", "max"],
        message: "pauses of Traefik grow to twice the first one",
        found: "3s",
        allowed: "twice 1s",
        fix: "remove max",
      },
    ]);
  });

  test("ejections from time to time, or of some pods", () => {
    const circuitBreaker = { ejection: { interval: "10s", maxEjectedPercent: 50 } };
    expect(check({}, { circuitBreaker })).toEqual([
      {
        path: ["policy", "circuitBreaker", "ejection", "interval"],
        message: "Traefik looks at each answer, not from time to time",
        found: "10s",
        fix: "remove interval",
      },
      {
        path: ["policy", "circuitBreaker", "ejection", "maxEjectedPercent"],
        message: "Traefik puts all pods aside if all fail",
        found: "50",
        allowed: "100",
        fix: "write 100, or remove it",
      },
    ]);
  });

  test("a bound of bodies that never end", () => {
    expect(check({ webSockets: true }, { maxRequestSize: "1Mi" })).toEqual([
      {
        path: ["policy", "maxRequestSize"],
        message: "Traefik reads bodies whole before it sends them on, so that streams would never arrive",
        found: "1Mi, and web sockets",
        fix: "remove maxRequestSize, or bound messages in the workload",
      },
    ]);
  });

  test("addresses of which none is left, or too many ranges", () => {
    expect(check({}, { addresses: { allow: ["10.0.0.0/24"], deny: ["10.0.0.0/8"] } })).toEqual([
      {
        path: ["policy", "addresses", "deny"],
        message: "nobody is left who may call",
        found: "10.0.0.0/8",
        fix: "remove the ranges that hold all that are allowed",
      },
    ]);
    const many = Array.from({ length: 12 }, (_, index) => `2001:db8:${index}::1/128`);
    expect(check({}, { addresses: { deny: many } })).toMatchObject([
      {
        path: ["policy", "addresses", "deny"],
        allowed: "at most 1000",
        fix: "write larger ranges, or allow in place of deny",
      },
    ]);
  });
});
