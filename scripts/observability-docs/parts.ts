import {
  observabilityAddOns,
  type LoggingSpec,
  type ObservabilitySpec,
  type TracingSpec,
} from "../../components/observability";
import { elasticStack } from "../../components/observability/logs/elastic-stack";
import { logAddOns } from "../../components/observability/logs/log-add-ons";
import { loggingAround, tracingAround } from "../../components/observability/observability-parts";
import { probeAddOns } from "../../components/observability/probes/probe-add-ons";
import { collectors } from "../../components/observability/traces/collectors";
import { tracingAddOns } from "../../components/observability/traces/tracing-add-ons";
import { observabilityAround, type EnvironmentName } from "./environments";
import { differenceOf, footprintOfAddOns, footprintOfObjects, sumOf, type PartFootprint } from "./part-footprint";
import type { ReleaseVolumes } from "./release-volumes";

/** Everything of observability that has pods, with what it asks for in an environment. */
export interface Part {
  readonly title: string;
  readonly footprint: (environment: EnvironmentName, volumes: ReleaseVolumes) => PartFootprint;
}

const metrics: ObservabilitySpec = { metrics: true };
const alerting: ObservabilitySpec = {
  ...metrics,
  alerting: { receivers: { team: { slack: { channel: "#alerts", webhook: { secret: "alerting", key: "slack" } } } } },
};
const filebeat: LoggingSpec = { store: "elastic" };
const fluentBit: LoggingSpec = { store: "elastic", shipper: "fluentBit" };
const withPipelines: LoggingSpec = {
  ...filebeat,
  pipelines: { access: { from: { namespaces: ["shop"] }, stages: [{ json: {} }] } },
};

const ofMetrics: Part = {
  title: "`metrics`: Prometheus, Grafana, exporters",
  footprint: (environment, volumes) => ofStack(metrics, environment, volumes.metrics),
};
const ofAlerting: Part = {
  title: "`alerting`: Alertmanager",
  footprint: (environment, volumes) =>
    differenceOf(
      ofStack(alerting, environment, volumes.metrics + volumes.alerting),
      ofStack(metrics, environment, volumes.metrics),
    ),
};
const ofLogs: Part = {
  title: "`logs: { store: elastic }`: Elasticsearch, Kibana, Filebeat",
  footprint: (environment) => logged(filebeat, environment),
};
const ofJaeger: Part = {
  title: "`traces: { store: jaeger }`: collectors, and Jaeger on that Elasticsearch",
  footprint: (environment) => traced({ store: "jaeger" }, environment),
};
const ofProbes: Part = {
  title: "`probes`: blackbox exporter",
  footprint: (environment) =>
    footprintOfAddOns(probeAddOns({}, observabilityAround(environment).addresses), environment),
};
const ofCosts: Part = {
  title: "`costs`: OpenCost",
  footprint: (environment) => footprintOfAddOns({ openCost: true }, environment),
};
const together = [ofMetrics, ofAlerting, ofLogs, ofJaeger, ofProbes, ofCosts];

/** The parts, and at last what those of Pulumi.prod.yaml come to. */
export const parts: readonly Part[] = [
  ofMetrics,
  ofAlerting,
  ofLogs,
  {
    title: "the same with `shipper: fluentBit`",
    footprint: (environment) => logged(fluentBit, environment),
  },
  {
    title: "`pipelines`: Logstash besides",
    footprint: (environment) => differenceOf(logged(withPipelines, environment), logged(filebeat, environment)),
  },
  {
    title: "`logs: { store: cloudWatch }`: Fluent Bit",
    footprint: (environment) => logged({ store: "cloudWatch" }, environment),
  },
  ofJaeger,
  {
    title: "`traces: { store: tempo }`: collectors and Tempo",
    footprint: (environment, volumes) => traced({ store: "tempo" }, environment, volumes.tempo),
  },
  {
    title: "`traces: { store: xray }`: collectors",
    footprint: (environment) => traced({ store: "xray" }, environment),
  },
  ofProbes,
  ofCosts,
  {
    title: "together: metrics, alerting, elastic with Filebeat, Jaeger, probes, costs",
    footprint: (environment, volumes) => sumOf(together.map(({ footprint }) => footprint(environment, volumes))),
  },
];

function ofStack(spec: ObservabilitySpec, environment: EnvironmentName, volumesGib: number): PartFootprint {
  return footprintOfAddOns(observabilityAddOns(spec, observabilityAround(environment)), environment, volumesGib);
}

function logged(logs: LoggingSpec, environment: EnvironmentName): PartFootprint {
  const around = loggingAround({ ...metrics, logs }, observabilityAround(environment));
  return sumOf([
    footprintOfAddOns({ ...logAddOns(logs, around) }, environment),
    footprintOfObjects(elasticStack(logs, around)),
  ]);
}

function traced(traces: TracingSpec, environment: EnvironmentName, volumesGib = 0): PartFootprint {
  const around = tracingAround({ ...metrics, logs: filebeat, traces }, observabilityAround(environment));
  return sumOf([
    footprintOfAddOns({ ...tracingAddOns(traces) }, environment, volumesGib),
    footprintOfObjects(collectors(traces, around)),
  ]);
}
