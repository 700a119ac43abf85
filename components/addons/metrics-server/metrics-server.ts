import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";

/**
 * metrics-server, for clusters that do not have one: those of kind and kubeadm, not those of k3s. With cert-manager, the API server checks its
 * certificate; without, it signs its own at each start, which nobody can check. What it asks for is enough for 100 nodes.
 */
export interface MetricsServerSpec extends HelmOptions {
  /**
   * Whether any certificate of a kubelet will do, for clusters whose kubelets sign their own, such as those of kind and kubeadm. Whoever can
   * pose as a node can then make figures up. Default: false.
   */
  readonly kubeletInsecureTls?: boolean | undefined;
}

const workload = "metrics-server";
/** It listens on the port that the kubelets have too. */
const port = 10250;

export const metricsServer = helmAddOn<MetricsServerSpec>({
  id: "metricsServer",
  name: workload,
  summary: "CPU and memory of pods and nodes, for autoscalers and `kubectl top`",
  chart: "metricsServer",
  namespace: { name: workload, podSecurity: "restricted" },
  after: ["certManager"],
  not: { eks: "a cluster of EKS has it already, as a managed add-on" },
  images: [{ image: "registry.k8s.io/metrics-server/metrics-server", at: "image.repository" }],
  pods: (_, { highlyAvailable }) => [
    {
      name: workload,
      replicas: highlyAvailable ? 2 : 1,
      // What its makers advise for up to 100 nodes. Source: https://github.com/kubernetes-sigs/metrics-server, "Scaling".
      cpuMillis: 100,
      memoryMib: 200,
      labels: { "app.kubernetes.io/name": workload, "app.kubernetes.io/instance": workload },
    },
  ],
  // It asks the kubelet of each node, by a port that is no HTTPS port.
  traffic: () => [{ fromApiServer: [port], metrics: [port], to: "anywhere" }],
  owned: {
    ...decidedByPods("replicas", "podDisruptionBudget"),
    "tls.type": "it is cert-manager where that is installed, and otherwise signs its own",
    "apiService.insecureSkipTLSVerify": "the API server checks the certificate where cert-manager signs it",
    containerPort: "the network policy opens the port that it has by default",
  },
  values: ({ options, planned, hasMonitors }, all) => {
    const pods = podsOf(all, workload);
    // One that the chart made would be another on every render.
    const isSigned = planned.has("certManager");
    return {
      replicas: pods.replicas,
      resources: resourcesOf(pods),
      topologySpreadConstraints: spreadOf(pods),
      tolerations: systemTolerations,
      podDisruptionBudget: { enabled: isDoubled(pods), ...(isDoubled(pods) ? { minAvailable: 1 } : {}) },
      tls: { type: isSigned ? "cert-manager" : "metrics-server" },
      apiService: { insecureSkipTLSVerify: !isSigned },
      args: options.kubeletInsecureTls === true ? ["--kubelet-insecure-tls"] : [],
      metrics: { enabled: hasMonitors },
      serviceMonitor: { enabled: hasMonitors },
    };
  },
});
