import type { ObservabilityCapability } from "../../cluster";

/** A workload as traces name it. */
export interface TracedWorkload {
  /** Name of its Kubernetes objects: `service.name`. */
  readonly name: string;
  /** Namespace of its objects; undefined where it is an output. */
  readonly namespace?: string | undefined;
  /** Name of the application that it is part of. Default: none. */
  readonly application?: string | undefined;
}

/**
 * Variables by which every SDK of OpenTelemetry finds the agent of its node, by OTLP over HTTP, which all of them speak. Their names depend on nothing.
 * Metrics and logs go other ways: an application that shows metrics to Prometheus says `OTEL_METRICS_EXPORTER: prometheus`.
 */
export function otlpEnvironment(
  { host }: Pick<NonNullable<ObservabilityCapability["traces"]>, "host">,
  { name, namespace, application }: TracedWorkload,
): { readonly name: string; readonly value: string }[] {
  return Object.entries({
    OTEL_SERVICE_NAME: name,
    // The agent adds namespace, pod, deployment and node, by the address that spans come from.
    OTEL_RESOURCE_ATTRIBUTES: `service.namespace=${application ?? namespace ?? name}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${host}:4318`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    // Otherwise SDKs would send them to the agent as well, which does not take them.
    OTEL_METRICS_EXPORTER: "none",
    OTEL_LOGS_EXPORTER: "none",
  }).map(([variable, value]) => ({ name: variable, value }));
}
