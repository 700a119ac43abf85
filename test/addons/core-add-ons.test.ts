// What the core add-ons are given, and in which order. Whether EKS takes it, and volumes are made, is not shown.
import { CoreAddOns, type CoreAddOnsArgs } from "../../components/addons";
import type { EksClusterArgs } from "../../components/cluster";
import { RecordedCluster } from "../cluster/eks/recorded-cluster";

const fixed = {
  clusterName: "shop-dev",
  resolveConflictsOnCreate: "OVERWRITE",
  resolveConflictsOnUpdate: "OVERWRITE",
  preserve: false,
};
const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000";

function withAddOns(addOns: Omit<CoreAddOnsArgs, "cluster"> = {}, cluster: Partial<EksClusterArgs> = {}) {
  return RecordedCluster.of({ addOns, cluster });
}

const autoMode = { autoMode: true, nodeGroups: undefined } as const;

/** Its keys in alphabetical order: rather on system nodes, rather apart, between two and ten of them. */
const dnsConfiguration =
  '{"affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"preference":{"matchExpressions":' +
  '[{"key":"nodes.slipway/purpose","operator":"In","values":["system"]}]},"weight":100}]},' +
  '"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"podAffinityTerm":{"labelSelector":' +
  '{"matchLabels":{"k8s-app":"kube-dns"}},"topologyKey":"kubernetes.io/hostname"},"weight":100}]}},' +
  '"autoScaling":{"enabled":true,"maxReplicas":10,"minReplicas":2}}';

describe("by default", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await withAddOns({}, { tags: { Project: "shop" } });
  });

  test.each<[string, object]>([
    [
      "coredns",
      {
        addonVersion: "v1.14.7-eksbuild.11",
        configurationValues: dnsConfiguration,
      },
    ],
    [
      "aws-ebs-csi-driver",
      {
        addonVersion: "v1.66.0-eksbuild.1",
        configurationValues: '{"controller":{"extraVolumeTags":{"Project":"shop"}}}',
        podIdentityAssociations: [
          { roleArn: "<arn of Role:core-add-ons-aws-ebs-csi-driver-role>", serviceAccount: "ebs-csi-controller-sa" },
        ],
      },
    ],
    ["snapshot-controller", { addonVersion: "v8.6.0-eksbuild.8" }],
    [
      "metrics-server",
      {
        addonVersion: "v0.9.0-eksbuild.11",
        configurationValues: '{"replicas":2,"tolerations":[{"key":"CriticalAddonsOnly","operator":"Exists"}]}',
      },
    ],
    ["eks-node-monitoring-agent", { addonVersion: "v1.7.2-eksbuild.1" }],
  ])("there is %s", (addonName, inputs) => {
    expect(recorded.inputs(`Addon:core-add-ons-${addonName}`)).toEqual({ ...fixed, addonName, ...inputs });
  });

  test("there are no others, and the component tells them", () => {
    const all = ["coredns", "aws-ebs-csi-driver", "snapshot-controller", "metrics-server", "eks-node-monitoring-agent"];
    expect(recorded.named("Addon").filter((name) => name.startsWith("core-"))).toEqual(
      [...all].sort().map((name) => `core-add-ons-${name}`),
    );
    expect(recorded.get("CoreAddOns:core-add-ons").outputs).toEqual({ addOns: all });
  });

  test("each of them waits for nodes", () => {
    for (const name of recorded.named("Addon").filter((addOn) => addOn.startsWith("core-"))) {
      expect(recorded.prerequisites(`Addon:${name}`)).toContain("ManagedNodeGroup:cluster-general");
    }
  });

  test("the driver of volumes may do what its policy says, as its service account alone", () => {
    const policies = recorded.ofType("RolePolicyAttachment").filter(({ name }) => name.startsWith("core-"));
    expect(policies.map(({ inputs }) => inputs)).toEqual([
      { role: "shop-dev-aws-ebs-csi-driver", policyArn: "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2" },
    ]);
    expect(recorded.json("Role:core-add-ons-aws-ebs-csi-driver-role", "assumeRolePolicy")).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: {
              "aws:RequestTag/kubernetes-namespace": "kube-system",
              "aws:RequestTag/kubernetes-service-account": "ebs-csi-controller-sa",
            },
          },
        },
      ],
    });
  });

  test("the default class is of encrypted gp3 volumes in the pod's zone, and comes after its driver", () => {
    expect(recorded.inputs("StorageClass:core-add-ons-block-storage")).toEqual({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true", "csi.storage.k8s.io/fstype": "ext4" },
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    });
    expect(recorded.prerequisites("StorageClass:core-add-ons-block-storage")).toContain(
      "Addon:core-add-ons-aws-ebs-csi-driver",
    );
  });

  test("the class of snapshots comes after driver and controller", () => {
    expect(recorded.inputs("VolumeSnapshotClass:core-add-ons-snapshots")).toEqual({
      apiVersion: "snapshot.storage.k8s.io/v1",
      kind: "VolumeSnapshotClass",
      metadata: { name: "ebs", annotations: { "snapshot.storage.kubernetes.io/is-default-class": "true" } },
      driver: "ebs.csi.aws.com",
      deletionPolicy: "Delete",
    });
    const before = recorded.prerequisites("VolumeSnapshotClass:core-add-ons-snapshots");
    expect(before).toContain("Addon:core-add-ons-aws-ebs-csi-driver");
    expect(before).toContain("Addon:core-add-ons-snapshot-controller");
  });

  test("there is no shared storage", () => {
    expect(recorded.named("FileSystem")).toEqual([]);
    expect(recorded.named("StorageClass")).toEqual(["core-add-ons-block-storage"]);
  });
});

test("versions follow Kubernetes, and can be overridden", async () => {
  const recorded = await withAddOns({ versions: { coredns: "v1.14.6-eksbuild.9" } }, { version: "1.35" });
  expect(recorded.inputs("Addon:core-add-ons-coredns").addonVersion).toBe("v1.14.6-eksbuild.9");
  expect(recorded.inputs("Addon:core-add-ons-metrics-server").addonVersion).toBe("v0.9.0-eksbuild.7");
});

test("what need not be highly available is there once", async () => {
  const recorded = await withAddOns({ highlyAvailable: false });
  expect(recorded.inputs("Addon:core-add-ons-metrics-server").configurationValues).toBe(
    '{"replicas":1,"tolerations":[{"key":"CriticalAddonsOnly","operator":"Exists"}]}',
  );
});

test("a key of one's own encrypts volumes, and the driver may use it", async () => {
  const recorded = await withAddOns({ blockStorage: { kmsKeyArn, reclaimPolicy: "Retain" } });
  expect(recorded.inputs("StorageClass:core-add-ons-block-storage")).toMatchObject({
    parameters: { type: "gp3", encrypted: "true", "csi.storage.k8s.io/fstype": "ext4", kmsKeyId: kmsKeyArn },
    reclaimPolicy: "Retain",
  });
  expect(recorded.json("RolePolicy:core-add-ons-aws-ebs-csi-driver-role-policy", "policy")).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
        Resource: [kmsKeyArn],
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
      {
        Effect: "Allow",
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: [kmsKeyArn],
      },
    ],
  });
});

describe("shared storage", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await withAddOns({ sharedStorage: true });
  });

  test("is an encrypted file system that nodes reach in each zone, by NFS alone", () => {
    const tags = { Name: "shop-dev-core-add-ons-shared-storage" };
    expect(recorded.inputs("FileSystem:core-add-ons-shared-storage")).toEqual({
      encrypted: true,
      throughputMode: "elastic",
      lifecyclePolicies: [{ transitionToIa: "AFTER_30_DAYS" }],
      tags,
    });
    expect(recorded.inputs("SecurityGroup:core-add-ons-shared-storage")).toEqual({
      description: "NFS from the nodes of shop-dev",
      vpcId: "vpc-0a1b2c3d4e5f60718",
      ingress: [
        {
          description: "NFS from the nodes",
          protocol: "tcp",
          fromPort: 2049,
          toPort: 2049,
          securityGroups: ["<clusterSecurityGroupId of Cluster:cluster>"],
        },
      ],
      tags,
    });
    for (const letter of ["a", "b"]) {
      expect(recorded.inputs(`MountTarget:core-add-ons-shared-storage-eu-central-1${letter}`)).toEqual({
        fileSystemId: "<FileSystem:core-add-ons-shared-storage>",
        subnetId: `subnet-0000000${letter}`,
        securityGroups: ["<SecurityGroup:core-add-ons-shared-storage>"],
      });
    }
  });

  test("does not wait for nodes, as far as it is AWS's", () => {
    expect(recorded.prerequisites("MountTarget:core-add-ons-shared-storage-eu-central-1a")).not.toContain(
      "ManagedNodeGroup:cluster-general",
    );
  });

  test("has a driver and a class of access points, after the mount targets", () => {
    expect(recorded.inputs("Addon:core-add-ons-aws-efs-csi-driver")).toEqual({
      ...fixed,
      addonName: "aws-efs-csi-driver",
      addonVersion: "v3.4.2-eksbuild.1",
      podIdentityAssociations: [
        { roleArn: "<arn of Role:core-add-ons-aws-efs-csi-driver-role>", serviceAccount: "efs-csi-controller-sa" },
      ],
    });
    const attachment = "RolePolicyAttachment:core-add-ons-aws-efs-csi-driver-role-AmazonEFSCSIDriverPolicy";
    expect(recorded.inputs(attachment).policyArn).toBe("arn:aws:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy");
    expect(recorded.inputs("StorageClass:core-add-ons-shared-storage")).toEqual({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "efs" },
      provisioner: "efs.csi.aws.com",
      parameters: {
        provisioningMode: "efs-ap",
        fileSystemId: "<FileSystem:core-add-ons-shared-storage>",
        directoryPerms: "700",
        basePath: "/volumes",
      },
      mountOptions: ["tls"],
      reclaimPolicy: "Delete",
      volumeBindingMode: "Immediate",
    });
    const before = recorded.prerequisites("StorageClass:core-add-ons-shared-storage");
    expect(before).toContain("Addon:core-add-ons-aws-efs-csi-driver");
    expect(before).toContain("MountTarget:core-add-ons-shared-storage-eu-central-1b");
  });

  test("is protected where asked for, and nothing else of the add-ons", async () => {
    const { all } = await withAddOns({ sharedStorage: true, protected: true });
    expect(all.filter(({ protect }) => protect).map(({ name }) => name)).toEqual(["core-add-ons-shared-storage"]);
  });
});

test("Auto Mode leaves metrics, snapshots and the classes, with its own driver", async () => {
  const recorded = await withAddOns({}, autoMode);
  expect(recorded.named("Addon")).toEqual(["core-add-ons-metrics-server", "core-add-ons-snapshot-controller"]);
  const driver = "ebs.csi.eks.amazonaws.com";
  expect(recorded.inputs("StorageClass:core-add-ons-block-storage").provisioner).toBe(driver);
  expect(recorded.inputs("VolumeSnapshotClass:core-add-ons-snapshots").driver).toBe(driver);
  for (const name of recorded.named("Addon")) {
    expect(recorded.prerequisites(`Addon:${name}`)).toContain("Cluster:cluster");
  }
});

test("what comes after the add-ons comes after DNS, drivers and classes", async () => {
  const ready: string[] = [];
  await RecordedCluster.of({
    then: (cluster) => {
      const addOns = new CoreAddOns("late", { cluster, sharedStorage: true });
      ready.push(...addOns.ready.map(({ constructor }) => constructor.name));
    },
  });
  expect(ready).toEqual([
    ...["EksAddOn", "EksAddOn", "EksAddOn", "StorageClass", "CustomResource"],
    ...["EksAddOn", "StorageClass", "EksAddOn", "EksAddOn"],
  ]);
});

test("a transform reaches each child", async () => {
  const tags = { owner: "jane" };
  const metadata = { labels: tags };
  const recorded = await withAddOns({
    sharedStorage: true,
    transform: {
      addOns: { coredns: { tags }, "aws-efs-csi-driver": { tags } },
      blockStorageClass: { metadata },
      snapshotClass: { metadata },
      sharedStorageClass: { metadata },
      sharedFileSystem: {
        fileSystem: { tags },
        securityGroup: { tags },
        mountTarget: (args, _, name) => {
          args.ipAddress = name.endsWith("a") ? "10.0.0.10" : "10.0.1.10";
        },
      },
    },
  });
  expect(recorded.inputs("Addon:core-add-ons-coredns").tags).toEqual(tags);
  expect(recorded.inputs("Addon:core-add-ons-aws-efs-csi-driver").tags).toEqual(tags);
  for (const name of [
    "StorageClass:core-add-ons-block-storage",
    "VolumeSnapshotClass:core-add-ons-snapshots",
    "StorageClass:core-add-ons-shared-storage",
  ]) {
    expect(recorded.inputs(name).metadata).toMatchObject(metadata);
  }
  const named = { Name: "shop-dev-core-add-ons-shared-storage", ...tags };
  expect(recorded.inputs("FileSystem:core-add-ons-shared-storage").tags).toEqual(named);
  expect(recorded.inputs("SecurityGroup:core-add-ons-shared-storage").tags).toEqual(named);
  expect(recorded.inputs("MountTarget:core-add-ons-shared-storage-eu-central-1b").ipAddress).toBe("10.0.1.10");
});
