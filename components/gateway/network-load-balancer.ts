import type { ManifestValue } from "../core";
import type { GatewaySurroundings } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";
import { callersOf } from "./load-balancer-callers";

/**
 * Seconds that connections to a pod that goes are left alone. Pods must serve as long: the load balancer hears that one goes when it goes
 * already, and sends new connections to it for a while.
 */
export const deregistrationSeconds = 120;

/** What the load balancer asks each pod whether it serves, by HTTP. */
export interface HealthCheck {
  /** Port of the pods. */
  readonly port: number;
  readonly path: string;
}

/** The Service of a gateway's pods: what makes its load balancer. The names are those of the fields of a Service. */
export interface LoadBalancerService {
  readonly type: "LoadBalancer";
  readonly loadBalancerClass?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly loadBalancerSourceRanges?: readonly string[] | undefined;
  readonly allocateLoadBalancerNodePorts?: boolean | undefined;
  readonly externalTrafficPolicy: "Cluster" | "Local";
}

const prefix = "service.beta.kubernetes.io/aws-load-balancer";
/** EKS Auto Mode has a controller of its own, which has its own class. Source: Amazon EKS User Guide, "Use Service Annotations to configure NLBs". */
const classes = { controller: "service.k8s.aws/nlb", autoMode: "eks.amazonaws.com/nlb" } as const;
const health = { intervalSeconds: 10, timeoutSeconds: 5, threshold: 2 } as const;

/**
 * The Service of a gateway. On EKS a Network Load Balancer sends to its pods, about $16 a month in `us-east-1` and by what passes through; on
 * other clusters whatever makes load balancers there.
 *
 * Pods of EKS get the caller's address by the proxy protocol, version 2, and must read it (`readsProxyProtocol`). The other way, to leave the
 * addresses of packets alone, does not exist for callers by IPv6 to pods of IPv4, cuts off pods that call their own load balancer, and would show
 * network policies every address of the internet.
 * Source of the annotations: the guide of the AWS Load Balancer Controller, "Service annotations", 3.5.0.
 */
export function loadBalancerService(
  { exposure = "public", sourceRanges, ipAddressType }: GatewaySpec,
  { target, autoMode, ipFamily }: GatewaySurroundings,
  check: HealthCheck,
): LoadBalancerService {
  const ranges = sourceRanges === undefined ? {} : { loadBalancerSourceRanges: [...sourceRanges] };
  // Without the detour over other nodes, which would hide the caller's address.
  if (target !== "eks") return { type: "LoadBalancer", annotations: {}, ...ranges, externalTrafficPolicy: "Local" };
  return {
    type: "LoadBalancer",
    loadBalancerClass: autoMode ? classes.autoMode : classes.controller,
    annotations: prefixed({
      "nlb-target-type": "ip",
      scheme: exposure === "public" ? "internet-facing" : "internal",
      "ip-address-type": ipAddressType ?? (ipFamily === "ipv6" ? "dualstack" : "ipv4"),
      attributes: "load_balancing.cross_zone.enabled=false,deletion_protection.enabled=false",
      "target-group-attributes": [
        `deregistration_delay.timeout_seconds=${deregistrationSeconds}`,
        "preserve_client_ip.enabled=false",
        "proxy_protocol_v2.enabled=true",
      ].join(","),
      "healthcheck-protocol": "http",
      "healthcheck-port": String(check.port),
      "healthcheck-path": check.path,
      "healthcheck-interval": String(health.intervalSeconds),
      "healthcheck-timeout": String(health.timeoutSeconds),
      "healthcheck-healthy-threshold": String(health.threshold),
      "healthcheck-unhealthy-threshold": String(health.threshold),
    }),
    ...ranges,
    // It sends to pods, not to nodes.
    allocateLoadBalancerNodePorts: false,
    externalTrafficPolicy: "Cluster",
  };
}

/** Whether connections begin with the proxy protocol: what does not begin with it is then refused. */
export function readsProxyProtocol({ target }: Pick<GatewaySurroundings, "target">): boolean {
  return target === "eks";
}

/**
 * Who connects to the pods of a gateway, for `from` of a network policy: on EKS what is in the subnets of its load balancer; on other clusters
 * callers themselves may, or nodes. `undefined` is everybody: the load balancer, or the nodes, hold the source ranges.
 */
export function loadBalancerPeers(
  spec: Pick<GatewaySpec, "exposure">,
  around: Pick<GatewaySurroundings, "target" | "loadBalancerCidrs" | "ipFamily">,
): readonly ManifestValue[] | undefined {
  if (around.target !== "eks") return undefined;
  const cidrs = callersOf(spec, around);
  // Where they are not known it was refused; and an empty list would be everybody.
  if (cidrs.length === 0) throw new Error("the subnets of the load balancer were not checked");
  return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

/** Whether the platform needs the add-on that makes load balancers on EKS; Auto Mode has it built in. */
export function needsLoadBalancerController({ target, autoMode }: GatewaySurroundings): boolean {
  return target === "eks" && !autoMode;
}

function prefixed(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${prefix}-${name}`, value]));
}
