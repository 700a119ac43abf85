import type { MeshCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import { gatewayClassLabel, waypointClass } from "../../mesh/istio/istio-api";

/**
 * What has Prometheus read what the proxies of a mesh count: one object for all namespaces, in the one of its owner. None for meshes that bring their own
 * (Linkerd's chart), or show nothing (Consul). The proxies' own metrics are left out: there are several thousand of each.
 */
export function meshMonitors(mesh: MeshCapability): RenderedObject[] {
  if (mesh.provider !== "istio") return [];
  // Ports by their names: the container is an init container that goes on running, or the pod's only one.
  const { port, selector } =
    mesh.mode === "ambient"
      ? { port: "metrics", selector: { matchLabels: { [gatewayClassLabel]: waypointClass } } }
      : {
          port: "http-envoy-prom",
          selector: { matchExpressions: [{ key: "security.istio.io/tlsMode", operator: "Exists" }] },
        };
  return [
    {
      suffix: "istio-proxies",
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      name: "istio-proxies",
      fields: {
        spec: {
          namespaceSelector: { any: true },
          selector,
          podMetricsEndpoints: [
            {
              port,
              path: "/stats/prometheus",
              metricRelabelings: [{ sourceLabels: ["__name__"], action: "keep", regex: "istio_.*" }],
            },
          ],
        },
      },
    },
  ];
}
