import type { HelmOptions } from "../frame/helm-add-on";

/** Reasons to evict a pod, so that the scheduler finds it a better node. */
export interface DeschedulerRules {
  /** Several pods of one workload on a node while others have none. Default: true. */
  readonly duplicates?: boolean | undefined;
  /** Zones or nodes with more of a workload's pods than its spread allows, also where it only prefers so. Default: true. */
  readonly topologySpread?: boolean | undefined;
  /** A node that does not meet what the pod requires of nodes any more. Default: true. */
  readonly nodeAffinity?: boolean | undefined;
  /** A node with a taint that the pod does not tolerate. Default: true. */
  readonly nodeTaints?: boolean | undefined;
  /** A pod beside one that it must not be with. Default: true. */
  readonly podAntiAffinity?: boolean | undefined;
  /** More than 100 restarts of its containers: another node may do it good. Default: true. */
  readonly restarts?: boolean | undefined;
  /**
   * A node that has been asked for more than half of its CPU, memory or pods while others are below a fifth. Refused beside what takes
   * empty nodes away: it fills nodes that the other one empties, without end. Default: false.
   */
  readonly lowNodeUtilization?: boolean | undefined;
}

/** The descheduler, which evicts pods that would get a better node today. Their disruption budgets hold. */
export interface DeschedulerSpec extends HelmOptions {
  /** Minutes from one look at the cluster to the next, from 1 to 1440. Default: 10. */
  readonly intervalMinutes?: number | undefined;
  /** Which reasons there are to evict a pod. Default: as they say. */
  readonly rules?: DeschedulerRules | undefined;
  /** Most pods that it evicts at one look, from 1 to 1000. Default: 10. */
  readonly maxEvictions?: number | undefined;
  /** Fewest pods that a workload must be to have one evicted, from 1 to 100. Default: 2, so that something of it is left. */
  readonly minReplicas?: number | undefined;
  /**
   * Whether it evicts pods with a folder on their node too: `hostPath`, and `emptyDir`, which many have for their temporary files, and lose
   * at each move. Default: false.
   */
  readonly evictLocalStorage?: boolean | undefined;
  /** Namespaces whose pods it leaves alone, besides `kube-system`. Default: none. */
  readonly exclude?: readonly string[] | undefined;
}
