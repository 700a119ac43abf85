import { catalogue, type RenderedObject } from "../../../core";
import type { ElasticPlan } from "../logging-plan";
import { memoryOf, restrictedContainer, restrictedPod } from "../pod-security";
import { elasticsearchName, logNamespaces, logstashName, storePorts } from "../store-names";
import type { LogPipelineSpec } from "./log-pipeline-spec";
import { pipelineText } from "./pipeline-text";

/** Logstash between shippers and the store, with what it has taken kept on its volume, and what the store refuses too. */
export function logstash(pipelines: Readonly<Record<string, LogPipelineSpec>>, plan: ElasticPlan): RenderedObject {
  const { count, memoryMib } = plan.logstash;
  const heapMib = memoryMib / 2;
  return {
    suffix: "logstash",
    apiVersion: "logstash.k8s.elastic.co/v1alpha1",
    kind: "Logstash",
    name: logstashName,
    namespace: logNamespaces.store,
    fields: {
      spec: {
        version: catalogue.elasticStack.version,
        count,
        // Its settings are in the environment as STORE_ES_….
        elasticsearchRefs: [{ clusterName: "store", name: elasticsearchName }],
        config: {
          "queue.type": "persisted",
          "queue.max_bytes": "768mb",
          "dead_letter_queue.enable": true,
          "dead_letter_queue.max_bytes": "256mb",
          "dead_letter_queue.storage_policy": "drop_older",
        },
        pipelines: [{ "pipeline.id": "logs", "config.string": pipelineText(pipelines) }],
        services: [
          {
            name: "beats",
            service: {
              spec: {
                type: "ClusterIP",
                ports: [{ name: "beats", port: storePorts.beats, targetPort: storePorts.beats, protocol: "TCP" }],
              },
            },
          },
        ],
        podTemplate: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: restrictedPod,
            // The operator leaves this one open.
            initContainers: [{ name: "logstash-internal-init-config", securityContext: restrictedContainer }],
            containers: [
              {
                name: "logstash",
                securityContext: restrictedContainer,
                env: [{ name: "LS_JAVA_OPTS", value: `-Xms${heapMib}m -Xmx${heapMib}m` }],
                resources: { requests: { cpu: "100m", ...memoryOf(memoryMib) }, limits: memoryOf(memoryMib) },
              },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            apiVersion: "v1",
            kind: "PersistentVolumeClaim",
            metadata: { name: "logstash-data" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              ...(plan.storage.class === undefined ? {} : { storageClassName: plan.storage.class }),
              resources: { requests: { storage: "2Gi" } },
            },
          },
        ],
      },
    },
  };
}
