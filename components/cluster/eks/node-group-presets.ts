import type { AmiType } from "./ami-types";

/** A taint: pods that do not tolerate it are kept away. */
export interface NodeTaint {
  readonly key: string;
  /** Default: empty. */
  readonly value?: string | undefined;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** What a purpose sets; each field can be changed. */
export interface NodeGroupPreset {
  readonly instanceTypes: readonly string[];
  readonly capacity: "onDemand" | "spot";
  readonly amiType: AmiType;
  readonly taints: readonly NodeTaint[];
  readonly diskGiB: number;
}

/** What node groups are for. */
export const nodeGroupPurposes = ["system", "general", "spot", "arm64", "gpu", "memory"] as const;
export type NodeGroupPurpose = (typeof nodeGroupPurposes)[number];

const x86 = { capacity: "onDemand", amiType: "AL2023_x86_64_STANDARD", taints: [], diskGiB: 50 } as const;

/**
 * The purposes. `system` is for what keeps the cluster alive, on demand: it turns away everything that does not tolerate
 * the usual taint `CriticalAddonsOnly`, as CoreDNS, the EBS controller and metrics-server do. `spot` names many like types, so that a shortage of one does not matter.
 */
export const nodeGroupPresets: Readonly<Record<NodeGroupPurpose, NodeGroupPreset>> = {
  system: {
    ...x86,
    instanceTypes: ["m6i.large", "m5.large"],
    taints: [{ key: "CriticalAddonsOnly", value: "true", effect: "NoSchedule" }],
  },
  general: { ...x86, instanceTypes: ["m6i.large", "m5.large"] },
  spot: {
    ...x86,
    instanceTypes: ["m6i.large", "m6a.large", "m5.large", "m5a.large", "m5d.large", "m5n.large"],
    capacity: "spot",
  },
  arm64: { ...x86, instanceTypes: ["m7g.large", "m6g.large"], amiType: "AL2023_ARM_64_STANDARD" },
  gpu: {
    ...x86,
    instanceTypes: ["g5.xlarge", "g4dn.xlarge"],
    amiType: "AL2023_x86_64_NVIDIA",
    taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" }],
    diskGiB: 100,
  },
  memory: { ...x86, instanceTypes: ["r6i.large", "r5.large"] },
};
