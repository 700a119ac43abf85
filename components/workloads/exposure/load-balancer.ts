import * as pulumi from "@pulumi/pulumi";
import type { PlannedPort } from "./ports";

/**
 * A Network Load Balancer of AWS, made by the AWS Load Balancer Controller (platform capability `awsLoadBalancerController`). It costs about
 * $16 a month in `us-east-1` and by what passes through.
 */
export interface LoadBalancerSpec {
  /** Who can reach it: the network that it is in, or everybody. Default: `internal`. */
  readonly scheme?: "internal" | "internet-facing" | undefined;
  /** What it sends to: pods by their addresses, or nodes by their node ports. Default: `ip`. */
  readonly targets?: "ip" | "instance" | undefined;
  /** Name in AWS, at most 32 letters, digits and `-`. It cannot be changed later. Default: the controller names it. */
  readonly name?: string | undefined;
  /** Names or ids of subnets, one for each zone. Default: the tagged ones of the network. */
  readonly subnets?: readonly string[] | undefined;
  /** Ids of security groups; then `sourceRanges` have no effect. Default: one that the controller makes, open to the source ranges. */
  readonly securityGroups?: readonly string[] | undefined;
  /** Allocation ids of elastic addresses, one for each subnet. Needs `internet-facing`. */
  readonly elasticIps?: readonly string[] | undefined;
  /** Families of its addresses. `dualstack` needs subnets with both; pods with IPv6 addresses need it. Default: `ipv4`. */
  readonly ipAddressType?: "ipv4" | "dualstack" | undefined;
  /** Whether each zone sends to the pods of all zones; traffic between zones costs. Default: false. */
  readonly crossZone?: boolean | undefined;
  /** TLS that ends at the load balancer. Default: none. */
  readonly tls?:
    | {
        /** ARNs of certificates of ACM, the first being the default. */
        readonly certificates: readonly pulumi.Input<string>[];
        /** Names of the ports with TLS. Default: all that are not UDP. */
        readonly ports?: readonly string[] | undefined;
        /** Name of a security policy of AWS. Default: `ELBSecurityPolicy-TLS13-1-2-2021-06`. */
        readonly policy?: string | undefined;
      }
    | undefined;
  /** Whether pods get the caller's address by the proxy protocol, version 2. They must speak it. Default: no. */
  readonly proxyProtocol?: boolean | undefined;
  /** How it asks whether a pod answers. Default: by opening a connection on the port of the traffic. */
  readonly healthCheck?:
    | {
        readonly protocol?: "tcp" | "http" | "https" | undefined;
        /** TCP port of the pods, or with `instance` of the nodes. Default: the port of the traffic. */
        readonly port?: number | undefined;
        /** For http and https. Default: `/`. */
        readonly path?: string | undefined;
        /** 5 to 300. Default: 10. */
        readonly intervalSeconds?: number | undefined;
        /** 2 to 10. Default: 3. */
        readonly healthyThreshold?: number | undefined;
        /** 2 to 10. Default: 3. */
        readonly unhealthyThreshold?: number | undefined;
      }
    | undefined;
  /** Bucket, and folder in it, of access logs; only connections with TLS are logged. Default: none. */
  readonly accessLogs?: { readonly bucket: string; readonly prefix?: string | undefined } | undefined;
  /** Whether AWS refuses to delete it. Then a destroy stops at it. Default: false. */
  readonly deletionProtection?: boolean | undefined;
  /** Tags of what it is made of, besides the controller's own. Default: none. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** More attributes of the target groups, such as `deregistration_delay.timeout_seconds`. */
  readonly targetGroupAttributes?: Readonly<Record<string, string>> | undefined;
}

/** The class by which the AWS Load Balancer Controller knows its Services. It cannot be changed later. */
export const loadBalancerClass = "service.k8s.aws/nlb";

const prefix = "service.beta.kubernetes.io/aws-load-balancer";
const defaultTlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
/** Seconds that an answer to a health check may take, by default; it may not take longer than until the next one. */
const healthCheckTimeout = 10;

/**
 * The annotations that the AWS Load Balancer Controller reads. What an annotation that is gone would not reset is always written: scheme, cross-zone
 * balancing, logs and deletion protection. Source: the controller's guide, "Service annotations", and its code, 3.5.0; read 2026-11-21.
 * @param ports the ports of the Service
 */
export function loadBalancerAnnotations(
  spec: LoadBalancerSpec,
  ports: readonly PlannedPort[],
): Record<string, pulumi.Input<string>> {
  const { name, subnets, securityGroups, elasticIps, ipAddressType = "ipv4", tags, targetGroupAttributes } = spec;
  const needsIpv6Source = ipAddressType === "dualstack" && ports.some(({ protocol }) => protocol === "udp");
  return prefixed({
    "nlb-target-type": targetsOf(spec),
    scheme: schemeOf(spec),
    name,
    subnets: subnets?.join(","),
    "security-groups": securityGroups?.join(","),
    // With groups of one's own, the controller would no longer let the load balancer through to the pods.
    "manage-backend-security-group-rules": securityGroups === undefined ? undefined : "true",
    "eip-allocations": elasticIps?.join(","),
    "ip-address-type": ipAddressType,
    "enable-prefix-for-ipv6-source-nat": needsIpv6Source ? "on" : undefined,
    "enable-tcp-udp-listener": hasTwins(ports) ? "true" : undefined,
    attributes: stringMap(attributesOf(spec)),
    ...tlsAnnotations(spec.tls, ports),
    "proxy-protocol": spec.proxyProtocol === true ? "*" : undefined,
    ...healthCheckAnnotations(spec.healthCheck),
    "target-group-attributes": targetGroupAttributes === undefined ? undefined : stringMap(targetGroupAttributes),
    "additional-resource-tags": tags === undefined ? undefined : stringMap(tags),
  });
}

/** Whether it needs no node ports. */
export function goesToPods(spec: LoadBalancerSpec): boolean {
  return targetsOf(spec) === "ip";
}

/** Who can reach it, with its default. */
export function schemeOf(spec: LoadBalancerSpec): "internal" | "internet-facing" {
  return spec.scheme ?? "internal";
}

function targetsOf(spec: LoadBalancerSpec): "ip" | "instance" {
  return spec.targets ?? "ip";
}

/** Only what is said, under the controller's prefix. */
function prefixed(
  annotations: Readonly<Record<string, pulumi.Input<string> | undefined>>,
): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([name, value]): [string, pulumi.Input<string>][] =>
      value === undefined ? [] : [[`${prefix}-${name}`, value]],
    ),
  );
}

function attributesOf({ accessLogs, crossZone, deletionProtection }: LoadBalancerSpec): Record<string, string> {
  return {
    "access_logs.s3.enabled": String(accessLogs !== undefined),
    ...(accessLogs === undefined ? {} : { "access_logs.s3.bucket": accessLogs.bucket }),
    ...(accessLogs?.prefix === undefined ? {} : { "access_logs.s3.prefix": accessLogs.prefix }),
    "deletion_protection.enabled": String(deletionProtection ?? false),
    "load_balancing.cross_zone.enabled": String(crossZone ?? false),
  };
}

function tlsAnnotations(
  tls: LoadBalancerSpec["tls"],
  ports: readonly PlannedPort[],
): Record<string, pulumi.Input<string> | undefined> {
  if (tls === undefined) return {};
  const named = tls.ports === undefined ? undefined : ports.filter(({ name }) => tls.ports?.includes(name));
  return {
    "ssl-cert": joined(tls.certificates),
    "ssl-ports": named?.map(({ port }) => port).join(","),
    "ssl-negotiation-policy": tls.policy ?? defaultTlsPolicy,
  };
}

function healthCheckAnnotations(check: LoadBalancerSpec["healthCheck"] = {}): Record<string, string | undefined> {
  const { protocol, port, path, intervalSeconds, healthyThreshold, unhealthyThreshold } = check;
  const isShort = intervalSeconds !== undefined && intervalSeconds < healthCheckTimeout;
  return {
    "healthcheck-protocol": protocol,
    "healthcheck-port": port === undefined ? undefined : String(port),
    "healthcheck-path": path,
    "healthcheck-interval": intervalSeconds === undefined ? undefined : String(intervalSeconds),
    "healthcheck-timeout": isShort ? String(intervalSeconds) : undefined,
    "healthcheck-healthy-threshold": healthyThreshold === undefined ? undefined : String(healthyThreshold),
    "healthcheck-unhealthy-threshold": unhealthyThreshold === undefined ? undefined : String(unhealthyThreshold),
  };
}

/** `a=b,c=d`: the controller's form of a map, in which neither can be quoted. */
function stringMap(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** Texts stay texts, so that they are known in a preview. */
function joined(texts: readonly pulumi.Input<string>[]): pulumi.Input<string> {
  const known = texts.filter((text) => typeof text === "string");
  return known.length === texts.length ? known.join(",") : pulumi.all([...texts]).apply((all) => all.join(","));
}

/** Whether TCP and UDP share a number, as for HTTP/3 or DNS: that is one listener at AWS. */
function hasTwins(ports: readonly PlannedPort[]): boolean {
  return new Set(ports.map(({ port }) => port)).size < ports.length;
}
