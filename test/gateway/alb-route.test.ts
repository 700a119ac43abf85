// What the AWS Load Balancer Controller is told of routes. That AWS makes rules of it which do so is not shown here.
import { can, customResourceArgs } from "../../components/core";
import { albEngine } from "../../components/gateway/alb/alb";
import { gatewayFeatures, type GatewayFeature } from "../../components/gateway/features";
import { planRoute } from "../../components/gateway/plan-route";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { customResourceProblems } from "../addons/custom-resource-problems";
import { albCapability, albExamples, calls, cart, jwt, next, oidc, safe } from "./alb-examples";

type Fields = Record<string, unknown>;

const render = (route: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}, self = cart) =>
  albEngine
    .renderRoute(planRoute(self, route, policy, albCapability), albCapability)
    .map((object) => customResourceArgs(object, { namespace: "shop" }) as unknown as Fields & { spec: Fields });
const ofKind = (objects: readonly Fields[], kind: string) => objects.filter((object) => object.kind === kind);
const rulesOf = (objects: readonly Fields[]) => (objects.at(-1) as unknown as { spec: { rules: Fields[] } }).spec.rules;

const backend = { group: "", kind: "Service", name: "cart", port: 80, weight: 1 };
const everything = [{ path: { type: "PathPrefix", value: "/" } }];
const extension = (name: string) => ({
  type: "ExtensionRef",
  extensionRef: { group: "gateway.k8s.aws", kind: "ListenerRuleConfiguration", name },
});

test("a route of which nothing is said is one object, without a filter for HSTS, which an ALB would refuse", () => {
  expect(render({})).toEqual([
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "cart", namespace: "shop" },
      spec: {
        parentRefs: ["https", "https-2"].map((sectionName) => ({
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: "gateway",
          namespace: "gateway",
          sectionName,
        })),
        hostnames: ["shop.example.com", "*.example.org"],
        rules: [{ matches: everything, backendRefs: [backend] }],
      },
    },
  ]);
});

test("tokens are checked before anything is sent to pods", () => {
  const objects = render({}, { authentication: { jwt } });
  expect(objects[0]).toEqual({
    apiVersion: "gateway.k8s.aws/v1",
    kind: "ListenerRuleConfiguration",
    metadata: { name: "cart", namespace: "shop" },
    spec: {
      actions: [
        {
          type: "jwt-validation",
          jwtValidationConfig: {
            issuer: "https://login.example.com/",
            jwksEndpoint: "https://login.example.com/jwks.json",
            additionalClaims: [{ name: "aud", format: "single-string", values: ["shop"] }],
          },
        },
      ],
    },
  });
  expect(rulesOf(objects)).toEqual([{ matches: everything, filters: [extension("cart")], backendRefs: [backend] }]);
});

test("browsers log in, with a Secret that the controller may read, and no other", () => {
  const objects = render({}, { authentication: { oidc: { ...oidc, scopes: ["openid", "email"] } } });
  expect(ofKind(objects, "Role")[0]).toMatchObject({
    metadata: { name: "cart-load-balancer" },
    rules: [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["login"], verbs: ["get", "list", "watch"] }],
  });
  expect(ofKind(objects, "RoleBinding")[0]).toMatchObject({
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "cart-load-balancer" },
    subjects: [
      { kind: "ServiceAccount", name: "aws-load-balancer-controller", namespace: "aws-load-balancer-controller" },
    ],
  });
  expect(ofKind(objects, "ListenerRuleConfiguration")[0]?.spec).toEqual({
    actions: [
      {
        type: "authenticate-oidc",
        authenticateOIDCConfig: {
          issuer: "https://login.example.com",
          authorizationEndpoint: "https://login.example.com/authorize",
          tokenEndpoint: "https://login.example.com/token",
          userInfoEndpoint: "https://login.example.com/userinfo",
          secret: { name: "login" },
          scope: "openid email",
        },
      },
    ],
  });
});

test("addresses that may not call get 403, whatever other routes there are for their requests", () => {
  const objects = render({ paths: ["/cart"] }, { addresses: { allow: ["203.0.113.0/24", "198.51.100.7/32"] } });
  expect(ofKind(objects, "ListenerRuleConfiguration").map(({ metadata, spec }) => [metadata, spec])).toEqual([
    [
      { name: "cart", namespace: "shop" },
      {
        conditions: [{ field: "source-ip", sourceIPConfig: { values: ["203.0.113.0/24", "198.51.100.7/32"] } }],
      },
    ],
    [
      { name: "cart-refused", namespace: "shop" },
      {
        actions: [{ type: "fixed-response", fixedResponseConfig: { statusCode: 403, contentType: "text/plain" } }],
      },
    ],
  ]);
  const matches = [{ path: { type: "PathPrefix", value: "/cart" } }];
  expect(rulesOf(objects)).toEqual([
    { matches, filters: [extension("cart")], backendRefs: [backend] },
    { matches, filters: [extension("cart-refused")] },
  ]);
});

test.each<[string, RouteSpec, ApiPolicySpec<RouteTarget>, unknown]>([
  [
    "weights in lowest terms",
    {},
    { canary: { to: next, weight: 5 } },
    {
      backendRefs: [
        { ...backend, weight: 19 },
        { ...backend, name: "cart-next" },
      ],
    },
  ],
  [
    "regular expressions that are met by the whole text",
    { rules: [{ matches: [{ path: { regex: "/a|/b" }, headers: { "X-A": { regex: "^1$" } } }] }] },
    {},
    {
      matches: [
        {
          path: { type: "RegularExpression", value: "^(/a|/b)$" },
          headers: [{ type: "RegularExpression", name: "x-a", value: "^(1)$" }],
        },
      ],
    },
  ],
  [
    "another path on the way",
    { rules: [{ matches: [{ path: "/api" }], rewrite: { path: { prefix: "/v1" } } }] },
    {},
    {
      filters: [
        { type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/v1" } } },
      ],
    },
  ],
])("%s", (_, route, policy, rule) => {
  expect(rulesOf(render(route, policy))[0]).toMatchObject(rule as Fields);
});

test("a workload that speaks HTTPS has target groups that do", () => {
  expect(ofKind(render({}, {}, safe), "TargetGroupConfiguration")).toEqual([
    {
      apiVersion: "gateway.k8s.aws/v1",
      kind: "TargetGroupConfiguration",
      metadata: { name: "safe-safe", namespace: "shop" },
      spec: { targetReference: { kind: "Service", name: "safe" }, defaultConfiguration: { protocol: "HTTPS" } },
    },
  ]);
});

// Of these nothing is written in a route: they are so of themselves, or belong to the gateway.
const unwritten: readonly GatewayFeature[] = ["route.http", "route.webSockets"];

test("everything that it can do makes a difference, and there is an example of it", () => {
  const plain = new Map(
    [cart, safe, calls].map((self) => [
      self.objectName,
      JSON.stringify(render({}, {}, { ...self, ports: [...cart.ports] })),
    ]),
  );
  const wanted = (Object.keys(gatewayFeatures) as GatewayFeature[]).filter(
    (feature) => can(albEngine.supports[feature]) && !feature.startsWith("gateway.") && !unwritten.includes(feature),
  );
  expect(wanted.filter((feature) => !albExamples.some(({ name }) => name === feature))).toEqual([]);
  for (const { name, route } of albExamples) {
    expect(albEngine.checkRoute?.(route, albCapability)).toEqual([]);
    if (unwritten.includes(name)) continue;
    const text = JSON.stringify(
      albEngine.renderRoute(route, albCapability).map((object) => customResourceArgs(object, { namespace: "shop" })),
    );
    expect([name, text === plain.get(route.name)]).toEqual([name, false]);
  }
});

test("routes are as the Gateway API has them", () => {
  const objects = albExamples.flatMap(({ route }) =>
    albEngine
      .renderRoute(route, albCapability)
      .filter(({ apiVersion }) => apiVersion.startsWith("gateway.networking"))
      .map((object) => customResourceArgs(object, { namespace: "shop" })),
  );
  expect(customResourceProblems(objects)).toEqual({ checked: albExamples.length, problems: [] });
});

const told = (route: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}, self = cart, tls = true) =>
  (albEngine.checkRoute?.(planRoute(self, route, policy, albCapability), { ...albCapability, tls }) ?? []).map(
    ({ path, message, found = "", allowed = "", fix }) => [path.join("."), message, found, allowed, fix].join(" | "),
  );
const { endpoints: _, ...withoutEndpoints } = oidc;
const wild = "to an ALB these characters stand for other texts, so that it would take more than is written";
const plainly =
  "without *, ? and \\, and in headers without commas | write a regular expression for it, or leave the characters out";

test.each<[string, string[], string[]]>([
  [
    "tokens without TLS",
    told({}, { authentication: { jwt } }, cart, false),
    [
      "policy.authentication | an ALB asks callers who they are by TLS alone | tls: false of the gateway | with TLS | add tls.certificates to slipway:gateway",
    ],
  ],
  [
    "gRPC without TLS",
    told({}, {}, calls, false),
    [
      "route | an ALB takes calls of gRPC by TLS alone | tls: false of the gateway | with TLS | add tls.certificates to slipway:gateway",
    ],
  ],
  [
    "a provider without endpoints, and paths of one's own",
    told({}, { authentication: { oidc: { ...withoutEndpoints, redirectPath: "/back", logoutPath: "/out" } } }),
    [
      "policy.authentication.oidc.endpoints | an ALB does not find the endpoints of a provider by itself | nothing |  | add authorization, token and userInfo, as the provider's /.well-known/openid-configuration has them",
      "policy.authentication.oidc.redirectPath | an ALB has a path of its own that browsers come back at | /back | /oauth2/idpresponse | remove it, and allow https://<host>/oauth2/idpresponse at the provider",
      "policy.authentication.oidc.logoutPath | an ALB logs nobody out | /out |  | remove it, and let the workload end the cookies AWSELBAuthSessionCookie-*",
    ],
  ],
  [
    "several audiences",
    told({}, { authentication: { jwt: { ...jwt, audiences: ["shop", "office"] } } }),
    [
      "policy.authentication.jwt.audiences | an ALB compares aud, which must be one text in tokens, with one audience | shop, office | one audience | keep one, or choose another gateway for the environment, such as provider: envoy",
    ],
  ],
  [
    "more than five values",
    told({ rules: [{ matches: [{ path: "/a", methods: ["GET"], headers: { a: "1", b: "2" } }] }] }),
    [
      "route | a rule of an ALB compares five values at most | 6: host, path, a, b, method | 1 to 5: a prefix counts two; the host, the method, each header, parameter and range count one | compare less, or choose another gateway for the environment, such as provider: envoy",
    ],
  ],
  [
    "too many addresses",
    told({}, { addresses: { allow: ["10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"] } }),
    [
      "policy.addresses.allow | an ALB compares the address of a caller with three ranges at most | 4 ranges | 1 to 3 | join ranges, or use sourceRanges of the gateway",
    ],
  ],
  ["a wildcard in a path", told({ paths: ["/a*"] }), [`route | ${wild} | /a* | ${plainly}`]],
  [
    "a comma in a header",
    told({ rules: [{ matches: [{ headers: { a: "1,2" } }] }] }),
    [`route | ${wild} | a: 1,2 | ${plainly}`],
  ],
  [
    "weights beyond its own",
    told({
      rules: [
        {
          backends: [
            { to: cart, weight: 1000 },
            { to: next, weight: 1 },
          ],
        },
      ],
    }),
    [
      "route | an ALB weighs backends by 0 to 999 | cart: 1000, cart-next: 1 | weights of which none is more than 999, in lowest terms | write smaller weights, such as percents",
    ],
  ],
  [
    "a redirect by 308, to another prefix alone",
    told({ rules: [{ matches: [{ path: "/a" }], redirect: { path: { prefix: "/b" }, status: 308 } }] }),
    [
      "route | an ALB redirects by 301 or 302 | 308 | 301, 302 | write status: 301",
      "route | an ALB takes another prefix for a loop, unless scheme, host or port change too | redirect to the prefix /b | path.full, or path.prefix with scheme, host or port | add host, or write path.full",
    ],
  ],
  [
    "a header by regular expression for gRPC",
    told({ rules: [{ matches: [{ headers: { a: { regex: "1" } } }] }] }, {}, calls),
    ["route | for calls of gRPC an ALB compares headers with texts alone | a: 1 |  | write the value as a text"],
  ],
])("refused: %s", (_name, messages, expected) => {
  expect(messages).toEqual(expected);
});
