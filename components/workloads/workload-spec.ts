import type * as k8s from "@pulumi/kubernetes";
import type { ClusterHandle, PlatformCapabilities } from "../cluster";
import type { RenderedTransform, Transform } from "../core";
import type { GatewayHandle } from "../gateway";
import type { MeshCaller } from "../mesh/mesh-engine";
import type { LinkTarget } from "./exposure/links";
import type { NamespaceRef } from "./namespace/namespace";
import type { ObservedFields, RunningObservedFields } from "./observation/observed-fields";
import type { ContainerFields, RunningContainerFields } from "./pod/container-spec";
import type { PodFields } from "./pod/pod-spec";

/** What every kind of workload says: of its main container, and of its pods. */
export interface WorkloadFields<Target = LinkTarget>
  extends ContainerFields<Target>, PodFields<Target>, ObservedFields {}

/** What those say besides that keep running. */
export interface RunningWorkloadFields<Target = LinkTarget>
  extends WorkloadFields<Target>, RunningContainerFields, RunningObservedFields {}

/** Where a workload runs. */
export interface WorkloadPlace {
  /** The cluster that it runs in. */
  readonly cluster: ClusterHandle;
  /** The namespace that it runs in: its name, which must exist or be an output of what makes it, or a `Namespace`. */
  readonly namespace: NamespaceRef;
  /** Name of its Kubernetes objects, and so its name in DNS. Default: the component's name. */
  readonly objectName?: string | undefined;
  /** Name of the whole that it is part of, for the label `app.kubernetes.io/part-of`. Default: none. */
  readonly partOf?: string | undefined;
  /** What it may rely on in the cluster. Default: Kubernetes alone. */
  readonly capabilities?: PlatformCapabilities | undefined;
  /** The gateway itself, which routes of an API of AWS API Gateway need. Default: what the capabilities tell of it is enough. */
  readonly gateway?: GatewayHandle | undefined;
  /**
   * Who calls it by links, for a mesh that must know that when it is made, as Consul must; `[]` for nobody. Default: what the `Application` knows, else it
   * is not known.
   */
  readonly callers?: readonly MeshCaller[] | undefined;
  /**
   * Names of its ports that routes of others lead to: as a backend, a canary or a mirror of theirs, or by a `Route` on its own. A mesh must know them, to let
   * the gateway in. Default: what the `Application` knows, else none.
   */
  readonly routedPorts?: readonly string[] | undefined;
  /** Name of the `Application` that makes what its workloads share in the mesh. Default: none; then it makes its own where it needs it. */
  readonly meshOwner?: string | undefined;
  /** Name of the `Application` that makes its rules and its dashboard with those of others. Default: none; then it makes its own. */
  readonly observer?: string | undefined;
}

/** Changes to what every kind of workload gives to its children. Default of each: none. */
export interface WorkloadTransform {
  /** For its account. */
  readonly serviceAccount?: Transform<k8s.core.v1.ServiceAccountArgs> | undefined;
  /** For what its service account may do in the Kubernetes API within the namespace. */
  readonly role?: Transform<k8s.rbac.v1.RoleArgs> | undefined;
  /** For what gives the role to its service account. */
  readonly roleBinding?: Transform<k8s.rbac.v1.RoleBindingArgs> | undefined;
  /** For what its service account may do in the whole cluster. */
  readonly clusterRole?: Transform<k8s.rbac.v1.ClusterRoleArgs> | undefined;
  /** For what gives the cluster's role to its service account. */
  readonly clusterRoleBinding?: Transform<k8s.rbac.v1.ClusterRoleBindingArgs> | undefined;
  /** For the policy of who may call its pods, and whom they may call. */
  readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs> | undefined;
  /** The policy by the names of hosts, a custom resource. */
  readonly dnsPolicy?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** For each object by which the mesh knows it, most of them custom resources. */
  readonly meshObject?: RenderedTransform | undefined;
  /** For what has Prometheus read its metrics, a custom resource. */
  readonly podMonitor?: RenderedTransform | undefined;
  /** For each object with its rules, a custom resource; of a workload of an `Application` that is its `observationTransform`. */
  readonly rules?: RenderedTransform | undefined;
  /** For each config map with its dashboard; of a workload of an `Application` that is its `observationTransform`. */
  readonly dashboards?: RenderedTransform | undefined;
  /** For each of the config maps. */
  readonly configMap?: Transform<k8s.core.v1.ConfigMapArgs> | undefined;
  /** For each of the secrets. */
  readonly secret?: Transform<k8s.core.v1.SecretArgs> | undefined;
  /** The custom resource that asks for recommended requests. */
  readonly verticalAutoscaler?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}

/** The same for those that others call. Default of each: none. */
export interface ServedTransform {
  /** For the Service of its name. */
  readonly service?: Transform<k8s.core.v1.ServiceArgs> | undefined;
  /** For each of the additional Services. */
  readonly additionalService?: Transform<k8s.core.v1.ServiceArgs> | undefined;
}

/** The same for those of which there are several pods. Default of each: none. */
export interface ReplicatedTransform {
  /** For what makes its pods. */
  readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs> | undefined;
  /** For how many pods a drain takes at a time. */
  readonly disruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs> | undefined;
  /** For the autoscaler where it is not KEDA's. */
  readonly autoscaler?: Transform<k8s.autoscaling.v2.HorizontalPodAutoscalerArgs> | undefined;
  /** KEDA's autoscaler, a custom resource. */
  readonly scaledObject?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** For each of the ways in which KEDA authenticates, custom resources. */
  readonly triggerAuthentication?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
}
