import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations, type Pods } from "../frame/pods";
import { mergeValues, type Values } from "../frame/values";

/** KEDA, which scales workloads by queues, times and queries, from nothing where they can wait. */
export type KedaSpec = HelmOptions;

const parts = {
  operator: "keda-operator",
  metricsServer: "keda-operator-metrics-apiserver",
  webhooks: "keda-admission-webhooks",
} as const;

export const keda = helmAddOn<KedaSpec>({
  id: "keda",
  name: "keda",
  summary: "Scales workloads by queues, times and queries, from nothing where they can wait",
  chart: "keda",
  namespace: { name: "keda", podSecurity: "restricted" },
  crds: ["*.keda.sh", "*.eventing.keda.sh"],
  requires: [{ addOn: "certManager", because: "it signs the certificates between its parts" }],
  images: [
    { image: "ghcr.io/kedacore/keda", at: { registry: "image.keda.registry", repository: "image.keda.repository" } },
    {
      image: "ghcr.io/kedacore/keda-metrics-apiserver",
      at: { registry: "image.metricsApiServer.registry", repository: "image.metricsApiServer.repository" },
    },
    {
      image: "ghcr.io/kedacore/keda-admission-webhooks",
      at: { registry: "image.webhooks.registry", repository: "image.webhooks.repository" },
    },
  ],
  pods: (_, { highlyAvailable }) =>
    Object.values(parts).map((name) => ({
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 100,
      memoryMib: name === parts.operator ? 256 : 128,
      labels: { app: name },
    })),
  // What scales a workload may be anything that it can ask.
  traffic: () => [{ fromApiServer: [6443, 9443], metrics: [8080], to: "anywhere" }],
  owned: {
    ...decidedByPods(
      "operator.replicaCount",
      "metricsServer.replicaCount",
      "webhooks.replicaCount",
      "podDisruptionBudget",
    ),
    "podIdentity.aws.irsa.enabled": "its identity is that of its service account",
    "certificates.certManager.enabled": "cert-manager always signs its certificates",
  },
  provides: () => ({ keda: true, externalMetrics: true }),
  values: ({ hasMonitors }, all) => {
    const [operator, metricsServer, webhooks] = [
      podsOf(all, parts.operator),
      podsOf(all, parts.metricsServer),
      podsOf(all, parts.webhooks),
    ];
    const budget = (pods: Pods) => (isDoubled(pods) ? { minAvailable: 1 } : {});
    const monitored = { enabled: true, serviceMonitor: { enabled: hasMonitors } };
    return {
      operator: { replicaCount: operator.replicas },
      metricsServer: { replicaCount: metricsServer.replicas },
      webhooks: { replicaCount: webhooks.replicas },
      resources: {
        operator: withoutCpuLimit(operator),
        metricServer: withoutCpuLimit(metricsServer),
        webhooks: withoutCpuLimit(webhooks),
      },
      // The chart spells it so: `metricsServer` would be ignored.
      podDisruptionBudget: {
        operator: budget(operator),
        metricServer: budget(metricsServer),
        webhooks: budget(webhooks),
      },
      topologySpreadConstraints: {
        operator: spreadOf(operator),
        metricsServer: spreadOf(metricsServer),
        webhooks: spreadOf(webhooks),
      },
      tolerations: systemTolerations,
      prometheus: { operator: monitored, metricServer: monitored, webhooks: monitored },
      certificates: { certManager: { enabled: true } },
      crds: { additionalAnnotations: { "helm.sh/resource-policy": "keep" } },
    };
  },
});

/** The chart limits CPU by itself. */
function withoutCpuLimit(pods: Pods): Values {
  return mergeValues(resourcesOf(pods), { limits: { cpu: null } });
}
