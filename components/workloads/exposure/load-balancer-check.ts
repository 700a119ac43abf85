import type { PlatformCapabilities } from "../../cluster";
import { under, type Problem } from "../../core";
import { checkBounds } from "../bounds";
import { schemeOf, type LoadBalancerSpec } from "./load-balancer";
import { checkNotEmpty } from "./not-empty";
import { checkPortNames, type PlannedPort } from "./ports";

/**
 * What is wrong with the options of a load balancer. Paths are relative to them.
 * @param ports the ports of its Service
 */
export function checkLoadBalancer(
  spec: LoadBalancerSpec,
  ports: readonly PlannedPort[],
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  return [
    ...checkCapability(capabilities),
    ...checkName(spec.name),
    ...checkNotEmpty(["subnets"], spec.subnets, "the subnets with tags"),
    ...checkNotEmpty(["securityGroups"], spec.securityGroups, "a group that the controller makes"),
    ...checkNotEmpty(["elasticIps"], spec.elasticIps, "addresses that AWS chooses"),
    ...checkElasticIps(spec),
    ...(spec.tls === undefined ? [] : under(["tls"], checkTls(spec.tls, ports))),
    ...(spec.healthCheck === undefined ? [] : under(["healthCheck"], checkHealthCheck(spec.healthCheck))),
    ...checkAccessLogs(spec),
    ...checkProxyProtocol(spec),
    ...checkStringMap("tags", spec.tags),
    ...checkStringMap("targetGroupAttributes", spec.targetGroupAttributes),
  ];
}

function checkCapability(capabilities: PlatformCapabilities | undefined): Problem[] {
  if (capabilities === undefined || capabilities.awsLoadBalancerController === true) return [];
  return [
    {
      path: [],
      message: "nobody in the cluster reads the options of a load balancer",
      found: "no AWS Load Balancer Controller",
      fix: "install it and set slipway:capabilities.awsLoadBalancerController to true, or remove loadBalancer",
    },
  ];
}

function checkName(name: string | undefined): Problem[] {
  if (
    name === undefined ||
    (/^[A-Za-z0-9]([-A-Za-z0-9]{0,30}[A-Za-z0-9])?$/.test(name) && !name.startsWith("internal-"))
  ) {
    return [];
  }
  return [
    {
      path: ["name"],
      message: "this is no name of a load balancer",
      found: name,
      allowed: "1 to 32 letters, digits and '-', with a letter or digit at both ends, not starting with internal-",
      fix: name.length > 32 ? "shorten it, or leave it out" : "write another name, or leave it out",
    },
  ];
}

function checkElasticIps(spec: LoadBalancerSpec): Problem[] {
  const { elasticIps, subnets } = spec;
  if (elasticIps === undefined) return [];
  return [
    ...(schemeOf(spec) === "internet-facing"
      ? []
      : [
          {
            path: ["elasticIps"],
            message: "elastic addresses are public, but the load balancer is internal",
            found: elasticIps.join(", "),
            fix: "set scheme to internet-facing, or remove elasticIps",
          },
        ]),
    ...(subnets === undefined || subnets.length === elasticIps.length
      ? []
      : [
          {
            path: ["elasticIps"],
            message: "there must be one elastic address for each subnet",
            found: `${elasticIps.length} for ${subnets.length} subnets`,
            fix: `name ${subnets.length} of them`,
          },
        ]),
  ];
}

type Tls = NonNullable<LoadBalancerSpec["tls"]>;

function checkTls({ certificates, ports: names }: Tls, ports: readonly PlannedPort[]): Problem[] {
  const chosen = ports.filter(({ name, protocol }) => protocol === "udp" && names?.includes(name) === true);
  return [
    ...(certificates.length === 0
      ? [{ path: ["certificates"], message: "TLS needs a certificate", found: "[]", fix: "name one by its ARN" }]
      : []),
    ...certificates.flatMap((certificate, index) =>
      typeof certificate !== "string" || /^arn:aws[a-z-]*:(acm|iam):/.test(certificate)
        ? []
        : [
            {
              path: ["certificates", index],
              message: "this is no ARN of a certificate",
              found: certificate,
              allowed: "arn:aws:acm:region:account:certificate/id",
              fix: "copy the ARN from AWS Certificate Manager",
            },
          ],
    ),
    ...checkNotEmpty(["ports"], names, "every port"),
    ...checkPortNames(["ports"], "TLS is to end on", names, ports),
    ...chosen.map(({ name }) => ({
      path: ["ports"],
      message: "TLS cannot end on a UDP port",
      found: name,
      fix: `remove ${name} from the ports with TLS`,
    })),
  ];
}

type HealthCheck = NonNullable<LoadBalancerSpec["healthCheck"]>;

/** Bounds of AWS. Source: its API reference, `CreateTargetGroup`. */
function checkHealthCheck(check: HealthCheck): Problem[] {
  const { protocol = "tcp", path } = check;
  return [
    ...checkBounds([
      [["port"], check.port, 1, 65535],
      [["intervalSeconds"], check.intervalSeconds, 5, 300],
      [["healthyThreshold"], check.healthyThreshold, 2, 10],
      [["unhealthyThreshold"], check.unhealthyThreshold, 2, 10],
    ]).map((problem) => ({ ...problem, message: "the number is none that AWS takes here" })),
    ...(path === undefined || protocol !== "tcp"
      ? []
      : [
          {
            path: ["path"],
            message: "a health check that only opens a connection asks for no path",
            found: path,
            fix: "set protocol to http or https, or remove path",
          },
        ]),
    ...(path === undefined || path.startsWith("/")
      ? []
      : [{ path: ["path"], message: "a path starts with /", found: path, fix: `write /${path}` }]),
  ];
}

function checkAccessLogs({ accessLogs, tls }: LoadBalancerSpec): Problem[] {
  if (accessLogs === undefined || tls !== undefined) return [];
  return [
    {
      path: ["accessLogs"],
      message: "a network load balancer logs only connections with TLS, and this one has none",
      found: accessLogs.bucket,
      fix: "add tls, or remove accessLogs",
    },
  ];
}

function checkProxyProtocol({ proxyProtocol, targetGroupAttributes = {} }: LoadBalancerSpec): Problem[] {
  const found = targetGroupAttributes["proxy_protocol_v2.enabled"];
  if (proxyProtocol === undefined || found === undefined) return [];
  return [
    {
      path: ["targetGroupAttributes", "proxy_protocol_v2.enabled"],
      message: "the proxy protocol is said twice",
      found: `proxyProtocol ${proxyProtocol}, and here ${found}`,
      fix: "remove it here",
    },
  ];
}

function checkStringMap(field: string, map: Readonly<Record<string, string>> = {}): Problem[] {
  return Object.entries(map)
    .filter(([key, value]) => /[,=]/.test(key) || value.includes(","))
    .map(([key, value]) => ({
      path: [field, key],
      message: "the controller reads a comma as the end of a value",
      found: `${key}=${value}`,
      allowed: "texts without commas, and keys without =",
      fix: "write it without",
    }));
}
