import type * as k8s from "@pulumi/kubernetes";
import type { ClusterHandle, PlatformCapabilities } from "../cluster";
import type { Transform } from "../core";
import type { LinkTarget } from "./exposure/links";
import type { NamespaceRef } from "./namespace/namespace";
import type { ContainerFields, RunningContainerFields } from "./pod/container-spec";
import type { PodFields } from "./pod/pod-spec";

/** What every kind of workload says: of its main container, and of its pods. */
export interface WorkloadFields<Target = LinkTarget> extends ContainerFields<Target>, PodFields<Target> {}

/** What those say besides that keep running. */
export interface RunningWorkloadFields<Target = LinkTarget> extends WorkloadFields<Target>, RunningContainerFields {}

/** Where a workload runs. */
export interface WorkloadPlace {
  /** The cluster that it runs in. */
  readonly cluster: ClusterHandle;
  /** The namespace that it runs in: its name, which must exist or be an output of what makes it, or a `Namespace`. */
  readonly namespace: NamespaceRef;
  /** Name of its Kubernetes objects, and so its name in DNS. Default: the component's name. */
  readonly objectName?: string | undefined;
  /** Name of the whole that it is part of, for the label `app.kubernetes.io/part-of`. */
  readonly partOf?: string | undefined;
  /** What it may rely on in the cluster. Default: Kubernetes alone. */
  readonly capabilities?: PlatformCapabilities | undefined;
}

/** Changes to what every kind of workload gives to its children. */
export interface WorkloadTransform {
  readonly serviceAccount?: Transform<k8s.core.v1.ServiceAccountArgs> | undefined;
  /** For what its service account may do in the Kubernetes API: within the namespace, and in the whole cluster. */
  readonly role?: Transform<k8s.rbac.v1.RoleArgs> | undefined;
  readonly roleBinding?: Transform<k8s.rbac.v1.RoleBindingArgs> | undefined;
  readonly clusterRole?: Transform<k8s.rbac.v1.ClusterRoleArgs> | undefined;
  readonly clusterRoleBinding?: Transform<k8s.rbac.v1.ClusterRoleBindingArgs> | undefined;
  readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs> | undefined;
  /** The policy by the names of hosts, a custom resource. */
  readonly dnsPolicy?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** For each of the config maps. */
  readonly configMap?: Transform<k8s.core.v1.ConfigMapArgs> | undefined;
  /** For each of the secrets. */
  readonly secret?: Transform<k8s.core.v1.SecretArgs> | undefined;
  /** The custom resource that asks for recommended requests. */
  readonly verticalAutoscaler?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}

/** The same for those that others call. */
export interface ServedTransform {
  readonly service?: Transform<k8s.core.v1.ServiceArgs> | undefined;
  /** For each of the additional Services. */
  readonly additionalService?: Transform<k8s.core.v1.ServiceArgs> | undefined;
}

/** The same for those of which there are several pods. */
export interface ReplicatedTransform {
  readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs> | undefined;
  readonly disruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs> | undefined;
  readonly autoscaler?: Transform<k8s.autoscaling.v2.HorizontalPodAutoscalerArgs> | undefined;
  /** KEDA's autoscaler, a custom resource. */
  readonly scaledObject?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** For each of the ways in which KEDA authenticates, custom resources. */
  readonly triggerAuthentication?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}
