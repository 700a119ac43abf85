import type { GatewayCapability } from "./gateway-capability";
import type { MeshCapability } from "./mesh-capability";
import type { ObservabilityCapability } from "./observability-capability";

/** A class of storage that claims of volumes may name. */
export interface StorageCapability {
  /** Whether its volumes can grow. */
  readonly expandable: boolean;
  /** Whether a claim that names no class gets this one. Default: no. */
  readonly isDefault?: boolean | undefined;
  /** Whether pods of several nodes may use one volume. Default: no. */
  readonly shared?: boolean | undefined;
}

export const dnsPolicyEngines = ["cilium", "eks"] as const;
/** Who enforces policies by the names of hosts: Cilium (`CiliumNetworkPolicy`), or EKS (`ApplicationNetworkPolicy`). */
export type DnsPolicyEngine = (typeof dnsPolicyEngines)[number];

/** What policies of a cluster let into its namespaces, or refuse. What is left out is let in. */
export interface AdmissionRules {
  /** Who refuses the rest, to be read after "refused by": `admissionPolicies` is the add-on. Default: `a policy of the cluster`. */
  readonly by?: string | undefined;
  /** Namespaces in which everything is let in. Default: none. */
  readonly exclude?: readonly string[] | undefined;
  /** Whether Services of the type `NodePort` are let in. Default: true. */
  readonly nodePorts?: boolean | undefined;
  /** Whether Services of the type `LoadBalancer` are let in that name no class. Default: true. */
  readonly classlessLoadBalancers?: boolean | undefined;
  /** Whether load balancers are let in that every address may call. Default: true. */
  readonly openLoadBalancers?: boolean | undefined;
  /** Whether images without a digest are let in that have no tag, or `latest`. Default: true. */
  readonly unpinnedImages?: boolean | undefined;
  /**
   * Registries that images may come from, with or without a path; those of Docker Hub begin with `docker.io/`, for its own ones
   * `docker.io/library`. Default: any.
   */
  readonly registries?: readonly string[] | undefined;
  /** Labels that pods must have. Default: none. */
  readonly podLabels?: readonly string[] | undefined;
}

/**
 * What workloads may rely on in a cluster, besides Kubernetes itself. What is left out is not there, but for the fields that say
 * that they are not checked then.
 */
export interface PlatformCapabilities {
  /** Zones that nodes are in. Left out: not checked. */
  readonly zones?: readonly string[] | undefined;
  /** Families that Services can have, the first being the cluster's own. Left out: the cluster's own alone. */
  readonly ipFamilies?: readonly ("IPv4" | "IPv6")[] | undefined;
  /** Purposes that nodes have, by the label `nodes.slipway/purpose`. Left out: not checked. */
  readonly nodePurposes?: readonly string[] | undefined;
  /** Classes of storage, by name. Left out: not checked. */
  readonly storageClasses?: Readonly<Record<string, StorageCapability>> | undefined;
  /** Priority classes, besides `system-cluster-critical` and `system-node-critical`. Left out: not checked. */
  readonly priorityClasses?: readonly string[] | undefined;
  /** Runtime classes. Left out: not checked. */
  readonly runtimeClasses?: readonly string[] | undefined;
  /** KEDA: autoscaling on events, queues, times and queries. */
  readonly keda?: boolean | undefined;
  /** A Prometheus that KEDA may ask, and that scrapes workloads. */
  readonly prometheus?:
    | {
        /** URL of its API, such as `http://prometheus.monitoring:9090`. */
        readonly url: string;
        /** Namespace of its pods, which workloads let in to their metrics. */
        readonly namespace: string;
      }
    | undefined;
  /** What is seen of workloads by itself: rules, dashboards, logs, traces. Left out: nothing is. */
  readonly observability?: ObservabilityCapability | undefined;
  /** An adapter that serves `custom.metrics.k8s.io`: metrics of pods and objects. */
  readonly customMetrics?: boolean | undefined;
  /** An adapter that serves `external.metrics.k8s.io`. KEDA is one. */
  readonly externalMetrics?: boolean | undefined;
  /** The recommender of the VerticalPodAutoscaler and its custom resource. */
  readonly verticalPodAutoscaler?: boolean | undefined;
  /** Who enforces egress by the names of hosts. */
  readonly dnsPolicies?: DnsPolicyEngine | undefined;
  /** The AWS Load Balancer Controller, which reads the options of a load balancer. */
  readonly awsLoadBalancerController?: boolean | undefined;
  /** The gateway, for workloads with routes. */
  readonly gateway?: GatewayCapability | undefined;
  /** The mesh, which carries the calls between workloads. Left out: there is none. */
  readonly mesh?: MeshCapability | undefined;
  /** cert-manager, and the names of its issuers that every namespace may refer to. */
  readonly certManager?: { readonly issuers: readonly string[] } | undefined;
  /** Consul, as a registry of services. */
  readonly consul?:
    | {
        /** Host and port of its HTTP API, such as `consul-server.consul:8501`. The port must be that of its pods too. */
        readonly address: string;
        /** Namespace of its pods, to which those of workloads are let out that claim it. */
        readonly namespace: string;
        /** Whether it speaks TLS. */
        readonly tls: boolean;
      }
    | undefined;
  /** The namespace of AWS Cloud Map that Services are registered in that ask for it. */
  readonly cloudMap?: { readonly namespace: string } | undefined;
  /** What is let in besides what Kubernetes itself lets in: all of these hold, each in its namespaces. Left out: everything is. */
  readonly admission?: readonly AdmissionRules[] | undefined;
}
