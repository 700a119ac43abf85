import type { ClusterHandle } from "../../../components/cluster";
import { Namespace, type NamespaceSpec } from "../../../components/workloads";

/** Step into an object: the name of a field, a key, or a place in a list. */
export type Step = string | number;

/** A field that the requirement is about, and what it is to be. */
export interface Fact {
  /** `Kind/name`, or `namespace/Kind/name` where several namespaces have one. */
  readonly object: string;
  readonly path: readonly Step[];
  /** `undefined`: we say nothing of the field, so that somebody else can. */
  readonly value: unknown;
}

/** Definitions of custom resources that a program writes and that Kubernetes does not have by itself. */
export type CustomResourceKind =
  | "ScaledObject"
  | "TriggerAuthentication"
  | "VerticalPodAutoscaler"
  | "CiliumNetworkPolicy"
  | "HTTPRoute"
  | "SecurityGroupPolicy"
  | "ValidatingPolicy";

/** Something that real applications ask for, with the smallest program that says it. */
export interface Requirement {
  readonly number: number;
  /** What is asked for, in a few words. */
  readonly asks: string;
  /** Registers what says it, in a namespace of its own. */
  readonly program: (cluster: ClusterHandle) => void;
  /** What of it the API server is to have. */
  readonly facts: readonly Fact[];
  /** All objects of the program, where the point is that others are not there: `Kind/name`, sorted. */
  readonly objects?: readonly string[];
  /** Default: none. */
  readonly customResources?: readonly CustomResourceKind[];
  /** Default: a cluster that somebody else made. */
  readonly cluster?: "eks";
}

export function fact(object: string, path: readonly Step[], value: unknown): Fact {
  return { object, path, value };
}

/** Path into the pods of a Deployment, a StatefulSet or a DaemonSet. */
export function pod(...steps: Step[]): Step[] {
  return ["spec", "template", "spec", ...steps];
}

/** Path into their first container. */
export function main(...steps: Step[]): Step[] {
  return pod("containers", 0, ...steps);
}

/** Path of an annotation of their pods. */
export function podAnnotation(name: string): Step[] {
  return ["spec", "template", "metadata", "annotations", name];
}

/** A namespace of the program's own, and the cluster. */
export function placeIn(
  cluster: ClusterHandle,
  name: string,
  spec: NamespaceSpec = {},
): { readonly cluster: ClusterHandle; readonly namespace: Namespace } {
  return { cluster, namespace: new Namespace(name, { ...spec, cluster }) };
}

/** An image of nobody's: nothing here is run. */
export function image(name: string): string {
  return `registry.example.com/${name}:1.0.0`;
}
