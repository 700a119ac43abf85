import { policySpec, tempoPlace, type Traffic } from "../../addons";
import type { ManifestValue, RenderedObject } from "../../core";
import { agent, agentName, spanMetricsPort } from "./agent";
import { otlpPorts, ownMetricsPort, podLabels } from "./collector";
import { gateway } from "./gateway";
import { jaeger, jaegerQueryPort } from "./jaeger";
import { plannedTracing, type PlannedTracing } from "./planned-tracing";
import { elasticsearchOf, tracingNamespace, type TracingAround } from "./tracing-around";
import type { TracingSpec } from "./tracing-spec";

/**
 * What takes traces, chooses among them and, for Jaeger, keeps them: objects of the namespace `tracing`, which must be there, and of the operator,
 * which must run. Seven objects, nine with Jaeger.
 */
export function collectors(spec: TracingSpec, around: TracingAround): RenderedObject[] {
  const planned = plannedTracing(spec, around);
  return [
    ...policies(planned, around),
    ...(planned.store === "jaeger" ? jaeger(planned, around) : []),
    gateway(planned, around),
    ...agent(planned, around),
    ...(around.prometheusNamespace === undefined ? [] : [monitor(planned)]),
  ];
}

/** The job of their metrics: its name in Prometheus. */
export const collectorsJob = `${tracingNamespace.name}/collectors`;

function monitor({ spanMetrics }: PlannedTracing): RenderedObject {
  return {
    suffix: "collectors",
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PodMonitor",
    name: "collectors",
    namespace: tracingNamespace.name,
    fields: {
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/managed-by": "opentelemetry-operator" } },
        podMetricsEndpoints: [
          { port: "metrics" },
          // Whatever it says of jobs and instances of its own is about those who sent spans, and in `service_name` too.
          ...(spanMetrics
            ? [{ port: "prometheus", metricRelabelings: [{ action: "labeldrop", regex: "exported_(job|instance)" }] }]
            : []),
        ],
      },
    },
  };
}

/** All pods of the namespace, and beyond them agents, to which every pod of the cluster may send. */
function policies({ store }: PlannedTracing, around: TracingAround): RenderedObject[] {
  const { prometheusNamespace } = around;
  const all: Traffic = {
    metrics: [ownMetricsPort],
    // Grafana is where Prometheus is.
    ...(store === "jaeger" && prometheusNamespace !== undefined
      ? { fromNamespaces: { [prometheusNamespace]: [jaegerQueryPort] } }
      : {}),
    to: store === "xray" ? "apis" : "namespace",
    toNamespaces: { jaeger: [elasticsearchOf(around).namespace], tempo: [tempoPlace.namespace], xray: [] }[store],
  };
  const agents: Traffic = {
    pods: podLabels(agentName),
    fromCluster: Object.values(otlpPorts),
    metrics: [spanMetricsPort],
    to: "apis",
  };
  return Object.entries({ collectors: all, agents }).map(([name, traffic]) => ({
    suffix: name,
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    name,
    namespace: tracingNamespace.name,
    // Plain data, of a type that would let outputs in.
    fields: { spec: policySpec(traffic, around) as unknown as ManifestValue },
  }));
}
