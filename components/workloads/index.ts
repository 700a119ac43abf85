export { Application, type ApplicationArgs, type ApplicationWorkload } from "./application";
export { checkWorkloads, type ApplicationContext } from "./application-check";
export { checkApplicationNames } from "./application-names";
export type { ApplicationNamespace, ApplicationNamespaceSpec } from "./application-namespace";
export {
  linkTargets,
  listWorkloads,
  workloadSections,
  type ListedWorkload,
  type OrderedFields,
  type Services,
  type Workloads,
  type WorkloadSection,
} from "./application-spec";
export type { AnyWorkloadTransform, ApplicationTransforms } from "./application-transforms";
export { BatchJob, type BatchJobArgs, type BatchJobTransform } from "./batch-job";
export type { BatchJobSpec, JobFields, PodFailureRule, ScheduledJobSpec } from "./batch-job-spec";
export {
  claimKinds,
  claimValues,
  type BucketClaim,
  type ClaimClass,
  type ClaimContext,
  type ClaimedValue,
  type ClaimHandle,
  type ClaimKind,
  type ClaimSpec,
  type ClaimTransform,
  type PostgresClaim,
  type ProvisionArgs,
  type QueueClaim,
  type RedisClaim,
  type RegistryClaim,
  type SecretClaim,
  type TopicClaim,
} from "./claims/claim-spec";
export { claimed, provisionClaim } from "./claims/claims";
export { inClusterClass } from "./claims/in-cluster/in-cluster-class";
export { addressFormats, linkTo, type Address, type AddressFormat, type Link, type LinkTarget } from "./exposure/links";
export type { LoadBalancerSpec } from "./exposure/load-balancer";
export type {
  CidrEgressRule,
  EgressRule,
  HostEgressRule,
  IngressRule,
  NamespaceEgressRule,
} from "./exposure/policy-rules";
export {
  planPorts,
  portProtocols,
  type PlannedPort,
  type Ports,
  type PortSpec,
  type PortProtocol,
} from "./exposure/ports";
export type { AdditionalServiceSpec, ServiceFields, ServiceSpec } from "./exposure/service-spec";
export { Microservice, type MicroserviceArgs, type MicroserviceTransform } from "./microservice";
export type { MicroserviceSpec, ReplicatedFields, ServedFields, WorkerSpec } from "./microservice-spec";
export {
  Namespace,
  type NamespaceArgs,
  namespaceNameOf,
  type NamespaceRef,
  type NamespaceTransform,
  plainNameOf,
  roleNamesOf,
} from "./namespace/namespace";
export { headlessName } from "./object-name";
export { checkNamespace, checkNamespaceName, type NamespaceSpec } from "./namespace/namespace-spec";
export type { PriorityClassSpec } from "./namespace/priority-classes";
export type { LimitsSpec, NamespaceAmounts, QuotaSpec } from "./namespace/quota";
export type { CustomRole, NamespaceAccess, RoleRule } from "./namespace/roles";
export { Team, type TeamArgs, type TeamTransform } from "./namespace/team";
export { checkTeam, checkTeams, type TeamGroups, type TeamSpec } from "./namespace/team-spec";
export { NodeAgent, type NodeAgentArgs, type NodeAgentTransform } from "./node-agent";
export type { NodeAgentSpec } from "./node-agent-spec";
export { checkAdmittedPod } from "./pod/admitted-pod";
export type { ContainerFields, InitContainerSpec, RunningContainerFields, SidecarSpec } from "./pod/container-spec";
export type { ApiPermissions } from "./pod/api-permissions";
export type { ConfigSpec, SecretSpec } from "./pod/content";
export type {
  ConfigReference,
  Environment,
  EnvironmentSource,
  EnvironmentValue,
  FieldReference,
  PlainValue,
  ResourceReference,
  SecretReference,
  SecretValue,
} from "./pod/environment";
export { logFormats, type LogsSpec, type MetricsSpec } from "./pod/observation";
export type { ObjectiveFields, ObservedFields, RunningObservedFields } from "./observation/observed-fields";
export type { ObservationTransform } from "./observation/shared-observation";
export {
  spreads,
  type Affinity,
  type AffinityTerm,
  type NodeSelection,
  type Spread,
  type SpreadSpec,
  type TolerationSpec,
} from "./pod/placement-spec";
export type { PodFields } from "./pod/pod-spec";
export type { ProbesSpec, ProbeSpec, ProbeTiming } from "./pod/probes";
export { parseQuantity } from "../core";
export { resourceQualities, type Amounts, type ResourceQuality, type ResourcesSpec } from "./pod/resources";
export {
  containerExceptions,
  podExceptions,
  podSecurityLevels,
  type ContainerException,
  type ContainerExceptions,
  type PodException,
  type PodExceptions,
  type PodSecurityLevel,
  type SecuritySpec,
} from "./pod/security-spec";
export type { ShutdownSpec } from "./pod/shutdown";
export type { MountSpec, VolumeClaimSpec, VolumeClaims, Volumes, VolumeSpec } from "./pod/volume-spec";
export type { AutoscalingSpec, ReplicasSpec, ScalingRule } from "./scaling/autoscaling-spec";
export type { DisruptionBudgetSpec } from "./scaling/disruption-budget";
export { checkReplicas } from "./scaling/replicas";
export type { AgentRolloutSpec, RolloutSpec, StatefulRolloutSpec } from "./scaling/rollout-spec";
export { ScheduledJob, type ScheduledJobArgs, type ScheduledJobTransform } from "./scheduled-job";
export { StatefulService, type StatefulServiceArgs, type StatefulServiceTransform } from "./stateful-service";
export type { ClaimRetentionSpec, StatefulServiceSpec } from "./stateful-service-spec";
export { Worker, type WorkerArgs, type WorkerTransform } from "./worker";
export type {
  ReplicatedTransform,
  RunningWorkloadFields,
  ServedTransform,
  WorkloadFields,
  WorkloadPlace,
  WorkloadTransform,
} from "./workload-spec";
export { routesOf } from "./application-routes";
export type { RoutedFields } from "./routed-workload";
