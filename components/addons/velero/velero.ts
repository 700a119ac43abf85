import { catalogue } from "../../core";
import type { AddOn, AddOnContext } from "../frame/add-on";
import type { BucketStorage } from "../frame/bucket-storage";
import { helmAddOn, type HelmAddOn } from "../frame/helm-add-on";
import { mirroredImage } from "../frame/mirrors";
import { podsOf, resourcesOf, systemTolerations, type Pods } from "../frame/pods";
import type { Value, Values } from "../frame/values";
import { checkVelero } from "./check";
import { backupStatements } from "./permissions";
import { createStorage } from "./storage";
import { schedulesOf, snapshotsOf, veleroName, type BackupScheduleSpec, type VeleroSpec } from "./velero-spec";

const nodeAgent = "node-agent";
const pluginImage = "docker.io/velero/velero-plugin-for-aws";
const serviceAccount = "velero-server";
const metricsPort = 8085;
/** Of the location of backups, and of that of snapshots. */
const location = "default";
const defaultKeepDays = 30;

/** Any user but root: that of the image is none that Kubernetes could tell from root. */
const podSecurity = {
  runAsNonRoot: true,
  runAsUser: 65532,
  runAsGroup: 65532,
  fsGroup: 65532,
  seccompProfile: { type: "RuntimeDefault" },
} as const;
const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
} as const;

const chart = helmAddOn(
  chartOf(() => {
    throw new Error("the storage of Velero is there when it is deployed");
  }),
);

export const velero: AddOn<VeleroSpec> = {
  ...chart,
  images: [...chart.images, pluginImage],
  deploy: (context) => {
    const storage = createStorage(context);
    const { ready } = helmAddOn(chartOf(() => storage)).deploy(context);
    return { ready, outputs: { backups: storage.bucket } };
  },
};

function chartOf(storage: () => BucketStorage): HelmAddOn<VeleroSpec> {
  return {
    id: veleroName,
    name: veleroName,
    summary: "Keeps backups of the cluster's objects in a bucket, and snapshots of its volumes",
    chart: "velero",
    namespace: { name: veleroName, podSecurity: "restricted" },
    podSecurityOf: (options) => (options.nodeAgent === true ? "privileged" : undefined),
    crds: ["*.velero.io"],
    // Its service account administers the cluster, which these let be from when they know of it on.
    after: ["prometheusOperatorCrds", "admissionPolicies"],
    images: [{ image: "docker.io/velero/velero", at: "image.repository" }],
    pods: (options) => [
      { name: veleroName, replicas: 1, cpuMillis: 100, memoryMib: 512, labels: { name: veleroName } },
      ...(options.nodeAgent === true ? [nodeAgentPods] : []),
    ],
    // A store that is not of AWS may be at any port.
    traffic: ({ endpoint }) => [{ metrics: [metricsPort], to: endpoint === undefined ? "apis" : "anywhere" }],
    owned: {
      initContainers: "the part of Velero that knows AWS is always there",
      backupsEnabled: "there is always a bucket",
      snapshotsEnabled: "write snapshots",
      deployNodeAgent: "write nodeAgent",
      schedules: "write schedules",
      upgradeCRDs: "its custom resource definitions are always those of its version",
      cleanUpCRDs: "its custom resource definitions always stay, with what says which backups there are",
      "configuration.backupStorageLocation": "write bucket, prefix, region, endpoint and readOnly",
      "configuration.volumeSnapshotLocation": "write snapshots and region",
      "configuration.features": "write snapshots",
      "credentials.useSecret": "write credentials",
      "credentials.existingSecret": "write credentials",
      "serviceAccount.server.name": "its cloud identity is that of this name",
    },
    identity: {
      serviceAccount,
      annotationsAt: "serviceAccount.server.annotations",
      indispensableFor: "keeping backups",
      statements: ({ options, target }) =>
        options.credentials !== undefined
          ? undefined
          : backupStatements({
              bucketArn: storage().bucketArn,
              prefix: options.prefix,
              kmsKeyArn: options.kmsKeyArn,
              readOnly: options.readOnly ?? false,
              makesSnapshots: snapshotsOf(options, target) === "ebs",
            }),
    },
    check: checkVelero,
    before: () => storage().ready,
    values: (context, all) => veleroValues(context, all, storage()),
  };
}

const nodeAgentPods: Pods = {
  name: nodeAgent,
  replicas: "perNode",
  cpuMillis: 50,
  memoryMib: 512,
  labels: { name: nodeAgent },
};

function veleroValues(context: AddOnContext<VeleroSpec>, all: readonly Pods[], storage: BucketStorage): Values {
  const { options, target, hasMonitors, mirrors } = context;
  const pods = podsOf(all, veleroName);
  const snapshots = snapshotsOf(options, target);
  const { credentials } = options;
  const hasAgents = options.nodeAgent ?? false;
  return {
    resources: resourcesOf(pods),
    tolerations: systemTolerations,
    podSecurityContext: podSecurity,
    containerSecurityContext: containerSecurity,
    initContainers: [
      {
        name: "velero-plugin-for-aws",
        image: `${mirroredImage(pluginImage, mirrors)}:${catalogue.veleroPluginForAws.version}`,
        volumeMounts: [{ name: "plugins", mountPath: "/target" }],
        resources: jobResources,
        securityContext: containerSecurity,
      },
    ],
    serviceAccount: { server: { create: true, name: serviceAccount } },
    credentials: credentials === undefined ? { useSecret: false } : { useSecret: true, existingSecret: credentials },
    backupsEnabled: true,
    snapshotsEnabled: snapshots === "ebs",
    configuration: {
      backupStorageLocation: [backupLocation(options, storage)],
      ...(snapshots === "ebs"
        ? {
            volumeSnapshotLocation: [{ name: location, provider: "aws", config: { region: storage.region } }],
            defaultVolumeSnapshotLocations: `aws:${location}`,
          }
        : {}),
      ...(snapshots === "csi" ? { features: "EnableCSI" } : {}),
      // It keeps a file below its home, which cannot be written in this image.
      extraEnvVars: [{ name: "HOME", value: "/scratch" }],
    },
    schedules: Object.fromEntries(
      Object.entries(schedulesOf(options)).map(([name, schedule]) => [name, scheduleValues(schedule, snapshots)]),
    ),
    deployNodeAgent: hasAgents,
    ...(hasAgents
      ? { nodeAgent: { resources: resourcesOf(podsOf(all, nodeAgent)), tolerations: [{ operator: "Exists" }] } }
      : {}),
    upgradeCRDs: true,
    upgradeJobResources: jobResources,
    upgradeCRDsJob: {
      extraVolumes: [{ name: "tmp", emptyDir: {} }],
      extraVolumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    },
    cleanUpCRDs: false,
    metrics: {
      enabled: true,
      // In so many words: the chart would ask an API server whether there can be monitors.
      serviceMonitor: { enabled: hasMonitors, autodetect: false },
      nodeAgentPodMonitor: { enabled: hasMonitors && hasAgents, autodetect: false },
    },
  };
}

/** Of what runs once, and ends. */
const jobResources = { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "128Mi" } } as const;

function backupLocation({ prefix, endpoint, readOnly = false }: VeleroSpec, { bucket, region }: BucketStorage): Value {
  return {
    name: location,
    provider: "aws",
    default: true,
    bucket,
    ...(prefix === undefined ? {} : { prefix }),
    accessMode: readOnly ? "ReadOnly" : "ReadWrite",
    config: {
      region,
      // Others know neither names of buckets in host names, nor all checksums of AWS.
      ...(endpoint === undefined ? {} : { s3Url: endpoint, s3ForcePathStyle: "true", checksumAlgorithm: "" }),
    },
  };
}

function scheduleValues(
  { schedule, keepDays = defaultKeepDays, includedNamespaces, excludedNamespaces, ...more }: BackupScheduleSpec,
  snapshots: "csi" | "ebs" | "none",
): Value {
  const { volumes = snapshots !== "none", moveData, paused } = more;
  return {
    schedule,
    ...(paused === true ? { paused } : {}),
    template: {
      ttl: `${keepDays * 24}h0m0s`,
      storageLocation: location,
      ...(includedNamespaces === undefined ? {} : { includedNamespaces }),
      ...(excludedNamespaces === undefined ? {} : { excludedNamespaces }),
      snapshotVolumes: volumes,
      ...(moveData === undefined ? {} : { snapshotMoveData: moveData }),
    },
  };
}
