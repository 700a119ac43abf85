import { PlatformAddOns, type PlatformAddOnsArgs } from "../../components/addons";
import type { EksClusterArgs } from "../../components/cluster";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { RecordedWorkloads } from "../workloads/recorded-workloads";

type AddOns = Omit<PlatformAddOnsArgs, "cluster">;

/** Groups of nodes that Karpenter and the like can start on. */
export const nodeGroups = {
  system: { purpose: "system", size: { min: 2, max: 3 } },
  general: { purpose: "general", size: { min: 2, max: 4 } },
} as const satisfies EksClusterArgs["nodeGroups"];

/** What a program with these add-ons, called `add-ons`, registers on a cluster of EKS. */
export function addOnsOnEks(addOns: AddOns, cluster: Partial<EksClusterArgs> = {}): Promise<RecordedCluster> {
  return RecordedCluster.of({
    cluster: { nodeGroups, ...cluster },
    then: (handle) =>
      new PlatformAddOns("add-ons", {
        cluster: handle,
        nodeGroups: Object.values(nodeGroups).map(({ purpose, size }) => ({ purpose, min: size.min })),
        after: handle.nodes,
        ...addOns,
      }),
  });
}

/** The same in a cluster that is there already. */
export function addOnsInExistingCluster(addOns: AddOns): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => new PlatformAddOns("add-ons", { cluster, ...addOns }));
}
