// What the control plane is given, and in which order. Nothing is made, so this does not show that AWS accepts it.
import { EksCluster } from "../../../components/cluster";
import { createAwsProvider, ExistingVpc } from "../../../components/network";
import { isComponent, record } from "../../../testing";
import { laterRefusalOf } from "../../refusal";
import { admin, clusterArgs, existingVpc, RecordedCluster } from "./recorded-cluster";

const addOnDefaults = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };
const breakGlass = "arn:aws:iam::111122223333:role/fire";

/** Of an IPv4 cluster with a private endpoint, for development. */
const controlPlane = {
  name: "shop-dev",
  version: "1.36",
  authenticationMode: "API",
  vpcId: "vpc-0a1b2c3d4e5f60718",
  subnetIds: ["subnet-0000000a", "subnet-0000000b"],
  endpointPrivateAccess: true,
  endpointPublicAccess: false,
  encryptionConfigKeyArn: "<arn of Key:cluster-encryption>",
  enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
  upgradePolicy: { supportType: "STANDARD" },
  deletionProtection: false,
  serviceRole: { path: "Role:cluster-control-plane" },
  ipFamily: "ipv4",
  createOidcProvider: false,
  skipDefaultNodeGroup: true,
  skipDefaultSecurityGroups: true,
  bootstrapSelfManagedAddons: false,
  useDefaultVpcCni: true,
  kubeProxyAddonOptions: { enabled: false, ...addOnDefaults },
  corednsAddonOptions: { enabled: false, ...addOnDefaults },
};

describe("a cluster for development", () => {
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await RecordedCluster.of();
  });

  // Nothing else is given: no aws-auth mapping, no creationRoleProvider, no accessEntries of its own.
  test("has a control plane with these inputs", () => {
    expect(recorded.inputs("Cluster:cluster")).toEqual(controlPlane);
  });

  test.each<[string, unknown]>([
    [
      "Key:cluster-encryption",
      { description: "Secrets of the EKS cluster shop-dev", enableKeyRotation: true, deletionWindowInDays: 7 },
    ],
    ["Alias:cluster-encryption", { name: "alias/eks/shop-dev", targetKeyId: "<Key:cluster-encryption>" }],
    ["LogGroup:cluster-logs", { name: "/aws/eks/shop-dev/cluster", retentionInDays: 30 }],
    [
      "Tag:cluster-discovery",
      {
        resourceId: "<clusterSecurityGroupId of Cluster:cluster>",
        key: "karpenter.sh/discovery",
        value: "shop-dev",
      },
    ],
    [
      "Role:cluster-control-plane",
      {
        name: "shop-dev-control-plane",
        description: "The control plane of the EKS cluster shop-dev",
        assumeRolePolicy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},"Action":["sts:AssumeRole"]}]}',
      },
    ],
    [
      "Role:cluster-node",
      {
        name: "shop-dev-node",
        description: "The nodes of the EKS cluster shop-dev",
        assumeRolePolicy:
          '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole"]}]}',
      },
    ],
  ])("has the %s", (name, inputs) => {
    expect(recorded.inputs(name)).toEqual(inputs);
  });

  test("has these policies, and no more", () => {
    const policies = recorded.ofType("RolePolicyAttachment").map(({ inputs }) => [inputs.role, inputs.policyArn]);
    expect(policies).toEqual([
      ["shop-dev-vpc-cni", "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"],
      ["shop-dev-control-plane", "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"],
      ["shop-dev-node", "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"],
      ["shop-dev-node", "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"],
    ]);
  });

  test("has key, log group and the role's policies before the control plane, so that they go after it", () => {
    const before = recorded.prerequisites("Cluster:cluster");
    expect(before).toContain("Key:cluster-encryption");
    expect(before).toContain("LogGroup:cluster-logs");
    expect(before).toContain("RolePolicyAttachment:cluster-control-plane-AmazonEKSClusterPolicy");
  });

  test("has nothing protected", () => {
    expect(recorded.all.filter(({ protect }) => protect)).toEqual([]);
  });

  test("gives each child a name that starts with its parent's", () => {
    const parents = new Map(recorded.all.map(({ path, name }) => [path, name]));
    for (const { name, parent } of recorded.all) {
      const parentName = parent === null ? "" : (parents.get(parent) ?? "nobody");
      expect(name === parentName || name.startsWith(parent === null ? "" : `${parentName}-`)).toBe(true);
    }
  });
});

test("what is chosen reaches the control plane", async () => {
  const cluster = {
    version: "1.35",
    supportType: "EXTENDED",
    publicAccessCidrs: ["203.0.113.0/24"],
    logRetentionDays: 365,
    irsa: true,
  } as const;
  const recorded = await RecordedCluster.of({ cluster });
  expect(recorded.inputs("Cluster:cluster")).toEqual({
    ...controlPlane,
    version: "1.35",
    upgradePolicy: { supportType: "EXTENDED" },
    endpointPublicAccess: true,
    publicAccessCidrs: ["203.0.113.0/24"],
    createOidcProvider: true,
  });
  expect(recorded.inputs("LogGroup:cluster-logs").retentionInDays).toBe(365);
});

test("a protected cluster protects its data, its logs and the way in", async () => {
  const access = { admin: [admin], breakGlass };
  const recorded = await RecordedCluster.of({ cluster: { protected: true, access } });
  expect(recorded.inputs("Cluster:cluster").deletionProtection).toBe(true);
  expect(recorded.inputs("Key:cluster-encryption").deletionWindowInDays).toBe(30);
  expect(recorded.all.filter(({ protect }) => protect).map(({ path }) => path)).toEqual([
    expect.stringMatching(/AccessEntry:cluster-access-fire-[0-9a-f]{6}$/),
    expect.stringMatching(/AccessPolicyAssociation:cluster-access-fire-[0-9a-f]{6}$/),
    "EksCluster:cluster/Cluster:cluster",
    "EksCluster:cluster/Key:cluster-encryption",
    "EksCluster:cluster/LogGroup:cluster-logs",
  ]);
});

test("the break-glass entry is protected unless protection is switched off", async () => {
  const access = { admin: [admin], breakGlass };
  const protectedTypes = async (cluster: { protected?: boolean }) =>
    (await RecordedCluster.of({ cluster: { access, ...cluster } })).all
      .filter(({ protect }) => protect)
      .map(({ type }) => type);
  expect(await protectedTypes({})).toEqual([
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
  ]);
  expect(await protectedTypes({ protected: false })).toEqual([]);
});

test("Auto Mode makes neither nodes nor what they need, and gives the control plane what it needs for both", async () => {
  const recorded = await RecordedCluster.of({ cluster: { autoMode: true, nodeGroups: undefined } });
  expect(recorded.inputs("Cluster:cluster")).toEqual({
    ...controlPlane,
    autoMode: { enabled: true, createNodeRole: true },
  });
  expect([...new Set(recorded.all.map(({ type }) => type.slice(type.lastIndexOf(":") + 1)))].sort()).toEqual([
    ...["AccessEntry", "AccessPolicyAssociation", "Alias", "Cluster", "EksCluster", "ExistingVpc", "Key", "LogGroup"],
    ...["Role", "RolePolicyAttachment", "ServiceRole", "Tag", "aws", "kubernetes"],
  ]);
  expect(recorded.named("Role")).toEqual(["cluster-control-plane"]);
  expect(recorded.json("Role:cluster-control-plane", "assumeRolePolicy")).toMatchObject({
    Statement: [{ Action: ["sts:AssumeRole", "sts:TagSession"] }],
  });
  expect(recorded.ofType("RolePolicyAttachment").map(({ inputs }) => inputs.policyArn)).toEqual(
    ["BlockStoragePolicy", "ClusterPolicy", "ComputePolicy", "LoadBalancingPolicy", "NetworkingPolicy"].map(
      (policy) => `arn:aws:iam::aws:policy/AmazonEKS${policy}`,
    ),
  );
  const before = recorded.prerequisites("Cluster:cluster");
  for (const name of recorded.named("RolePolicyAttachment")) expect(before).toContain(`RolePolicyAttachment:${name}`);
});

test("an IPv6 cluster says so to EKS", async () => {
  const recorded = await RecordedCluster.of({ cluster: { ipFamily: "ipv6" }, network: { ipv6: true } });
  expect(recorded.inputs("Cluster:cluster")).toEqual({ ...controlPlane, ipFamily: "ipv6" });
});

describe("with a VPC, all add-ons and identities", () => {
  const program = {
    vpc: { zones: ["eu-central-1a", "eu-central-1b"], clusterName: "shop-dev" },
    cluster: { irsa: true, access: { admin: [admin], breakGlass } },
    addOns: { sharedStorage: true },
    then: (cluster: EksCluster) =>
      cluster.grant({ namespace: "shop", name: "cart" }, [
        { effect: "Allow", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::pictures/*"] },
      ]),
  };

  // record() objects to every look-up, read and call.
  test("a preview registers what an update registers, and looks nothing up", async () => {
    const preview = await RecordedCluster.of(program);
    const update = await RecordedCluster.of({ ...program, preview: false });
    expect(preview.all.length).toBeGreaterThan(80);
    expect(update.all).toEqual(preview.all);
  });

  test("everything in AWS has the explicit provider, also what a plugin makes", async () => {
    const { all } = await RecordedCluster.of(program);
    const inAws = all.filter((resource) => /^(aws|eks):/.test(resource.type));
    expect(inAws.filter(({ remote }) => remote).map(({ name }) => name)).toEqual(["cluster", "cluster-general"]);
    expect(inAws.filter(({ provider }) => provider !== "aws:aws").map(({ path }) => path)).toEqual([]);
    const inKubernetes = all.filter((resource) => resource.type.startsWith("kubernetes:"));
    expect(inKubernetes).toHaveLength(3);
    expect(inKubernetes.filter(({ provider }) => provider !== "EksCluster:cluster/kubernetes:cluster")).toEqual([]);
    const rest = all.filter((resource) => !/^(aws|eks|kubernetes|pulumi:providers):/.test(resource.type));
    expect(rest.every((resource) => isComponent(resource))).toBe(true);
  });
});

test("a transform reaches each child", async () => {
  const tags = { owner: "jane" };
  const recorded = await RecordedCluster.of({
    cluster: {
      transform: {
        encryptionKey: { tags },
        encryptionAlias: { name: "alias/jane" },
        logGroup: { tags },
        controlPlane: (args, opts) => {
          args.tags = tags;
          opts.retainOnDelete = true;
        },
        controlPlaneRole: { role: { tags } },
        nodeRole: { role: { tags } },
        accessEntry: (args, _, name) => {
          args.userName = name;
        },
        accessPolicyAssociation: { accessScope: { namespaces: ["shop"] } },
        securityGroupTag: { value: "jane" },
        provider: { suppressDeprecationWarnings: true },
        addOns: { "kube-proxy": { tags } },
        nodeGroups: { general: { launchTemplate: { tags }, managedNodeGroup: { tags } } },
      },
    },
  });
  const [entry = ""] = recorded.named("AccessEntry");
  expect(recorded.inputs("Key:cluster-encryption").tags).toEqual(tags);
  expect(recorded.inputs("Alias:cluster-encryption").name).toBe("alias/jane");
  expect(recorded.inputs("LogGroup:cluster-logs").tags).toEqual(tags);
  expect(recorded.inputs("Cluster:cluster").tags).toEqual(tags);
  expect(recorded.inputs("Role:cluster-control-plane").tags).toEqual(tags);
  expect(recorded.inputs("Role:cluster-node").tags).toEqual(tags);
  expect(recorded.inputs(`AccessEntry:${entry}`).userName).toBe(entry);
  expect(recorded.inputs(`AccessPolicyAssociation:${entry}`).accessScope).toEqual({
    type: "cluster",
    namespaces: ["shop"],
  });
  expect(recorded.inputs("Tag:cluster-discovery").value).toBe("jane");
  expect(recorded.inputs("kubernetes:cluster").suppressDeprecationWarnings).toBe("true");
  expect(recorded.inputs("Addon:cluster-kube-proxy").tags).toEqual(tags);
  expect(recorded.inputs("LaunchTemplate:cluster-general").tags).toEqual(tags);
  expect(recorded.inputs("ManagedNodeGroup:cluster-general").tags).toEqual(tags);
});

test("a cluster that is refused registers nothing, and tells everything at once", async () => {
  const registered: string[] = [];
  const refusal = await laterRefusalOf(() =>
    record(() => {
      const providers = [createAwsProvider("aws", { region: "eu-central-1", tags: {} })];
      const network = new ExistingVpc("network", existingVpc, { providers });
      const transformations = [
        ({ type }: { type: string }) => {
          registered.push(type);
          return undefined;
        },
      ];
      const wrong = { clusterName: "shop dev", version: "1.30", access: { admin: [] }, nodeGroups: {} };
      new EksCluster("cluster", { ...clusterArgs, ...wrong, network }, { providers, transformations });
    }),
  );
  expect(refusal.problems.map(({ path }) => path)).toEqual([
    ["clusterName"],
    ["version"],
    ["access", "admin"],
    ["nodeGroups"],
  ]);
  expect(refusal.consequence).toBe("nothing of it was registered");
  expect(registered).toEqual([]);
});
