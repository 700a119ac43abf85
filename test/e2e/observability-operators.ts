import { ownPrometheus } from "../../components/addons/frame/own-prometheus";
import { StandInController } from "./add-ons-controller";
import type { SmallChart } from "./chart-repository/small-chart";
import { standInChart } from "./chart-repository/stand-in-charts";
import type { ControlPlane, KubernetesObject } from "./control-plane";

const prometheus = `${ownPrometheus.release}-prometheus`;
const statefulSet = `prometheus-${prometheus}`;

/** Claims by the names that the operators' StatefulSets give them. */
export const claims = {
  elasticsearch: "logging/elasticsearch-data-elasticsearch-es-default-0",
  prometheus: [0, 1].map((index) => `monitoring/${statefulSet}-db-${statefulSet}-${index}`),
} as const;

/** What holds a collector until its operator has cleaned up after it: the operator's own. */
const collectorFinalizer = "opentelemetrycollector.opentelemetry.io/finalizer";

/**
 * The small chart of the stack, with the custom resource of Prometheus: what the real chart takes over into it of its values as it is.
 * The pods that the operator makes of it are not among those of the chart.
 */
export function stackChart(): SmallChart {
  const chart = standInChart("kubePrometheusStack");
  const spec = "{{ .Values.prometheus.prometheusSpec | default dict | toJson }}";
  return {
    ...chart,
    pods: chart.pods.filter(({ name }) => !/^(prometheus|alertmanager)-/.test(name)),
    templates: {
      prometheus: `{{- $all := ${spec.slice(2, -2)} | fromJson }}
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata:
  name: ${prometheus}
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ $all.replicas }}
  retention: {{ $all.retention | quote }}
  storage: {{ $all.storageSpec | toJson }}
  persistentVolumeClaimRetentionPolicy: {{ $all.persistentVolumeClaimRetentionPolicy | toJson }}
`,
    },
  };
}

interface PrometheusObject extends KubernetesObject {
  readonly spec: {
    readonly replicas: number;
    readonly storage: { readonly volumeClaimTemplate: { readonly spec: object } };
    readonly persistentVolumeClaimRetentionPolicy: object;
  };
}

interface ElasticsearchObject extends KubernetesObject {
  readonly spec: {
    readonly volumeClaimDeletePolicy: string;
    readonly nodeSets: readonly { readonly name: string; readonly volumeClaimTemplates: readonly { spec: object }[] }[];
  };
}

/**
 * Stand in for the operators of Prometheus, Elasticsearch and collectors, each only while its Deployment is there: the first makes a StatefulSet, whose claims the real
 * controller makes and deletes; the second a claim, which belongs to the Elasticsearch where it is to go with it; the third holds collectors by its finalizer.
 */
export function standInOperators(plane: ControlPlane) {
  return {
    prometheus: new StandInController(
      plane,
      ["monitoring", `${ownPrometheus.release}-operator`],
      [{ resource: "prometheuses.monitoring.coreos.com", makes: (one) => statefulSetOf(one as PrometheusObject) }],
    ),
    elastic: new StandInController(
      plane,
      ["elastic-system", "elastic-operator"],
      [
        {
          resource: "elasticsearches.elasticsearch.k8s.elastic.co",
          makes: (one) => claimOf(one as ElasticsearchObject),
        },
      ],
    ),
    collectors: new StandInController(
      plane,
      ["opentelemetry-operator-system", "opentelemetry-operator"],
      [{ resource: "opentelemetrycollectors.opentelemetry.io", finalizer: collectorFinalizer }],
    ),
  };
}

function statefulSetOf({ metadata, spec }: PrometheusObject): object {
  const { replicas, storage, persistentVolumeClaimRetentionPolicy } = spec;
  const labels = { "app.kubernetes.io/name": "prometheus" };
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: {
      name: statefulSet,
      namespace: metadata.namespace,
      ownerReferences: [ownedBy("monitoring.coreos.com/v1", metadata, "Prometheus")],
    },
    spec: {
      replicas,
      podManagementPolicy: "Parallel",
      serviceName: "prometheus-operated",
      selector: { matchLabels: labels },
      persistentVolumeClaimRetentionPolicy,
      volumeClaimTemplates: [{ metadata: { name: `${statefulSet}-db` }, spec: storage.volumeClaimTemplate.spec }],
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          containers: [{ name: "prometheus", image: "registry.invalid/stand-in:1", securityContext }],
        },
      },
    },
  };
}

function claimOf({ metadata, spec }: ElasticsearchObject): object {
  const [set] = spec.nodeSets;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name: `elasticsearch-data-${metadata.name}-es-${set?.name ?? ""}-0`,
      namespace: metadata.namespace,
      ...(spec.volumeClaimDeletePolicy === "DeleteOnScaledownAndClusterDeletion"
        ? { ownerReferences: [ownedBy("elasticsearch.k8s.elastic.co/v1", metadata, "Elasticsearch")] }
        : {}),
    },
    spec: set?.volumeClaimTemplates[0]?.spec,
  };
}

function ownedBy(apiVersion: string, { name, uid }: KubernetesObject["metadata"], kind: string): object {
  return { apiVersion, kind, name, uid };
}
