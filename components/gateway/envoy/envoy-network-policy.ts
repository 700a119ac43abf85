import type { GatewayCapability } from "../../cluster";
import type { ManifestValue, RenderedObject } from "../../core";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { loadBalancerPeers } from "../network-load-balancer";
import { envoyPorts, podLabels } from "./envoy-proxy";

/** Where the controller and its counter of rate limits are, and what they listen on. Source: the chart gateway-helm, 1.9.0. */
export const controller = { namespace: "envoy-gateway-system", xds: 18000, rateLimits: 8081 } as const;

/** Name servers: those of the cluster, and on nodes with a cache of their own that one's address. */
const dnsPorts = [
  { protocol: "UDP", port: 53 },
  { protocol: "TCP", port: 53 },
];
const nodeLocalDns = "169.254.20.10/32";

/**
 * Who may talk to the pods of the gateway, and whom they may talk to. Every pod of the cluster may be what a route leads to; providers of keys
 * and log-ins are outside, by HTTPS.
 */
export function envoyNetworkPolicy(
  spec: GatewaySpec,
  gateway: GatewayCapability,
  around: GatewaySurroundings,
): RenderedObject {
  const { prometheusNamespace } = around;
  const balancer = loadBalancerPeers(spec, around);
  return {
    suffix: "",
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    name: gateway.name,
    fields: {
      spec: {
        podSelector: { matchLabels: podLabels(gateway) },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            ...(balancer === undefined ? {} : { from: balancer }),
            ports: tcp(envoyPorts.http, envoyPorts.https, envoyPorts.readiness),
          },
          ...(prometheusNamespace === undefined
            ? []
            : [{ from: [inNamespace(prometheusNamespace)], ports: tcp(envoyPorts.metrics) }]),
        ],
        egress: [
          { to: [inNamespace("kube-system"), { ipBlock: { cidr: nodeLocalDns } }], ports: dnsPorts },
          { to: [inNamespace(controller.namespace)], ports: tcp(controller.xds, controller.rateLimits) },
          { to: [{ namespaceSelector: {} }] },
          { ports: tcp(443) },
        ],
      },
    },
  };
}

function inNamespace(name: string): ManifestValue {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

function tcp(...ports: readonly number[]): ManifestValue {
  return ports.map((port) => ({ protocol: "TCP", port }));
}
