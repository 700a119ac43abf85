export { ExistingCluster, type ExistingClusterArgs } from "./existing-cluster";
export type { ClusterHandle, PolicyStatement, ServiceAccountRef } from "./handle";
export { findContext, kubeconfigFiles, requireReachable, type FoundContext, type KubeconfigRef } from "./kubeconfig";
