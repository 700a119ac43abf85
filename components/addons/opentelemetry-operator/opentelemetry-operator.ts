import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";

/** The operator of OpenTelemetry, which makes collectors of custom resources. */
export type OpenTelemetryOperatorSpec = HelmOptions;

const workload = "opentelemetry-operator";

export const openTelemetryOperator = helmAddOn<OpenTelemetryOperatorSpec>({
  id: "openTelemetryOperator",
  name: workload,
  summary: "Makes collectors of traces out of custom resources",
  chart: "openTelemetryOperator",
  namespace: { name: "opentelemetry-operator-system", podSecurity: "restricted" },
  // Of the collectors.
  operandNamespaces: ["tracing"],
  crds: ["*.opentelemetry.io"],
  requires: [{ addOn: "certManager", because: "it signs the certificate of its webhook" }],
  images: [
    {
      image: "ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator",
      at: "manager.image.repository",
    },
    {
      // Of collectors that say none.
      image: "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s",
      at: "manager.collectorImage.repository",
    },
  ],
  pods: (_, { highlyAvailable }) => [
    {
      name: workload,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 50,
      memoryMib: 256,
      labels: { "app.kubernetes.io/name": workload, "app.kubernetes.io/component": "controller-manager" },
    },
  ],
  traffic: () => [{ fromApiServer: [9443], metrics: [8443], to: "apis" }],
  owned: {
    ...decidedByPods("replicaCount", "pdb"),
    "admissionWebhooks.certManager.enabled":
      "cert-manager always signs its certificate; by Helm it would be another at each rendering",
    "crds.create": "its custom resource definitions are always those of its version",
    "crds.annotations.helm\\.sh/resource-policy": "its custom resource definitions always stay when it goes",
    "manager.rolling": "it would make each rendering another",
  },
  values: ({ hasMonitors }, all) => {
    const pods = podsOf(all, workload);
    return {
      replicaCount: pods.replicas,
      pdb: { create: isDoubled(pods), minAvailable: 1 },
      manager: { resources: resourcesOf(pods), serviceMonitor: { enabled: hasMonitors } },
      topologySpreadConstraints: spreadOf(pods),
      tolerations: systemTolerations,
      admissionWebhooks: { certManager: { enabled: true } },
      crds: { create: true, annotations: { "helm.sh/resource-policy": "keep" } },
    };
  },
});
