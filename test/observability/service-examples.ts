import type {
  GatewayCapability,
  GatewayEngineName,
  MeshCapability,
  PlatformCapabilities,
} from "../../components/cluster";
import type { CalledWorkload } from "../../components/observability/service/called-workload";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { requestMetrics } from "../../components/observability/service/request-sources";

const metrics = { portName: "http", port: 8080, path: "/metrics", scheme: "http" } as const;

/** A service whose container shows its requests by OpenTelemetry's names. */
export const called: CalledWorkload = {
  name: "cartservice",
  namespace: "shop",
  kind: "Deployment",
  endpoints: [metrics],
  convention: "openTelemetry",
};

/** A gateway of an engine, as workloads see it. */
export function gatewayOf(engine: GatewayEngineName): GatewayCapability {
  return {
    engine,
    name: "gateway",
    namespace: "gateway",
    hosts: ["shop.example.com"],
    listeners: [{ name: "https", host: "shop.example.com" }],
    tls: true,
    callers: { namespace: "gateway" },
  };
}

export function meshOf(provider: MeshCapability["provider"], mode: MeshCapability["mode"]): MeshCapability {
  return { provider, mode, controlPlaneNamespace: "mesh" };
}

/** An environment that reads rules, with nothing that counts requests. */
export const watched: PlatformCapabilities = {
  prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" },
  observability: { rules: true },
};

/** The same service as rules see it. */
export const observed: ObservedWorkload = {
  name: called.name,
  namespace: called.namespace,
  application: "shop",
  kind: "Deployment",
  endpoints: called.endpoints,
  podLabels: { "app.kubernetes.io/name": "cartservice" },
  replicas: { min: 2, max: 6 },
  autoscaler: "hpa",
  links: ["redis"],
  hasVolumes: true,
  requests: requestMetrics(called, watched),
};

/** The same with a promise. */
export const promised: ObservedWorkload = {
  ...observed,
  slo: { availability: 99.9, latency: { percentile: 99, below: "250ms" } },
};
