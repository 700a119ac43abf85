import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";

/**
 * Argo Rollouts, which brings a new version to some users first, and takes it back if what is measured speaks against it. By itself it
 * shifts pods; traffic it shifts through what routes it: its plug-in for the Gateway API is not installed.
 */
export type ArgoRolloutsSpec = HelmOptions;

const workload = "argo-rollouts";

export const argoRollouts = helmAddOn<ArgoRolloutsSpec>({
  id: "argoRollouts",
  name: "argo-rollouts",
  summary: "Brings new versions to users step by step, and takes them back if what is measured speaks against them",
  chart: "argoRollouts",
  namespace: { name: "argo-rollouts", podSecurity: "restricted" },
  // Applications of Argo CD are of the same group.
  crds: [
    "analysisruns.argoproj.io",
    "analysistemplates.argoproj.io",
    "clusteranalysistemplates.argoproj.io",
    "experiments.argoproj.io",
    "rollouts.argoproj.io",
  ],
  images: [
    {
      image: "quay.io/argoproj/argo-rollouts",
      at: { registry: "controller.image.registry", repository: "controller.image.repository" },
    },
  ],
  pods: (_, { highlyAvailable }) => [
    {
      name: workload,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 50,
      memoryMib: 256,
      labels: { "app.kubernetes.io/name": workload, "app.kubernetes.io/component": "rollouts-controller" },
    },
  ],
  // What is measured may be anywhere.
  traffic: () => [{ metrics: [8090], to: "anywhere" }],
  owned: { ...decidedByPods("controller.replicas", "controller.pdb") },
  values: ({ hasMonitors }, all) => {
    const pods = podsOf(all, workload);
    return {
      keepCRDs: true,
      controller: {
        replicas: pods.replicas,
        resources: resourcesOf(pods),
        topologySpreadConstraints: spreadOf(pods),
        tolerations: systemTolerations,
        // Its budget without a number would be of none.
        pdb: isDoubled(pods) ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
        metrics: { enabled: true, serviceMonitor: { enabled: hasMonitors } },
      },
    };
  },
});
