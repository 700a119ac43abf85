export { ExistingCluster, type ExistingClusterArgs } from "./existing-cluster";
export {
  dnsPolicyEngines,
  type AdmissionRules,
  type DnsPolicyEngine,
  type PlatformCapabilities,
  type StorageCapability,
} from "./capabilities";
export {
  gatewayEngines,
  type GatewayCapability,
  type GatewayEngineName,
  type GatewayListener,
} from "./gateway-capability";
export { meshModes, meshProviders, type MeshCapability, type MeshMode, type MeshProvider } from "./mesh-capability";
export {
  dataSourceUids,
  logShippers,
  type GrafanaSources,
  type LogShipper,
  type ObservabilityCapability,
} from "./observability-capability";
export type { PolicyStatement } from "../core";
export type { ClusterHandle, Grant, GrantOptions, ServiceAccountRef } from "./handle";
export { findContext, kubeconfigFiles, requireReachable, type FoundContext, type KubeconfigRef } from "./kubeconfig";
export * from "./eks";
