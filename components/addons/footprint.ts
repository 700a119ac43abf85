import type { ChosenAddOn } from "./frame/planner";
import type { Surroundings } from "./frame/add-on";

/** What pods ask for: CPU in thousandths of a core, memory in MiB. */
export interface Requests {
  readonly pods: number;
  readonly cpuMillis: number;
  readonly memoryMib: number;
}

/** What add-ons ask for in a cluster. */
export interface Footprint {
  /** Whatever the number of nodes. */
  readonly fixed: Requests;
  /** On each node besides. */
  readonly perNode: Requests;
}

const nothing: Requests = { pods: 0, cpuMillis: 0, memoryMib: 0 };

/** What add-ons ask for, by the same figures that their charts are given. What they start for others, such as backups, is not counted. */
export function footprintOf(chosen: readonly ChosenAddOn[], around: Surroundings): Footprint {
  const all = chosen.flatMap(({ addOn, options }) => addOn.pods(options as never, around));
  const sum = (pods: typeof all, countOf: (replicas: number | "perNode") => number): Requests =>
    pods.reduce((total, { replicas, cpuMillis, memoryMib }) => {
      const count = countOf(replicas);
      return {
        pods: total.pods + count,
        cpuMillis: total.cpuMillis + count * cpuMillis,
        memoryMib: total.memoryMib + count * memoryMib,
      };
    }, nothing);
  return {
    fixed: sum(all, (replicas) => (replicas === "perNode" ? 0 : replicas)),
    perNode: sum(all, (replicas) => (replicas === "perNode" ? 1 : 0)),
  };
}
