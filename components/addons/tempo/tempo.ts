import { dnsSuffixOf } from "../../network";
import type { AddOn, AddOnContext } from "../frame/add-on";
import { bucketStatements } from "../frame/bucket-statements";
import { namedBucket, type BucketStorage } from "../frame/bucket-storage";
import { helmAddOn, type HelmAddOn } from "../frame/helm-add-on";
import { podsOf, resourcesOf, systemTolerations, type Pods } from "../frame/pods";
import type { Values } from "../frame/values";
import { checkTempo, retentionHours } from "./check-tempo";
import { tempoPlace, tempoSenders, type TempoSpec } from "./tempo-spec";
import { TraceBucket } from "./trace-bucket";

const { name, namespace, otlpPort, apiPort } = tempoPlace;
const defaultSize = "10Gi";
const user = 10001;

const chart = helmAddOn(
  chartOf(() => {
    throw new Error("the storage of Tempo is there when it is deployed");
  }),
);

export const tempo: AddOn<TempoSpec> = {
  ...chart,
  deploy: (context) => {
    const storage = createStorage(context);
    return helmAddOn(chartOf(() => storage)).deploy(context);
  },
};

function chartOf(storage: () => BucketStorage | undefined): HelmAddOn<TempoSpec> {
  return {
    id: "tempo",
    name,
    summary: "Keeps traces, in a bucket or on a volume",
    chart: "tempo",
    namespace: { name: namespace, podSecurity: "restricted" },
    // Otherwise its disk would be left behind where the cluster goes.
    owns: "the volume of traces",
    hasVolumes: true,
    images: [{ image: "docker.io/grafana/tempo", at: { registry: "tempo.registry", repository: "tempo.repository" } }],
    // Always one: of several, each would know a part of the traces, as it is not told of the others.
    pods: (_, { isProduction }) => [
      {
        name,
        replicas: 1,
        cpuMillis: 100,
        memoryMib: isProduction ? 2048 : 1024,
        labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name },
      },
    ],
    traffic: (_, { capabilities, target }) => [
      {
        metrics: [apiPort],
        fromNamespaces: {
          [tempoSenders]: [otlpPort],
          // Grafana is where Prometheus is.
          ...(capabilities?.prometheus === undefined ? {} : { [capabilities.prometheus.namespace]: [apiPort] }),
        },
        to: target === "eks" ? "apis" : "namespace",
      },
    ],
    owned: {
      replicas: "of several, each would know a part of the traces",
      "tempo.retention": "write retention",
      "tempo.storage": "write bucket, prefix and storage",
      "tempo.reportingEnabled": "nothing is told to its makers",
      "tempo.metricsGenerator.enabled": "collectors make metrics of spans",
      "persistence.enabled": "write storage",
      "persistence.size": "write storage.size",
      "persistence.storageClassName": "write storage.class",
      "persistence.enableStatefulSetAutoDeletePVC": "its volume goes with it, unless data is protected",
      "serviceAccount.name": "its cloud identity is that of this name",
    },
    identity: {
      serviceAccount: name,
      annotationsAt: "serviceAccount.annotations",
      indispensableFor: "keeping traces",
      statements: ({ options }) => {
        const where = storage();
        if (where === undefined) return undefined;
        const { prefix, kmsKeyArn } = options;
        // Source: its documentation, "Amazon S3 permissions", less the tags, which are not used.
        return bucketStatements({ bucketArn: where.bucketArn, prefix, kmsKeyArn, readOnly: false });
      },
    },
    check: checkTempo,
    before: () => storage()?.ready ?? [],
    values: (context, all) => tempoValues(context, podsOf(all, name), storage()),
  };
}

/** The bucket that is named, or one that is made; none where there is no EKS. */
function createStorage({ options, eks, parent, isProtected }: AddOnContext<TempoSpec>): BucketStorage | undefined {
  const { bucket, kmsKeyArn, transform } = options;
  if (eks === undefined) return undefined;
  const { region, clusterName } = eks;
  if (bucket !== undefined) return namedBucket(bucket, region);
  const made = new TraceBucket(
    `${parent.logicalName}-traces`,
    {
      clusterName,
      // Two days for Tempo to do it itself.
      keepDays: Math.ceil(retentionHours(options) / 24) + 2,
      kmsKeyArn,
      protected: isProtected,
      transform: transform?.bucket,
    },
    { parent },
  );
  return { bucket: made.bucket, bucketArn: made.arn, region, ready: made.ready };
}

function tempoValues(
  { options, hasMonitors, isProtected }: AddOnContext<TempoSpec>,
  pods: Pods,
  storage: BucketStorage | undefined,
): Values {
  const { size = defaultSize, class: storageClassName } = options.storage ?? {};
  return {
    replicas: pods.replicas,
    tempo: {
      resources: resourcesOf(pods),
      retention: `${retentionHours(options)}h`,
      reportingEnabled: false,
      // It would take the memory that the pod may have; Go is told how much that is instead.
      memBallastSizeMbs: 0,
      extraEnv: [{ name: "GOMEMLIMIT", value: `${Math.floor(pods.memoryMib * 0.8)}MiB` }],
      ...(storage === undefined ? {} : { storage: { trace: { backend: "s3", s3: s3Values(storage, options) } } }),
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
      },
    },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      seccompProfile: { type: "RuntimeDefault" },
    },
    tolerations: systemTolerations,
    persistence: {
      enabled: true,
      size,
      ...(storageClassName === undefined ? {} : { storageClassName }),
      enableStatefulSetAutoDeletePVC: !isProtected,
    },
    serviceAccount: { create: true, name, automountServiceAccountToken: false },
    serviceMonitor: { enabled: hasMonitors },
  };
}

function s3Values({ bucket, region }: BucketStorage, { prefix }: TempoSpec) {
  return {
    bucket,
    // Both families of addresses.
    endpoint: `s3.dualstack.${region}.${dnsSuffixOf(region)}`,
    region,
    ...(prefix === undefined ? {} : { prefix }),
  };
}
