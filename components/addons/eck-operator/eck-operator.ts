import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";
import { mirroredImage } from "../frame/mirrors";
import { decidedByPods, isDoubled, podsOf, resourcesOf, systemTolerations } from "../frame/pods";
import { mergeValues } from "../frame/values";

/** Elastic's operator, which runs Elasticsearch, Kibana, Logstash and Beats by custom resources. Its licence is the Elastic License 2.0. */
export type EckOperatorSpec = HelmOptions;

const workload = "elastic-operator";
const metricsPort = 9000;
const registry = "docker.elastic.co";
/** The groups of its custom resources, all below `k8s.elastic.co`. */
const groups = [
  "agent",
  "apm",
  "autoops",
  "autoscaling",
  "beat",
  "elasticsearch",
  "enterprisesearch",
  "kibana",
  "logstash",
  "maps",
  "packageregistry",
  "stackconfigpolicy",
] as const;

export const eckOperator = helmAddOn<EckOperatorSpec>({
  id: "eckOperator",
  name: "eck-operator",
  summary: "Runs Elasticsearch, Kibana, Logstash and Beats by custom resources",
  chart: "eckOperator",
  namespace: { name: "elastic-system", podSecurity: "restricted" },
  // Of Elasticsearch, Kibana and Logstash, and of Filebeat.
  operandNamespaces: ["logging", "log-shipping"],
  crds: groups.map((group) => `*.${group}.k8s.elastic.co`),
  after: ["prometheusOperatorCrds"],
  images: [{ image: `${registry}/eck/eck-operator`, at: "image.repository" }],
  pods: (_, { highlyAvailable }) => [
    {
      name: workload,
      replicas: highlyAvailable ? 2 : 1,
      cpuMillis: 100,
      memoryMib: 512,
      labels: { "control-plane": workload },
    },
  ],
  // The clusters that it looks after may be in any namespace, and it asks each for its health.
  traffic: () => [{ fromApiServer: [9443], metrics: [metricsPort], to: "anywhere" }],
  owned: {
    ...decidedByPods("replicaCount", "podDisruptionBudget"),
    installCRDs: "its custom resource definitions are always those of its version",
    "config.containerRegistry": "write the registry as mirrors.images",
    "config.ipFamily": "it is that of the cluster",
    "config.caValidity": "those who trust its authority outside of its reach would have to be told of a new one",
  },
  values: ({ ipFamily, hasMonitors, mirrors }, all) => {
    const pods = podsOf(all, workload);
    return {
      installCRDs: true,
      replicaCount: pods.replicas,
      // The chart limits CPU by itself.
      resources: mergeValues(resourcesOf(pods), { limits: { cpu: null } }),
      tolerations: systemTolerations,
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      podDisruptionBudget: { enabled: isDoubled(pods) },
      config: {
        metrics: { port: String(metricsPort) },
        // Whoever is not told of a new authority by the operator itself, such as Fluent Bit, trusts the one that it has read when it started. Certificates
        // are still new each year.
        caValidity: "87600h",
        ...(ipFamily === "ipv6" ? { ipFamily: "IPv6" } : {}),
        containerRegistry: registryOf(mirroredImage(`${registry}/elasticsearch/elasticsearch`, mirrors)),
      },
      podMonitor: { enabled: hasMonitors, interval: "1m" },
      telemetry: { disabled: true },
    };
  },
});

/** What stands before the path that the operator knows. */
function registryOf(image: string): string {
  return image.slice(0, -"/elasticsearch/elasticsearch".length);
}
