import type { AddOnId } from "./registry";

export const presets = ["minimal", "standard", "full"] as const;
/** A set of add-ons: `minimal` for a first cluster, `standard` for most, `full` for all that a team may ask for. */
export type Preset = (typeof presets)[number];

/**
 * Without these hardly anything runs: certificates for webhooks, and load balancers. What autoscalers go by EKS has, and so have some clusters
 * that are there already: `metricsServer` is in no preset.
 */
const minimal: readonly AddOnId[] = ["certManager", "awsLoadBalancerController"];

/** What workloads of a team need day by day: a way in, names, secrets, nodes, scaling, and rules that keep them from harm. */
const standard: readonly AddOnId[] = [
  ...minimal,
  "gatewayApi",
  "prometheusOperatorCrds",
  "externalDns",
  "externalSecrets",
  "karpenter",
  "keda",
  "reloader",
  "admissionPolicies",
];

/** And backups, delivery, costs, and what keeps a large cluster tidy. */
const full: readonly AddOnId[] = [
  ...standard,
  "kyverno",
  "velero",
  "openCost",
  "argoCd",
  "argoRollouts",
  "verticalPodAutoscaler",
  "nodeLocalDns",
  "descheduler",
];

const byPreset: Readonly<Record<Preset, readonly AddOnId[]>> = { minimal, standard, full };

/** Add-ons of a preset: without those that the cluster has otherwise, or cannot have. */
export function addOnsOf(preset: Preset, isPossible: (id: AddOnId) => boolean): readonly AddOnId[] {
  return byPreset[preset].filter(isPossible);
}
