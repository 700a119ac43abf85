import { catalogue, type RenderedObject } from "../../../core";
import { memoryOf, restrictedContainer, restrictedPod } from "../pod-security";
import { logNamespaces, storePorts } from "../store-names";
import { storeAccess } from "../store-access";

const name = "elasticsearch-exporter";
const labels = { "app.kubernetes.io/name": name } as const;
const caPath = "/certificates";
const memoryMib = { request: 64, limit: 128 } as const;
/** What Prometheus calls it: namespace and name of its PodMonitor. */
export const exporterJob = `${logNamespaces.store}/${name}`;
/** Lines that an index of logs was given: the only one of some seventy series for each index that is kept. */
export const linesOfIndex = "elasticsearch_index_stats_indexing_index_total";

/** What Elasticsearch says of its health, its disks and its snapshots, as metrics. Elasticsearch itself has none that Prometheus reads. Flags: exporter 1.11. */
export function elasticsearchExporter(image: string, hasSnapshots: boolean): RenderedObject[] {
  const { url, username, password, ca } = storeAccess(logNamespaces.store, "exporter");
  return [
    {
      suffix: "exporter",
      apiVersion: "apps/v1",
      kind: "Deployment",
      name,
      namespace: logNamespaces.store,
      // Its Secrets are there when the store is, which takes minutes and is nobody's to wait for here.
      annotations: { "pulumi.com/skipAwait": "true" },
      labels,
      fields: {
        spec: {
          // Of two, each would count the same.
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              automountServiceAccountToken: false,
              securityContext: { ...restrictedPod, runAsUser: 65_534, runAsGroup: 65_534, fsGroup: 65_534 },
              containers: [
                {
                  name: "exporter",
                  image: `${image}:${catalogue.elasticsearchExporter.version}`,
                  args: [
                    `--es.uri=${url}`,
                    `--es.ca=${caPath}/${ca.key}`,
                    "--es.all",
                    "--es.indices",
                    "--no-es.aliases",
                    ...(hasSnapshots ? ["--collector.slm"] : []),
                    "--es.timeout=20s",
                    `--web.listen-address=:${storePorts.exporter}`,
                  ],
                  env: [
                    { name: "ES_USERNAME", value: username },
                    {
                      name: "ES_PASSWORD",
                      valueFrom: { secretKeyRef: { name: password.secret, key: password.key } },
                    },
                  ],
                  ports: [{ name: "metrics", containerPort: storePorts.exporter }],
                  readinessProbe: { httpGet: { path: "/healthz", port: "metrics" } },
                  securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
                  resources: {
                    requests: { cpu: "10m", ...memoryOf(memoryMib.request) },
                    limits: memoryOf(memoryMib.limit),
                  },
                  volumeMounts: [{ name: "certificates", mountPath: caPath, readOnly: true }],
                },
              ],
              volumes: [{ name: "certificates", secret: { secretName: ca.secret } }],
            },
          },
        },
      },
    },
    {
      suffix: "exporter",
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      name,
      namespace: logNamespaces.store,
      fields: {
        spec: {
          selector: { matchLabels: labels },
          podMetricsEndpoints: [
            {
              port: "metrics",
              interval: "30s",
              scrapeTimeout: "25s",
              metricRelabelings: [
                {
                  action: "keep",
                  sourceLabels: ["__name__", "index"],
                  regex: `[^;]+;|${linesOfIndex};[.]ds-logs-.+`,
                },
              ],
            },
          ],
        },
      },
    },
  ];
}
