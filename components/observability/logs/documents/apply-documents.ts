import { createHash } from "node:crypto";
import { catalogue, type ManifestValue, type RenderedObject } from "../../../core";
import { memoryOf, restrictedContainer, restrictedPod } from "../pod-security";
import { elasticsearchHost, elasticsearchName, kibanaName, logNamespaces, storePorts } from "../store-names";
import type { StoreDocument, StreamSettings } from "./document";
import { exportedObjects, logsDataView, type SavedObject } from "./saved-objects";

export interface AppliedDocuments {
  /** In the order in which they are put. */
  readonly documents: readonly StoreDocument[];
  /** Of data streams, after the documents, where they are there: what comes next is in an index by the new templates. */
  readonly streams: readonly StreamSettings[];
  readonly objects: readonly SavedObject[];
  /** Image of Elasticsearch, without a tag, which has the shell and `curl` that the operator itself needs of it. */
  readonly image: string;
}

const name = "log-documents";
const documentsPath = "/documents";
const certificatesPath = "/certificates";
const scratchPath = "/tmp";
const deadlineSeconds = 1800;

/**
 * Documents, and the one Job that gives them to Elasticsearch and Kibana. Its name has their sum: when one changes, another Job runs. It waits for both by itself, and
 * what is there already is replaced.
 */
export function appliedDocuments({ documents, streams, objects, image }: AppliedDocuments): RenderedObject[] {
  const data = dataOf(documents, streams, objects);
  const sum = createHash("sha256")
    .update(JSON.stringify([data, image]))
    .digest("hex")
    .slice(0, 10);
  return [
    { suffix: name, apiVersion: "v1", kind: "ConfigMap", name, namespace: logNamespaces.store, fields: { data } },
    {
      suffix: name,
      apiVersion: "batch/v1",
      kind: "Job",
      name: `${name}-${sum}`,
      namespace: logNamespaces.store,
      // The first time, images of three programs are fetched before it can begin.
      annotations: { "pulumi.com/timeoutSeconds": String(deadlineSeconds) },
      fields: { spec: { backoffLimit: 6, activeDeadlineSeconds: deadlineSeconds, template: podTemplate(image) } },
      last: true,
    },
  ];
}

function dataOf(
  documents: readonly StoreDocument[],
  streams: readonly StreamSettings[],
  objects: readonly SavedObject[],
): Record<string, string> {
  const files = documents.map(({ path, body }, index) => ({
    path,
    file: `${String(index).padStart(2, "0")}-${path.replace(/[^a-z0-9-]+/gi, "-").replace(/^-/, "")}.json`,
    text: JSON.stringify(body),
  }));
  return {
    "apply.sh": script,
    "documents.txt": files.map(({ path, file }) => `${path} ${file}\n`).join(""),
    "streams.txt": streams.map(({ stream }) => `${stream} ${streamFile(stream)}\n`).join(""),
    ...Object.fromEntries(
      streams.map(({ stream, settings }) => [streamFile(stream), JSON.stringify({ index: settings })]),
    ),
    "saved-objects.ndjson": exportedObjects(objects),
    ...Object.fromEntries(files.map(({ file, text }) => [file, text])),
  };
}

const streamFile = (stream: string) => `stream-${stream}.json`;

/** The password is in a file, as arguments of programs are seen by all of the pod. */
const script = `#!/bin/bash
set -euo pipefail
printf 'user = "elastic:%s"\\n' "$ELASTIC_PASSWORD" > ${scratchPath}/credentials
ask() {
  curl --silent --show-error --fail-with-body --max-time 120 --config ${scratchPath}/credentials "$@"
}
store() {
  ask --cacert ${certificatesPath}/elasticsearch.crt "$@"
}
kibana() {
  ask --cacert ${certificatesPath}/kibana.crt --header 'kbn-xsrf: slipway' "$@"
}
until store "$ELASTICSEARCH_URL/_cluster/health?wait_for_status=yellow&timeout=60s" > /dev/null; do
  sleep 5
done
while read -r path file; do
  echo "PUT $path"
  store --request PUT --header 'Content-Type: application/json' --data-binary "@${documentsPath}/$file" "$ELASTICSEARCH_URL/$path"
  echo
done < ${documentsPath}/documents.txt
# By a pattern, none is no error.
store "$ELASTICSEARCH_URL/_data_stream/logs-*?filter_path=data_streams.name" > ${scratchPath}/streams
while read -r stream file; do
  if grep --quiet '"name":"'"$stream"'"' ${scratchPath}/streams; then
    echo "PUT $stream/_settings"
    store --request PUT --header 'Content-Type: application/json' --data-binary "@${documentsPath}/$file" "$ELASTICSEARCH_URL/$stream/_settings"
    store --request POST "$ELASTICSEARCH_URL/$stream/_rollover?lazy=true"
    echo
  fi
done < ${documentsPath}/streams.txt
until kibana "$KIBANA_URL/api/status" > /dev/null; do
  sleep 5
done
echo "POST saved objects"
kibana --form 'file=@${documentsPath}/saved-objects.ndjson' "$KIBANA_URL/api/saved_objects/_import?overwrite=true" | tee ${scratchPath}/imported
echo
grep --quiet '"success":true' ${scratchPath}/imported
kibana --header 'Content-Type: application/json' --data '{"data_view_id":"${logsDataView}","force":true}' "$KIBANA_URL/api/data_views/default"
`;

function podTemplate(image: string): ManifestValue {
  return {
    metadata: { labels: { "app.kubernetes.io/name": name } },
    spec: {
      restartPolicy: "OnFailure",
      automountServiceAccountToken: false,
      securityContext: restrictedPod,
      containers: [
        {
          name: "apply",
          image: `${image}:${catalogue.elasticStack.version}`,
          command: ["/bin/bash", `${documentsPath}/apply.sh`],
          env: [
            { name: "ELASTICSEARCH_URL", value: `https://${elasticsearchHost}:${storePorts.elasticsearch}` },
            {
              name: "KIBANA_URL",
              value: `https://${kibanaName}-kb-http.${logNamespaces.store}.svc:${storePorts.kibana}`,
            },
            {
              name: "ELASTIC_PASSWORD",
              valueFrom: { secretKeyRef: { name: `${elasticsearchName}-es-elastic-user`, key: "elastic" } },
            },
          ],
          securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
          resources: { requests: { cpu: "10m", ...memoryOf(64) }, limits: memoryOf(64) },
          volumeMounts: [
            { name: "documents", mountPath: documentsPath, readOnly: true },
            { name: "certificates", mountPath: certificatesPath, readOnly: true },
            { name: "scratch", mountPath: scratchPath },
          ],
        },
      ],
      volumes: [
        { name: "documents", configMap: { name } },
        {
          name: "certificates",
          projected: {
            sources: [
              authority(`${elasticsearchName}-es`, "elasticsearch.crt"),
              authority(`${kibanaName}-kb`, "kibana.crt"),
            ],
          },
        },
        { name: "scratch", emptyDir: { medium: "Memory", sizeLimit: "8Mi" } },
      ],
    },
  };
}

/** The authority of a Service's certificate, by the operator. */
function authority(service: string, path: string): ManifestValue {
  return { secret: { name: `${service}-http-certs-public`, items: [{ key: "ca.crt", path }] } };
}
