// What the release of Velero is given, what its bucket is, and what it may do. That a backup is made, or brought back, is not shown here.
import * as pulumi from "@pulumi/pulumi";
import { PlatformAddOns } from "../../components/addons";
import type { VeleroSpec } from "../../components/addons/velero/velero-spec";
import type { EksHandle } from "../../components/cluster";
import { checkStatements } from "../../components/core";
import { backupStatements } from "../../components/addons/velero/permissions";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const release = "Release:add-ons-velero";
const bucket = "add-ons-velero-backups";
const key = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000";
const container = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};
const once = { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "128Mi" } };

describe("on EKS, of which nothing is said", () => {
  let recorded: RecordedCluster;
  let name: string;
  beforeAll(async () => {
    recorded = await addOnsOnEks({ velero: true, protected: true });
    name = String(recorded.get(`Bucket:${bucket}`).outputs.bucket);
  });

  test("everything is backed up each day into a bucket of its own, and kept for 30 days", () => {
    expect(recorded.inputs(release)).toMatchObject({ chart: "velero", version: "12.1.0", skipCrds: false });
    expect(recorded.inputs(release).values).toEqual({
      resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "512Mi" } },
      tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }],
      podSecurityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        fsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containerSecurityContext: container,
      initContainers: [
        {
          name: "velero-plugin-for-aws",
          image: "docker.io/velero/velero-plugin-for-aws:v1.14.2",
          volumeMounts: [{ name: "plugins", mountPath: "/target" }],
          resources: once,
          securityContext: container,
        },
      ],
      serviceAccount: { server: { create: true, name: "velero-server" } },
      credentials: { useSecret: false },
      backupsEnabled: true,
      snapshotsEnabled: false,
      configuration: {
        backupStorageLocation: [
          {
            name: "default",
            provider: "aws",
            default: true,
            bucket: name,
            accessMode: "ReadWrite",
            config: { region: "eu-central-1" },
          },
        ],
        features: "EnableCSI",
        extraEnvVars: [{ name: "HOME", value: "/scratch" }],
      },
      schedules: {
        daily: {
          schedule: "0 2 * * *",
          template: { ttl: "720h0m0s", storageLocation: "default", snapshotVolumes: true },
        },
      },
      deployNodeAgent: false,
      upgradeCRDs: true,
      upgradeJobResources: once,
      upgradeCRDsJob: {
        extraVolumes: [{ name: "tmp", emptyDir: {} }],
        extraVolumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      },
      cleanUpCRDs: false,
      metrics: {
        enabled: true,
        serviceMonitor: { enabled: false, autodetect: false },
        nodeAgentPodMonitor: { enabled: false, autodetect: false },
      },
    });
  });

  test("its bucket is private, encrypted, has versions and is reached by TLS alone", () => {
    expect(recorded.inputs(`Bucket:${bucket}`)).toEqual({ bucketPrefix: "shop-dev-backups-", forceDestroy: false });
    expect(recorded.inputs(`BucketVersioning:${bucket}`)).toEqual({
      bucket: name,
      versioningConfiguration: { status: "Enabled" },
    });
    expect(recorded.inputs(`BucketServerSideEncryptionConfiguration:${bucket}`)).toEqual({
      bucket: name,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    expect(recorded.inputs(`BucketOwnershipControls:${bucket}`)).toEqual({
      bucket: name,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    expect(recorded.inputs(`BucketPublicAccessBlock:${bucket}`)).toEqual({
      bucket: name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(recorded.json(`BucketPolicy:${bucket}`, "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [`<arn of Bucket:${bucket}>`, `arn:aws:s3:::${name}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
    expect(recorded.inputs(`BucketLifecycleConfiguration:${bucket}`)).toEqual({
      bucket: name,
      rules: [
        {
          id: "deleted-backups",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: 7 },
          expiration: { expiredObjectDeleteMarker: true },
        },
        {
          id: "unfinished-uploads",
          status: "Enabled",
          filter: { prefix: "" },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    });
  });

  test("its bucket is kept from deletion, and there before Velero", () => {
    expect(recorded.get(`Bucket:${bucket}`).protect).toBe(true);
    const before = recorded.prerequisites(release);
    for (const { type, name: made } of recorded.all.filter((one) => one.type.startsWith("aws:s3/"))) {
      expect(before).toContain(`${type.slice(type.lastIndexOf(":") + 1)}:${made}`);
    }
  });

  test("it may read and write its bucket, and nothing else", () => {
    expect(recorded.json("RolePolicy:cluster-identity-velero.velero-server-role-policy", "policy")).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [`<arn of Bucket:${bucket}>`] },
        {
          Effect: "Allow",
          Action: [
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
          ],
          Resource: [`arn:aws:s3:::${name}/*`],
        },
      ],
    });
  });

  test("its namespace is a restricted one, and it asks APIs alone", () => {
    expect(recorded.inputs("Namespace:add-ons-velero").metadata).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "restricted" },
    });
    const { egress } = recorded.inputs("NetworkPolicy:add-ons-velero").spec as { egress: object[] };
    expect(egress).not.toContainEqual({});
  });
});

test.each([
  ["Shop_Dev", "shop-dev-backups-"],
  ["shop-development-of-the-north", "shop-development-of-the-nor-1ab0deed-"],
])("the name of its bucket begins with that of the cluster, %s, in letters of S3", async (clusterName, prefix) => {
  const recorded = await addOnsOnEks({ velero: true }, { clusterName });
  expect(recorded.inputs(`Bucket:${bucket}`).bucketPrefix).toBe(prefix);
  expect(prefix.length).toBeLessThanOrEqual(37);
});

test("where backups are is told outside: the bucket that is made, or the one that is named", async () => {
  const told: pulumi.Output<string | undefined>[] = [];
  const look = (velero: VeleroSpec | true) => (handle: EksHandle) => {
    const { outputs } = new PlatformAddOns("add-ons", { cluster: handle, velero });
    told.push(pulumi.output(outputs.backups));
  };
  const made = await RecordedCluster.of({ then: look(true) });
  await RecordedCluster.of({ then: look({ bucket: "backups-of-old" }) });
  const names = await Promise.all(told.map((output) => new Promise((resolve) => output.apply(resolve))));
  expect(names).toEqual([made.get(`Bucket:${bucket}`).outputs.bucket, "backups-of-old"]);
});

test("what is left behind is said to the engine: the bucket and each of its settings", async () => {
  const kept: string[] = [];
  const look = (_: unknown, opts: { retainOnDelete?: boolean }, name: string) => {
    if (opts.retainOnDelete === true) kept.push(name);
  };
  await addOnsOnEks({
    velero: {
      transform: {
        bucket: {
          bucket: look,
          versioning: look,
          encryption: look,
          ownership: look,
          publicAccess: look,
          policy: look,
          lifecycle: look,
        },
      },
    },
  });
  expect(kept).toEqual(Array.from({ length: 7 }, () => bucket));
});

test("with a node agent, a key, monitors and a mirror", async () => {
  const recorded = await addOnsOnEks({
    prometheusOperatorCrds: true,
    velero: {
      nodeAgent: true,
      kmsKeyArn: key,
      deletedDays: 30,
      schedules: {
        hourly: {
          schedule: "@every 1h",
          keepDays: 2,
          includedNamespaces: ["shop"],
          excludedNamespaces: ["shop-cache"],
          moveData: true,
          paused: true,
        },
        objects: { schedule: "30 3 * * 0", volumes: false },
      },
    },
    mirrors: { images: "registry.example.com/m" },
  });
  expect(recorded.inputs(release).values).toMatchObject({
    image: { repository: "registry.example.com/m/velero/velero" },
    initContainers: [{ image: "registry.example.com/m/velero/velero-plugin-for-aws:v1.14.2" }],
    deployNodeAgent: true,
    nodeAgent: {
      resources: { requests: { cpu: "50m", memory: "512Mi" }, limits: { memory: "512Mi" } },
      tolerations: [{ operator: "Exists" }],
    },
    metrics: { serviceMonitor: { enabled: true }, nodeAgentPodMonitor: { enabled: true } },
    schedules: {
      hourly: {
        schedule: "@every 1h",
        paused: true,
        template: {
          ttl: "48h0m0s",
          storageLocation: "default",
          includedNamespaces: ["shop"],
          excludedNamespaces: ["shop-cache"],
          snapshotVolumes: true,
          snapshotMoveData: true,
        },
      },
      objects: { schedule: "30 3 * * 0", template: { snapshotVolumes: false } },
    },
  });
  expect(recorded.inputs("Namespace:add-ons-velero").metadata).toMatchObject({
    labels: { "pod-security.kubernetes.io/enforce": "privileged" },
  });
  expect(recorded.inputs(`BucketServerSideEncryptionConfiguration:${bucket}`).rules).toEqual([
    {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key },
      bucketKeyEnabled: true,
    },
  ]);
  expect(recorded.inputs(`BucketLifecycleConfiguration:${bucket}`).rules).toMatchObject([
    { noncurrentVersionExpiration: { noncurrentDays: 30 } },
    {},
  ]);
});

test("snapshots by EBS are in the region of the bucket, which may be another", async () => {
  const recorded = await addOnsOnEks({
    velero: { bucket: "backups-of-all", prefix: "shop", region: "eu-west-1", snapshots: "ebs", readOnly: true },
  });
  const { values } = recorded.inputs(release);
  expect(values).toMatchObject({
    snapshotsEnabled: true,
    schedules: {},
    configuration: {
      backupStorageLocation: [
        { bucket: "backups-of-all", prefix: "shop", accessMode: "ReadOnly", config: { region: "eu-west-1" } },
      ],
      volumeSnapshotLocation: [{ name: "default", provider: "aws", config: { region: "eu-west-1" } }],
      defaultVolumeSnapshotLocations: "aws:default",
    },
  });
  expect(values).not.toHaveProperty("configuration.features");
  expect(recorded.all.filter(({ type }) => type.startsWith("aws:s3/"))).toEqual([]);
});

describe("in a cluster that is there already", () => {
  let recorded: RecordedWorkloads;
  beforeAll(async () => {
    recorded = await addOnsInExistingCluster({
      velero: {
        bucket: "backups",
        region: "eu-central-1",
        credentials: "s3",
        endpoint: "http://seaweedfs.storage:8333",
      },
    });
  });

  test("it comes by the credentials of a Secret to a store that is not of AWS, and keeps objects alone", () => {
    expect(recorded.inputs("Release/velero").values).toMatchObject({
      credentials: { useSecret: true, existingSecret: "s3" },
      snapshotsEnabled: false,
      configuration: {
        backupStorageLocation: [
          {
            bucket: "backups",
            config: {
              region: "eu-central-1",
              s3Url: "http://seaweedfs.storage:8333",
              s3ForcePathStyle: "true",
              checksumAlgorithm: "",
            },
          },
        ],
      },
      schedules: { daily: { template: { snapshotVolumes: false } } },
    });
  });

  test("it may send to any port, as the store may have any", () => {
    expect(recorded.spec("NetworkPolicy/velero")).toMatchObject({ egress: [{}] });
  });
});

describe("what it may do", () => {
  const permissions = {
    bucketArn: "arn:aws:s3:::backups",
    prefix: undefined,
    kmsKeyArn: undefined,
    readOnly: false,
    makesSnapshots: false,
  };
  const actionsOf = (changes: Partial<typeof permissions> | { prefix: string } | { kmsKeyArn: string }) =>
    backupStatements({ ...permissions, ...changes }).flatMap(({ actions }) => actions);

  test("is nothing that would give it everything", () => {
    const all = backupStatements({ ...permissions, prefix: "shop", kmsKeyArn: key, makesSnapshots: true });
    expect(checkStatements(all)).toEqual([]);
  });

  test("is reading where backups are only read, and the key where there is one", () => {
    expect(actionsOf({ readOnly: true })).toEqual(["s3:ListBucket", "s3:GetObject"]);
    const keyed = backupStatements({ ...permissions, kmsKeyArn: key });
    expect(keyed.at(-1)).toEqual({
      effect: "Allow",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [key],
    });
  });

  test("deletes snapshots that have Velero's tag", () => {
    expect(actionsOf({})).not.toContain("ec2:CreateSnapshot");
    expect(backupStatements({ ...permissions, makesSnapshots: true })).toContainEqual({
      effect: "Allow",
      actions: ["ec2:DeleteSnapshot"],
      resources: ["*"],
      conditions: { Null: { "aws:ResourceTag/velero.io/backup": "false" } },
    });
  });
});
