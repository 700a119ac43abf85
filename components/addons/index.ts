export { checkCoreAddOns, CoreAddOns, type CoreAddOnsArgs, type CoreAddOnsSpec } from "./core/core-add-ons";
export { SharedFileSystem, type SharedFileSystemArgs, type SharedFileSystemTransform } from "./core/shared-file-system";
export { blockStorageClass, sharedStorageClass, snapshotClass, type BlockStorageSpec } from "./core/storage-classes";
export { footprintOf, type Footprint, type Requests } from "./footprint";
export type {
  AddOn,
  AddOnContext,
  AddOnNamespace,
  AddOnOutputs,
  AnyAddOn,
  CommonOptions,
  Conflict,
  Deployed,
  Neighbour,
  Requirement,
  Surroundings,
} from "./frame/add-on";
export { chartOf, type ChartSource, type OwnChart } from "./frame/chart";
export { helmAddOn, type AddOnIdentity, type ChartImage, type HelmAddOn, type HelmOptions } from "./frame/helm-add-on";
export { chartAddress, mirroredImage, type ChartAddress, type Mirrors } from "./frame/mirrors";
export { ownPrometheus } from "./frame/own-prometheus";
export { withOptions, type ChosenAddOn } from "./frame/planner";
export { PlatformAddOn } from "./frame/platform-add-on";
export { resourcesOf, spreadOf, type Pods } from "./frame/pods";
export { policySpec, type Traffic, type TrafficPlace } from "./frame/traffic";
export type { Value, Values } from "./frame/values";
export {
  addOnCapabilities,
  checkPlatformAddOns,
  checkPlatformMirrors,
  chosenAddOns,
  PlatformAddOns,
  type AddOnChoice,
  type AddOnSurroundings,
  type PlatformAddOnsArgs,
  type PlatformAddOnsSpec,
} from "./platform-add-ons";
export { presets, type Preset } from "./presets";
export { addOns, isAddOn, type AddOnId, type AddOnOptions } from "./registry";
export type { EckOperatorSpec } from "./eck-operator/eck-operator";
export { nearestLogRetention } from "./fluent-bit/check-fluent-bit";
export { defaultLogDays } from "./fluent-bit/default-log-days";
export {
  cloudWatchLogGroup,
  fluentBitName,
  fluentBitNamespace,
  type FluentBitOutput,
  type FluentBitSpec,
} from "./fluent-bit/fluent-bit-spec";
export { WorkloadLogGroup, type WorkloadLogGroupArgs } from "./fluent-bit/log-group";
export type { IssuerSpec } from "./cert-manager/issuer-spec";
export type { AlertingSpec, AlertRouteSpec, EmailSpec, ReceiverSpec } from "./kube-prometheus-stack/alerting-spec";
export { checkKubePrometheusStack } from "./kube-prometheus-stack/check-kube-prometheus-stack";
export type { GrafanaDataSource, GrafanaOidcSpec, GrafanaSpec } from "./kube-prometheus-stack/grafana-spec";
export type { KubePrometheusStackSpec } from "./kube-prometheus-stack/kube-prometheus-stack-spec";
export type { PrometheusSpec, RemoteWriteSpec, SecretKeyRef } from "./kube-prometheus-stack/prometheus-spec";
export type { CustomMetricRule, PrometheusAdapterSpec } from "./prometheus-adapter/prometheus-adapter-spec";
export { InterruptionQueue, type InterruptionQueueArgs } from "./karpenter/interruption-queue";
export type { NodeClassSpec } from "./karpenter/node-class-spec";
export type { NodePoolSpec } from "./karpenter/node-pool-spec";
export { accessLogFormat } from "./nginx-ingress-controller/access-log-format";
export { nginxIngressControllerPlace } from "./nginx-ingress-controller/nginx-ingress-controller-spec";
export type { OpenTelemetryOperatorSpec } from "./opentelemetry-operator/opentelemetry-operator";
export { tempoPlace, type TempoSpec } from "./tempo/tempo-spec";
export { checkStatuses } from "./prometheus-blackbox-exporter/prometheus-blackbox-exporter";
export {
  blackboxExporter,
  type HttpModuleSpec,
  type PrometheusBlackboxExporterSpec,
} from "./prometheus-blackbox-exporter/prometheus-blackbox-exporter-spec";
export { BackupBucket, type BackupBucketArgs } from "./velero/backup-bucket";
export { defaultRetention as defaultMetricsRetention } from "./kube-prometheus-stack/prometheus-values";
