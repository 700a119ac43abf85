export { ExistingCluster, type ExistingClusterArgs } from "./existing-cluster";
export type { ClusterHandle, Grant, GrantOptions, ServiceAccountRef } from "./handle";
export { findContext, kubeconfigFiles, requireReachable, type FoundContext, type KubeconfigRef } from "./kubeconfig";
export {
  checkStatements,
  policyDocument,
  trustPolicy,
  type PolicyStatement,
  type TrustStatement,
} from "./policy-document";
export * from "./eks";
