import type { Values } from "./values";

/** Pods of one workload of an add-on. The values of its chart and the table of what it costs are both made from this. */
export interface Pods {
  /** Name of the Deployment, StatefulSet or DaemonSet. */
  readonly name: string;
  /** How many; `perNode` for a DaemonSet. */
  readonly replicas: number | "perNode";
  /** CPU that each asks for, in thousandths of a core. */
  readonly cpuMillis: number;
  /** Memory that each asks for, and gets at most, in MiB. */
  readonly memoryMib: number;
  /** Labels by which they are told apart from the namespace's other pods. */
  readonly labels: Readonly<Record<string, string>>;
}

/** `requests` and the limit of memory; CPU has none, as that only slows pods down. */
export function resourcesOf({ cpuMillis, memoryMib }: Pods): Values {
  return {
    requests: { cpu: `${cpuMillis}m`, memory: `${memoryMib}Mi` },
    limits: { memory: `${memoryMib}Mi` },
  };
}

/** Rather in different zones and on different nodes. With one pod there is nothing to spread. */
export function spreadOf({ labels, replicas }: Pods): Values[] {
  if (replicas === "perNode" || replicas < 2) return [];
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  }));
}

/** Whether a disruption budget keeps one up: with a single pod it would only keep nodes from being drained. */
export function isDoubled({ replicas }: Pods): boolean {
  return replicas !== "perNode" && replicas > 1;
}

/** For `owned`: paths of values that say how many pods there are, and of disruption budgets, which would otherwise not be of as many. */
export function decidedByPods(...paths: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(paths.map((path) => [path, "the number follows from the stage: highly available or not"]));
}

/** The pods of a name. */
export function podsOf(all: readonly Pods[], name: string): Pods {
  const found = all.find((pods) => pods.name === name);
  if (found === undefined) throw new Error(`the add-on has no pods of the name ${name}`);
  return found;
}

/** What lets pods run on the nodes that are kept for what the cluster itself needs. */
export const systemTolerations: readonly Values[] = [{ key: "CriticalAddonsOnly", operator: "Exists" }];
