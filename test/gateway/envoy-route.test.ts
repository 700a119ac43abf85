// What routes and policies are for Envoy Gateway. That its controller takes them, and what an Envoy then does, was shown with the real ones; no
// program runs here.
import { customResourceArgs, type RenderedObject } from "../../components/core";
import { can } from "../../components/core";
import { renderEnvoyRoute } from "../../components/gateway/envoy/envoy-route";
import { envoyEngine } from "../../components/gateway/envoy/envoy";
import { gatewayFeatures, type GatewayFeature } from "../../components/gateway/features";
import { planRoute } from "../../components/gateway/plan-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteTarget } from "../../components/gateway/route-spec";
import { countingGateway, exampleGateway, exampleRoutes, type ExampleRoute } from "./envoy-examples";

const target = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "shop" };
const shop: RouteTarget = {
  objectName: "shop",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};

const gatewayOf = ({ counted }: ExampleRoute) => (counted ? countingGateway : exampleGateway);

/** As the API server would see them, without undefined fields. */
function objectsOf(rendered: readonly RenderedObject[]) {
  return rendered.map((object) => customResourceArgs(object, { namespace: "shop" }));
}

function specOf(kind: string, name: string, field?: string): unknown {
  const example = exampleRoutes().find((one) => one.name === name);
  if (example === undefined) throw new Error(`there is no example ${name}`);
  const object = objectsOf(renderEnvoyRoute(example.route, gatewayOf(example))).find((one) => one.kind === kind);
  const spec = object?.spec as Record<string, unknown> | undefined;
  return field === undefined ? spec : spec?.[field];
}

const traffic = (name: string, field?: string) => specOf("BackendTrafficPolicy", name, field);
const security = (name: string, field?: string) => specOf("SecurityPolicy", name, field);
const rulesOf = (name: string, kind = "HTTPRoute") => specOf(kind, name, "rules") as Record<string, unknown>[];

describe("everything that it can do", () => {
  const gatewayOnly = (feature: string) => feature.startsWith("gateway.") || feature === "route.http";

  test("is asked for by an example, and what it cannot is not", () => {
    const asked = new Set(exampleRoutes().flatMap(({ features }) => features));
    const expected = (Object.keys(gatewayFeatures) as GatewayFeature[]).filter(
      (feature) => can(envoyEngine.supports[feature]) && !gatewayOnly(feature),
    );
    expect([...asked].sort()).toEqual(expected.sort());
  });

  test("makes a difference to what is rendered", () => {
    for (const example of exampleRoutes().filter(({ features }) => features.length > 0)) {
      const { name, protocol } = example.route;
      const bare = planRoute({ ...shop, objectName: name }, { hosts: ["shop.example.com"] }, {}, exampleGateway);
      const plain = objectsOf(renderEnvoyRoute({ ...bare, protocol }, exampleGateway));
      expect({ name, objects: objectsOf(renderEnvoyRoute(example.route, gatewayOf(example))) }).not.toEqual({
        name,
        objects: plain,
      });
    }
  });

  test("has names of the route, one object of a kind, and the route itself last", () => {
    for (const example of exampleRoutes()) {
      const rendered = renderEnvoyRoute(example.route, gatewayOf(example));
      expect(rendered.map(({ name }) => name)).toEqual(rendered.map(() => example.route.name));
      expect(new Set(rendered.map(({ kind, suffix }) => `${kind}/${suffix}`)).size).toBe(rendered.length);
      expect(rendered.map(({ last }) => last === true)).toEqual(rendered.map((_, at) => at === rendered.length - 1));
    }
  });

  test("is refused by nothing", () => {
    for (const example of exampleRoutes()) {
      expect({ name: example.name, problems: envoyEngine.checkRoute?.(example.route, gatewayOf(example)) }).toEqual({
        name: example.name,
        problems: [],
      });
    }
  });
});

test("a plain route is one object", () => {
  const route = planRoute(shop, { hosts: ["shop.example.com"], paths: ["/cart"] }, {}, exampleGateway);
  expect(objectsOf(renderEnvoyRoute(route, exampleGateway))).toEqual([
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "shop", namespace: "shop" },
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
            matches: [{ path: { type: "PathPrefix", value: "/cart" } }],
            backendRefs: [{ group: "", kind: "Service", name: "shop", port: 80, weight: 1 }],
          },
        ],
      },
    },
  ]);
});

describe("timeouts", () => {
  test("without retries stand in the rules", () => {
    expect(rulesOf("timeouts").map(({ timeouts }) => timeouts)).toEqual([
      { request: "0s", backendRequest: "0s" },
      { request: "10s", backendRequest: "3s" },
    ]);
    expect(traffic("timeouts")).toBeUndefined();
  });

  test("of a try stand in the policy where there are retries, as a rule would bound all tries by it", () => {
    expect(rulesOf("retries-defaults").map(({ timeouts }) => timeouts)).toEqual([{ request: "10s" }]);
    expect(traffic("retries-defaults", "retry")).toEqual({
      numRetries: 2,
      retryOn: { triggers: ["connect-failure", "refused-stream", "reset", "gateway-error"] },
      perRetry: { timeout: "2s" },
    });
  });

  test("of gRPC stand in the policy", () => {
    expect(rulesOf("grpc", "GRPCRoute").map(({ timeouts }) => timeouts)).toEqual([undefined, undefined]);
    expect(traffic("grpc")).toEqual({
      targetRefs: [{ ...target, kind: "GRPCRoute", name: "grpc" }],
      timeout: { http: { requestTimeout: "5s" } },
    });
    expect(traffic("grpc-one-try", "timeout")).toEqual({ http: { requestTimeout: "2s" } });
    expect(traffic("grpc-retries", "timeout")).toEqual({ http: { requestTimeout: "5s" } });
    expect(traffic("grpc-retries", "retry")).toEqual({
      numRetries: 2,
      retryOn: {
        triggers: ["connect-failure", "refused-stream", "gateway-error", "unavailable", "5xx", "internal"],
      },
      perRetry: { timeout: "1s" },
    });
  });
});

test("retries have their conditions, pauses and budget", () => {
  expect(traffic("retries")).toEqual({
    targetRefs: [{ ...target, name: "retries" }],
    retry: {
      numRetries: 3,
      retryOn: { triggers: ["connect-failure", "refused-stream", "reset", "gateway-error", "5xx", "retriable-4xx"] },
      perRetry: { timeout: "500ms", backOff: { baseInterval: "25ms", maxInterval: "1s" } },
    },
    circuitBreaker: { retryBudget: { percent: { numerator: 20 }, minRetryConcurrency: 5 } },
  });
});

test("a circuit breaker has bounds, and puts pods aside", () => {
  expect(traffic("circuit-breaker")).toEqual({
    targetRefs: [{ ...target, name: "circuit-breaker" }],
    circuitBreaker: { maxConnections: 50, maxPendingRequests: 20, maxParallelRequests: 60 },
    healthCheck: {
      passive: { consecutive5XxErrors: 3, interval: "1s", baseEjectionTime: "3s", maxEjectionPercent: 100 },
    },
  });
  expect(traffic("ejection-defaults")).toEqual({
    targetRefs: [{ ...target, name: "ejection-defaults" }],
    healthCheck: {
      passive: { consecutive5XxErrors: 5, interval: "10s", baseEjectionTime: "30s", maxEjectionPercent: 50 },
    },
  });
});

test("web sockets may be idle for an hour, and bodies have a bound", () => {
  expect(traffic("web-sockets")).toEqual({
    targetRefs: [{ ...target, name: "web-sockets" }],
    httpUpgrade: [{ type: "websocket" }],
    timeout: { http: { streamIdleTimeout: "1h" } },
  });
  expect(traffic("size", "requestBuffer")).toEqual({ limit: "512Ki" });
  expect(rendered({ maxRequestSize: "1.5Mi" }).requestBuffer).toEqual({ limit: "1572864" });
});

describe("limits", () => {
  const addresses = ["0.0.0.0/0", "::/0"].map((value) => [{ sourceCIDR: { type: "Distinct", value } }]);

  test("of a pod are all held, that for all callers too", () => {
    const everything = [{ path: { type: "PathPrefix", value: "/" } }];
    expect(traffic("limit-route", "rateLimit")).toEqual({
      local: {
        rules: [
          { clientSelectors: everything, limit: { requests: 100, unit: "Second" } },
          { clientSelectors: everything, limit: { requests: 5000, unit: "Hour" } },
        ],
      },
    });
  });

  test("by address are for both families", () => {
    expect(traffic("limit-address", "rateLimit")).toEqual({
      local: {
        rules: addresses.map((clientSelectors) => ({ clientSelectors, limit: { requests: 5, unit: "Minute" } })),
      },
    });
  });

  test("by header count each value", () => {
    expect(traffic("limit-header", "rateLimit")).toEqual({
      local: {
        rules: [
          {
            clientSelectors: [{ headers: [{ type: "Distinct", name: "x-tenant" }] }],
            limit: { requests: 5, unit: "Hour" },
          },
        ],
      },
    });
  });

  test("by a claim count a header that only the token makes", () => {
    expect(traffic("limit-claim", "rateLimit")).toMatchObject({
      local: { rules: [{ clientSelectors: [{ headers: [{ type: "Distinct", name: "x-claim-sub" }] }] }] },
    });
    expect(security("limit-claim", "jwt")).toMatchObject({
      providers: [{ claimToHeaders: [{ claim: "sub", header: "x-claim-sub" }] }],
    });
  });

  test("with a store are counted there, for the whole route at once, but for those of a pod", () => {
    const shared = true;
    expect(traffic("limit-together", "rateLimit")).toEqual({
      local: {
        rules: addresses.map((clientSelectors) => ({ clientSelectors, limit: { requests: 20, unit: "Second" } })),
      },
      global: {
        rules: [
          { limit: { requests: 1000, unit: "Second" }, shared },
          ...addresses.map((clientSelectors) => ({ clientSelectors, limit: { requests: 10, unit: "Second" }, shared })),
          {
            clientSelectors: [{ headers: [{ type: "Distinct", name: "x-tenant" }] }],
            limit: { requests: 100, unit: "Minute" },
            shared,
          },
          // The header that the workload gets anyway.
          {
            clientSelectors: [{ headers: [{ type: "Distinct", name: "x-user" }] }],
            limit: { requests: 50, unit: "Minute" },
            shared,
          },
        ],
      },
    });
  });
});

describe("authentication", () => {
  const secret = (name: string) => ({ group: "", kind: "Secret", name });

  test("by tokens takes them from the header alone", () => {
    expect(security("jwt")).toEqual({
      targetRefs: [{ ...target, name: "jwt" }],
      jwt: {
        providers: [
          {
            name: "issuer",
            issuer: "https://login.example.com/",
            audiences: ["shop"],
            remoteJWKS: { uri: "https://login.example.com/jwks.json" },
            extractFrom: { headers: [{ name: "Authorization", valuePrefix: "Bearer " }] },
            claimToHeaders: [
              { claim: "sub", header: "x-user" },
              { claim: "realm.name", header: "x-realm" },
            ],
          },
        ],
      },
    });
  });

  test("by a log-in comes back to the host that was asked for", () => {
    expect(security("oidc", "oidc")).toEqual({
      provider: {
        issuer: "https://login.example.com",
        authorizationEndpoint: "https://login.example.com/authorize",
        tokenEndpoint: "https://login.example.com/token",
      },
      clientID: "shop",
      clientSecret: secret("login"),
      redirectURL: "%REQ(x-forwarded-proto)%://%REQ(:authority)%/signed-in",
      logoutPath: "/sign-out",
      scopes: ["openid", "email"],
    });
  });

  test("by keys, and by names and passwords", () => {
    expect(security("api-key", "apiKeyAuth")).toEqual({
      credentialRefs: [secret("clients")],
      extractFrom: [{ headers: ["x-api-key"] }],
    });
    expect(security("basic", "basicAuth")).toEqual({ users: secret("users") });
  });
});

test("pages of other origins may call, and addresses may be kept out", () => {
  expect(security("cors", "cors")).toEqual({
    allowOrigins: ["https://www.example.net", "https://*.example.net"],
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["content-type"],
    exposeHeaders: ["x-total"],
    allowCredentials: true,
    maxAge: "10m",
  });
  expect(security("cors-defaults", "cors")).toEqual({
    allowOrigins: ["*"],
    allowMethods: ["GET", "HEAD", "POST"],
    allowCredentials: false,
    maxAge: "1h",
  });
  expect(security("addresses", "authorization")).toEqual({
    defaultAction: "Deny",
    rules: [
      { name: "denied", action: "Deny", principal: { clientCIDRs: ["10.9.0.0/16"] } },
      { name: "allowed", action: "Allow", principal: { clientCIDRs: ["10.0.0.0/8", "2001:db8::/32"] } },
    ],
  });
  expect(security("denied", "authorization")).toEqual({
    defaultAction: "Allow",
    rules: [{ name: "denied", action: "Deny", principal: { clientCIDRs: ["192.0.2.0/24"] } }],
  });
});

test("a canary gets those with the header, and its share of the rest", () => {
  expect(rulesOf("canary").map(({ matches, backendRefs }) => [matches, backendRefs])).toEqual([
    [
      [{ path: { type: "PathPrefix", value: "/" }, headers: [{ type: "Exact", name: "x-canary", value: "always" }] }],
      [{ group: "", kind: "Service", name: "shop-next", port: 80, weight: 1 }],
    ],
    [
      [{ path: { type: "PathPrefix", value: "/" } }],
      [
        { group: "", kind: "Service", name: "shop", port: 80, weight: 90 },
        { group: "", kind: "Service", name: "shop-next", port: 80, weight: 10 },
      ],
    ],
  ]);
});

function rendered(policy: ApiPolicySpec<RouteTarget>): Record<string, unknown> {
  const route = planRoute(shop, { hosts: ["shop.example.com"] }, policy, exampleGateway);
  const [object] = objectsOf(renderEnvoyRoute(route, exampleGateway));
  return object?.spec as Record<string, unknown>;
}
