// What an ALB is made of: the custom resources of its controller, and what Pulumi makes in AWS before. That AWS takes it is not shown here.
import { albEngine } from "../../components/gateway/alb/alb";
import type { GatewayArgs } from "../../components/gateway/gateway";
import { checkGateway } from "../../components/gateway/check-gateway";
import type { GatewaySpec } from "../../components/gateway/gateway-spec";
import type { GatewaySurroundings } from "../../components/gateway/gateway-engine";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { certificate, gatewayOnEks } from "./recorded-gateway";

const spec: Omit<GatewayArgs, "cluster"> = {
  provider: "alb",
  hosts: ["shop.example.com"],
  tls: { certificates: [certificate] },
};

describe("of which nothing is said", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await gatewayOnEks(spec);
  });

  test("it has a class, a Gateway with a listener for each host, and a redirect", () => {
    expect(recorded.inputs("GatewayClass:gateway")).toEqual({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      metadata: expect.objectContaining({ name: "alb" }) as unknown,
      spec: { controllerName: "gateway.k8s.aws/alb" },
    });
    expect(recorded.inputs("Gateway:gateway").spec).toEqual({
      gatewayClassName: "alb",
      infrastructure: {
        parametersRef: { group: "gateway.k8s.aws", kind: "LoadBalancerConfiguration", name: "gateway" },
      },
      listeners: [
        { name: "http", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: { from: "Same" } } },
        {
          name: "https",
          hostname: "shop.example.com",
          port: 443,
          protocol: "HTTPS",
          allowedRoutes: { namespaces: { from: "All" } },
        },
      ],
    });
    expect(recorded.named("HTTPRoute")).toEqual(["gateway-to-https"]);
  });

  test("it is open to the internet by TLS 1.2, asks browsers for HTTPS, and writes its logs to a bucket of its own", () => {
    const { bucket } = recorded.get("Bucket:gateway-access-logs").outputs;
    expect(recorded.inputs("LoadBalancerConfiguration:gateway")).toMatchObject({
      apiVersion: "gateway.k8s.aws/v1",
      metadata: { name: "gateway", namespace: "gateway" },
      spec: {
        scheme: "internet-facing",
        ipAddressType: "ipv4",
        listenerConfigurations: [
          {
            protocolPort: "HTTPS:443",
            defaultCertificate: certificate,
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
            listenerAttributes: [
              { key: "routing.http.response.strict_transport_security.header_value", value: "max-age=31536000" },
            ],
          },
        ],
        defaultTargetGroupConfiguration: { name: "gateway" },
        loadBalancerAttributes: [
          { key: "access_logs.s3.enabled", value: "true" },
          { key: "access_logs.s3.bucket", value: bucket },
          { key: "deletion_protection.enabled", value: "false" },
          { key: "routing.http.drop_invalid_header_fields.enabled", value: "true" },
        ],
      },
    });
  });

  test("only Elastic Load Balancing writes to that bucket, by TLS, and what is in it goes after 90 days", () => {
    const { arn } = recorded.get("Bucket:gateway-access-logs").outputs;
    expect(JSON.parse(String(recorded.get("BucketPolicy:gateway-access-logs").inputs.policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${String(arn)}/AWSLogs/*`,
          Condition: {
            ArnLike: { "aws:SourceArn": "arn:aws:elasticloadbalancing:eu-central-1:*:loadbalancer/*" },
          },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${String(arn)}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(recorded.inputs("BucketLifecycleConfiguration:gateway-access-logs").rules).toContainEqual({
      id: "old-logs",
      status: "Enabled",
      filter: { prefix: "" },
      expiration: { days: 90 },
    });
  });

  test("pods are asked whether they answer, not whether they are ready, and end their requests in 30 s", () => {
    expect(recorded.inputs("TargetGroupConfiguration:gateway").spec).toEqual({
      defaultConfiguration: {
        targetType: "ip",
        healthCheckConfig: {
          healthCheckInterval: 10,
          healthCheckTimeout: 5,
          healthyThresholdCount: 2,
          unhealthyThresholdCount: 2,
          matcher: { httpCode: "200-499", grpcCode: "0-99" },
        },
        targetGroupAttributes: [
          { key: "deregistration_delay.timeout_seconds", value: "30" },
          { key: "load_balancing.algorithm.type", value: "least_outstanding_requests" },
        ],
      },
    });
  });

  test("the Gateway comes after all that it names, and so goes before it", () => {
    const before = recorded.prerequisites("Gateway:gateway");
    expect([...before]).toEqual(
      expect.arrayContaining([
        "Namespace:gateway",
        "GatewayClass:gateway",
        "TargetGroupConfiguration:gateway",
        "LoadBalancerConfiguration:gateway",
        "BucketPolicy:gateway-access-logs",
      ]),
    );
  });
});

test("everything that is asked for is said to the controller", async () => {
  const recorded = await gatewayOnEks({
    ...spec,
    hosts: ["shop.example.com", "*.example.org"],
    tls: { certificates: [certificate, `${certificate}1`], minimumVersion: "1.3", hsts: false, redirectHttp: false },
    exposure: "internal",
    sourceRanges: ["10.0.0.0/8"],
    accessLogs: { bucket: "logs-of-acme", prefix: "shop" },
    waf: { requestsPerFiveMinutes: 1000 },
  });
  expect(recorded.inputs("LoadBalancerConfiguration:gateway").spec).toEqual({
    scheme: "internal",
    ipAddressType: "ipv4",
    listenerConfigurations: [
      {
        protocolPort: "HTTPS:443",
        defaultCertificate: certificate,
        certificates: [`${certificate}1`],
        sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06",
      },
    ],
    sourceRanges: ["10.0.0.0/8"],
    defaultTargetGroupConfiguration: { name: "gateway" },
    loadBalancerAttributes: [
      { key: "access_logs.s3.enabled", value: "true" },
      { key: "access_logs.s3.bucket", value: "logs-of-acme" },
      { key: "access_logs.s3.prefix", value: "shop" },
      { key: "deletion_protection.enabled", value: "false" },
      { key: "routing.http.drop_invalid_header_fields.enabled", value: "true" },
    ],
    wafV2: { webACL: "<arn of WebAcl:gateway-web-acl>" },
  });
  expect(recorded.named("HTTPRoute")).toEqual([]);
  expect(recorded.named("Bucket")).toEqual([]);
});

test("logs that are not wanted are turned off in so many words", async () => {
  const recorded = await gatewayOnEks({ ...spec, accessLogs: false });
  const { loadBalancerAttributes } = recorded.inputs("LoadBalancerConfiguration:gateway").spec as Record<
    string,
    unknown[]
  >;
  expect(loadBalancerAttributes?.[0]).toEqual({ key: "access_logs.s3.enabled", value: "false" });
  expect(recorded.named("Bucket")).toEqual([]);
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

const acl = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b2c3d-0000-4000-8000-000000000000";

test.each<[string, string[], string[]]>([
  [
    "on a cluster that is there already",
    told({}, { target: "existing", region: undefined }),
    [
      "provider | an ALB is made in the account of a cluster on EKS, which is not known here | alb with cluster.target: existing | with cluster.target: eks | write provider: envoy",
    ],
  ],
  [
    "in Auto Mode",
    told({}, { autoMode: true }),
    [
      "provider | EKS Auto Mode makes load balancers by itself, and knows no Gateway API | alb with Auto Mode | with node groups or Karpenter | write provider: envoy, or leave Auto Mode",
    ],
  ],
  [
    "in a network whose addresses are not known",
    told({}, { loadBalancerCidrs: { public: [], internal: ["10.0.0.0/19"] } }),
    [
      "provider | the addresses that its load balancer connects from are not known, so that nobody else could be kept out | no CIDRs of public subnets | a network whose subnets for load balancers are known | add cidrs.public to slipway:network where the VPC is there already, or let a new one have public subnets",
    ],
  ],
  [
    "in a cluster of IPv6",
    told({}, { ipFamily: "ipv6" }),
    [
      "provider | AWS chooses the IPv6 addresses of its load balancer, so that nobody else could be kept out | a cluster of IPv6, and no IPv6 CIDRs of public subnets | a cluster of IPv4, or a VPC that is there already with its IPv6 CIDRs | write ipFamily: ipv4 in slipway:cluster, or name an existing VPC in slipway:network and add cidrs.public there",
    ],
  ],
  [
    "with an issuer",
    told({ tls: { issuer: "letsencrypt" } }),
    [
      expect.stringContaining(
        "tls.issuer | Application Load Balancer cannot do this: it takes certificates of ACM alone | certificates by cert-manager",
      ),
    ],
  ],
  [
    "with a certificate of another region",
    told({ tls: { certificates: [certificate.replace("eu-central-1", "us-east-1")] } }),
    [
      "tls.certificates.0 | the certificate is in another region than the gateway | us-east-1 | eu-central-1 | request the certificate in eu-central-1, and write its ARN",
    ],
  ],
  [
    "with a web ACL of another region",
    told({ waf: { webAclArn: acl } }),
    [
      `waf.webAclArn | the web ACL is in another region than the gateway | ${acl} | one of the scope REGIONAL in eu-central-1 | make one in eu-central-1, or write waf: true`,
    ],
  ],
  [
    "with a web ACL for CloudFront",
    told({ waf: { webAclArn: acl.replace("eu-west-1", "us-east-1").replace("regional", "global") } }),
    [
      `waf.webAclArn | this web ACL is one for CloudFront | ${acl.replace("eu-west-1", "us-east-1").replace("regional", "global")} | one of the scope REGIONAL in eu-central-1 | make one in eu-central-1, or write waf: true`,
    ],
  ],
])("refused: %s", (_name, messages, expected) => {
  expect(messages).toEqual(expected);
});

test("its controller may give a load balancer a web ACL where one is asked for", () => {
  const addOns = (more: Partial<GatewaySpec>) => albEngine.addOns({ ...spec, ...more }, around);
  expect(addOns({})).toEqual({ gatewayApi: true, certManager: true, awsLoadBalancerController: true });
  expect(addOns({ waf: true })).toMatchObject({ awsLoadBalancerController: { wafv2: true } });
});
