import type { Support } from "../../core";
import type { MeshFeature } from "../mesh-engine";

const noBound = { not: "its proxies have no bounds of connections or requests" } as const;
const noFaults = {
  not: "it puts in no faults of its own, but sends a share of the requests to a workload that fails",
} as const;

/**
 * What Linkerd's edge releases can do. Sources: its documentation ("Authorization Policy", "Retries", "Timeouts", "Circuit Breaking", "Protocol
 * detection"), and the sources of its policy controller and proxy at edge-26.8.3; read 2026-11-21.
 */
export const linkerdSupport: Readonly<Record<MeshFeature, Support>> = {
  strictMtls: { by: "a Server for each port, and the annotation `config.linkerd.io/default-inbound-policy: deny`" },
  permissiveMtls: { by: "annotation `config.linkerd.io/default-inbound-policy: all-unauthenticated`" },
  authorization: {
    by: "AuthorizationPolicy of the Server by the caller's service account; at ports that are called without encryption too, network policies alone",
  },
  retries: {
    by: "annotation `retry.linkerd.io/limit` of the Service; by the answer alone (502 to 504 unless said), as connections that fail are not tried again",
  },
  retryConditions: {
    by: "annotations `retry.linkerd.io/http` and `retry.linkerd.io/grpc`, without `connectFailure` and `reset`",
  },
  perTryTimeout: { by: "annotation `retry.linkerd.io/timeout`" },
  retryBackoff: { not: "it tries again at once" },
  retryBudget: { not: "only its retired ServiceProfiles had one" },
  timeout: { by: "annotation `timeout.linkerd.io/request` of the Service" },
  maxConnections: noBound,
  maxPendingRequests: noBound,
  maxRequests: noBound,
  ejection: { by: "annotation `balancer.linkerd.io/failure-accrual: consecutive` of the Service" },
  split: { by: "HTTPRoute or GRPCRoute of the Service: `backendRefs.weight`" },
  delay: noFaults,
  abort: noFaults,
  locality: { by: "`trafficDistribution: PreferSameZone` of the Service, whose hints it heeds" },
  exclusion: { by: "annotation `linkerd.io/inject: disabled` of the pods" },
};
