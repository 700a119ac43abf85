// What Envoy Gateway cannot be told of a route. That it would refuse or drop it otherwise was seen in its code and with the real one.
import { formatPath } from "../../components/core";
import { checkEnvoyRoute } from "../../components/gateway/envoy/check-envoy-route";
import { planRoute } from "../../components/gateway/plan-route";
import type { ApiPolicySpec, RateLimitSpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { countingGateway, exampleGateway } from "./envoy-examples";

const shop: RouteTarget = {
  objectName: "shop",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};
const carts: RouteTarget = {
  objectName: "carts",
  ports: [{ name: "grpc", port: 9090, targetPort: 9090, protocol: "grpc" }],
};
const jwt = { issuer: "https://login.example.com/", jwksUri: "https://login.example.com/jwks.json" };
const oidc = { issuer: "https://login.example.com", clientId: "shop", clientSecret: { secret: "login" } };
const retries = { attempts: 2 };

function told(
  route: RouteSpec,
  policy: ApiPolicySpec<RouteTarget> = {},
  { self = shop, gateway = exampleGateway } = {},
): string[] {
  return checkEnvoyRoute(planRoute(self, route, policy, gateway), gateway).map(
    ({ path, message, found, allowed, fix }) =>
      [`${formatPath(path)}: ${message}`, found, allowed, fix].map((text) => text ?? "").join(" | "),
  );
}

const differing: RouteSpec = {
  rules: [{ timeouts: { request: "5s", backend: "1s" } }, { timeouts: { request: "5s", backend: "2s" } }],
};

describe("timeouts", () => {
  test("of gRPC are one for all rules", () => {
    expect(told({ rules: [{ timeouts: { request: "5s" } }, {}] }, {}, { self: carts })).toEqual([
      "route.rules: the rules have different timeouts, and for gRPC Envoy Gateway has one for the whole route | 5s (a try: none), none (a try: none) | the same timeouts for all rules | write route.timeouts, and remove those of the rules",
    ]);
    expect(told({ timeouts: { request: "5s" }, rules: [{}, {}] }, {}, { self: carts })).toEqual([]);
  });

  test("of a try are one for all rules where there are retries", () => {
    expect(told(differing, { retries })).toEqual([
      "route.rules: the rules give a try different times, and where there are retries Envoy Gateway has one for the whole route | 5s (a try: 1s), 5s (a try: 2s) | the same timeouts.backend for all rules, or policy.retries.perTryTimeout | write policy.retries.perTryTimeout, and remove timeouts.backend of the rules",
    ]);
    expect(told(differing)).toEqual([]);
    expect(told(differing, { retries: { ...retries, perTryTimeout: "1s" } })).toEqual([]);
  });
});

describe("limits", () => {
  const many = (count: number, countedBy: RateLimitSpec["countedBy"]): RateLimitSpec[] =>
    Array.from({ length: count }, (_, index) => ({ requests: index + 1, per: "hour", countedBy }));

  test("are counted together only where there is a store", () => {
    expect(told({}, { rateLimits: [{ requests: 5, per: "minute", countedBy: "gateway" }] })).toEqual([
      "policy.rateLimits[0].countedBy: the pods of the gateway have nowhere to count together | gateway | pod | add rateLimitStore: true to slipway:gateway, or write pod, by which each pod counts for itself",
    ]);
  });

  test("of a pod are sixteen rules, of which an address takes two", () => {
    expect(told({}, { rateLimits: many(8, "pod") })).toEqual([]);
    expect(told({}, { rateLimits: many(9, "pod") })).toEqual([
      "policy.rateLimits: a pod cannot count so many limits of one route | 18 rules, of which a limit by address takes two | up to 16 | remove some, or have them counted by the gateway",
    ]);
    expect(told({}, { rateLimits: many(9, undefined) }, { gateway: countingGateway })).toEqual([]);
  });
});

test("browsers must get an answer to what they ask first", () => {
  const cors = { origins: ["https://www.example.net"] };
  const route: RouteSpec = { rules: [{ matches: [{ methods: ["PUT", "GET"] }] }] };
  expect(told(route, { cors })).toEqual([
    "policy.cors: browsers ask by OPTIONS whether they may call, and a match of the route takes other methods alone | methods: PUT, GET | matches without methods, or with OPTIONS among them | add OPTIONS to the methods of each match; it is answered before the workload",
  ]);
  expect(told({}, { cors })).toEqual([]);
});

test("calls of gRPC are not retried for what they never are", () => {
  const policy: ApiPolicySpec<RouteTarget> = { retries: { attempts: 1, on: ["retriable4xx"] } };
  expect(told({}, policy, { self: carts })).toEqual([
    "policy.retries.on: calls of gRPC have no answers of 409 | retriable4xx | connectFailure, reset, gatewayError, 5xx | remove it",
  ]);
  expect(told({}, policy)).toEqual([]);
});

describe("bodies", () => {
  test("that never end have no bound", () => {
    expect(told({ webSockets: true }, { maxRequestSize: "1Mi" })).toEqual([
      "policy.maxRequestSize: Envoy keeps requests whole to bound them, and streams would never be sent on | 1Mi, with webSockets: true |  | remove it, or webSockets",
    ]);
    expect(told({}, { maxRequestSize: "1Mi" }, { self: carts })).toEqual([
      "policy.maxRequestSize: Envoy keeps requests whole to bound them, and streams would never be sent on | 1Mi, with gRPC |  | remove it, and bound messages in the workload",
    ]);
  });

  test("have a bound below 4Gi", () => {
    expect(told({}, { maxRequestSize: "4Gi" })).toEqual([
      "policy.maxRequestSize: the bound is beyond what Envoy can count | 4Gi | less than 4Gi; each request that is under way takes as much memory of the gateway | write a smaller one, or remove it",
    ]);
    expect(told({}, { maxRequestSize: "4095Mi" })).toEqual([]);
  });
});

describe("tokens", () => {
  const withJwt = (changes: object) => told({}, { authentication: { jwt: { ...jwt, ...changes } } });

  test("have keys that the gateway may fetch", () => {
    expect(withJwt({ jwksUri: "https://login.example.com:8443/jwks" })).toEqual([
      "policy.authentication.jwt.jwksUri: the network policies of the gateway let it call others by the port of HTTPS alone | port 8443 | port 443, or a Service of the cluster | have it answer on port 443",
    ]);
    expect(withJwt({ jwksUri: "https://login.auth.svc:8443/jwks" })).toEqual([]);
    expect(withJwt({ jwksUri: "https://login.auth.svc.cluster.local:8443/jwks" })).toEqual([]);
  });

  test("have URLs and audiences of a bounded number", () => {
    expect(withJwt({ issuer: `https://x/${"a".repeat(250)}` })).toEqual([
      "policy.authentication.jwt.issuer: the URL is longer than Envoy Gateway takes | 260 characters | up to 253 | write a shorter one",
    ]);
    expect(withJwt({ audiences: Array.from({ length: 9 }, (_, index) => `a${index}`) })).toEqual([
      "policy.authentication.jwt.audiences: there are more audiences than Envoy Gateway takes | 9 | up to 8 | remove some",
    ]);
  });

  test("have claims whose names are no URLs", () => {
    expect(withJwt({ claimHeaders: { "https://example.com/tenant": "x-tenant" } })).toEqual([
      "policy.authentication.jwt.claimHeaders: a dot in the name of a claim leads to a claim within it, so that no URL can be one | https://example.com/tenant | names such as sub, or realm.name for a claim within another | have the provider give the claim a short name",
    ]);
  });
});

describe("a log-in", () => {
  test("comes back to a path of the route", () => {
    expect(told({ paths: ["/app"] }, { authentication: { oidc: { ...oidc, logoutPath: "/app/bye" } } })).toEqual([
      "policy.authentication.oidc.redirectPath: no rule of the route takes this path, and the provider sends browsers back to it | /oauth2/callback | a path that a match of the route takes, without conditions on headers and query | write /app/oauth2/callback, or add a rule with the path /oauth2/callback",
    ]);
    const within = { ...oidc, redirectPath: "/app/back", logoutPath: "/app" };
    expect(told({ paths: ["/app"] }, { authentication: { oidc: within } })).toEqual([]);
    expect(told({}, { authentication: { oidc } })).toEqual([]);
  });

  test("is not found by rules with conditions, or of other paths", () => {
    const exact: RouteSpec = {
      rules: [{ matches: [{ path: { exact: "/oauth2/callback" } }, { path: { exact: "/logout" } }] }],
    };
    expect(told(exact, { authentication: { oidc } })).toEqual([]);
    const conditions: RouteSpec = {
      rules: [{ matches: [{ headers: { a: "b" } }] }, { matches: [{ methods: ["POST"] }] }],
    };
    expect(told(conditions, { authentication: { oidc } })).toHaveLength(2);
  });

  test("has a provider that the gateway may call", () => {
    const policy = { authentication: { oidc: { ...oidc, issuer: "https://login.example.com:9443" } } };
    expect(told({}, policy)).toEqual([
      "policy.authentication.oidc.issuer: the network policies of the gateway let it call others by the port of HTTPS alone | port 9443 | port 443, or a Service of the cluster | have it answer on port 443",
    ]);
  });
});
