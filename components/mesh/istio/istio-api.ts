/** Versions of the custom resources that are made here, as Istio 1.31 serves them. */
export const istioApi = {
  security: "security.istio.io/v1",
  networking: "networking.istio.io/v1",
  gateway: "gateway.networking.k8s.io/v1",
} as const;

/** What the proxies of a node, and of requests, carry calls over (HBONE). Source: Istio, "Ambient and Kubernetes NetworkPolicy". */
export const tunnelPort = 15008;

/** Where proxies get their configuration and certificates. Source: Istio, "Application Requirements". */
export const controlPlanePort = 15012;

/** Where the proxy of a pod has its metrics, its port `http-envoy-prom`: no call to it goes through the proxy. Source: Istio, "Application Requirements". */
export const sidecarMetricsPort = 15090;

/** Labels of the pods of the control plane. */
export const controlPlaneLabels = { app: "istiod" } as const;

/** Class of the Gateways that are proxies of requests. */
export const waypointClass = "istio-waypoint";

/** Label that pods of Gateways have, with the name of their class. */
export const gatewayClassLabel = "gateway.networking.k8s.io/gateway-class-name";

/** Label that pods of Gateways have, with its name. */
export const gatewayNameLabel = "gateway.networking.k8s.io/gateway-name";
