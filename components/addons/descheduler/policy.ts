import type { Values } from "../frame/values";
import type { DeschedulerRules, DeschedulerSpec } from "./descheduler-spec";

interface Rule {
  readonly plugin: string;
  /** At which of the two moments it is asked: `deschedule` looks at one pod after the other, `balance` at all of them. */
  readonly at: "deschedule" | "balance";
  readonly isDefault: boolean;
  readonly args?: Values;
  /** Field of the arguments that takes namespaces to leave alone. */
  readonly namespacesAt: "namespaces" | "evictableNamespaces";
}

const rules: Readonly<Record<keyof DeschedulerRules, Rule>> = {
  duplicates: { plugin: "RemoveDuplicates", at: "balance", isDefault: true, namespacesAt: "namespaces" },
  topologySpread: {
    plugin: "RemovePodsViolatingTopologySpreadConstraint",
    at: "balance",
    isDefault: true,
    // Spreads that are only preferred are those that a lost zone leaves askew.
    args: { constraints: ["DoNotSchedule", "ScheduleAnyway"] },
    namespacesAt: "namespaces",
  },
  nodeAffinity: {
    plugin: "RemovePodsViolatingNodeAffinity",
    at: "deschedule",
    isDefault: true,
    args: { nodeAffinityType: ["requiredDuringSchedulingIgnoredDuringExecution"] },
    namespacesAt: "namespaces",
  },
  nodeTaints: {
    plugin: "RemovePodsViolatingNodeTaints",
    at: "deschedule",
    isDefault: true,
    namespacesAt: "namespaces",
  },
  podAntiAffinity: {
    plugin: "RemovePodsViolatingInterPodAntiAffinity",
    at: "deschedule",
    isDefault: true,
    namespacesAt: "namespaces",
  },
  restarts: {
    plugin: "RemovePodsHavingTooManyRestarts",
    at: "deschedule",
    isDefault: true,
    args: { podRestartThreshold: 100, includingInitContainers: true },
    namespacesAt: "namespaces",
  },
  lowNodeUtilization: {
    plugin: "LowNodeUtilization",
    at: "balance",
    isDefault: false,
    args: { thresholds: { cpu: 20, memory: 20, pods: 20 }, targetThresholds: { cpu: 50, memory: 50, pods: 50 } },
    namespacesAt: "evictableNamespaces",
  },
};

/** What the descheduler looks for, and what it leaves alone whatever it finds. */
export function policyOf(options: DeschedulerSpec): Values {
  const { rules: chosen = {}, maxEvictions = 10, exclude = [] } = options;
  const active = Object.entries(rules)
    .filter(([name, { isDefault }]) => chosen[name as keyof DeschedulerRules] ?? isDefault)
    .map(([, rule]) => rule);
  const pluginsAt = (moment: Rule["at"]): Values => ({
    enabled: active.filter(({ at }) => at === moment).map(({ plugin }) => plugin),
  });
  const namespaces = { exclude: ["kube-system", ...exclude] };
  return {
    maxNoOfPodsToEvictTotal: maxEvictions,
    profiles: [
      {
        name: "default",
        pluginConfig: [
          { name: "DefaultEvictor", args: evictor(options) },
          ...active.map(({ plugin, args, namespacesAt }) => ({
            name: plugin,
            args: { ...args, [namespacesAt]: namespaces },
          })),
        ],
        plugins: { deschedule: pluginsAt("deschedule"), balance: pluginsAt("balance") },
      },
    ],
  };
}

/** Pods of the system, of DaemonSets, and with data on their node or in a volume stay where they are; so do those that no other node would take. */
function evictor({ minReplicas = 2, evictLocalStorage = false }: DeschedulerSpec): Values {
  return {
    nodeFit: true,
    minReplicas,
    // What has just been moved is not moved again at once.
    minPodAge: "5m",
    priorityThreshold: { name: "system-cluster-critical" },
    podProtections: {
      extraEnabled: ["PodsWithPVC", "PodsWithResourceClaims"],
      ...(evictLocalStorage ? { defaultDisabled: ["PodsWithLocalStorage"] } : {}),
    },
  };
}
