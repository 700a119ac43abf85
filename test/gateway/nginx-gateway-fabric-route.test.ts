// What a route becomes for NGINX Gateway Fabric. That its controller takes it, and what NGINX makes of it, is not shown here.
import { can, withoutUndefined, type RenderedObject } from "../../components/core";
import { nginxGatewayFabricEngine as engine } from "../../components/gateway/nginx/nginx-gateway-fabric";
import type { PlannedRoute } from "../../components/gateway/planned-route";
import { exampleGateway, fabricExamples, match, route, rule } from "./nginx-examples";

const gateway = exampleGateway("nginxGatewayFabric");
const render = (one: PlannedRoute) => engine.renderRoute(one, gateway);
const example = (name: string) => {
  const found = fabricExamples.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no example of ${name}`);
  return found.route;
};

/** The objects by kind, and what they say. */
function specs(objects: readonly RenderedObject[]): Readonly<Record<string, unknown>> {
  expect(new Set(objects.map(({ kind, suffix }) => `${kind}/${suffix}`)).size).toBe(objects.length);
  for (const { name } of objects) expect(name).toBe("cart");
  return Object.fromEntries(
    objects.map(({ kind, fields }) => [kind, (withoutUndefined(fields) as { spec: unknown }).spec]),
  );
}

const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "cart" }];
const hsts = {
  type: "ResponseHeaderModifier",
  responseHeaderModifier: { set: [{ name: "strict-transport-security", value: "max-age=31536000" }] },
};
const toCart = [{ group: "", kind: "Service", name: "cart", port: 80, weight: 1 }];
const everything = [{ path: { type: "PathPrefix", value: "/" } }];
const ref = (kind: string) => ({
  type: "ExtensionRef",
  extensionRef: { group: "gateway.nginx.org", kind, name: "cart" },
});

test("a route of nothing but a host is one HTTPRoute, made last", () => {
  const [object, ...more] = render(route());
  expect(more).toEqual([]);
  expect(object).toMatchObject({ kind: "HTTPRoute", name: "cart", last: true });
  expect(specs(render(route()))).toEqual({
    HTTPRoute: {
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
      rules: [{ matches: everything, filters: [hsts], backendRefs: toCart }],
    },
  });
});

test.each(fabricExamples)(
  "what is asked for by $name is in the objects, and nothing of it is refused",
  ({ name, route: one }) => {
    expect(engine.checkRoute?.(one, gateway)).toEqual([]);
    if (name !== "route.http") expect(render(one)).not.toEqual(render(route()));
  },
);

test("each feature that a route can ask for, and that it has, has an example", () => {
  const features = Object.entries(engine.supports).flatMap(([feature, support]) =>
    can(support) && !feature.startsWith("gateway.") ? [feature] : [],
  );
  expect(fabricExamples.map(({ name }) => name).sort()).toEqual(features.sort());
});

const policies: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [
    "rateLimit.route",
    {
      RateLimitPolicy: {
        targetRefs,
        rateLimit: {
          rejectCode: 429,
          local: { rules: [{ rate: "5r/s", burst: 4, noDelay: true, key: "all" }] },
        },
      },
    },
  ],
  [
    "rateLimit.address",
    {
      RateLimitPolicy: {
        targetRefs,
        rateLimit: {
          rejectCode: 429,
          local: { rules: [{ rate: "30r/m", burst: 29, noDelay: true, key: "$binary_remote_addr" }] },
        },
      },
    },
  ],
  [
    "rateLimit.header",
    {
      RateLimitPolicy: {
        targetRefs,
        rateLimit: {
          rejectCode: 429,
          local: {
            rules: [
              { rate: "30r/m", burst: 29, noDelay: true, key: "$http_x_tenant" },
              { rate: "10r/m", burst: 599, noDelay: true, key: "$binary_remote_addr" },
            ],
          },
        },
      },
    },
  ],
  ["maxRequestSize", { ClientSettingsPolicy: { targetRef: targetRefs[0], body: { maxSize: "10m" } } }],
  ["route.backendTimeout", { ProxySettingsPolicy: { targetRefs, timeout: { connect: "5s", read: "5s", send: "5s" } } }],
  ["route.webSockets", { ProxySettingsPolicy: { targetRefs, timeout: { read: "1h", send: "1h" } } }],
  [
    "retries.perTryTimeout",
    {
      ProxySettingsPolicy: { targetRefs, timeout: { connect: "500ms", read: "500ms", send: "500ms" } },
      SnippetsFilter: {
        snippets: [
          {
            context: "http.server.location",
            value: "proxy_next_upstream error timeout http_502 http_503 http_504;\nproxy_next_upstream_tries 2;",
          },
        ],
      },
    },
  ],
  [
    "retries.conditions",
    {
      SnippetsFilter: {
        snippets: [
          {
            context: "http.server.location",
            value:
              "proxy_next_upstream error timeout http_500 http_502 http_503 http_504;\nproxy_next_upstream_tries 2;",
          },
        ],
      },
    },
  ],
  [
    "addresses.allow",
    {
      SnippetsFilter: {
        snippets: [
          { context: "http.server.location", value: "allow 203.0.113.0/24;\nallow 2001:db8::/32;\ndeny all;" },
        ],
      },
    },
  ],
  [
    "addresses.deny",
    { SnippetsFilter: { snippets: [{ context: "http.server.location", value: "deny 198.51.100.7/32;" }] } },
  ],
  [
    "authentication.basic",
    { AuthenticationFilter: { type: "Basic", basic: { secretRef: { name: "users" }, realm: "cart" } } },
  ],
];

test.each(policies)("%s is this, and the route is made after it", (name, expected) => {
  const objects = render(example(name));
  const { HTTPRoute, ...others } = specs(objects);
  expect(others).toEqual(expected);
  expect(objects.map(({ last = false }) => last)).toEqual([...Object.keys(others).map(() => false), true]);
  const filters = Object.keys(others).filter((kind) => kind.endsWith("Filter"));
  expect(HTTPRoute).toMatchObject({ rules: [{ filters: [...filters.map(ref), hsts] }] });
});

test("denied addresses come before allowed ones, as the first line that fits decides", () => {
  const both = route([rule()], { policy: { addresses: { allow: ["10.0.0.0/8"], deny: ["10.1.0.0/16"] } } });
  expect(specs(render(both)).SnippetsFilter).toEqual({
    snippets: [{ context: "http.server.location", value: "deny 10.1.0.0/16;\nallow 10.0.0.0/8;\ndeny all;" }],
  });
});

test("CORS is a filter of every rule", () => {
  expect(specs(render(example("cors")))).toMatchObject({
    HTTPRoute: {
      rules: [
        {
          filters: [
            {
              type: "CORS",
              cors: {
                allowOrigins: ["https://*.example.com", "https://example.net"],
                allowMethods: ["GET", "HEAD", "PUT"],
                allowHeaders: ["x-tenant"],
                exposeHeaders: ["x-total"],
                allowCredentials: true,
                maxAge: 600,
              },
            },
            hsts,
          ],
        },
      ],
    },
  });
});

test("regular expressions stand for the whole text, which the controller would not see to", () => {
  const one = route([
    rule({
      matches: [
        match({
          path: { regex: "/items/[0-9]+" },
          headers: [["x-tenant", { regex: "a|b" }]],
          query: [["v", { regex: "2" }]],
        }),
      ],
    }),
  ]);
  expect(specs(render(one))).toMatchObject({
    HTTPRoute: {
      rules: [
        {
          matches: [
            {
              path: { type: "RegularExpression", value: "/items/[0-9]+$" },
              headers: [{ type: "RegularExpression", name: "x-tenant", value: "^(?:a|b)$" }],
              queryParams: [{ type: "RegularExpression", name: "v", value: "^(?:2)$" }],
            },
          ],
        },
      ],
    },
  });
});

test("workloads that speak gRPC have a GRPCRoute, and its own directives", () => {
  const one = { ...example("route.grpc"), policy: { retries: { attempts: 1 }, maxRequestSize: "1Mi" } };
  const { GRPCRoute, ClientSettingsPolicy, SnippetsFilter } = specs(render(one));
  expect(GRPCRoute).toMatchObject({
    rules: [
      {
        matches: [
          { method: { type: "Exact", service: "shop.v1.Carts", method: "Get" } },
          { method: { type: "Exact", service: "shop.v1.Admin", method: "Clear" } },
        ],
      },
    ],
  });
  expect(ClientSettingsPolicy).toMatchObject({ targetRef: { kind: "GRPCRoute" } });
  expect(SnippetsFilter).toEqual({
    snippets: [
      {
        context: "http.server.location",
        value: "grpc_next_upstream error timeout http_502 http_503 http_504;\ngrpc_next_upstream_tries 2;",
      },
    ],
  });
});
