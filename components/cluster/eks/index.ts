export { checkAccess, type AccessSpec, type NamespacedPrincipal } from "./access";
export { EksAddOn, type AddOnIdentity, type EksAddOnArgs } from "./add-on";
export { addOnNames, addOnVersion, type AddOnName, type AddOnVersion } from "./add-on-versions";
export { amiTypes, type AmiType } from "./ami-types";
export type { CniSpec } from "./cni";
export { checkClusterName, EksCluster, type EksClusterArgs, type EksClusterTransform } from "./eks-cluster";
export { inAccountOf, isEks, type EksHandle } from "./eks-handle";
export { checkControlPlane, checkNodes, controlPlaneLogs, type EksSpec } from "./eks-spec";
export { defaultKubernetesVersion, kubernetesVersions } from "./kubernetes-versions";
export {
  checkInstanceType,
  findInstanceType,
  instanceTypeNames,
  refreshInstanceTypes,
  type InstanceType,
} from "./instance-types";
export { NodeGroup, type NodeGroupArgs, type NodeGroupTransform } from "./node-group";
export { nodeGroupPurposes, type NodeGroupPurpose, type NodeTaint } from "./node-group-presets";
export { checkNodeGroup, purposeLabel, type NodeGroupSize, type NodeGroupSpec } from "./node-group-spec";
export { ServiceRole, type ServiceRoleArgs, type ServiceRoleTransform } from "./service-role";
