// What an HTTP API and its routes are made of. That AWS takes it, and that requests come through, is not shown here.
import { can } from "../../components/core";
import { httpApiEngine } from "../../components/gateway/aws-api-gateway/http-api";
import { planHttpApiRoute } from "../../components/gateway/aws-api-gateway/http-api-route";
import { checkListenerPorts, listenerPort } from "../../components/gateway/aws-api-gateway/listener-ports";
import { checkGateway } from "../../components/gateway/check-gateway";
import { gatewayFeatures, type GatewayFeature } from "../../components/gateway/features";
import type { GatewayArgs } from "../../components/gateway/gateway";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import type { GatewaySpec } from "../../components/gateway/gateway-spec";
import type { ApiPolicySpec } from "../../components/gateway/policy-spec";
import type { RouteSpec, RouteTarget } from "../../components/gateway/route-spec";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { apiCapability, cart, httpApiExamples, jwt, plan } from "./http-api-examples";
import { certificate, gatewayOnEks, globalCertificate } from "./recorded-gateway";

const spec: Omit<GatewayArgs, "cluster"> = {
  provider: "aws-api-gateway",
  hosts: ["shop.example.com"],
  tls: { certificates: [certificate] },
};
const port = listenerPort("cart-cart-http");

describe("an HTTP API with a route", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await gatewayOnEks(spec, {
      cart: {
        to: cart,
        paths: ["/cart"],
        timeouts: { request: "5s" },
        policy: { authentication: { jwt: { ...jwt, claimHeaders: { sub: "x-user" } } } },
      },
    });
  });

  test("the API is reached by its host alone, and logs each request without its query", () => {
    expect(recorded.inputs("Api:gateway-api")).toEqual({
      name: "shop-dev-gateway-api",
      protocolType: "HTTP",
      ipAddressType: "ipv4",
      disableExecuteApiEndpoint: true,
    });
    expect(recorded.inputs("DomainName:gateway-entrance-shop.example.com")).toEqual({
      domainName: "shop.example.com",
      domainNameConfiguration: {
        certificateArn: certificate,
        endpointType: "REGIONAL",
        securityPolicy: "TLS_1_2",
        ipAddressType: "ipv4",
      },
    });
    expect(recorded.inputs("LogGroup:gateway-entrance")).toEqual({
      name: "/aws/vendedlogs/apigateway/shop-dev",
      retentionInDays: 30,
    });
    const { accessLogSettings, ...stage } = recorded.inputs("Stage:gateway-api");
    expect(stage).toEqual({ apiId: "<Api:gateway-api>", name: "$default", autoDeploy: true });
    const { destinationArn, format } = accessLogSettings as { destinationArn: string; format: string };
    expect(destinationArn).toBe("<arn of LogGroup:gateway-entrance>");
    expect(JSON.parse(format)).toMatchObject({ path: "$context.path", status: "$context.status" });
    expect(format).not.toMatch(/query|authorization/i);
    expect(recorded.inputs("ApiMapping:gateway-api-shop.example.com")).toEqual({
      apiId: "<Api:gateway-api>",
      domainName: "shop.example.com",
      stage: "$default",
    });
  });

  test("only the VPC link reaches the load balancer, and that only the pods", () => {
    expect(recorded.inputs("LoadBalancer:gateway-network")).toEqual({
      name: "shop-dev-gateway-network",
      internal: true,
      loadBalancerType: "network",
      ipAddressType: "ipv4",
      subnets: ["subnet-0000000a", "subnet-0000000b"],
      securityGroups: ["<SecurityGroup:gateway-network-load-balancer>"],
      enableCrossZoneLoadBalancing: true,
    });
    expect(recorded.inputs("VpcLink:gateway-network")).toEqual({
      name: "shop-dev-gateway-network",
      subnetIds: ["subnet-0000000a", "subnet-0000000b"],
      securityGroupIds: ["<SecurityGroup:gateway-network-link>"],
    });
    const tcp = { ipProtocol: "tcp", fromPort: 0, toPort: 65_535 };
    expect(recorded.inputs("SecurityGroupIngressRule:gateway-network-load-balancer-from-link")).toEqual({
      securityGroupId: "<SecurityGroup:gateway-network-load-balancer>",
      referencedSecurityGroupId: "<SecurityGroup:gateway-network-link>",
      ...tcp,
    });
    expect(recorded.inputs("SecurityGroupEgressRule:gateway-network-load-balancer-to-pods")).toEqual({
      securityGroupId: "<SecurityGroup:gateway-network-load-balancer>",
      referencedSecurityGroupId: "<clusterSecurityGroupId of Cluster:cluster>",
      ...tcp,
    });
    expect(recorded.named("SecurityGroupIngressRule")).toHaveLength(1);
  });

  test("the port of the workload has a listener of its own, bound to the pods of its Service", () => {
    expect(recorded.inputs("Listener:cart-cart-http")).toEqual({
      loadBalancerArn: "<arn of LoadBalancer:gateway-network>",
      port,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: "<arn of TargetGroup:cart-cart-http>" }],
    });
    expect(recorded.inputs("TargetGroup:cart-cart-http")).toEqual({
      name: "shop-dev-cart-cart-http-8080",
      vpcId: "vpc-0a1b2c3d4e5f60718",
      targetType: "ip",
      ipAddressType: "ipv4",
      protocol: "TCP",
      port: 8080,
      deregistrationDelay: 30,
      healthCheck: {
        protocol: "TCP",
        port: "traffic-port",
        interval: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
    expect(recorded.inputs("TargetGroupBinding:cart-cart-http")).toMatchObject({
      apiVersion: "elbv2.k8s.aws/v1beta1",
      metadata: { name: "cart-cart-http-8080", namespace: "shop" },
      spec: {
        targetGroupARN: "<arn of TargetGroup:cart-cart-http>",
        targetType: "ip",
        ipAddressType: "ipv4",
        vpcID: "vpc-0a1b2c3d4e5f60718",
        serviceRef: { name: "cart", port: 80 },
        networking: {
          ingress: [
            {
              from: [{ securityGroup: { groupID: "<SecurityGroup:gateway-network-load-balancer>" } }],
              ports: [{ protocol: "TCP", port: 8080 }],
            },
          ],
        },
      },
    });
  });

  test("its path and all below lead there, for tokens of the issuer, whose user the workload is told", () => {
    const routes = recorded.ofType("Route").filter(({ type }) => type.startsWith("aws:apigatewayv2"));
    expect(routes.map(({ inputs }) => inputs.routeKey)).toEqual(["ANY /cart", "ANY /cart/{proxy+}"]);
    expect(recorded.inputs(`Route:${routes[0]?.name ?? ""}`)).toMatchObject({
      apiId: "<Api:gateway-api>",
      authorizationType: "JWT",
      authorizerId: "<Authorizer:cart-api>",
    });
    expect(recorded.inputs("Authorizer:cart-api")).toEqual({
      apiId: "<Api:gateway-api>",
      name: "cart-api",
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: "https://login.example.com/", audiences: ["shop"] },
    });
    expect(recorded.named("Integration")).toEqual(["cart-api-cart-http-1"]);
    expect(recorded.inputs("Integration:cart-api-cart-http-1")).toEqual({
      apiId: "<Api:gateway-api>",
      integrationType: "HTTP_PROXY",
      integrationMethod: "ANY",
      payloadFormatVersion: "1.0",
      connectionType: "VPC_LINK",
      connectionId: "<VpcLink:gateway-network>",
      integrationUri: "<arn of Listener:cart-cart-http>",
      requestParameters: { "overwrite:header.x-user": "$context.authorizer.claims.sub" },
      timeoutMilliseconds: 5000,
    });
  });

  test("the route comes after its target and the API, and so goes before them", () => {
    const [route] = recorded.ofType("Route").filter(({ type }) => type.startsWith("aws:apigatewayv2"));
    expect([...recorded.prerequisites(`Route:${route?.name ?? ""}`)]).toEqual(
      expect.arrayContaining(["TargetGroupBinding:cart-cart-http", "VpcLink:gateway-network", "Stage:gateway-api"]),
    );
  });

  test("all of AWS is made by the provider of the cluster", () => {
    const aws = recorded.all.filter(({ type }) => /^aws:(lb|apigatewayv2)\//.test(type));
    expect(aws).not.toHaveLength(0);
    expect(new Set(aws.map(({ provider }) => provider)).size).toBe(1);
    expect(aws[0]?.provider).toContain("aws");
  });
});

test("another port of the pods makes another target group, and another binding, as one is bound for good", async () => {
  const names = async (targetPort: number) => {
    const [port] = cart.ports;
    const recorded = await gatewayOnEks(spec, {
      cart: { to: { ...cart, ports: port === undefined ? [] : [{ ...port, targetPort }] } },
    });
    const { metadata } = recorded.inputs("TargetGroupBinding:cart-cart-http");
    return [recorded.inputs("TargetGroup:cart-cart-http").name, (metadata as { name: string }).name];
  };
  expect(await names(8080)).toEqual(["shop-dev-cart-cart-http-8080", "cart-cart-http-8080"]);
  expect(await names(9090)).toEqual(["shop-dev-cart-cart-http-9090", "cart-cart-http-9090"]);
});

test.each<[string, RouteSpec, string[], Record<string, string>[]]>([
  ["everything", {}, ["$default"], [{}]],
  ["everything by a method", { rules: [{ matches: [{ methods: ["GET"] }] }] }, ["GET /", "GET /{proxy+}"], [{}, {}]],
  ["a path as a whole", { rules: [{ matches: [{ path: { exact: "/health" } }] }] }, ["ANY /health"], [{}]],
  [
    "another prefix",
    { rules: [{ matches: [{ path: "/api/" }], rewrite: { path: { prefix: "/v1/" } } }] },
    ["ANY /api", "ANY /api/{proxy+}"],
    [{ "overwrite:path": "/v1" }, { "overwrite:path": "/v1/$request.path.proxy" }],
  ],
  [
    "no prefix",
    { rules: [{ matches: [{ path: "/api" }], rewrite: { path: { prefix: "/" } } }] },
    ["ANY /api", "ANY /api/{proxy+}"],
    [{ "overwrite:path": "/" }, { "overwrite:path": "/$request.path.proxy" }],
  ],
  [
    "another path",
    { rules: [{ rewrite: { path: { full: "/index.html" } } }] },
    ["$default"],
    [{ "overwrite:path": "/index.html" }],
  ],
  [
    "changed headers",
    { rules: [{ requestHeaders: { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] } }] },
    ["$default"],
    [{ "overwrite:header.x-a": "1", "append:header.x-b": "2", "remove:header.x-c": "''" }],
  ],
])("routes of %s", (_, route, keys, parameters) => {
  const all = planHttpApiRoute(plan(route));
  expect(all.map(({ routeKey }) => routeKey)).toEqual(keys);
  expect(all.map((one) => one.parameters)).toEqual(parameters);
});

// Of these nothing is written in a route: they are so of themselves, or belong to the gateway.
const unwritten: readonly GatewayFeature[] = ["route.http", "route.wildcardHost"];

test("everything that it can do makes a difference, and there is an example of it", () => {
  const written = (route: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}) =>
    JSON.stringify([planHttpApiRoute(plan(route, policy)), policy.authentication?.jwt]);
  const wanted = (Object.keys(gatewayFeatures) as GatewayFeature[]).filter(
    (feature) => can(httpApiEngine.supports[feature]) && !feature.startsWith("gateway."),
  );
  expect(wanted.filter((feature) => !httpApiExamples.some(({ name }) => name === feature))).toEqual([]);
  for (const { name, route } of httpApiExamples) {
    expect(httpApiEngine.checkRoute?.(route, apiCapability)).toEqual([]);
    const text = JSON.stringify([planHttpApiRoute(route), route.policy.authentication?.jwt]);
    expect([name, text === written({})]).toEqual([name, unwritten.includes(name)]);
  }
});

test("ports of listeners come of names alone, and two that are the same by chance are told", () => {
  expect(listenerPort("cart-cart-http")).toBe(port);
  expect(checkListenerPorts(["a", "b", "a"])).toEqual([]);
  const names = Array.from({ length: 2000 }, (_, index) => `workload-${index}`);
  const owners = new Map(names.map((name) => [listenerPort(name), name]));
  const twin = names.find((name) => owners.get(listenerPort(name)) !== name) ?? "";
  const other = owners.get(listenerPort(twin)) ?? "";
  expect(checkListenerPorts([twin, other])).toEqual([
    {
      path: ["route"],
      message: "by chance two routes have the same port of the load balancer, which comes of their names",
      found: `${twin} and ${other}: ${listenerPort(twin)}`,
      fix: "rename one of the workloads",
    },
  ]);
  expect(checkListenerPorts(names.slice(0, 51)).at(-1)?.message).toBe(
    "the load balancer behind the API has no listeners left: each port that routes lead to needs one",
  );
});

const around: GatewaySurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: true,
  autoMode: false,
  ipFamily: "ipv4",
  region: "eu-central-1",
  loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: ["10.0.0.0/19"] },
  dualStackNetwork: false,
  issuers: undefined,
  prometheusNamespace: undefined,
  hasMonitors: false,
};
const told = (more: Partial<GatewaySpec>, place: Partial<GatewaySurroundings> = {}) =>
  checkGateway({ ...spec, ...more }, { ...around, ...place }).map(({ path, message, found = "", allowed = "", fix }) =>
    [path.join("."), message, found, allowed, fix].join(" | "),
  );
const toldOfRoute = (route: RouteSpec, policy: ApiPolicySpec<RouteTarget> = {}) =>
  (httpApiEngine.checkRoute?.(plan(route, policy), apiCapability) ?? []).map(
    ({ path, message, found = "", allowed = "", fix }) => [path.join("."), message, found, allowed, fix].join(" | "),
  );

test.each<[string, string[], string[]]>([
  [
    "without TLS",
    told({ tls: false }),
    [
      "tls | an HTTP API is reached by TLS alone | false | tls with certificates | write tls: { certificates: [arn:aws:acm:…] }",
    ],
  ],
  [
    "by TLS 1.3 alone, with HSTS and a redirect, for which CloudFront is missing",
    told({
      tls: { certificates: [certificate], minimumVersion: "1.3", hsts: { maxAgeDays: 30 }, redirectHttp: true },
    }),
    [
      "tls.minimumVersion | hosts of an HTTP API take TLS 1.2 and 1.3 | 1.3 | 1.2 | write 1.2",
      "tls.hsts | an HTTP API adds no headers to answers; CloudFront in front of it does | maxAgeDays: 30 | with cloudFront | add cloudFront, or write hsts: false and let workloads send the header",
      "tls.redirectHttp | an HTTP API does not answer on port 80; CloudFront in front of it does | true | with cloudFront | add cloudFront, or remove it",
    ],
  ],
  [
    "two certificates for three hosts",
    told({
      hosts: ["a.example.com", "b.example.com", "c.example.com"],
      tls: { certificates: [certificate, certificate] },
    }),
    [
      "tls.certificates | each host of an HTTP API has one certificate | 2 certificates for 3 hosts | one for all hosts, or one for each in their order | write one for each host",
    ],
  ],
  [
    "logs to a bucket, and a cache",
    told({ accessLogs: { bucket: "logs" }, responseCache: true }),
    [
      "accessLogs | an HTTP API writes its access logs to CloudWatch alone | bucket: logs | true, false | write accessLogs: true",
      "responseCache | an HTTP API has no cache | true | with api: rest | write api: rest, or remove it",
    ],
  ],
  [
    "CloudFront for two hosts, with a web ACL that can be gone around",
    told({
      hosts: ["a.example.com", "b.example.com"],
      cloudFront: { certificate: globalCertificate, webAclArn: "arn:aws:wafv2:us-east-1:…" },
    }),
    [
      "cloudFront | each host of an API has an address of its own, of which CloudFront can ask one | a.example.com, b.example.com | one host, which may be a wildcard | keep one host, such as a wildcard",
      "cloudFront.webAclArn | callers who know the name of the API could go around CloudFront, and so around its web ACL | arn:aws:wafv2:us-east-1:… |  | write api: rest and waf",
    ],
  ],
  [
    "a certificate of CloudFront of another region",
    told({ cloudFront: { certificate } }),
    [
      "cloudFront.certificate | CloudFront takes certificates of us-east-1 alone | eu-central-1 | us-east-1 | request the certificate in us-east-1, and write its ARN",
    ],
  ],
  [
    "in Auto Mode",
    told({}, { autoMode: true }),
    [
      "provider | EKS Auto Mode keeps no pods in the target groups of an HTTP API | aws-api-gateway with Auto Mode | with node groups or Karpenter | write provider: envoy, or leave Auto Mode",
    ],
  ],
  [
    "in a cluster of IPv6",
    told({}, { ipFamily: "ipv6" }),
    [
      "provider | the load balancer behind an HTTP API sends to addresses of IPv4 | aws-api-gateway with a cluster of IPv6 | with a cluster of IPv4 | write provider: envoy",
    ],
  ],
  [
    "on a cluster that is there already",
    told({}, { target: "existing", region: undefined }),
    [
      "provider | an HTTP API is made in the account of a cluster on EKS, which is not known here | aws-api-gateway with cluster.target: existing | with cluster.target: eks | write provider: envoy",
    ],
  ],
  [
    "a route for one host of two",
    toldOfRoute({ hosts: ["shop.example.com"] }),
    [
      "route.hosts | an HTTP API has the same routes for all of its hosts | shop.example.com | shop.example.com, *.example.org | remove hosts, or choose api: rest, which tells hosts apart",
    ],
  ],
  [
    "tokens for anybody",
    toldOfRoute({}, { authentication: { jwt: { issuer: jwt.issuer, jwksUri: jwt.jwksUri } } }),
    [
      "policy.authentication.jwt.audiences | an HTTP API takes no token without knowing for whom it is | nothing |  | add what aud says in the tokens, such as [shop]",
    ],
  ],
  [
    "a minute",
    toldOfRoute({ timeouts: { request: "1m" } }),
    [
      "route.timeouts.request | an HTTP API waits no longer, and no shorter | 1m | 50ms to 30s | write 30s, or choose another gateway for the environment",
    ],
  ],
  [
    "variables in a path, a method that it does not know, and headers that are its own",
    toldOfRoute({
      rules: [
        {
          matches: [{ path: "/{id}", methods: ["TRACE"] }],
          requestHeaders: { set: { "x-forwarded-for": "1", "x-a": "$1" } },
        },
      ],
    }),
    [
      "route | an HTTP API does not take this method | TRACE | GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH | remove TRACE",
      "route | to an HTTP API these characters stand for variables | /{id} | a path without {, }, $, + and * | write another path, or choose another gateway for the environment",
      "route | an HTTP API keeps this header for itself | x-forwarded-for |  | remove it",
      "route | to an HTTP API these characters stand for variables | x-a: $1 | a value without $ and ' | write another value",
    ],
  ],
])("refused: %s", (_name, messages, expected) => {
  expect(messages).toEqual(expected);
});
