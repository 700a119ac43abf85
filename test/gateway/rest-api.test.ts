// What REST APIs of a route are made of. That AWS takes it, and that requests come through, is not shown here.
import * as pulumi from "@pulumi/pulumi";
import { inAccountOf } from "../../components/cluster";
import { can } from "../../components/core";
import type { ApiHandle } from "../../components/gateway/aws-api-gateway/api-handle";
import { restApiEngine } from "../../components/gateway/aws-api-gateway/rest-api";
import { RestApi } from "../../components/gateway/aws-api-gateway/rest-api-of-path";
import { planRestApis } from "../../components/gateway/aws-api-gateway/rest-api-plan";
import { listenerPort } from "../../components/gateway/aws-api-gateway/listener-ports";
import { gatewayFeatures, type GatewayFeature } from "../../components/gateway/features";
import type { GatewayArgs } from "../../components/gateway/gateway";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { apiCapability, cart, plan } from "./http-api-examples";
import { certificate, gatewayOnEks } from "./recorded-gateway";
import { restApiExamples } from "./rest-api-examples";

const spec: Omit<GatewayArgs, "cluster"> = {
  provider: "aws-api-gateway",
  api: "rest",
  hosts: ["shop.example.com", "*.example.org"],
  tls: { certificates: [certificate] },
  waf: true,
  sourceRanges: ["203.0.113.0/24"],
};
const apiKey = { clients: { secret: "clients" } };
const port = listenerPort("cart-cart-http");

describe("a route with keys and a cache", () => {
  let recorded: RecordedCluster;
  let name: string;
  beforeAll(async () => {
    recorded = await gatewayOnEks(spec, {
      cart: {
        to: cart,
        hosts: ["shop.example.com"],
        paths: ["/api/cart"],
        policy: {
          authentication: { apiKey },
          rateLimits: [{ requests: 120, per: "minute", by: { header: "x-api-key" } }],
          cache: { ttl: "5m", keyHeaders: ["X-Tenant"], keyQuery: ["page"] },
        },
      },
    });
    name = recorded.named("RestApi").find((one) => one.startsWith("cart-api-api-cart")) ?? "";
  });

  test("it has an API for its path, for callers from the source ranges alone", () => {
    const api = recorded.ofType("RestApi").find(({ type }) => type.startsWith("aws:"));
    expect(api?.inputs).toEqual({
      endpointConfiguration: { types: "REGIONAL", ipAddressType: "ipv4" },
      disableExecuteApiEndpoint: true,
      apiKeySource: "HEADER",
      binaryMediaTypes: ["*/*"],
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "execute-api:Invoke",
            Resource: "execute-api:/*",
            Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.0/24"] } },
          },
        ],
      }),
    });
  });

  test("its methods ask for a key, and send to the listener of the workload", () => {
    expect(recorded.named("Method")).toEqual(
      ["get", "any", "get-below", "any-below"].map((one) => `${name}-${one}`).sort(),
    );
    expect(recorded.inputs(`Method:${name}-any-below`)).toMatchObject({
      httpMethod: "ANY",
      authorization: "NONE",
      apiKeyRequired: true,
      requestParameters: { "method.request.path.proxy": true },
    });
    expect(recorded.inputs(`Integration:${name}-any-below`)).toMatchObject({
      type: "HTTP_PROXY",
      connectionType: "VPC_LINK",
      connectionId: "<VpcLink:gateway-network>",
      integrationTarget: "<arn of LoadBalancer:gateway-network>",
      uri: `http://shop.example.com:${port}/api/cart/{proxy}`,
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    });
    expect(recorded.inputs(`Integration:${name}-any`)).toMatchObject({
      uri: `http://shop.example.com:${port}/api/cart`,
    });
  });

  test("answers of GET are kept for five minutes, apart by path, credentials, host, tenant and page, whatever workloads say of it", () => {
    const keys = [
      "method.request.header.Authorization",
      "method.request.header.Cookie",
      "method.request.header.Host",
      "method.request.header.x-api-key",
      "method.request.header.X-Tenant",
      "method.request.querystring.page",
    ];
    expect(recorded.inputs(`Integration:${name}-get`).cacheKeyParameters).toEqual(keys);
    expect(recorded.inputs(`Integration:${name}-get-below`).cacheKeyParameters).toEqual([
      "method.request.path.proxy",
      ...keys,
    ]);
    expect(recorded.inputs(`Integration:${name}-any`).cacheKeyParameters).toBeUndefined();
    expect(recorded.inputs(`MethodSettings:${name}-get-below`)).toMatchObject({
      stageName: "live",
      methodPath: "{proxy+}/GET",
      settings: {
        cachingEnabled: true,
        cacheTtlInSeconds: 300,
        cacheDataEncrypted: true,
        requireAuthorizationForCacheControl: true,
        unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITHOUT_RESPONSE_HEADER",
      },
    });
    expect(recorded.inputs(`MethodSettings:${name}-get`)).toMatchObject({ methodPath: "~1/GET" });
    expect(recorded.inputs(`Stage:${name}`)).toMatchObject({ cacheClusterEnabled: true, cacheClusterSize: "0.5" });
  });

  test("AWS makes the key, which is a secret, and counts its requests", () => {
    expect(recorded.inputs("UsagePlan:cart-api-usage")).toMatchObject({
      apiStages: [{ stage: "live" }],
      throttleSettings: { burstLimit: 120, rateLimit: 2 },
    });
    expect(recorded.inputs("UsagePlanKey:cart-api-usage")).toEqual({
      keyId: "<ApiKey:cart-api-usage>",
      keyType: "API_KEY",
      usagePlanId: "<UsagePlan:cart-api-usage>",
    });
  });

  test("the deployment is another one when what it leads by is replaced", () => {
    const { propertyDependencies } = recorded.get(`Deployment:${name}`);
    expect(propertyDependencies.triggers?.map((path) => path.split("/").at(-1)).sort()).toEqual([
      "LoadBalancer:gateway-network",
      `Resource:${name}`,
      "VpcLink:gateway-network",
    ]);
  });

  test("the deployment comes after all methods, the web ACL is in front of the stage, and its host leads there", () => {
    const before = [...recorded.prerequisites(`Deployment:${name}`)];
    expect(before).toEqual(
      expect.arrayContaining([
        `Method:${name}-any-below`,
        `Integration:${name}-get`,
        "TargetGroupBinding:cart-cart-http",
      ]),
    );
    expect(recorded.inputs(`WebAclAssociation:${name}`).webAclArn).toBe("<arn of WebAcl:gateway-web-acl>");
    expect(recorded.named("ApiMapping")).toEqual([`${name}-shop.example.com`]);
    expect(recorded.inputs(`ApiMapping:${name}-shop.example.com`)).toMatchObject({
      domainName: "shop.example.com",
      stage: "live",
      apiMappingKey: "api/cart",
    });
  });
});

test("a change of a route makes another deployment, and a second run none", async () => {
  const content = async (timeouts: RouteSpec["timeouts"]) => {
    const recorded = await gatewayOnEks(spec, { cart: { to: cart, timeouts } });
    return recorded.ofType("Deployment").find(({ type }) => type.startsWith("aws:"))?.inputs.triggers;
  };
  const first = await content({ request: "5s" });
  expect(await content({ request: "5s" })).toEqual(first);
  expect(await content({ request: "6s" })).not.toEqual(first);
});

test("another VPC link or load balancer makes another deployment, as the last one goes on with what is gone", async () => {
  const content = async (more: Partial<ApiHandle>) => {
    const recorded = await RecordedCluster.of({
      then: (cluster) => {
        const api: ApiHandle = {
          kind: "rest",
          clusterName: "shop-dev",
          vpcId: pulumi.output("vpc-1"),
          vpcLinkId: pulumi.output("link-1"),
          loadBalancerArn: pulumi.output("balancer-1"),
          securityGroupId: pulumi.output("sg-1"),
          hosts: [],
          targets: new Set(),
          paths: new Map(),
          logGroupArn: undefined,
          webAclArn: undefined,
          sourceRanges: undefined,
          ipAddressType: "ipv4",
          ...more,
        };
        const plan = { basePath: "cart", methods: [] };
        new RestApi("cart", { api, plan, targets: new Map(), hosts: [] }, inAccountOf(cluster, {}));
      },
    });
    return (recorded.inputs("Deployment:cart").triggers as { content: string }).content;
  };
  const first = await content({});
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await content({})).toBe(first);
  expect(await content({ vpcLinkId: pulumi.output("link-2") })).not.toBe(first);
  expect(await content({ loadBalancerArn: pulumi.output("balancer-2") })).not.toBe(first);
});

test("a header that answers differ by is named once, however it is written", () => {
  const keys = (policy: ApiPolicySpec<RouteTarget>) =>
    planRestApis(plan({}, policy)).flatMap(({ methods }) => methods.flatMap(({ cache }) => cache?.headers ?? []));
  const cache = { ttl: "1m", keyHeaders: ["cookie", "X-API-Key", "x-tenant", "X-Tenant"], keyQuery: [] };
  const every = ["Authorization", "Cookie", "Host"];
  expect(new Set(keys({ cache: { ttl: "1m", keyQuery: [] } }))).toEqual(new Set(every));
  expect(keys({ cache }).slice(0, 5)).toEqual([...every, "X-API-Key", "x-tenant"]);
  expect(keys({ cache, authentication: { apiKey } }).slice(0, 5)).toEqual([...every, "x-api-key", "x-tenant"]);
});

test("two workloads with one path are refused, also where their methods differ", async () => {
  const route = { to: cart, paths: ["/cart"] };
  await expect(gatewayOnEks(spec, { one: route, two: route })).rejects.toThrow(
    "at a REST API a path belongs to one workload, with all of its methods",
  );
});

test("paths are apart, methods of one path together, and the first rule of a method has it", () => {
  const plans = planRestApis(
    plan({
      rules: [
        { matches: [{ path: { exact: "/cart" }, methods: ["GET"] }], rewrite: { path: { full: "/summary" } } },
        { matches: [{ path: "/cart" }, { path: "/orders/" }], rewrite: { path: { prefix: "/" } } },
        { matches: [{ path: "/" }] },
      ],
    }),
  );
  expect(
    plans.map(({ basePath, methods }) => [
      basePath,
      methods.map(({ below, method, path }) => `${below ? "below " : ""}${method} ${path}`),
    ]),
  ).toEqual([
    ["cart", ["GET /summary", "ANY /", "below ANY /{proxy}"]],
    ["orders", ["ANY /", "below ANY /{proxy}"]],
    ["", ["ANY /", "below ANY /{proxy}"]],
  ]);
});

// Of these nothing is written in an API: they are so of themselves.
const unwritten: readonly GatewayFeature[] = ["route.http", "route.wildcardHost"];
// These are what a cache or a plan is in any case, so that they make none with it.
const ofItself: readonly GatewayFeature[] = ["cache.keptByGateway", "rateLimit.countedByGateway"];

test("everything that it can do makes a difference, and there is an example of it", () => {
  const wanted = (Object.keys(gatewayFeatures) as GatewayFeature[]).filter(
    (feature) => can(restApiEngine.supports[feature]) && !feature.startsWith("gateway."),
  );
  expect(wanted.filter((feature) => !restApiExamples.some(({ name }) => name === feature))).toEqual([]);
  const texts = new Map(
    restApiExamples.map(({ name, route }) => {
      expect(restApiEngine.checkRoute?.(route, apiCapability)).toEqual([]);
      return [name, JSON.stringify([planRestApis(route), route.policy.rateLimits?.[0]?.requests])];
    }),
  );
  for (const [name, text] of texts) {
    const compared = name.startsWith("cache.")
      ? "cache"
      : name.startsWith("rateLimit.")
        ? "authentication.apiKey"
        : "route.http";
    if (name === compared || unwritten.includes(name) || ofItself.includes(name)) continue;
    expect([name, text === texts.get(compared)]).toEqual([name, false]);
  }
});

const told = (route: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}) =>
  (restApiEngine.checkRoute?.(plan(route, policy), apiCapability) ?? []).map(
    ({ path, message, found = "", allowed = "", fix }) => [path.join("."), message, found, allowed, fix].join(" | "),
  );

test.each<[string, string[], string[]]>([
  [
    "a host below a wildcard",
    told({ hosts: ["a.example.org"] }),
    [
      "route.hosts | a REST API tells apart the hosts of the gateway, not those below a wildcard | a.example.org | shop.example.com, *.example.org | add a.example.org to slipway:gateway.hosts, or write the wildcard",
    ],
  ],
  [
    "headers that are added",
    told({ rules: [{ requestHeaders: { add: { "x-a": "1" } } }] }),
    [
      "route | a REST API sets headers of requests, and neither adds to them nor takes them away | x-a | requestHeaders.set | write it under set, or choose api: http",
    ],
  ],
  [
    "keys in another header",
    told({}, { authentication: { apiKey: { ...apiKey, header: "x-key" } } }),
    ["policy.authentication.apiKey.header | a REST API takes keys in one header | x-key | x-api-key | remove it"],
  ],
  [
    "a limit by a header that is no key, and another one",
    told(
      {},
      {
        rateLimits: [
          { requests: 1, per: "second", by: { header: "x-tenant" } },
          { requests: 2, per: "hour", by: { header: "x-tenant" } },
        ],
      },
    ),
    [
      "policy.rateLimits.1 | a key of a REST API has one limit | 2 limits | 1 | keep one",
      "policy.rateLimits.0.by | a REST API counts by the key that callers bring | header: x-tenant, without keys | header: x-api-key, with authentication.apiKey | write header: x-api-key, and add authentication.apiKey",
    ],
  ],
  [
    "a cache for a day that is told no parameters",
    told({}, { cache: { ttl: "24h" } }),
    [
      "policy.cache.ttl | a REST API keeps answers for whole seconds, and for an hour at most | 24h | 1s to 1h | write 1h",
      "policy.cache.keyQuery | a REST API must be told by which parameters of the query answers differ: it looks at no others | nothing |  | name them, such as [page, sort]",
    ],
  ],
])("refused: %s", (_name, messages, expected) => {
  expect(messages).toEqual(expected);
});
