import type { Support } from "../../core";
import type { MeshFeature } from "../mesh-engine";

const toCallers = { not: "its bounds are told to each caller, which is made before it knows of them" } as const;
const noFaults = { not: "it has no faults that could be put in" } as const;

/**
 * What Consul without an enterprise licence can do. Sources: its documentation ("Configuration entry reference", "Configure multi-port services on
 * Kubernetes", "Route traffic to local upstreams"), and the sources of consul-k8s at 2.0.3; read 2026-11-21.
 */
export const consulSupport: Readonly<Record<MeshFeature, Support>> = {
  strictMtls: {
    by: "transparent proxy, which takes calls by mutual TLS alone at the port of the mesh; ports of gRPC stay open to the kubelet's probes, and network policies alone keep others from them",
  },
  permissiveMtls: { by: "ServiceDefaults: `mutualTLSMode: permissive`" },
  authorization: { by: "ServiceIntentions by the names of callers" },
  retries: { by: "ServiceRouter: `destination.numRetries`" },
  retryConditions: { by: "ServiceRouter: `destination.retryOn`" },
  perTryTimeout: { not: "its routes have a time for the whole request alone" },
  retryBackoff: { not: "its routes have no time between tries" },
  retryBudget: { not: "its routes have no budget" },
  timeout: { by: "ServiceRouter: `destination.requestTimeout`" },
  maxConnections: { by: "ServiceDefaults: `maxInboundConnections`, for each pod" },
  maxPendingRequests: toCallers,
  maxRequests: toCallers,
  ejection: toCallers,
  split: { by: "ServiceSplitter: `splits.weight`" },
  delay: noFaults,
  abort: noFaults,
  locality: { not: "preferring a zone is part of Consul Enterprise" },
  exclusion: { by: "annotation `consul.hashicorp.com/connect-inject: false` of the pods" },
};
