import type { ManifestValue, RenderedObject } from "../core";
import { gatewayPorts, redirectsHttp } from "./gateway-api/gateway-objects";
import type { GatewaySurroundings } from "./gateway-engine";
import type { GatewaySpec } from "./gateway-spec";
import { callersOf } from "./load-balancer-callers";
import { loadBalancerPeers, loadBalancerService as balancerOf, readsProxyProtocol } from "./network-load-balancer";

/** The pods that requests pass through, as what is in front of them sees them. */
export interface PodsInFront {
  /** Their namespace, in which the Service is too. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the Service. */
  readonly service: string;
  /** Ports of the pods; `health` answers HTTP at `healthPath`. */
  readonly ports: { readonly http: number; readonly https: number; readonly health: number };
  readonly healthPath: string;
}

/** The Service with the load balancer, for gateways whose controller makes none. */
export function loadBalancerService(spec: GatewaySpec, around: GatewaySurroundings, pods: PodsInFront): RenderedObject {
  const { namespace, service, labels, ports, healthPath } = pods;
  const { annotations, ...balancer } = balancerOf(spec, around, { port: ports.health, path: healthPath });
  const listening = [
    ...(spec.tls === false ? [] : [{ name: "https", port: gatewayPorts.https, targetPort: ports.https }]),
    ...(spec.tls === false || redirectsHttp(spec)
      ? [{ name: "http", port: gatewayPorts.http, targetPort: ports.http }]
      : []),
  ];
  return {
    suffix: "load-balancer",
    apiVersion: "v1",
    kind: "Service",
    name: service,
    namespace,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    fields: {
      spec: { ...balancer, selector: labels, ports: listening.map((port) => ({ ...port, protocol: "TCP" })) },
    },
  };
}

/**
 * Addresses that pods believe the proxy protocol of: those of the subnets of the load balancer; undefined where nobody speaks it. Where they
 * are not known the gateway is refused, and nobody is believed.
 */
export function proxyProtocolSources(spec: GatewaySpec, around: GatewaySurroundings): readonly string[] | undefined {
  if (!readsProxyProtocol(around)) return undefined;
  const cidrs = callersOf(spec, around);
  return cidrs.length === 0 ? undefined : cidrs;
}

/**
 * Who reaches the pods from outside of their namespace, and whom they reach: every workload. What the add-on opens for itself, its metrics and the
 * API server, stands in a policy of its own.
 */
export function entrancePolicy(spec: GatewaySpec, around: GatewaySurroundings, pods: PodsInFront): RenderedObject {
  const { namespace, service, labels, ports } = pods;
  const from = loadBalancerPeers(spec, around);
  return {
    suffix: "entrance",
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    name: `${service}-entrance`,
    namespace,
    fields: {
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            ...(from === undefined ? {} : { from }),
            ports: [ports.http, ports.https, ports.health].map(tcp),
          },
        ],
        egress: [{ to: [{ namespaceSelector: {} }] }, ...storeEgress(spec)],
      },
    },
  };
}

/** A store outside of the cluster has no labels. */
function storeEgress({ rateLimitStore }: GatewaySpec): ManifestValue[] {
  if (typeof rateLimitStore !== "string") return [];
  return [{ ports: [tcp(Number(rateLimitStore.slice(rateLimitStore.lastIndexOf(":") + 1)))] }];
}

function tcp(port: number): ManifestValue {
  return { port, protocol: "TCP" };
}
