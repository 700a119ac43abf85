import { addOns, type AddOnId, type AddOnSurroundings, type PlatformAddOnsSpec } from "../../components/addons";
import type { RenderedObject } from "../../components/core";
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
import { addOnsAround, observabilityAround, type EnvironmentName } from "./environments";
import { differenceOf, footprintOfAddOns, footprintOfObjects, sumOf, type PartFootprint } from "./part-footprint";

/** Everything of observability that has pods, each with what it asks for besides the others. */
export interface Part {
  readonly title: string;
  readonly footprint: (environment: EnvironmentName, volumes: ReleaseVolumes) => PartFootprint;
}

/** GiB of volumes that the release of an add-on claims with options in an environment. */
export type ReleaseVolumes = (environment: EnvironmentName, id: AddOnId) => number;

const metrics: ObservabilitySpec = { metrics: true };
const alerting: ObservabilitySpec = {
  ...metrics,
  alerting: { receivers: { team: { slack: { channel: "#alerts", webhook: { secret: "alerting", key: "slack" } } } } },
};
const pipelines: NonNullable<LoggingSpec["pipelines"]> = {
  access: { from: { namespaces: ["shop"] }, stages: [{ json: {} }] },
};
const filebeat: LoggingSpec = { store: "elastic" };
const fluentBit: LoggingSpec = { store: "elastic", shipper: "fluentBit" };

const ofMetrics = part("metrics: Prometheus, Grafana, exporters", (environment, volumes) =>
  ofStack(metrics, environment, volumes),
);
const ofAlerting = part("alerting: Alertmanager", (environment, volumes) =>
  differenceOf(ofStack(alerting, environment, volumes), ofStack(metrics, environment, volumes)),
);
const ofFilebeat = part("logs: Elasticsearch, Kibana, Filebeat", (environment) => ofLogs(filebeat, environment));
const ofJaeger = part("traces: collectors, Jaeger on that Elasticsearch", traced({ store: "jaeger" }));
const ofProbes = part("probes", (environment, volumes) =>
  ofAddOns(probeAddOns({}, observabilityAround(environment).addresses), environment, volumes),
);
const ofCosts = part("costs: OpenCost", (environment, volumes) =>
  ofAddOns({ openCost: true }, environment, volumes),
);
const together = [ofMetrics, ofAlerting, ofFilebeat, ofJaeger, ofProbes, ofCosts];

/** The parts, and at last what most of them come to together: those of Pulumi.prod.yaml. */
export const parts: readonly Part[] = [
  ofMetrics,
  ofAlerting,
  ofFilebeat,
  part("the same with Fluent Bit", (environment) => ofLogs(fluentBit, environment)),
  part("pipelines: Logstash besides", (environment) =>
    differenceOf(ofLogs({ ...filebeat, pipelines }, environment), ofLogs(filebeat, environment)),
  ),
  part("logs: CloudWatch, Fluent Bit", (environment) => ofLogs({ store: "cloudWatch" }, environment)),
  ofJaeger,
  part("traces: collectors, Tempo", traced({ store: "tempo" })),
  part("traces: collectors, X-Ray", traced({ store: "xray" })),
  ofProbes,
  ofCosts,
  part("metrics, alerting, Elasticsearch with Filebeat, Jaeger, probes, costs", (environment, volumes) =>
    sumOf(together.map(({ footprint }) => footprint(environment, volumes))),
  ),
];

function part(title: string, footprint: Part["footprint"]): Part {
  return { title, footprint };
}

function ofStack(spec: ObservabilitySpec, environment: EnvironmentName, volumes: ReleaseVolumes): PartFootprint {
  const asked = observabilityAddOns(spec, observabilityAround(environment));
  const ofRelease = (id: AddOnId) =>
    // What is claimed for Alertmanager is told of with it.
    volumes(environment, id) - (spec.alerting === undefined ? alertmanagerVolumes(environment, volumes) : 0);
  return ofAddOns(asked, environment, (_, id) => (id === "kubePrometheusStack" ? ofRelease(id) : 0));
}
