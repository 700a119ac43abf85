import type { Container, KubernetesObject, PodTemplate, Workload } from "./objects";

/** What is read of a Prometheus or Alertmanager of `monitoring.coreos.com`. */
interface Operated {
  readonly image?: string;
  readonly replicas?: number;
  readonly resources?: Container["resources"];
  readonly topologySpreadConstraints?: PodTemplate["spec"]["topologySpreadConstraints"];
  readonly affinity?: PodTemplate["spec"]["affinity"];
}

const managedBy = { "app.kubernetes.io/managed-by": "prometheus-operator" } as const;

const webPorts: Readonly<Record<string, number>> = { Prometheus: 9090, Alertmanager: 9093 };

/** The StatefulSet that the operator makes of each, as far as it is looked at. Source: prometheus-operator 0.93, `pkg/prometheus`, `pkg/alertmanager`. */
const kinds: Readonly<Record<string, (name: string) => { name: string; labels: Readonly<Record<string, string>> }>> = {
  Prometheus: (name) => ({
    name: `prometheus-${name}`,
    labels: {
      ...managedBy,
      "app.kubernetes.io/name": "prometheus",
      "app.kubernetes.io/instance": name,
      "operator.prometheus.io/name": name,
      prometheus: name,
    },
  }),
  Alertmanager: (name) => ({
    name: `alertmanager-${name}`,
    labels: {
      ...managedBy,
      "app.kubernetes.io/name": "alertmanager",
      "app.kubernetes.io/instance": name,
      alertmanager: name,
    },
  }),
};

/** The workloads that the Prometheus operator makes out of its custom resources. */
export function operatedWorkloads(objects: readonly KubernetesObject[], namespace: string): Workload[] {
  return objects.flatMap(({ kind, apiVersion, metadata, spec = {} }): Workload[] => {
    const made = apiVersion === "monitoring.coreos.com/v1" ? kinds[kind]?.(metadata.name) : undefined;
    if (made === undefined) return [];
    const { image, replicas = 1, resources = {}, topologySpreadConstraints = [], affinity = {} } = spec as Operated;
    const first: Container = {
      name: kind.toLowerCase(),
      ...(image === undefined ? {} : { image }),
      ports: [{ name: "http-web", containerPort: webPorts[kind] ?? 0 }],
      resources,
    };
    return [
      {
        kind: "StatefulSet",
        name: made.name,
        namespace: metadata.namespace ?? namespace,
        replicas,
        template: {
          metadata: { labels: made.labels },
          spec: { containers: [first, reloader(objects)], topologySpreadConstraints, affinity },
        },
        claims: [],
      },
    ];
  });
}

/** The container beside, by the arguments of the operator. */
function reloader(objects: readonly KubernetesObject[]): Container {
  const args = objects
    .filter(({ kind }) => kind === "Deployment")
    .flatMap(({ spec }) => (spec as { readonly template: PodTemplate }).template.spec.containers)
    .flatMap((container) => (container as { readonly args?: readonly string[] }).args ?? []);
  const valueOf = (option: string) => args.find((one) => one.startsWith(`--${option}=`))?.slice(option.length + 3);
  const amounts = (kind: "request" | "limit") => ({
    cpu: valueOf(`config-reloader-cpu-${kind}`) ?? 0,
    memory: valueOf(`config-reloader-memory-${kind}`) ?? 0,
  });
  const image = valueOf("prometheus-config-reloader");
  return {
    name: "config-reloader",
    ports: [{ name: "reloader-web", containerPort: 8080 }],
    ...(image === undefined ? {} : { image }),
    resources: { requests: amounts("request"), limits: amounts("limit") },
  };
}
