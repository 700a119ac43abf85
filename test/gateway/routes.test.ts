/** Routes in the form of the Gateway API: what is written. The validators are compiled from version 1.5.1 of its definitions. */
import type { GatewayCapability } from "../../components/cluster";
import { customResourceArgs } from "../../components/core";
import { engines } from "../../components/gateway/engines";
import { redirectRoute } from "../../components/gateway/gateway-api/gateway-objects";
import { fieldOf } from "../../components/gateway/gateway-api/rendered-fields";
import { gatewayApiRoute } from "../../components/gateway/gateway-api/routes";
import { withHsts } from "../../components/gateway/hsts";
import { planRoute } from "../../components/gateway/plan-route";
import type { HeaderChanges, RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { customResourceProblems } from "../addons/custom-resource-problems";

const cart: RouteTarget = {
  objectName: "cart",
  ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "http" }],
};
const other: RouteTarget = { ...cart, objectName: "other" };
const calls: RouteTarget = {
  objectName: "calls",
  ports: [{ name: "grpc", port: 9000, targetPort: 9000, protocol: "grpc" }],
};

const gateway: GatewayCapability = {
  engine: "envoy",
  name: "gateway",
  namespace: "gateway",
  hosts: ["shop.example.com"],
  listeners: [{ name: "https", host: "shop.example.com" }],
  tls: true,
  callers: { namespace: "gateway" },
};

function rendered(route: RouteSpec, self = cart, capability = gateway) {
  return customResourceArgs(gatewayApiRoute(planRoute(self, route, {}, capability), capability), { namespace: "shop" });
}

const backend = { group: "", kind: "Service", name: "cart", port: 80, weight: 1 };

test("an empty route", () => {
  expect(rendered({})).toEqual({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "cart", namespace: "shop" },
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
      rules: [{ matches: [{ path: { type: "PathPrefix", value: "/" } }], backendRefs: [backend] }],
    },
  });
});

const rules = (route: RouteSpec, self = cart, capability = gateway) =>
  (rendered(route, self, capability) as unknown as { spec: { rules: unknown[] } }).spec.rules;

const everything: [string, RouteSpec["rules"], unknown][] = [
  [
    "matches by everything, once for each method",
    [
      {
        matches: [
          {
            path: { exact: "/cart" },
            methods: ["GET", "HEAD"],
            headers: { "X-Tenant": "a", "x-kind": { regex: "b.*" } },
            query: { page: "1", sort: { regex: "asc|desc" } },
          },
          { path: { regex: "/item/[0-9]+" } },
        ],
      },
    ],
    [
      {
        matches: [
          ...["GET", "HEAD"].map((method) => ({
            path: { type: "Exact", value: "/cart" },
            headers: [
              { type: "Exact", name: "x-tenant", value: "a" },
              { type: "RegularExpression", name: "x-kind", value: "b.*" },
            ],
            queryParams: [
              { type: "Exact", name: "page", value: "1" },
              { type: "RegularExpression", name: "sort", value: "asc|desc" },
            ],
            method,
          })),
          { path: { type: "RegularExpression", value: "/item/[0-9]+" } },
        ],
        backendRefs: [backend],
      },
    ],
  ],
  [
    "headers, rewrites, mirrors and timeouts",
    [
      {
        matches: [{ path: "/cart" }],
        requestHeaders: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] },
        responseHeaders: { set: { "x-d": "3" } },
        rewrite: { host: "cart.example.com", path: { prefix: "/" } },
        mirror: { to: other, percent: 5 },
        timeouts: { request: "10s", backend: "2s" },
      },
    ],
    [
      {
        matches: [{ path: { type: "PathPrefix", value: "/cart" } }],
        filters: [
          {
            type: "RequestHeaderModifier",
            requestHeaderModifier: {
              set: [{ name: "x-a", value: "1" }],
              add: [{ name: "x-b", value: "2" }],
              remove: ["x-c"],
            },
          },
          { type: "ResponseHeaderModifier", responseHeaderModifier: { set: [{ name: "x-d", value: "3" }] } },
          {
            type: "URLRewrite",
            urlRewrite: { hostname: "cart.example.com", path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } },
          },
          {
            type: "RequestMirror",
            requestMirror: { backendRef: { group: "", kind: "Service", name: "other", port: 80 }, percent: 5 },
          },
        ],
        backendRefs: [backend],
        timeouts: { request: "10s", backendRequest: "2s" },
      },
    ],
  ],
  [
    "a redirect",
    [{ redirect: { scheme: "https", host: "new.example.com", port: 8443, path: { full: "/new" }, status: 308 } }],
    [
      {
        matches: [{ path: { type: "PathPrefix", value: "/" } }],
        filters: [
          {
            type: "RequestRedirect",
            requestRedirect: {
              scheme: "https",
              hostname: "new.example.com",
              port: 8443,
              path: { type: "ReplaceFullPath", replaceFullPath: "/new" },
              statusCode: 308,
            },
          },
        ],
      },
    ],
  ],
  [
    "weights",
    [{ backends: [{ weight: 90 }, { to: other, weight: 10 }] }],
    [
      {
        matches: [{ path: { type: "PathPrefix", value: "/" } }],
        backendRefs: [
          { ...backend, weight: 90 },
          { ...backend, name: "other", weight: 10 },
        ],
      },
    ],
  ],
];

test.each(everything)("%s", (_, written, expected) => {
  const route = written === undefined ? {} : { rules: written };
  expect(rules(route)).toEqual(expected);
});

test("HSTS is in every answer, unless a rule says something else of it", () => {
  const strict = { ...gateway, hsts: "max-age=60" };
  const other = { responseHeaders: { set: { "strict-transport-security": "max-age=1" } } };
  const headers = (rule: object) => (rules({ rules: [rule] }, cart, strict)[0] as { filters: unknown[] }).filters;
  const set = (value: string) => [
    {
      type: "ResponseHeaderModifier",
      responseHeaderModifier: { set: [{ name: "strict-transport-security", value }] },
    },
  ];
  expect(headers({})).toEqual(set("max-age=60"));
  expect(headers(other)).toEqual(set("max-age=1"));
});

test.each<[string, HeaderChanges, object]>([
  [
    "set in capitals",
    { set: { "Strict-Transport-Security": "max-age=1" } },
    { set: [{ name: "Strict-Transport-Security", value: "max-age=1" }] },
  ],
  [
    "added",
    { add: { "strict-Transport-Security": "max-age=1" } },
    { add: [{ name: "strict-Transport-Security", value: "max-age=1" }] },
  ],
  ["removed", { remove: ["Strict-Transport-Security"] }, { remove: ["Strict-Transport-Security"] }],
  [
    "not named",
    { set: { "x-a": "1" }, remove: ["x-b"] },
    {
      set: [
        { name: "strict-transport-security", value: "max-age=60" },
        { name: "x-a", value: "1" },
      ],
      remove: ["x-b"],
    },
  ],
])("HSTS that is %s", (_, responseHeaders, expected) => {
  const strict = { ...gateway, hsts: "max-age=60" };
  const [rule] = rules({ rules: [{ responseHeaders }] }, cart, strict);
  expect((rule as { filters: unknown[] }).filters).toEqual([
    { type: "ResponseHeaderModifier", responseHeaderModifier: expected },
  ]);
  expect(withHsts(responseHeaders, undefined)).toBe(responseHeaders);
});

test.each(["kong", "nginxIngressController"] as const)("HSTS in any case with %s", (engine) => {
  const strict = { ...gateway, engine, hsts: "max-age=60" };
  const written = (responseHeaders?: HeaderChanges) =>
    JSON.stringify(engines[engine].renderRoute(planRoute(cart, { rules: [{ responseHeaders }] }, {}, strict), strict));
  expect(written()).toContain("max-age=60");
  expect(written({ set: { "Strict-Transport-Security": "max-age=1" } })).not.toContain("max-age=60");
  expect(written({ remove: ["Strict-Transport-Security"] })).not.toContain("max-age=60");
});

test("what redirects to HTTPS has 16 hosts at most each", () => {
  const hosts = Array.from({ length: 17 }, (_, index) => `h${index}.example.com`);
  const objects = redirectRoute({ hosts, tls: { issuer: "letsencrypt" } }, { ...gateway, hosts });
  expect(objects.map(({ suffix, name, fields }) => [suffix, name, fieldOf(fields, "spec", "hostnames")])).toEqual([
    ["to-https", "gateway-to-https", hosts.slice(0, 16)],
    ["to-https-2", "gateway-to-https-2", ["h16.example.com"]],
  ]);
});

test("calls of gRPC", () => {
  const route = {
    rules: [{ matches: [{ grpc: { service: "shop.Carts", method: "Get" } }, { grpc: { service: "a.B" } }] }],
  };
  const object = rendered(route, calls);
  expect(object).toMatchObject({
    kind: "GRPCRoute",
    spec: {
      rules: [
        {
          matches: [
            { method: { type: "Exact", service: "shop.Carts", method: "Get" } },
            { method: { type: "Exact", service: "a.B" } },
          ],
          backendRefs: [{ group: "", kind: "Service", name: "calls", port: 9000, weight: 1 }],
        },
      ],
    },
  });
});

test("the validators of the Gateway API take all of them, and refuse one that is wrong", () => {
  const objects = everything.map(([, written]) => rendered(written === undefined ? {} : { rules: written }));
  const wrong = { ...rendered({}), spec: { hostnames: [7] } };
  expect(customResourceProblems([...objects, rendered({}, calls)])).toEqual({ checked: 5, problems: [] });
  expect(customResourceProblems([wrong]).problems).toHaveLength(1);
});
