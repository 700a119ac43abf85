import { catalogue, type RenderedObject } from "../../../core";
import type { ElasticPlan } from "../logging-plan";
import { memoryOf, restrictedPod } from "../pod-security";
import { elasticsearchName, kibanaName, logNamespaces } from "../store-names";

const labels = { "kibana.k8s.elastic.co/name": kibanaName } as const;

/** Kibana, which knows its Elasticsearch by the operator. Its Service has no address outside of the cluster. */
export function kibana({ kibana: { count, memoryMib } }: ElasticPlan): RenderedObject {
  return {
    suffix: "kibana",
    apiVersion: "kibana.k8s.elastic.co/v1",
    kind: "Kibana",
    name: kibanaName,
    namespace: logNamespaces.store,
    fields: {
      spec: {
        version: catalogue.elasticStack.version,
        count,
        elasticsearchRef: { name: elasticsearchName },
        config: { "telemetry.optIn": false, "telemetry.allowChangingOptInStatus": false },
        podTemplate: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: restrictedPod,
            containers: [
              {
                name: "kibana",
                env: [{ name: "NODE_OPTIONS", value: `--max-old-space-size=${Math.floor(memoryMib * 0.75)}` }],
                resources: { requests: { cpu: "100m", ...memoryOf(memoryMib) }, limits: memoryOf(memoryMib) },
              },
            ],
            ...(count === 1
              ? {}
              : { topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(spread) }),
          },
        },
      },
    },
  };
}

function spread(topologyKey: string) {
  return {
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  } as const;
}
