import { catalogue, exceptionPrefix, type ManifestValue, type RenderedObject } from "../../../core";
import { memoryOf } from "../pod-security";
import { dataStreams, elasticsearchName, filebeatName, logNamespaces, logstashName, storePorts } from "../store-names";

export interface FilebeatArgs {
  readonly clusterName: string;
  /** Whether lines go through Logstash. */
  readonly hasPipelines: boolean;
}

const memoryMib = 300;
/**
 * Files are told apart by what they begin with, and not read before they have as much, 1024 bytes by default: what a container has said that ended with one line
 * would never be. It is the least that Filebeat takes; the time to the nanosecond is in it, and each input has the files of one container.
 */
const fingerprintBytes = 64;
/** Inputs by containers: places in files are remembered by what they begin with, so that nothing is read twice when a file is renamed. */
const containerInput = {
  type: "filestream",
  id: "container-${data.kubernetes.container.id}",
  paths: ["/var/log/containers/*-${data.kubernetes.container.id}.log"],
  parsers: [{ container: {} }],
  prospector: { scanner: { fingerprint: { enabled: true, length: fingerprintBytes }, symlinks: true } },
  file_identity: { fingerprint: {} },
} as const;

/** Filebeat on each node. Containers say in annotations of their pods what their lines are, and are read without any too. */
export function filebeat({ clusterName, hasPipelines }: FilebeatArgs): RenderedObject[] {
  return [
    {
      suffix: filebeatName,
      apiVersion: "beat.k8s.elastic.co/v1beta1",
      kind: "Beat",
      name: filebeatName,
      namespace: logNamespaces.shipping,
      fields: {
        spec: {
          type: "filebeat",
          version: catalogue.elasticStack.version,
          ...(hasPipelines ? {} : { elasticsearchRef: { name: elasticsearchName, namespace: logNamespaces.store } }),
          config: filebeatConfig(clusterName, hasPipelines),
          daemonSet: { podTemplate: podTemplate() },
        },
      },
    },
    {
      suffix: filebeatName,
      apiVersion: "v1",
      kind: "ServiceAccount",
      name: filebeatName,
      namespace: logNamespaces.shipping,
      fields: {},
    },
    {
      suffix: filebeatName,
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      name: clusterRole,
      clusterWide: true,
      fields: {
        rules: [
          { apiGroups: [""], resources: ["namespaces", "nodes", "pods"], verbs: ["get", "list", "watch"] },
          { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["get", "list", "watch"] },
          { apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "watch"] },
        ],
      },
    },
    {
      suffix: filebeatName,
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      name: clusterRole,
      clusterWide: true,
      fields: {
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRole },
        subjects: [{ kind: "ServiceAccount", name: filebeatName, namespace: logNamespaces.shipping }],
      },
    },
  ];
}

const clusterRole = "slipway-filebeat";

function filebeatConfig(clusterName: string, hasPipelines: boolean): ManifestValue {
  return {
    filebeat: {
      autodiscover: {
        providers: [
          {
            type: "kubernetes",
            node: "${NODE_NAME}",
            hints: { enabled: true, default_config: containerInput },
          },
        ],
      },
    },
    processors: [{ add_fields: { target: "orchestrator.cluster", fields: { name: clusterName } } }],
    // The templates of the store are this program's.
    "setup.template.enabled": false,
    "setup.ilm.enabled": false,
    ...(hasPipelines
      ? {
          output: {
            logstash: { hosts: [`${logstashName}-ls-beats.${logNamespaces.store}.svc:${storePorts.beats}`] },
          },
        }
      : { output: { elasticsearch: { index: dataStreams.logs } } }),
  };
}

function podTemplate(): ManifestValue {
  return {
    // What it says of lines that it could not send would be lines.
    metadata: {
      annotations: {
        "co.elastic.logs/enabled": "false",
        [`${exceptionPrefix}hostPath`]: "it reads the logs of the node, and remembers there how far",
      },
    },
    spec: {
      serviceAccountName: filebeatName,
      automountServiceAccountToken: true,
      terminationGracePeriodSeconds: 30,
      priorityClassName: "system-node-critical",
      // Logs are read on every node, whatever it is for.
      tolerations: [{ operator: "Exists" }],
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "filebeat",
          env: [{ name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
          // Logs of nodes are root's, and so is the folder in which it remembers how far it has read.
          securityContext: {
            runAsUser: 0,
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
          },
          resources: { requests: { cpu: "100m", ...memoryOf(memoryMib) }, limits: memoryOf(memoryMib) },
          volumeMounts: [{ name: "varlog", mountPath: "/var/log", readOnly: true }],
        },
      ],
      volumes: [{ name: "varlog", hostPath: { path: "/var/log" } }],
    },
  };
}
