import { mirroredImage, spreadOf, type Pods } from "../../addons";
import { catalogue, type ManifestValue, type RenderedObject } from "../../core";
import { collector, everywhere, otlpReceiver, podLabels, type CollectorConfig } from "./collector";
import type { PlannedTracing } from "./planned-tracing";
import type { StoreAccess } from "../logs/store-access";
import { elasticsearchOf, tracingNamespace, type TracingAround } from "./tracing-around";

export const jaegerName = "jaeger";
/** The Service that takes traces. */
export const jaegerService = `${jaegerName}-collector`;
/** The Service that is asked for them; the operator gives ports of extensions one of their own. */
export const jaegerQueryService = `${jaegerService}-extension`;
export const jaegerQueryPort = 16686;
/** The job that deletes old indices. */
export const cleanerName = `${jaegerName}-index-cleaner`;

const image = "docker.io/jaegertracing/jaeger";
const cleanerImage = "docker.io/jaegertracing/jaeger-es-index-cleaner";
const user = 10001;
const backend = "elasticsearch";
const caFolder = "/etc/elasticsearch";

export function jaegerPods({ highlyAvailable }: TracingAround): Pods {
  return {
    name: jaegerService,
    replicas: highlyAvailable ? 2 : 1,
    cpuMillis: 100,
    memoryMib: 512,
    labels: podLabels(jaegerName),
  };
}

/**
 * Jaeger 2, which is a collector with a store and pages: the operator of collectors makes it. It has no health check that this operator knows, so
 * its pods have no probes: one that cannot reach Elasticsearch ends by itself.
 */
export function jaeger({ retentionHours }: PlannedTracing, around: TracingAround): RenderedObject[] {
  const { mirrors } = around;
  const elasticsearch = elasticsearchOf(around);
  const pods = jaegerPods(around);
  const retentionDays = Math.ceil(retentionHours / 24);
  return [
    collector({
      name: jaegerName,
      mode: "deployment",
      image: `${mirroredImage(image, mirrors)}:${catalogue.jaeger.version}`,
      user,
      pods,
      config: jaegerConfig(elasticsearch, { retentionDays, copies: around.highlyAvailable ? 1 : 0 }),
      env: credentials(elasticsearch),
      spec: {
        ...(pods.replicas === 1 ? {} : { topologySpreadConstraints: spreadOf(pods) as ManifestValue }),
        volumes: [caVolume(elasticsearch)],
        volumeMounts: [caMount],
      },
    }),
    indexCleaner(elasticsearch, retentionDays, `${mirroredImage(cleanerImage, mirrors)}:${catalogue.jaeger.version}`),
  ];
}

/** Configuration of Jaeger: an index for each day. Fields: configuration of Elasticsearch of Jaeger 2.20. */
export function jaegerConfig(
  { url }: Pick<StoreAccess, "url">,
  { retentionDays, copies }: { readonly retentionDays: number; readonly copies: number },
): CollectorConfig {
  const index = { shards: 1, replicas: copies, rotation: { periodic: { date_layout: "2006-01-02" } } };
  return {
    extensions: {
      jaeger_storage: {
        backends: {
          [backend]: {
            elasticsearch: {
              server_urls: [url],
              auth: { basic: { username: "${env:ES_USERNAME}", password: "${env:ES_PASSWORD}" } },
              tls: { ca_file: `${caFolder}/ca.crt` },
              indices: { spans: index, services: index, dependencies: index, sampling: index },
              max_span_age: `${retentionDays * 24}h`,
            },
          },
        },
      },
      jaeger_query: { storage: { traces: backend }, http: { endpoint: everywhere(jaegerQueryPort) } },
    },
    receivers: otlpReceiver("grpc"),
    processors: { batch: {} },
    exporters: { jaeger_storage_exporter: { trace_storage: backend } },
    service: {
      extensions: ["jaeger_storage", "jaeger_query"],
      pipelines: { traces: { receivers: ["otlp"], processors: ["batch"], exporters: ["jaeger_storage_exporter"] } },
    },
  };
}

/** Deletes the indices of days that are over, each night. */
function indexCleaner(store: StoreAccess, retentionDays: number, cleaner: string): RenderedObject {
  return {
    suffix: cleanerName,
    apiVersion: "batch/v1",
    kind: "CronJob",
    name: cleanerName,
    namespace: tracingNamespace.name,
    fields: {
      spec: {
        // After midnight UTC, when a day's index is complete.
        schedule: "35 0 * * *",
        timeZone: "Etc/UTC",
        concurrencyPolicy: "Forbid",
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: {
          spec: {
            backoffLimit: 3,
            activeDeadlineSeconds: 900,
            template: {
              metadata: { labels: { "app.kubernetes.io/name": cleanerName } },
              spec: {
                restartPolicy: "Never",
                automountServiceAccountToken: false,
                securityContext: {
                  runAsNonRoot: true,
                  runAsUser: user,
                  runAsGroup: user,
                  seccompProfile: { type: "RuntimeDefault" },
                },
                containers: [
                  {
                    name: "cleaner",
                    image: cleaner,
                    args: [String(retentionDays), store.url],
                    env: [
                      ...credentials(store),
                      { name: "ES_TLS_ENABLED", value: "true" },
                      { name: "ES_TLS_CA", value: `${caFolder}/ca.crt` },
                    ],
                    resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "64Mi" } },
                    securityContext: {
                      allowPrivilegeEscalation: false,
                      capabilities: { drop: ["ALL"] },
                      readOnlyRootFilesystem: true,
                    },
                    volumeMounts: [caMount],
                  },
                ],
                volumes: [caVolume(store)],
              },
            },
          },
        },
      },
    },
  };
}

const caMount = { name: "elasticsearch-ca", mountPath: caFolder, readOnly: true } as const;

function caVolume({ ca }: StoreAccess) {
  return { name: caMount.name, secret: { secretName: ca.secret, items: [{ key: ca.key, path: "ca.crt" }] } };
}

/** The name of the user is no secret, and the operator of Elasticsearch puts the password under it. */
function credentials({ username, password: { secret, key } }: StoreAccess) {
  return [
    { name: "ES_USERNAME", value: username },
    { name: "ES_PASSWORD", valueFrom: { secretKeyRef: { name: secret, key } } },
  ];
}
