// What node groups are given. Nothing is started, so this does not show that a node joins the cluster.
import { NodeGroup, type EksClusterArgs, type NodeGroupSpec } from "../../../components/cluster";
import { laterRefusalOf } from "../../refusal";
import { RecordedCluster, type ClusterProgram } from "./recorded-cluster";

const size = { min: 2, max: 4 };

/** A cluster with a group called `group`, and one that takes any pod. */
function withGroup(
  group: NodeGroupSpec,
  cluster: Partial<EksClusterArgs> = {},
  network: ClusterProgram["network"] = {},
): Promise<RecordedCluster> {
  const nodeGroups = { general: { purpose: "general", size }, group } as const;
  return RecordedCluster.of({ cluster: { nodeGroups, ...cluster }, network });
}

/** What a node reads when it starts. */
function userDataOf(recorded: RecordedCluster): string {
  return Buffer.from(String(recorded.inputs("LaunchTemplate:cluster-group").userData), "base64").toString();
}

const managed = {
  cluster: { path: "Cluster:cluster" },
  clusterName: "shop-dev",
  version: "1.36",
  nodeRoleArn: "<arn of Role:cluster-node>",
  subnetIds: ["subnet-0000000a", "subnet-0000000b"],
  ignoreScalingChanges: true,
  scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 2 },
  launchTemplate: { id: "<LaunchTemplate:cluster-group>", version: "1" },
  updateConfig: { maxUnavailablePercentage: 33 },
  nodeRepairConfig: { enabled: true },
};
const x86 = { capacityType: "ON_DEMAND", amiType: "AL2023_x86_64_STANDARD", taints: [] };
const disk = { encrypted: "true", volumeType: "gp3", deleteOnTermination: "true" };

// Exact inputs: so there is no name either, as a group with one could not be replaced before it is deleted.
test.each<[NodeGroupSpec["purpose"], object, number]>([
  [
    "system",
    {
      ...x86,
      instanceTypes: ["m6i.large", "m5.large"],
      taints: [{ key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" }],
    },
    50,
  ],
  ["general", { ...x86, instanceTypes: ["m6i.large", "m5.large"] }, 50],
  [
    "spot",
    {
      ...x86,
      capacityType: "SPOT",
      instanceTypes: ["m6i.large", "m6a.large", "m5.large", "m5a.large", "m5d.large", "m5n.large"],
    },
    50,
  ],
  ["arm64", { ...x86, amiType: "AL2023_ARM_64_STANDARD", instanceTypes: ["m7g.large", "m6g.large"] }, 50],
  [
    "gpu",
    {
      ...x86,
      amiType: "AL2023_x86_64_NVIDIA",
      instanceTypes: ["g5.xlarge", "g4dn.xlarge"],
      taints: [{ key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" }],
    },
    100,
  ],
  ["memory", { ...x86, instanceTypes: ["r6i.large", "r5.large"] }, 50],
])("a group for %s", async (purpose, inputs, volumeSize) => {
  const recorded = await withGroup({ purpose, size });
  const labels = { "nodes.slipway/purpose": purpose };
  expect(recorded.inputs("ManagedNodeGroup:cluster-group")).toEqual({ ...managed, ...inputs, labels });
  const tags = { Name: "shop-dev-cluster-group" };
  expect(recorded.inputs("LaunchTemplate:cluster-group")).toEqual({
    description: `Nodes of shop-dev, ${purpose}`,
    updateDefaultVersion: true,
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { ...disk, volumeSize } }],
    tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
  });
});

test("a group in which everything is chosen, with Bottlerocket", async () => {
  const group: NodeGroupSpec = {
    purpose: "general",
    size: { min: 0, max: 6, desired: 3 },
    instanceTypes: ["m7g.large"],
    capacity: "spot",
    amiType: "BOTTLEROCKET_ARM_64",
    releaseVersion: "1.50.0-0a1b2c3d",
    diskGiB: 80,
    labels: { team: "shop" },
    taints: [
      { key: "dedicated", value: "shop", effect: "NoExecute" },
      { key: "later", effect: "PreferNoSchedule" },
    ],
    zones: ["eu-central-1b"],
    maxUnavailablePercent: 50,
    repair: false,
  };
  const tags = { team: "shop" };
  const recorded = await withGroup(group, { tags });
  expect(recorded.inputs("ManagedNodeGroup:cluster-group")).toEqual({
    ...managed,
    ignoreScalingChanges: false, // desired is stated
    amiType: "BOTTLEROCKET_ARM_64",
    capacityType: "SPOT",
    instanceTypes: ["m7g.large"],
    releaseVersion: "1.50.0-0a1b2c3d",
    scalingConfig: { minSize: 0, maxSize: 6, desiredSize: 3 },
    subnetIds: ["subnet-0000000b"],
    labels: { "nodes.slipway/purpose": "general", team: "shop" },
    taints: [
      { key: "dedicated", value: "shop", effect: "NO_EXECUTE" },
      { key: "later", effect: "PREFER_NO_SCHEDULE" },
    ],
    updateConfig: { maxUnavailablePercentage: 50 },
    nodeRepairConfig: { enabled: false },
  });
  const template = recorded.inputs("LaunchTemplate:cluster-group");
  expect(template.blockDeviceMappings).toEqual([
    { deviceName: "/dev/xvda", ebs: disk },
    { deviceName: "/dev/xvdb", ebs: { ...disk, volumeSize: 80 } },
  ]);
  expect(template.metadataOptions).toEqual({
    httpEndpoint: "enabled",
    httpTokens: "required",
    httpPutResponseHopLimit: 1,
  });
  expect(template.tagSpecifications).toContainEqual({
    resourceType: "volume",
    tags: { team: "shop", Name: "shop-dev-cluster-group" },
  });
});

const nodeConfig = (maxPods: number) => `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="==NODE=="

--==NODE==
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: ${maxPods}

--==NODE==--
`;
const m5: NodeGroupSpec = { purpose: "general", size, instanceTypes: ["m5.large"] };

describe("nodes are told how many pods they hold", () => {
  test("with prefix delegation", async () => {
    expect(userDataOf(await withGroup(m5, { cni: { prefixDelegation: true } }))).toBe(nodeConfig(110));
  });

  test("with custom networking, which takes an interface", async () => {
    expect(userDataOf(await withGroup(m5, { cni: { customNetworking: true } }))).toBe(nodeConfig(20));
  });

  test("with IPv6, where they answer for metadata by IPv6 too", async () => {
    const recorded = await withGroup(m5, { ipFamily: "ipv6" }, { ipv6: true });
    expect(userDataOf(recorded)).toBe(nodeConfig(110));
    expect(recorded.inputs("LaunchTemplate:cluster-group").metadataOptions).toEqual({
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      httpProtocolIpv6: "enabled",
    });
  });

  test("in TOML for Bottlerocket, as the smallest type of the group needs it", async () => {
    const group: NodeGroupSpec = { ...m5, instanceTypes: ["m5.xlarge", "m5.large"], amiType: "BOTTLEROCKET_x86_64" };
    const recorded = await withGroup(group, { cni: { customNetworking: true } });
    expect(userDataOf(recorded)).toBe("[settings.kubernetes]\nmax-pods = 20\n");
  });

  test("and are left to EKS where it knows it", async () => {
    expect((await withGroup(m5)).inputs("LaunchTemplate:cluster-group")).not.toHaveProperty("userData");
  });
});

test("nodes come after network add-ons, pod identity agent, their role's policies and the way out", async () => {
  const recorded = await RecordedCluster.of({ vpc: { nat: "perZone" } });
  const before = recorded.prerequisites("ManagedNodeGroup:cluster-general");
  for (const addOn of ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"]) {
    expect(before).toContain(`Addon:cluster-${addOn}`);
  }
  const policies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];
  for (const policy of policies) expect(before).toContain(`RolePolicyAttachment:cluster-node-${policy}`);
  for (const zone of ["eu-central-1a", "eu-central-1b"]) {
    expect(before).toContain(`NatGateway:network-nat-${zone}`);
    expect(before).toContain(`Route:network-private-${zone}-nat`);
    expect(before).toContain(`RouteTableAssociation:network-private-${zone}`);
  }
  expect([...before].filter((name) => /^(kubernetes|AccessEntry):/.test(name))).toEqual([]);
});

test("nothing that nodes need waits for nodes", async () => {
  const recorded = await RecordedCluster.of({ vpc: {}, addOns: {} });
  for (const name of ["Cluster:cluster", "kubernetes:cluster", "Addon:cluster-vpc-cni"]) {
    expect(recorded.prerequisites(name)).not.toContain("ManagedNodeGroup:cluster-general");
  }
});

test("a group of one's own is refused in Auto Mode", async () => {
  const refusal = await laterRefusalOf(() =>
    RecordedCluster.of({
      cluster: { autoMode: true, nodeGroups: undefined },
      then: (cluster) => new NodeGroup("extra", { ...m5, cluster }),
    }),
  );
  expect(refusal.message).toBe(`NodeGroup extra: 1 problem, nothing of it was registered.

1. cluster
   problem: the cluster is in Auto Mode, and has neither a role nor a network for nodes of your own
   found:   autoMode: true
   fix:     leave the nodes to EKS, or switch autoMode off`);
});
