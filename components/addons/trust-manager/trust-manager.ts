import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { decidedByPods, isDoubled, podsOf, resourcesOf, spreadOf, systemTolerations } from "../frame/pods";

/** trust-manager, which puts certificates of authorities into ConfigMaps of the namespaces that are to trust them. */
export type TrustManagerSpec = HelmOptions;

const name = "trust-manager";
/** The only one whose Secrets it reads. */
export const trustNamespace = "cert-manager";

export const trustManager = helmAddOn<TrustManagerSpec>({
  id: "trustManager",
  name,
  summary: "Puts certificates of authorities into ConfigMaps of the namespaces that are to trust them",
  chart: "trustManager",
  namespace: { name: trustNamespace, podSecurity: "restricted" },
  crds: ["*.trust.cert-manager.io"],
  requires: [{ addOn: "certManager", because: "it signs the certificate of its webhook" }],
  after: ["prometheusOperatorCrds"],
  images: [{ image: "quay.io/jetstack/trust-manager", at: "image.repository" }],
  pods: (_, { highlyAvailable }) => [
    {
      name,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 20,
      // It keeps every ConfigMap that it has made in memory.
      memoryMib: 128,
      labels: { app: name },
    },
  ],
  traffic: () => [{ pods: { app: name }, fromApiServer: [6443], metrics: [9402], to: "apis" }],
  owned: {
    ...decidedByPods("replicaCount", "podDisruptionBudget"),
    "app.trust.namespace": "it is that of cert-manager, with the Secrets of the authorities",
    "app.webhook.tls.helmCert.enabled": "such a certificate would be another at each update; cert-manager signs it",
    "app.webhook.port": "the network policy opens the port that it has by default",
    "crds.enabled": "its definitions are always those of its version",
    "crds.keep": "its definitions always stay, with what others trust",
    "defaultPackage.enabled": "write a source of your own in the Bundle: the authorities of Debian are not installed",
  },
  values: ({ hasMonitors, ipFamily }, all) => {
    const pods = podsOf(all, name);
    return {
      replicaCount: pods.replicas,
      resources: resourcesOf(pods),
      topologySpreadConstraints: spreadOf(pods),
      tolerations: systemTolerations,
      podDisruptionBudget: { enabled: isDoubled(pods), ...(isDoubled(pods) ? { minAvailable: 1 } : {}) },
      crds: { enabled: true, keep: true },
      // A second image, which would only hold the authorities that browsers trust.
      defaultPackage: { enabled: false },
      app: {
        trust: { namespace: trustNamespace },
        // By itself it listens at addresses of IPv4 alone.
        ...(ipFamily === "ipv6" ? { webhook: { host: "::" } } : {}),
        metrics: { service: { servicemonitor: { enabled: hasMonitors } } },
      },
    };
  },
});
