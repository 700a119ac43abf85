/** How strictly pods are spread over zones and nodes: a wish, or a condition that keeps a pod pending. */
export const spreads = ["preferred", "required"] as const;
export type Spread = (typeof spreads)[number];

/** The same by kind of place. `false`: not spread over them. */
export interface SpreadSpec {
  /** Over zones. Default: `preferred`. */
  readonly zones?: Spread | false | undefined;
  /** Over nodes. Default: `preferred`. */
  readonly nodes?: Spread | false | undefined;
  /** With `zones: required`: zones that must have a pod before any gets a second one. Default: those that have nodes. */
  readonly minZones?: number | undefined;
}

/** A taint that pods may be put up with. */
export interface TolerationSpec {
  /** Key of the taint. Default: every key. */
  readonly key?: string | undefined;
  /** Its value. Default: every value. */
  readonly value?: string | undefined;
  /** Its effect. Default: every effect. */
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute" | undefined;
}

/** Nodes that a workload runs on. */
export interface NodeSelection {
  /**
   * Purpose of the nodes: the label `nodes.slipway/purpose`. Taints are tolerated that the preset of this purpose has, and one of
   * the label's own key and value. Default: any.
   */
  readonly purpose?: string | undefined;
  /** Processor architecture. Default: any. */
  readonly architecture?: "amd64" | "arm64" | undefined;
  /** More labels that the node must have. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** More taints that are put up with, besides those of the purpose, and for GPUs `nvidia.com/gpu`. Default: none. */
  readonly tolerations?: readonly TolerationSpec[] | undefined;
}

/** Another workload of the namespace, to be near to or apart from. */
export interface AffinityTerm {
  /** Name of the workload. */
  readonly workload: string;
  /** Near or apart within what. Default: `node`. */
  readonly within?: "node" | "zone" | undefined;
  /** A wish, or a condition that keeps a pod pending. Default: `preferred`. */
  readonly strictness?: Spread | undefined;
}

/** Other workloads of the namespace that a workload is to be near to or apart from. */
export interface Affinity {
  /** Workloads to share a node or a zone with. Default: none. */
  readonly near?: readonly AffinityTerm[] | undefined;
  /** Workloads to share no node or zone with. Default: none. */
  readonly apart?: readonly AffinityTerm[] | undefined;
}
