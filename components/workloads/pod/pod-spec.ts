import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../core";
import type { MeshPolicySpec } from "../../mesh/policy-spec";
import type { Link, LinkTarget } from "../exposure/links";
import type { EgressRule, IngressRule } from "../exposure/policy-rules";
import type { InitContainerSpec, SidecarSpec } from "./container-spec";
import type { ApiPermissions } from "./api-permissions";
import type { ConfigSpec, SecretSpec } from "./content";
import type { Affinity, NodeSelection, Spread, SpreadSpec } from "./placement-spec";
import type { PodExceptions, SecuritySpec } from "./security-spec";
import type { ShutdownSpec } from "./shutdown";
import type { Volumes } from "./volume-spec";

/**
 * What every workload says of its pods, besides the main container.
 * `Target` is what its links lead to: a `LinkTarget`, or within an `Application` the name of another workload.
 */
export interface PodFields<Target = LinkTarget> {
  /** Links whose address is not in `env`. Default: none. */
  readonly links?: readonly Link<Target>[] | undefined;
  /** Containers that run before the main one, in order, by name. Default: none. */
  readonly initContainers?: Readonly<Record<string, InitContainerSpec<Target>>> | undefined;
  /** Containers beside the main one, by name. Default: none. */
  readonly sidecars?: Readonly<Record<string, SidecarSpec<Target>>> | undefined;
  /** Folders and files of its containers, by name. Default: none. */
  readonly volumes?: Volumes | undefined;
  /** Config maps of its own by content, by suffix: `settings` of `orders` is `orders-settings`. Default: none. */
  readonly config?: Readonly<Record<string, ConfigSpec>> | undefined;
  /** Secrets of its own by content, by suffix. Default: none. */
  readonly secrets?: Readonly<Record<string, SecretSpec>> | undefined;
  /** Names of Secrets of the namespace with the credentials of registries. Default: none. */
  readonly pullSecrets?: readonly string[] | undefined;

  /** Who its processes are. Default: the image's own user, who must not be root. */
  readonly security?: SecuritySpec | undefined;
  /** What the pod may do beyond the `restricted` Pod Security standard and its own namespaces, each with the reason why. Default: nothing. */
  readonly podExceptions?: PodExceptions | undefined;
  /** Permissions in the cloud. Its service account gets an identity with these and no others. Default: none. */
  readonly grants?: readonly PolicyStatement[] | undefined;
  /** What its service account may do in the Kubernetes API. Its containers get a token then. Default: nothing. */
  readonly apiPermissions?: ApiPermissions | undefined;
  /** Whether its containers get a token for the Kubernetes API. Default: no, unless it has permissions there. */
  readonly serviceAccountToken?: boolean | undefined;
  /** Annotations of its service account. Default: none. */
  readonly serviceAccountAnnotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;

  /** What the cluster's mesh does with calls to it. Default: it takes part, and who links to it may call it. */
  readonly mesh?: MeshPolicySpec<Target> | undefined;

  /** Traffic out of the namespace, besides its links and DNS. Default: none. */
  readonly egress?: readonly EgressRule[] | undefined;
  /** Traffic into it, besides that of workloads that link to it. Default: none. */
  readonly ingress?: readonly IngressRule[] | undefined;

  /** Spread over zones and nodes. Default: `preferred`; of jobs: none. Not of an agent, which runs on each node. */
  readonly spread?: Spread | SpreadSpec | undefined;
  /** Nodes that it runs on. Default: any that is not tainted. */
  readonly nodes?: NodeSelection | undefined;
  /** Workloads that it is to be near to, or apart from. Default: none. */
  readonly affinity?: Affinity | undefined;
  /** Seconds until pods leave a node that stopped answering. Default 60. */
  readonly nodeFailureSeconds?: number | undefined;
  /** Name of a PriorityClass: which pods stay when there is no room for all. Default: the cluster's default. */
  readonly priorityClass?: string | undefined;
  /** Name of a RuntimeClass, such as `gvisor`. Default: the node's own. */
  readonly runtimeClass?: string | undefined;

  /** How a pod ends without losing requests. Default: after 5 s, without ports at once, it has 30 s to finish. */
  readonly shutdown?: ShutdownSpec | undefined;

  /** Who answers for it: a label `slipway/owner` of every object. A label's value. Default: none. */
  readonly owner?: string | undefined;
  /** How much depends on it, such as `critical`: a label `slipway/tier` of every object. A label's value. Default: none. */
  readonly tier?: string | undefined;
  /** Its part in the whole, such as `frontend` or `database`: the label `app.kubernetes.io/component`. Default: none. */
  readonly component?: string | undefined;
  /** More labels of its pods. Default: none. */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
  /** Annotations of its pods, of one or more lines. Default: none. */
  readonly podAnnotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /** Whether the VerticalPodAutoscaler is to recommend requests, without changing anything. Default: no. */
  readonly verticalRecommendation?: boolean | undefined;
}
