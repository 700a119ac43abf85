import { stringify } from "yaml";
import type { EgressRule, Environment, IngressRule } from "../../components/workloads";
import { release } from "./release";

/** Where things are: the shop, the collector, and the Grafana, Jaeger, Prometheus and OpenSearch of the platform. */
export const namespaces = {
  shop: "astronomy-shop",
  collector: "astronomy-telemetry",
  platform: "observability",
} as const;

/** Name of the collector's pods and of its Service. */
export const collectorName = "otel-collector";
const collectorPods = { "app.kubernetes.io/name": collectorName };

/** Where the collector takes OpenTelemetry's own protocol. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;
export type OtlpProtocol = keyof typeof otlpPorts;

/** Its address, for a variable below those of `instrumented`. */
export function collectorUrl(protocol: OtlpProtocol): string {
  return `http://$(OTEL_COLLECTOR_NAME):${otlpPorts[protocol]}`;
}

/** How much depends on a service, which its telemetry says. */
export type Criticality = "low" | "medium" | "high" | "critical";

/** What OpenTelemetry's libraries read, with a container's own variables between, as these refer to the first. */
export function instrumented(env: Environment<string>, criticality?: Criticality): Environment<string> {
  return {
    OTEL_SERVICE_NAME: { fromField: "metadata.labels['app.kubernetes.io/component']" },
    OTEL_COLLECTOR_NAME: `${collectorName}.${namespaces.collector}`,
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "cumulative",
    ...env,
    OTEL_RESOURCE_ATTRIBUTES: [
      `service.version=${release}`,
      ...(criticality === undefined ? [] : [`service.criticality=${criticality}`]),
    ].join(","),
  };
}

/** What a pod says of itself to the collector, which reads it from the Kubernetes API. */
export function described(name: string) {
  return {
    component: name,
    podLabels: { "app.kubernetes.io/version": release },
    podAnnotations: { "resource.opentelemetry.io/service.namespace": "opentelemetry-demo" },
  };
}

/**
 * Annotations by which the collector finds a pod and knows how to ask it for metrics.
 * @param config settings of the receiver; `endpoint` in back quotes stands for the pod's address
 */
export function discovered(scraper: string, config: object): Record<string, string> {
  return {
    "io.opentelemetry.discovery.metrics/enabled": "true",
    "io.opentelemetry.discovery.metrics/scraper": scraper,
    "io.opentelemetry.discovery.metrics/config": stringify(config),
  };
}

/** Lets a workload send to the collector: a link does not lead out of the namespace. */
export function toCollector(...protocols: OtlpProtocol[]): EgressRule {
  return {
    namespace: namespaces.collector,
    pods: collectorPods,
    ports: protocols.map((protocol) => otlpPorts[protocol]),
  };
}

/** Lets the collector ask a workload, on these of its ports. */
export function fromCollector(...ports: string[]): IngressRule {
  return { namespace: namespaces.collector, pods: collectorPods, ports };
}
