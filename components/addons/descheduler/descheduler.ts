import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { checkBounds } from "../frame/whole-numbers";
import { checkDnsLabel, type Problem } from "../../core";
import type { AddOnContext, Surroundings } from "../frame/add-on";
import { helmAddOn } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import { mergeValues } from "../frame/values";
import type { DeschedulerRules, DeschedulerSpec } from "./descheduler-spec";
import { policyOf } from "./policy";

export type { DeschedulerRules, DeschedulerSpec } from "./descheduler-spec";

const workload = "descheduler";

const bounds = {
  intervalMinutes: { from: 1, to: 1440 },
  maxEvictions: { from: 1, to: 1000 },
  minReplicas: { from: 1, to: 100 },
} as const;

/** What takes nodes away that hold little. */
const emptiers = ["karpenter", "clusterAutoscaler"];

export const descheduler = helmAddOn<DeschedulerSpec>({
  id: "descheduler",
  name: "descheduler",
  summary:
    "Evicts pods that would get a better node today: doubled ones, badly spread ones, those that must not be where they are",
  chart: "descheduler",
  namespace: { name: "descheduler", podSecurity: "restricted" },
  images: [{ image: "registry.k8s.io/descheduler/descheduler", at: "image.repository" }],
  pods: (_, around) => [plannedPods(around)],
  traffic: () => [{ metrics: [10258], to: "apis" }],
  owned: {
    ...decidedByPods("replicas"),
    kind: "it is a Deployment, whose metrics can be read",
    deschedulerPolicy: "write rules, maxEvictions, minReplicas and exclude",
    deschedulingInterval: "write intervalMinutes",
  },
  check: (options, around) => [
    ...checkBounds(options, bounds),
    ...checkUtilization(options.rules, around),
    ...(options.exclude ?? []).flatMap((name, index) => checkDnsLabel("a namespace", name, ["exclude", index])),
  ],
  values: ({ hasMonitors, options }, all) => {
    const pods = podsOf(all, workload);
    return {
      kind: "Deployment",
      replicas: pods.replicas,
      // Only one of them evicts.
      leaderElection: { enabled: isDoubled(pods), resourceNamespace: "descheduler" },
      // The chart would hold it back to half a core.
      resources: mergeValues(resourcesOf(pods), { limits: { cpu: null } }),
      topologySpreadConstraints: spreadOf(pods),
      tolerations: systemTolerations,
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      deschedulingInterval: `${options.intervalMinutes ?? 10}m`,
      deschedulerPolicy: policyOf(options),
      // Without the Service the monitor would find nothing.
      service: { enabled: hasMonitors },
      serviceMonitor: { enabled: hasMonitors },
    };
  },
  then: (context, release) => createBudget(context, release),
});

function plannedPods({ highlyAvailable }: Surroundings): Pods {
  return {
    name: workload,
    replicas: highlyAvailable ? 2 : 1,
    cpuMillis: 100,
    memoryMib: 256,
    labels: { "app.kubernetes.io/name": workload, "app.kubernetes.io/instance": workload },
  };
}

/** This version of the chart has none. */
function createBudget(
  context: AddOnContext<DeschedulerSpec>,
  release: pulumi.Resource,
): k8s.policy.v1.PodDisruptionBudget[] {
  const pods = plannedPods(context);
  if (!isDoubled(pods)) return [];
  return [
    new k8s.policy.v1.PodDisruptionBudget(
      ...context.child<k8s.policy.v1.PodDisruptionBudgetArgs>(
        "budget",
        {
          metadata: { name: workload, namespace: "descheduler" },
          spec: { maxUnavailable: 1, selector: { matchLabels: { ...pods.labels } } },
        },
        undefined,
        { dependsOn: [release] },
      ),
    ),
  ];
}

function checkUtilization(rules: DeschedulerRules = {}, { planned, autoMode }: Surroundings): Problem[] {
  if (rules.lowNodeUtilization !== true) return [];
  const other = autoMode ? "EKS Auto Mode" : emptiers.find((id) => planned.has(id));
  if (other === undefined) return [];
  return [
    {
      path: ["rules", "lowNodeUtilization"],
      message: `it fills nodes that hold little, and ${other} empties them: pods would move without end`,
      found: "true",
      fix: "remove it",
    },
  ];
}
