import { mirroredImage, type Pods } from "../../addons";
import { catalogue, type RenderedObject } from "../../core";
import {
  collector,
  everywhere,
  healthCheck,
  memoryLimiter,
  otlpPorts,
  otlpReceiver,
  podLabels,
  serviceHost,
  type CollectorConfig,
} from "./collector";
import type { PlannedTracing } from "./planned-tracing";
import { spanMetricsBoundaries, spanMetricsPrefix } from "./span-metrics";
import { tracingNamespace, type TracingAround } from "./tracing-around";

export const agentName = "agent";
/** The Service that workloads send to: on each node it leads to the agent of the node alone. */
export const agentService = `${agentName}-collector`;
/** The name in DNS by which agents find every gateway, and not one for all. */
export const gatewaysHost = serviceHost("gateway-collector-headless");
/** Port of the metrics of spans, of the name `prometheus`. */
export const spanMetricsPort = 8889;

const image = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib";

/** The collector of OpenTelemetry with what both agents and gateways need, and the user of its image. */
export function collectorImage({ mirrors }: Pick<TracingAround, "mirrors">) {
  return {
    image: `${mirroredImage(image, mirrors)}:${catalogue.openTelemetryCollector.version}`,
    user: 10001,
  } as const;
}

export const agentPods: Pods = {
  name: agentService,
  replicas: "perNode",
  cpuMillis: 50,
  memoryMib: 256,
  labels: podLabels(agentName),
};

/** The agent of each node: says which pod spans are from, counts them, and sends each trace to one gateway. */
export function agent(planned: PlannedTracing, around: TracingAround): RenderedObject[] {
  return [
    collector({
      name: agentName,
      mode: "daemonset",
      ...collectorImage(around),
      pods: agentPods,
      config: agentConfig(planned),
      spec: { tolerations: [{ operator: "Exists" }] },
      env: [{ name: nodeVariable, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
    }),
    ...readerOfPods(),
  ];
}

const nodeVariable = "K8S_NODE_NAME";

function agentConfig({ spanMetrics }: Pick<PlannedTracing, "spanMetrics">): CollectorConfig {
  return {
    extensions: healthCheck,
    receivers: otlpReceiver("grpc", "http"),
    processors: {
      ...memoryLimiter,
      k8s_attributes: {
        // The pods of its node, which are all that send to it.
        filter: { node_from_env_var: nodeVariable },
        // By the address that they come from, as traces need not say where they are from.
        pod_association: [{ sources: [{ from: "connection" }] }],
        extract: {
          metadata: ["k8s.namespace.name", "k8s.pod.name", "k8s.deployment.name", "k8s.node.name"],
          // Of the name of its replica set, which then need not be read.
          deployment_name_from_replicaset: true,
        },
      },
      batch: { timeout: "1s" },
    },
    ...(spanMetrics ? { connectors: { span_metrics: spanMetricsConnector } } : {}),
    exporters: {
      load_balancing: loadBalancing,
      ...(spanMetrics
        ? {
            prometheus: {
              endpoint: everywhere(spanMetricsPort),
              // Only by that format do exemplars reach Prometheus.
              enable_open_metrics: true,
              metric_expiration: "10m",
              without_scope_info: true,
            },
          }
        : {}),
    },
    service: {
      extensions: ["health_check"],
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter", "k8s_attributes", "batch"],
          exporters: [...(spanMetrics ? ["span_metrics"] : []), "load_balancing"],
        },
        ...(spanMetrics ? { metrics: { receivers: ["span_metrics"], exporters: ["prometheus"] } } : {}),
      },
    },
  };
}

/** Counts all spans, before anyone chooses among traces. */
const spanMetricsConnector = {
  namespace: spanMetricsPrefix,
  histogram: { unit: "s", explicit: { buckets: spanMetricsBoundaries.map((seconds) => `${seconds * 1000}ms`) } },
  dimensions: [{ name: "k8s.namespace.name" }],
  // Pods of a service on one node are counted together: by all that they say of themselves each had a count of its own, of which one would be shown.
  resource_metrics_key_attributes: ["service.name", "service.namespace", "k8s.namespace.name"],
  // Names of spans are the application's, and there may be any number of them; which agent it was, Prometheus says itself.
  exclude_dimensions: ["span.name", "collector.instance.id"],
  exemplars: { enabled: true },
  metrics_flush_interval: "15s",
  metrics_expiration: "10m",
  aggregation_cardinality_limit: 2000,
};

/** All spans of a trace to the same gateway, which could not judge it by some. What one refuses goes to another that is there. */
const loadBalancing = {
  routing_key: "traceID",
  resolver: { dns: { hostname: gatewaysHost, port: String(otlpPorts.grpc), interval: "5s" } },
  protocol: {
    otlp: {
      // Within the namespace, whose network policy lets no others in.
      tls: { insecure: true },
      timeout: "5s",
      // Both are below, so that what waits can go to another gateway.
      sending_queue: { enabled: false },
      retry_on_failure: { enabled: false },
    },
  },
  sending_queue: { enabled: true, queue_size: 2000 },
  retry_on_failure: { enabled: true, max_elapsed_time: "2m" },
};

/** Who may read pods: the service account that the operator makes for agents. */
function readerOfPods(): RenderedObject[] {
  const apiGroup = "rbac.authorization.k8s.io";
  const name = "tracing-agent";
  const meta = { apiVersion: `${apiGroup}/v1`, suffix: agentName, name, clusterWide: true } as const;
  return [
    {
      ...meta,
      kind: "ClusterRole",
      fields: { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
    },
    {
      ...meta,
      kind: "ClusterRoleBinding",
      fields: {
        roleRef: { apiGroup, kind: "ClusterRole", name },
        subjects: [{ kind: "ServiceAccount", name: agentService, namespace: tracingNamespace.name }],
      },
    },
  ];
}
