// What eks.Cluster and eks.ManagedNodeGroup are said to make, for the arguments of this project. It was read in their source, and
// no plugin runs here.
import { expandRemoteComponents, type RecordedResource } from "../../testing";
import { RecordedCluster, type ClusterProgram } from "../cluster/eks/recorded-cluster";

/** The resources behind remote components, by `Type:name`. */
async function expanded(program: ClusterProgram) {
  const { all } = await RecordedCluster.of(program);
  const known = new Set(all);
  const made = expandRemoteComponents(all).filter((resource) => !known.has(resource));
  const byName = new Map(made.map((resource) => [resource.path.slice(resource.path.lastIndexOf("/") + 1), resource]));
  const get = (name: string): RecordedResource => {
    const resource = byName.get(name);
    if (resource === undefined) throw new Error(`there is no ${name} among ${[...byName.keys()].join(", ")}`);
    return resource;
  };
  return { all, made, names: [...byName.keys()], get };
}

test("a program stays as it is, each component followed by what it makes", async () => {
  const { all } = await RecordedCluster.of();
  const paths = expandRemoteComponents(all).map(({ path }) => path);
  expect(paths.filter((path) => !/eksCluster$|ManagedNodeGroup:[a-z-]+\/NodeGroup/.test(path))).toEqual(
    all.map(({ path }) => path),
  );
  const at = paths.indexOf("EksCluster:cluster/Cluster:cluster");
  expect(paths[at + 1]).toBe("EksCluster:cluster/Cluster:cluster/Cluster:cluster-eksCluster");
});

test("the control plane", async () => {
  const publicAccessCidrs = ["203.0.113.0/24"];
  const { names, get, all } = await expanded({ cluster: { irsa: true, publicAccessCidrs, protected: true } });
  expect(names).toEqual([
    "Cluster:cluster-eksCluster",
    "OpenIdConnectProvider:cluster-oidcProvider",
    "NodeGroup:cluster-general",
  ]);
  const component = all.find(({ type }) => type === "eks:index:Cluster");
  const made = get("Cluster:cluster-eksCluster");
  expect(made.inputs).toEqual({
    name: "shop-dev",
    version: "1.36",
    enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    upgradePolicy: { supportType: "STANDARD" },
    deletionProtection: true,
    bootstrapSelfManagedAddons: false,
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
    encryptionConfig: { provider: { keyArn: component?.inputs.encryptionConfigKeyArn }, resources: ["secrets"] },
    kubernetesNetworkConfig: { ipFamily: "ipv4" },
    vpcConfig: {
      subnetIds: ["subnet-0000000a", "subnet-0000000b"],
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs,
    },
    tags: { Name: "cluster-eksCluster" },
  });
  expect(made).toMatchObject({
    type: "aws:eks/cluster:Cluster",
    parent: "EksCluster:cluster/Cluster:cluster",
    provider: "aws:aws",
    protect: true,
    remote: false,
    dependsOn: component?.dependsOn,
    ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
  });
  expect(made.outputs.arn).toBe("arn:aws:eks:eu-central-1:111122223333:cluster/shop-dev");
});

test("a node group, with what its component does not list among its arguments", async () => {
  const { get, all } = await expanded({});
  const component = all.find(({ type }) => type === "eks:index:ManagedNodeGroup");
  const made = get("NodeGroup:cluster-general");
  const { cluster, ignoreScalingChanges, ...inputs } = component?.inputs ?? {};
  expect([cluster, ignoreScalingChanges]).toEqual([{ path: "EksCluster:cluster/Cluster:cluster" }, true]);
  expect(made.inputs).toEqual(inputs);
  expect(made.inputs).toMatchObject({
    updateConfig: { maxUnavailablePercentage: 33 },
    nodeRepairConfig: { enabled: true },
  });
  expect(made.ignoreChanges).toEqual(["scalingConfig.desiredSize"]);
});

test("sizes are only left alone where that was asked for", async () => {
  const transform = { nodeGroups: { general: { managedNodeGroup: { ignoreScalingChanges: false } } } };
  const { get } = await expanded({ cluster: { transform } });
  expect(get("NodeGroup:cluster-general").ignoreChanges).toEqual([]);
});

test("Auto Mode, with the role of its nodes", async () => {
  const { names, get } = await expanded({ cluster: { autoMode: true, nodeGroups: undefined } });
  expect(names).toEqual([
    "Cluster:cluster-eksCluster",
    "Role:cluster-nodeRole-role",
    "RolePolicyAttachment:cluster-nodeRole-AmazonEKSWorkerNodeMinimalPolicy",
    "RolePolicyAttachment:cluster-nodeRole-AmazonEC2ContainerRegistryPullOnly",
  ]);
  expect(get("Cluster:cluster-eksCluster").inputs).toMatchObject({
    bootstrapSelfManagedAddons: false,
    computeConfig: { enabled: true, nodePools: ["general-purpose", "system"] },
    storageConfig: { blockStorage: { enabled: true } },
    kubernetesNetworkConfig: { ipFamily: "ipv4", elasticLoadBalancing: { enabled: true } },
  });
});

test("what they make is in the region and the account that the provider is held to", () => {
  const blank = {
    parent: null,
    outputs: {},
    dependsOn: [],
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
    deletedWith: null,
  };
  const provider = {
    ...blank,
    path: "aws:aws",
    type: "pulumi:providers:aws",
    name: "aws",
    provider: null,
    inputs: { region: "eu-west-1", allowedAccountIds: '["444455556666"]' },
    remote: false,
  };
  const cluster = {
    ...blank,
    path: "Cluster:cluster",
    type: "eks:index:Cluster",
    name: "cluster",
    provider: "aws:aws",
    inputs: { name: "shop-dev" },
    remote: true,
  };
  const [, , made] = expandRemoteComponents([provider, cluster]);
  expect(made?.outputs.arn).toBe("arn:aws:eks:eu-west-1:444455556666:cluster/shop-dev");
});
