import { purposeLabel, type NodeTaint } from "../../cluster";
import type { NodePool, Requirement, Taint } from "./karpenter-api";
import type { DisruptionBudget, PlannedNodePool } from "./node-pool-spec";

const policies = {
  whenEmpty: "WhenEmpty",
  balanced: "Balanced",
  whenEmptyOrUnderutilized: "WhenEmptyOrUnderutilized",
} as const;
const reasons = { empty: "Empty", underutilized: "Underutilized", drifted: "Drifted" } as const;
const capacityTypes = { onDemand: "on-demand", spot: "spot" } as const;

/** A `NodePool` of Karpenter. */
export function nodePoolSpec(pool: PlannedNodePool, nodeClass: string): NodePool {
  const { consolidation, taints, startupTaints = [], weight } = pool;
  return {
    disruption: {
      consolidationPolicy: policies[consolidation.policy],
      consolidateAfter: orNever(consolidation.after),
      budgets: pool.budgets.map(budget),
    },
    limits: limitsOf(pool),
    template: {
      metadata: { labels: { [purposeLabel]: pool.purpose, ...pool.labels } },
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: nodeClass },
        requirements: requirementsOf(pool),
        ...(taints.length === 0 ? {} : { taints: taints.map(taint) }),
        ...(startupTaints.length === 0 ? {} : { startupTaints: startupTaints.map(taint) }),
        expireAfter: orNever(pool.expireAfter),
        terminationGracePeriod: pool.terminationGracePeriod,
      },
    },
    ...(weight === undefined ? {} : { weight }),
  };
}

function requirementsOf(pool: PlannedNodePool): Requirement[] {
  const { minGeneration } = pool;
  return [
    ...among(
      "karpenter.sh/capacity-type",
      pool.capacity.map((capacity) => capacityTypes[capacity]),
    ),
    ...among("kubernetes.io/arch", pool.architectures),
    ...among("kubernetes.io/os", ["linux"]),
    ...among("karpenter.k8s.aws/instance-category", pool.instanceCategories),
    ...among("karpenter.k8s.aws/instance-family", pool.instanceFamilies),
    ...among("karpenter.k8s.aws/instance-size", pool.instanceSizes),
    ...among("node.kubernetes.io/instance-type", pool.instanceTypes),
    ...(minGeneration === undefined
      ? []
      : [
          {
            key: "karpenter.k8s.aws/instance-generation",
            operator: "Gt" as const,
            values: [String(minGeneration - 1)],
          },
        ]),
    ...among("topology.kubernetes.io/zone", pool.zones),
    ...pool.requirements.map(({ key, operator, values, minValues }) => ({
      key,
      operator,
      ...(values === undefined ? {} : { values }),
      ...(minValues === undefined ? {} : { minValues }),
    })),
  ];
}

function among(key: string, values: readonly string[] | undefined): Requirement[] {
  return values === undefined ? [] : [{ key, operator: "In", values }];
}

function limitsOf({ limits: { cpu, memoryGiB, gpus } }: PlannedNodePool): Record<string, string> {
  return {
    cpu: String(cpu),
    memory: `${memoryGiB}Gi`,
    ...(gpus === undefined ? {} : { "nvidia.com/gpu": String(gpus) }),
  };
}

function budget({
  nodes,
  reasons: for_,
  schedule,
  duration,
}: DisruptionBudget): NodePool["disruption"]["budgets"][number] {
  return {
    nodes: String(nodes),
    ...(for_ === undefined ? {} : { reasons: for_.map((reason) => reasons[reason]) }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(duration === undefined ? {} : { duration }),
  };
}

function taint({ key, value, effect }: NodeTaint): Taint {
  return { key, ...(value === undefined ? {} : { value }), effect };
}

function orNever(duration: string): string {
  return duration === "never" ? "Never" : duration;
}
