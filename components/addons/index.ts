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
export { withOptions, type ChosenAddOn } from "./frame/planner";
export { PlatformAddOn } from "./frame/platform-add-on";
export type { Pods } from "./frame/pods";
export type { Traffic } from "./frame/traffic";
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
export type { IssuerSpec } from "./cert-manager/issuer-spec";
export { InterruptionQueue, type InterruptionQueueArgs } from "./karpenter/interruption-queue";
export type { NodeClassSpec } from "./karpenter/node-class-spec";
export type { NodePoolSpec } from "./karpenter/node-pool-spec";
export { accessLogFormat } from "./nginx-ingress-controller/access-log-format";
export { nginxIngressControllerPlace } from "./nginx-ingress-controller/nginx-ingress-controller-spec";
export { BackupBucket, type BackupBucketArgs } from "./velero/backup-bucket";
