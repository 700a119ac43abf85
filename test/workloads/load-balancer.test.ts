/** The annotations that the AWS Load Balancer Controller is to read. That it makes a load balancer of them only AWS can show. */
import * as pulumi from "@pulumi/pulumi";
import { loadBalancerAnnotations, type LoadBalancerSpec } from "../../components/workloads/exposure/load-balancer";
import { checkLoadBalancer } from "../../components/workloads/exposure/load-balancer-check";
import { planPorts } from "../../components/workloads/exposure/ports";

const prefix = "service.beta.kubernetes.io/aws-load-balancer-";
const ports = planPorts({ http: 80, https: 443 });
const certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/8a3f";

function annotations(spec: LoadBalancerSpec, of = ports): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    Object.entries(loadBalancerAnnotations(spec, of)).map(([name, value]) => {
      expect(name.startsWith(prefix)).toBe(true);
      return [name.slice(prefix.length), value];
    }),
  );
}

it("is internal, sends to pods, and says what the controller would not reset", () => {
  expect(annotations({})).toStrictEqual({
    "nlb-target-type": "ip",
    scheme: "internal",
    "ip-address-type": "ipv4",
    attributes:
      "access_logs.s3.enabled=false,deletion_protection.enabled=false,load_balancing.cross_zone.enabled=false",
  });
});

it("has every option as the controller's annotation", () => {
  expect(
    annotations({
      scheme: "internet-facing",
      targets: "instance",
      name: "shop",
      subnets: ["subnet-1", "subnet-2"],
      securityGroups: ["sg-1"],
      elasticIps: ["eipalloc-1", "eipalloc-2"],
      ipAddressType: "dualstack",
      crossZone: true,
      tls: { certificates: [certificate, "arn:aws:acm:x"], ports: ["https"] },
      proxyProtocol: true,
      healthCheck: {
        protocol: "http",
        port: 9000,
        path: "/healthz",
        intervalSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 4,
      },
      accessLogs: { bucket: "logs", prefix: "shop" },
      deletionProtection: true,
      tags: { team: "a", stage: "prod" },
      targetGroupAttributes: { "deregistration_delay.timeout_seconds": "30" },
    }),
  ).toStrictEqual({
    "nlb-target-type": "instance",
    scheme: "internet-facing",
    name: "shop",
    subnets: "subnet-1,subnet-2",
    "security-groups": "sg-1",
    "manage-backend-security-group-rules": "true",
    "eip-allocations": "eipalloc-1,eipalloc-2",
    "ip-address-type": "dualstack",
    attributes:
      "access_logs.s3.enabled=true,access_logs.s3.bucket=logs,access_logs.s3.prefix=shop," +
      "deletion_protection.enabled=true,load_balancing.cross_zone.enabled=true",
    "ssl-cert": `${certificate},arn:aws:acm:x`,
    "ssl-ports": "443",
    "ssl-negotiation-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "proxy-protocol": "*",
    "healthcheck-protocol": "http",
    "healthcheck-port": "9000",
    "healthcheck-path": "/healthz",
    "healthcheck-interval": "5",
    // No longer than the interval: the controller's default is 10.
    "healthcheck-timeout": "5",
    "healthcheck-healthy-threshold": "2",
    "healthcheck-unhealthy-threshold": "4",
    "target-group-attributes": "deregistration_delay.timeout_seconds=30",
    "additional-resource-tags": "team=a,stage=prod",
  });
});

it("takes a certificate that is not known yet", async () => {
  const { "ssl-cert": joined } = annotations({ tls: { certificates: [certificate, pulumi.output("arn:aws:acm:x")] } });
  expect(pulumi.Output.isInstance(joined)).toBe(true);
  const text = await new Promise((resolve) => pulumi.output(joined).apply(resolve));
  expect(text).toBe(`${certificate},arn:aws:acm:x`);
});

it("makes one listener of TCP and UDP on one number, and translates addresses for UDP over IPv6", () => {
  const dns = planPorts({ dns: 53, "dns-udp": { port: 53, protocol: "udp" } });
  expect(annotations({ ipAddressType: "dualstack" }, dns)).toMatchObject({
    "enable-tcp-udp-listener": "true",
    "enable-prefix-for-ipv6-source-nat": "on",
  });
  expect(annotations({}, dns)).not.toHaveProperty("enable-prefix-for-ipv6-source-nat");
});

it("is fine where the controller is, and where nothing is known of the cluster", () => {
  const spec: LoadBalancerSpec = { scheme: "internet-facing", elasticIps: ["eipalloc-1"], name: "a".repeat(32) };
  expect(checkLoadBalancer(spec, ports, { awsLoadBalancerController: true })).toEqual([]);
  expect(checkLoadBalancer(spec, ports, undefined)).toEqual([]);
});

it("needs the controller", () => {
  expect(checkLoadBalancer({}, ports, {})).toStrictEqual([
    {
      path: [],
      message: "nobody in the cluster reads the options of a load balancer",
      found: "no AWS Load Balancer Controller",
      fix: "install it and set slipway:capabilities.awsLoadBalancerController to true, or remove loadBalancer",
    },
  ]);
});

it.each<[LoadBalancerSpec, ...[path: string, message: string, found: string, fix: string][]]>([
  [
    { name: "a".repeat(33) },
    ["name", "this is no name of a load balancer", "a".repeat(33), "shorten it, or leave it out"],
  ],
  [
    { name: "internal-shop" },
    ["name", "this is no name of a load balancer", "internal-shop", "write another name, or leave it out"],
  ],
  [
    { elasticIps: ["eipalloc-1"], subnets: ["subnet-1", "subnet-2"] },
    [
      "elasticIps",
      "elastic addresses are public, but the load balancer is internal",
      "eipalloc-1",
      "set scheme to internet-facing, or remove elasticIps",
    ],
    ["elasticIps", "there must be one elastic address for each subnet", "1 for 2 subnets", "name 2 of them"],
  ],
  [
    { tls: { certificates: [], ports: ["htps"] } },
    ["tls.certificates", "TLS needs a certificate", "[]", "name one by its ARN"],
    ["tls.ports", "TLS is to end on a port that does not exist", "htps", "did you mean https?"],
  ],
  [
    { tls: { certificates: ["shop.example.com"], ports: ["quic"] } },
    [
      "tls.certificates.0",
      "this is no ARN of a certificate",
      "shop.example.com",
      "copy the ARN from AWS Certificate Manager",
    ],
    ["tls.ports", "TLS cannot end on a UDP port", "quic", "remove quic from the ports with TLS"],
  ],
  [
    { healthCheck: { intervalSeconds: 4, healthyThreshold: 11, port: 0, path: "healthz" } },
    ["healthCheck.port", "the number is none that AWS takes here", "0", "write 1 or more"],
    ["healthCheck.intervalSeconds", "the number is none that AWS takes here", "4", "write 5 or more"],
    ["healthCheck.healthyThreshold", "the number is none that AWS takes here", "11", "write 10 or less"],
    [
      "healthCheck.path",
      "a health check that only opens a connection asks for no path",
      "healthz",
      "set protocol to http or https, or remove path",
    ],
    ["healthCheck.path", "a path starts with /", "healthz", "write /healthz"],
  ],
  [
    { accessLogs: { bucket: "logs" } },
    [
      "accessLogs",
      "a network load balancer logs only connections with TLS, and this one has none",
      "logs",
      "add tls, or remove accessLogs",
    ],
  ],
  [
    { proxyProtocol: true, targetGroupAttributes: { "proxy_protocol_v2.enabled": "false" } },
    [
      "targetGroupAttributes.proxy_protocol_v2.enabled",
      "the proxy protocol is said twice",
      "proxyProtocol true, and here false",
      "remove it here",
    ],
  ],
  [
    { tags: { teams: "a,b" }, subnets: [], securityGroups: [] },
    [
      "subnets",
      "an empty list would mean the subnets with tags",
      "[]",
      "name some, or leave it out for the subnets with tags",
    ],
    [
      "securityGroups",
      "an empty list would mean a group that the controller makes",
      "[]",
      "name some, or leave it out for a group that the controller makes",
    ],
    ["tags.teams", "the controller reads a comma as the end of a value", "teams=a,b", "write it without"],
  ],
])("refuses %j", (spec, ...problems) => {
  const of = [...ports, ...planPorts({ quic: { port: 8443, protocol: "udp" } })];
  expect(
    checkLoadBalancer(spec, of, undefined).map(({ path, message, found, fix }) => [
      path.join("."),
      message,
      found,
      fix,
    ]),
  ).toEqual(problems);
});
