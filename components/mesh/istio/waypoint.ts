import type { MeshCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import {
  controlPlaneLabels,
  controlPlanePort,
  gatewayNameLabel,
  istioApi,
  tunnelPort,
  waypointClass,
} from "./istio-api";

/** Whose proxy of requests it is, and where. */
export interface WaypointPlace {
  /** Name of the Gateway, of its Deployment, and of its service account. */
  readonly name: string;
  /** Suffix of the logical names. */
  readonly suffix: string;
  readonly prometheusNamespace?: string | undefined;
}

/** Port of the proxy's own metrics. Source: Istio, "Application Requirements". */
const metricsPort = 15020;

/**
 * The proxy that looks at requests in ambient mode: a Gateway, of which Istio makes a Deployment, a Service, an autoscaler and a budget; how many pods it has is
 * in a ConfigMap. In a namespace that refuses all traffic it needs a policy of its own.
 */
export function waypoint(mesh: MeshCapability, { name, suffix, prometheusNamespace }: WaypointPlace): RenderedObject[] {
  const isDoubled = mesh.highlyAvailable === true;
  return [
    {
      suffix,
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      name,
      fields: {
        spec: {
          podSelector: { matchLabels: { [gatewayNameLabel]: name } },
          policyTypes: ["Ingress", "Egress"],
          ingress: [
            // Who calls proves it by a certificate of the mesh; who may is said by AuthorizationPolicies.
            { from: [{ namespaceSelector: {} }], ports: [{ port: tunnelPort, protocol: "TCP" }] },
            ...(prometheusNamespace === undefined
              ? []
              : [{ from: [inNamespace(prometheusNamespace)], ports: [{ port: metricsPort, protocol: "TCP" }] }]),
          ],
          egress: [
            {
              to: [{ ...inNamespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
              ports: [
                { port: 53, protocol: "UDP" },
                { port: 53, protocol: "TCP" },
              ],
            },
            {
              to: [{ ...inNamespace(mesh.controlPlaneNamespace), podSelector: { matchLabels: controlPlaneLabels } }],
              ports: [{ port: controlPlanePort, protocol: "TCP" }],
            },
            { to: [{ podSelector: {} }] },
          ],
        },
      },
    },
    {
      suffix,
      apiVersion: "v1",
      kind: "ConfigMap",
      name,
      fields: { data: { ...sizeOf(isDoubled) } },
    },
    {
      suffix,
      apiVersion: istioApi.gateway,
      kind: "Gateway",
      name,
      labels: { "istio.io/waypoint-for": "service" },
      fields: {
        spec: {
          gatewayClassName: waypointClass,
          listeners: [{ name: "mesh", port: tunnelPort, protocol: "HBONE" }],
          infrastructure: { parametersRef: { group: "", kind: "ConfigMap", name } },
        },
      },
      last: true,
    },
  ];
}

/** What is laid over the objects that Istio makes, as YAML. What is not named there is not made. */
function sizeOf(isDoubled: boolean): Record<string, string> {
  // The namespace may be one that takes restricted pods alone, which Istio's own template leaves to a value of the whole cluster.
  const pod = { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } };
  const deployment = JSON.stringify({ spec: { template: { spec: pod } } });
  if (!isDoubled) return { deployment };
  const cpu = { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } };
  return {
    deployment,
    horizontalPodAutoscaler: JSON.stringify({ spec: { minReplicas: 2, maxReplicas: 6, metrics: [cpu] } }),
    podDisruptionBudget: JSON.stringify({ spec: { maxUnavailable: 1 } }),
  };
}

function inNamespace(name: string) {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}
