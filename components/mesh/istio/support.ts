import type { MeshMode } from "../../cluster";
import type { Support } from "../../core";
import type { MeshFeature } from "../mesh-engine";

/**
 * What Istio 1.31 can do. Sources: its documentation of ambient mode ("Use Layer 4 security policy", "Use Layer 7 features", "Migrate policies"), the
 * references of its APIs, and its sources at tag 1.31.0-rc.0; read 2026-11-21.
 */
export function istioSupport(mode: MeshMode): Readonly<Record<MeshFeature, Support>> {
  return mode === "ambient" ? ambient : sidecar;
}

const destination = (fields: string): Support => ({ by: `DestinationRule: \`trafficPolicy.${fields}\`` });
const virtual = (fields: string): Support => ({ by: `VirtualService: \`http.${fields}\`` });
/** Its makers' words: it may work in limited cases. */
const alpha = (fields: string): Support => ({
  by: `VirtualService at the waypoint: \`http.${fields}\`; its makers call VirtualService alpha in ambient mode`,
});

const both = {
  strictMtls: { by: "PeerAuthentication `STRICT`, for the whole mesh" },
  permissiveMtls: {
    by: "PeerAuthentication `PERMISSIVE` of the workload, or of single ports, and AuthorizationPolicy for callers without an identity",
  },
  authorization: { by: "AuthorizationPolicy by the identity of the caller's service account" },
  maxConnections: destination("connectionPool.tcp.maxConnections"),
  maxPendingRequests: destination("connectionPool.http.http1MaxPendingRequests"),
  maxRequests: destination("connectionPool.http.http2MaxRequests"),
  ejection: destination("outlierDetection"),
  retryBudget: destination("retryBudget"),
} as const;

const ambient: Readonly<Record<MeshFeature, Support>> = {
  ...both,
  retries: alpha("retries.attempts"),
  retryConditions: alpha("retries.retryOn"),
  perTryTimeout: alpha("retries.perTryTimeout"),
  retryBackoff: alpha("retries.backoff"),
  timeout: { by: "HTTPRoute of the Service: `timeouts.request`" },
  split: { by: "HTTPRoute of the Service: `backendRefs.weight`" },
  delay: alpha("fault.delay"),
  abort: alpha("fault.abort"),
  locality: { by: "annotation `networking.istio.io/traffic-distribution` of the Service" },
  exclusion: { by: "label `istio.io/dataplane-mode: none` of the pods" },
};

const sidecar: Readonly<Record<MeshFeature, Support>> = {
  ...both,
  retries: virtual("retries.attempts"),
  retryConditions: virtual("retries.retryOn"),
  perTryTimeout: virtual("retries.perTryTimeout"),
  retryBackoff: virtual("retries.backoff"),
  timeout: virtual("timeout"),
  split: virtual("route.weight"),
  delay: virtual("fault.delay"),
  abort: virtual("fault.abort"),
  locality: { by: "annotation `networking.istio.io/traffic-distribution` of the Service" },
  exclusion: { by: "label `sidecar.istio.io/inject: false` of the pods" },
};
