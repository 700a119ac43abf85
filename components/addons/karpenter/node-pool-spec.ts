import type { NodeTaint } from "../../cluster";

export const architectures = ["amd64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

export const capacities = ["onDemand", "spot"] as const;
/** `spot` costs about a third of `onDemand`, and is taken away with two minutes' notice. */
export type Capacity = (typeof capacities)[number];

export const requirementOperators = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] as const;

/** A label that nodes must have: one of Karpenter's, of Kubernetes', or of your own. */
export interface NodeRequirement {
  /** Such as `karpenter.k8s.aws/instance-local-nvme`. */
  readonly key: string;
  readonly operator: (typeof requirementOperators)[number];
  /** For `In` and `NotIn` at least one, for `Gt` and `Lt` one number, for the others none. Default: none. */
  readonly values?: readonly string[] | undefined;
  /** How many different values there must be to choose from, 1 to 50, so that a shortage of one does not matter. Default: one. */
  readonly minValues?: number | undefined;
}

export const consolidationPolicies = ["whenEmpty", "balanced", "whenEmptyOrUnderutilized"] as const;

/** When nodes are taken away, or replaced by cheaper ones, that are there for less than they could hold. */
export interface Consolidation {
  /**
   * `whenEmpty`: nodes without pods. `whenEmptyOrUnderutilized`: also those whose pods fit elsewhere, which costs least. `balanced`: of
   * these only where it saves more than it disturbs. Default: `whenEmptyOrUnderutilized`.
   */
  readonly policy?: (typeof consolidationPolicies)[number] | undefined;
  /** How long no pod must have come or gone, such as `30s` or `1h`; `never` for no consolidation. Default: `1m`, in production `5m`. */
  readonly after?: string | undefined;
}

export const disruptionReasons = ["empty", "underutilized", "drifted"] as const;

/** How many nodes of a pool may be taken away at a time. Of several budgets the smallest holds. */
export interface DisruptionBudget {
  /** A number, or a share such as `10%`, rounded up. */
  readonly nodes: number | string;
  /** What it is a limit for. Default: everything. */
  readonly reasons?: readonly (typeof disruptionReasons)[number][] | undefined;
  /** When it begins to hold, in UTC: five fields of cron, or `@daily` and the like. Needs `duration`. Default: it always holds. */
  readonly schedule?: string | undefined;
  /** For how long it holds from then on, in hours and minutes, such as `8h` or `1h30m`. Needs `schedule`. */
  readonly duration?: string | undefined;
}

/** How much all nodes of a pool may have together: what bounds its cost. */
export interface NodePoolLimits {
  /** Cores. Default: 32, in production 256. */
  readonly cpu?: number | undefined;
  /** GiB. Default: 128, in production 1024. */
  readonly memoryGiB?: number | undefined;
  /** GPUs of NVIDIA. Default: not limited, but by the others. */
  readonly gpus?: number | undefined;
}

/** Nodes of one kind, which Karpenter starts and takes away. What is left out is the purpose's own. */
export interface NodePoolSpec {
  /** Name of the class of its machines. Default: the one of the pool's name, `general`, or the only one. */
  readonly nodeClass?: string | undefined;
  /**
   * What the nodes are for: their label `nodes.slipway/purpose`, by which pods choose them. `spot`, `arm64`, `memory` and `gpu` set other
   * defaults below. Default: the pool's name.
   */
  readonly purpose?: string | undefined;
  /** Default: `onDemand` and `spot`, in production `onDemand`; of the purpose `spot` that alone. */
  readonly capacity?: readonly Capacity[] | undefined;
  /** Default: `amd64`; of the purpose `arm64` that alone. */
  readonly architectures?: readonly Architecture[] | undefined;
  /** Letters that families of instances begin with, such as `c`, `m`, `r`. Default: these; of the purposes `memory` `r`, and `gpu` `g`. */
  readonly instanceCategories?: readonly string[] | undefined;
  /** Families such as `m7i`. They take the place of categories and generation. Default: all of the categories. */
  readonly instanceFamilies?: readonly string[] | undefined;
  /** Default: `large` to `8xlarge`. */
  readonly instanceSizes?: readonly string[] | undefined;
  /** Types such as `m7i.large`. They take the place of categories, families, sizes and generation. Default: all. */
  readonly instanceTypes?: readonly string[] | undefined;
  /** The oldest generation, such as 6 for `m6i` and newer. Default: 5, of the purpose `gpu` 4. */
  readonly minGeneration?: number | undefined;
  /** Zones of its nodes. Default: those of the subnets of its class. */
  readonly zones?: readonly string[] | undefined;
  /** Other labels that its nodes must have. Default: none. */
  readonly requirements?: readonly NodeRequirement[] | undefined;
  /** Labels besides `nodes.slipway/purpose`. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Pods that do not tolerate them are kept away. Default: none; of the purpose `gpu` `nvidia.com/gpu`. */
  readonly taints?: readonly NodeTaint[] | undefined;
  /** Taints that something takes away once the node is ready for pods, such as the agent of a CNI. Default: none. */
  readonly startupTaints?: readonly NodeTaint[] | undefined;
  readonly limits?: NodePoolLimits | undefined;
  /** 1 to 100: the pool with the highest comes first where several fit. Default: none, which is the lowest. */
  readonly weight?: number | undefined;
  /** Age at which a node is replaced, such as `720h`; `never` for none. Default: `720h`, 30 days. */
  readonly expireAfter?: string | undefined;
  /**
   * How long a node that is taken away may take until its pods are gone, such as `1h`; then they are ended, whatever their disruption budget
   * says. Without an end a single budget could hold up `pulumi destroy` for ever. Default: `1h`.
   */
  readonly terminationGracePeriod?: string | undefined;
  readonly consolidation?: Consolidation | undefined;
  /** Default: 10 % of the nodes at a time. */
  readonly budgets?: readonly DisruptionBudget[] | undefined;
}

/** A pool after the defaults of its purpose. */
export interface PlannedNodePool extends Pick<
  NodePoolSpec,
  "instanceFamilies" | "instanceTypes" | "zones" | "weight" | "startupTaints"
> {
  readonly purpose: string;
  readonly capacity: readonly Capacity[];
  readonly architectures: readonly Architecture[];
  readonly instanceCategories: readonly string[] | undefined;
  readonly instanceSizes: readonly string[] | undefined;
  readonly minGeneration: number | undefined;
  readonly requirements: readonly NodeRequirement[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly NodeTaint[];
  readonly limits: { readonly cpu: number; readonly memoryGiB: number; readonly gpus: number | undefined };
  readonly expireAfter: string;
  readonly terminationGracePeriod: string;
  readonly consolidation: Required<{ readonly [K in keyof Consolidation]: NonNullable<Consolidation[K]> }>;
  readonly budgets: readonly DisruptionBudget[];
}

const gpuTaint: NodeTaint = { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" };

/** What a purpose sets; the others set nothing. */
const byPurpose: Readonly<Record<string, NodePoolSpec | undefined>> = {
  spot: { capacity: ["spot"] },
  arm64: { architectures: ["arm64"] },
  memory: { instanceCategories: ["r"] },
  gpu: { instanceCategories: ["g"], minGeneration: 4, taints: [gpuTaint] },
};

const usualSizes = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge"];

/** A pool with its defaults. */
export function planNodePool(
  name: string,
  spec: NodePoolSpec,
  { isProduction }: { readonly isProduction: boolean },
): PlannedNodePool {
  const purpose = spec.purpose ?? name;
  const preset = byPurpose[purpose] ?? {};
  const { instanceTypes, instanceFamilies } = spec;
  const isOpen = instanceTypes === undefined && instanceFamilies === undefined;
  const general = isProduction ? { cpu: 256, memoryGiB: 1024 } : { cpu: 32, memoryGiB: 128 };
  return {
    purpose,
    capacity: spec.capacity ?? preset.capacity ?? (isProduction ? ["onDemand"] : ["onDemand", "spot"]),
    architectures: spec.architectures ?? preset.architectures ?? ["amd64"],
    instanceCategories:
      spec.instanceCategories ?? (isOpen ? (preset.instanceCategories ?? ["c", "m", "r"]) : undefined),
    instanceFamilies,
    instanceSizes: spec.instanceSizes ?? (instanceTypes === undefined ? usualSizes : undefined),
    instanceTypes,
    minGeneration: spec.minGeneration ?? (isOpen ? (preset.minGeneration ?? 5) : undefined),
    zones: spec.zones,
    requirements: spec.requirements ?? [],
    labels: spec.labels ?? {},
    taints: spec.taints ?? preset.taints ?? [],
    startupTaints: spec.startupTaints,
    limits: {
      cpu: spec.limits?.cpu ?? general.cpu,
      memoryGiB: spec.limits?.memoryGiB ?? general.memoryGiB,
      gpus: spec.limits?.gpus,
    },
    weight: spec.weight,
    expireAfter: spec.expireAfter ?? "720h",
    terminationGracePeriod: spec.terminationGracePeriod ?? "1h",
    consolidation: {
      policy: spec.consolidation?.policy ?? "whenEmptyOrUnderutilized",
      after: spec.consolidation?.after ?? (isProduction ? "5m" : "1m"),
    },
    budgets: spec.budgets ?? [{ nodes: "10%" }],
  };
}
