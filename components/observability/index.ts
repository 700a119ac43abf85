export { checkObservability } from "./check-observability";
export { logSizes, logStores, type LoggingSpec } from "./logs/logging-spec";
export type { OwnDashboardSpec } from "./dashboards/own-dashboards";
export { fieldTypes, type LogPipelineSpec, type LogStage } from "./logs/logstash/log-pipeline-spec";
export { LogStoreAccess } from "./logs/log-store-access";
export { Observability, type ObservabilityArgs } from "./observability";
export { observabilityAddOns, readsLogStore, type AddOnInputs } from "./observability-add-ons";
export { observabilityCapability } from "./observability-capability";
export type { ObservabilitySpec } from "./observability-spec";
export type { ApplicationOutline, ObservabilitySurroundings, PublicAddress } from "./observability-surroundings";
export type { ProbesSpec, ProbeTarget } from "./probes/probes-spec";
export { prometheusRule, type AlertRule, type RecordingRule, type RuleGroup, type Severity } from "./rules/rule";
export {
  metricConventions,
  sliSources,
  type AlertsSpec,
  type MetricConvention,
  type SliSource,
  type SloSpec,
} from "./service/slo-spec";
export { traceStores, type TracingSpec } from "./traces/tracing-spec";
