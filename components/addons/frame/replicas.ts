import type { Problem } from "../../core";
import type { Pods } from "./pods";
import type { Values } from "./values";
import { checkWhole } from "./whole-numbers";

/** How many pods a gateway has: a range that it is scaled within. */
export interface ReplicasOption {
  readonly replicas?: { readonly min: number; readonly max: number } | undefined;
  readonly cpuMillis?: number | undefined;
  readonly memoryMib?: number | undefined;
}

const mostPods = 10;
/** Percent of the CPU that is asked for, from which on there are more pods. */
const busyPercent = 70;

/** Values `autoscaling` of charts that have them in this form: by CPU, between the fewest and the most. */
export function scaledReplicas(pods: Pods, replicas: ReplicasOption["replicas"], highlyAvailable: boolean): Values {
  const max = replicas?.max ?? (highlyAvailable ? mostPods : 1);
  if (pods.replicas === "perNode" || max <= pods.replicas) return { enabled: false };
  return {
    enabled: true,
    minReplicas: pods.replicas,
    maxReplicas: max,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: busyPercent } },
      },
    ],
  };
}

/** What is wrong with how many there are, and what they ask for. */
export function checkReplicas({ replicas, cpuMillis, memoryMib }: ReplicasOption): Problem[] {
  return [
    ...checkWhole(["replicas", "min"], replicas?.min, 1),
    ...checkWhole(["replicas", "max"], replicas?.max, replicas?.min ?? 1),
    ...checkWhole(["cpuMillis"], cpuMillis, 1),
    ...checkWhole(["memoryMib"], memoryMib, 32),
  ];
}
