import { checkBounds } from "../frame/whole-numbers";
import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, systemTolerations } from "../frame/pods";

/**
 * The recommender of the VerticalPodAutoscaler, which says what pods should ask for, and changes none: what evicts pods, and what changes
 * them on their way in, is left out.
 */
export interface VerticalPodAutoscalerSpec extends HelmOptions {
  /** How much more than was used is recommended, in percent, from 0 to 500. Default: 15. */
  readonly marginPercent?: number | undefined;
  /** The least CPU that is recommended for a pod, in thousandths of a core. Default: 10. */
  readonly minCpuMillis?: number | undefined;
  /** The least memory that is recommended for a pod, in MiB. Default: 32; the recommender's own is 250, more than most small services use. */
  readonly minMemoryMib?: number | undefined;
}

const workload = "vertical-pod-autoscaler-recommender";

const bounds = {
  marginPercent: { from: 0, to: 500 },
  minCpuMillis: { from: 1, to: 1000 },
  minMemoryMib: { from: 1, to: 4096 },
} as const;

export const verticalPodAutoscaler = helmAddOn<VerticalPodAutoscalerSpec>({
  id: "verticalPodAutoscaler",
  name: "vertical-pod-autoscaler",
  summary: "Recommends how much CPU and memory pods should ask for, by what they use",
  chart: "verticalPodAutoscaler",
  namespace: { name: "vertical-pod-autoscaler", podSecurity: "restricted" },
  // They are in a folder of the chart from which they are made, but neither changed nor taken away.
  crds: ["*.autoscaling.k8s.io"],
  after: ["metricsServer"],
  images: [{ image: "registry.k8s.io/autoscaling/vpa-recommender", at: "recommender.image.repository" }],
  pods: (_, { highlyAvailable }) => [
    {
      name: workload,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 50,
      memoryMib: 512,
      labels: {
        "app.kubernetes.io/component": "recommender",
        "app.kubernetes.io/instance": "vertical-pod-autoscaler",
        "app.kubernetes.io/name": "vertical-pod-autoscaler",
      },
    },
  ],
  traffic: () => [{ metrics: [8942], to: "apis" }],
  owned: {
    ...decidedByPods("recommender.replicas", "recommender.podDisruptionBudget"),
    "recommender.enabled": "the recommender is all that this add-on is",
    "recommender.extraArgs": "write marginPercent, minCpuMillis and minMemoryMib",
    "updater.enabled": "workloads ask for recommendations alone, and nothing may evict their pods for them",
    "admissionController.enabled":
      "workloads ask for recommendations alone, and nothing may change their pods for them",
  },
  provides: () => ({ verticalPodAutoscaler: true }),
  check: (options) => checkBounds(options, bounds),
  values: ({ options: { marginPercent = 15, minCpuMillis = 10, minMemoryMib = 32 } }, all) => {
    const pods = podsOf(all, workload);
    return {
      podSecurityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
      containerSecurityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
      // The chart keeps them on different nodes, and lets one lead, by itself.
      recommender: {
        replicas: pods.replicas,
        resources: resourcesOf(pods),
        tolerations: systemTolerations,
        podDisruptionBudget: { enabled: isDoubled(pods) },
        extraArgs: [
          `--recommendation-margin-fraction=${marginPercent / 100}`,
          `--pod-recommendation-min-cpu-millicores=${minCpuMillis}`,
          // It says megabytes, and counts by 1024.
          `--pod-recommendation-min-memory-mb=${minMemoryMib}`,
        ],
      },
      updater: { enabled: false },
      admissionController: { enabled: false },
    };
  },
});
