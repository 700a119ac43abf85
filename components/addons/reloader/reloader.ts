import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";

/** Reloader, which restarts pods whose ConfigMap or Secret has changed: those that have no checksum of it, and ask for it by an annotation. */
export type ReloaderSpec = HelmOptions;

const workload = "reloader-reloader";

export const reloader = helmAddOn<ReloaderSpec>({
  id: "reloader",
  name: "reloader",
  summary: "Restarts pods whose ConfigMap or Secret has changed, where they ask for it by an annotation",
  chart: "reloader",
  namespace: { name: "reloader", podSecurity: "restricted" },
  images: [{ image: "ghcr.io/stakater/reloader", at: "image.repository" }],
  pods: (_, { highlyAvailable }) => [
    {
      name: workload,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 20,
      memoryMib: 256,
      labels: { app: workload, release: "reloader" },
    },
  ],
  traffic: () => [{ metrics: [9090], to: "apis" }],
  owned: { ...decidedByPods("reloader.deployment.replicas", "reloader.enableHA", "reloader.podDisruptionBudget") },
  values: ({ hasMonitors }, all) => {
    const pods = podsOf(all, workload);
    return {
      reloader: {
        // Otherwise it changes the pod template's environment, which whoever wrote the template would change back.
        reloadStrategy: "annotations",
        enableHA: isDoubled(pods),
        readOnlyRootFileSystem: true,
        deployment: {
          replicas: pods.replicas,
          resources: resourcesOf(pods),
          topologySpreadConstraints: spreadOf(pods),
          tolerations: systemTolerations,
          containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
        podDisruptionBudget: { enabled: isDoubled(pods), maxUnavailable: 1 },
        // It has no Service that a ServiceMonitor could go by.
        podMonitor: { enabled: hasMonitors },
      },
    };
  },
});
