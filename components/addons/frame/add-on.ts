import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, EksHandle, PlatformCapabilities } from "../../cluster";
import type { ChildFactory, ManifestName, Problem } from "../../core";
import type { ChartSource } from "./chart";
import type { Mirrors } from "./mirrors";
import type { Pods } from "./pods";
import type { Traffic } from "./traffic";

/** What every add-on can be told, besides its own options. */
export interface CommonOptions {
  /** Whether it is installed on a version of Kubernetes that its makers do not name. Default: false. */
  readonly anyKubernetes?: boolean | undefined;
}

/** Where an add-on lives. A namespace that is there already, such as `kube-system`, is not made, nor labelled. */
export interface AddOnNamespace {
  readonly name: string;
  /** Pod Security level that it enforces; undefined where it is there already. */
  readonly podSecurity: PodSecurity | undefined;
}

/** Level of Kubernetes' Pod Security Standards. */
export type PodSecurity = "restricted" | "baseline" | "privileged";

/** Another add-on that one cannot do without. */
export interface Requirement<Options> {
  /** Id of the other. */
  readonly addOn: string;
  /** What it is needed for, to be read after "… needs it: ", such as `it signs the certificate of its webhook`. */
  readonly because: string;
  /** Whether it is needed with these options. Default: always. */
  readonly when?: (options: Options, around: Surroundings) => boolean;
}

/** Another add-on that does the same, or stands in the way. */
export interface Conflict {
  readonly addOn: string;
  /** In plain words, such as `both start nodes for pods that wait`. */
  readonly because: string;
}

/** An add-on that is installed, as others see it. */
export interface Neighbour {
  /** Name of its namespace. */
  readonly namespace: string;
  /** Namespaces of what it runs by custom resources of the platform. Default: none. */
  readonly operandNamespaces?: readonly string[] | undefined;
  readonly options: CommonOptions;
}

/** What is known of a cluster before anything is made. What is not known is undefined, and not checked. */
export interface Surroundings {
  readonly target: ClusterHandle["target"];
  readonly isProduction: boolean;
  /** Whether what there may be several of there are several of. */
  readonly highlyAvailable: boolean;
  /** Minor version, such as `1.36`. */
  readonly kubernetesVersion: string | undefined;
  readonly autoMode: boolean;
  readonly ipFamily: ClusterHandle["ipFamily"];
  /** Groups of nodes: their purpose and fewest nodes. */
  readonly nodeGroups: readonly { readonly purpose: string; readonly min: number }[] | undefined;
  /** What the environment says of the cluster. */
  readonly capabilities: PlatformCapabilities | undefined;
  /** All add-ons that are installed, by id. */
  readonly planned: ReadonlyMap<string, Neighbour>;
}

/** What an add-on is deployed with. */
export interface AddOnContext<Options> extends Surroundings {
  readonly options: Options;
  readonly cluster: ClusterHandle;
  /** The same cluster, where it is one of EKS that was made here. */
  readonly eks: EksHandle | undefined;
  /** Whether Pulumi refuses to delete what would be lost for good. */
  readonly isProtected: boolean;
  readonly mirrors: Mirrors;
  /** Namespace of the Prometheus that scrapes metrics; undefined where none is known. */
  readonly prometheusNamespace: string | undefined;
  /** Whether the custom resources of the Prometheus operator are there, so that monitors can be made. */
  readonly hasMonitors: boolean;
  /** Makes a child of the add-on's component, in its cluster, after everything that the add-on requires. */
  readonly child: ChildFactory;
  /** The add-on's component, as parent of components, which are made in the cluster's account. */
  readonly parent: pulumi.ComponentResource & { readonly logicalName: string };
  /** What is there before anything in the add-on's namespace: the namespace itself, and who may talk to its pods. */
  readonly place: readonly pulumi.Resource[];
}

/** What an add-on has made. */
export interface Deployed {
  /** What must be there before anything that uses the add-on, and so goes after it. */
  readonly ready: readonly pulumi.Resource[];
  /** What must be known of it from outside. Default: nothing. */
  readonly outputs?: AddOnOutputs | undefined;
}

/** What is told of add-ons outside of their cluster. */
export interface AddOnOutputs {
  /** Name of the bucket that holds the backups of the cluster. */
  readonly backups?: pulumi.Output<string> | string | undefined;
}

/** Something that every cluster may have: what it is, what it needs, what it opens, and how it is made. */
export interface AddOn<Options extends CommonOptions = CommonOptions> {
  /** The key by which it is configured, in camelCase, such as `certManager`. */
  readonly id: string;
  /** Its name in the cluster and in the names of its resources, such as `cert-manager`. */
  readonly name: string;
  /** What one has of it, in one sentence. */
  readonly summary: string;
  /** Charts that it installs, of the catalogue or its own, CRDs first. */
  readonly charts: readonly ChartSource[];
  /** Manifests of the catalogue that it applies. */
  readonly manifests?: readonly ManifestName[];
  readonly namespace: AddOnNamespace;
  /** The level that its namespace must have instead with some options; undefined where they need no other. */
  readonly podSecurityOf?: (options: Options) => PodSecurity | undefined;
  /**
   * Namespaces in which the platform has it run things by custom resources: their pods are as the operator makes them, so that rules of admission hold
   * for them no more than for the add-on's own. Default: none.
   */
  readonly operandNamespaces?: readonly string[];
  /** Names of the custom resource definitions that it brings, or `*.<group>` for all of a group. No two add-ons bring the same. */
  readonly crds?: readonly string[];
  readonly requires?: readonly Requirement<Options>[];
  readonly conflictsWith?: readonly Conflict[];
  /** Ids of add-ons that are made before it where they are there. */
  readonly after?: readonly string[];
  /** Where it cannot be, in plain words: such as `EKS Auto Mode has it built in`. */
  readonly not?: { readonly autoMode?: string; readonly existing?: string; readonly eks?: string };
  /**
   * What it makes outside of the cluster by itself, such as `load balancers`. It is then taken away, and waited for, after everything
   * that uses it; one that owns nothing goes with the cluster.
   */
  readonly owns?: string;
  /**
   * Whether its pods claim volumes. Then its namespace is taken away, and waited for, before what deletes volumes in the cloud: claims go with their
   * namespace. Default: no.
   */
  readonly hasVolumes?: boolean;
  /** Images that its pods run, without a tag, such as `quay.io/jetstack/cert-manager-webhook`. */
  readonly images: readonly string[];
  /** Its pods, and what they ask for. */
  readonly pods: (options: Options, around: Surroundings) => readonly Pods[];
  /** What its pods may receive and send, besides traffic within its namespace. */
  readonly traffic: (options: Options, around: Surroundings) => readonly Traffic[];
  /** What is wrong with its options. Paths are relative to them. */
  readonly check?: (options: Options, around: Surroundings) => Problem[];
  /** What workloads may rely on once it is there. */
  readonly provides?: (options: Options, around: Surroundings) => PlatformCapabilities;
  readonly deploy: (context: AddOnContext<Options>) => Deployed;
}

/** An add-on of which nobody knows here which options it takes: of a list of all of them. */
export type AnyAddOn = AddOn<never>;
