/**
 * Pools and classes of nodes as Karpenter is given them, held against the CRDs of its version. That Karpenter finds machines for them is not
 * shown.
 */
import Ajv from "ajv";
import { addOnCapabilities } from "../../components/addons";
import type { KarpenterSpec } from "../../components/addons/karpenter/karpenter-spec";
import { planNodePool, type NodePoolSpec } from "../../components/addons/karpenter/node-pool-spec";
import { nodePoolSpec } from "../../components/addons/karpenter/node-pool";
import { nodeClassSpec, type NodeClassCluster } from "../../components/addons/karpenter/node-class";
import { secondsOf } from "../../components/addons/karpenter/durations";
import type { NodeClassSpec } from "../../components/addons/karpenter/node-class-spec";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { ec2NodeClass, nodePool } from "./karpenter-schemas";
import { addOnsOnEks } from "./recorded-add-ons";

const ajv = new Ajv({ allowUnionTypes: true });
const isNodePool = ajv.compile(nodePool);
const isNodeClass = ajv.compile(ec2NodeClass);

const inList = (key: string, ...values: string[]) => ({ key, operator: "In", values });

/** A pool in production; each is held against the CRD. */
function poolOf(spec: NodePoolSpec, name = "general", isProduction = true) {
  const made = nodePoolSpec(planNodePool(name, spec, { isProduction }), "general");
  const object = { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name }, spec: made };
  expect([isNodePool(object), isNodePool.errors]).toEqual([true, null]);
  return made;
}

const requirementsOf = (...args: Parameters<typeof poolOf>) => poolOf(...args).template.spec.requirements;

const cluster = {
  clusterName: "shop-dev",
  network: { subnets: { private: [{ id: "subnet-1" }, { id: "subnet-2" }] } },
  securityGroupId: "sg-1",
  ipFamily: "ipv4",
  cni: { prefixDelegation: false },
  tags: { Project: "shop" },
} as unknown as NodeClassCluster;

/** A class; each is held against the CRD. */
function classOf(spec: NodeClassSpec, changes: object = {}) {
  const made = nodeClassSpec("general", spec, { ...cluster, ...changes }, "shop-dev-node");
  const object = {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name: "general" },
    spec: made,
  };
  expect([isNodeClass(object), isNodeClass.errors]).toEqual([true, null]);
  return made;
}

describe("a pool of which nothing is said", () => {
  const requirements = [
    inList("kubernetes.io/arch", "amd64"),
    inList("kubernetes.io/os", "linux"),
    inList("karpenter.k8s.aws/instance-category", "c", "m", "r"),
    inList("karpenter.k8s.aws/instance-size", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge"),
    { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["4"] },
  ];

  it("is on demand in production, and bounded", () => {
    expect(poolOf({})).toEqual({
      disruption: {
        consolidationPolicy: "WhenEmptyOrUnderutilized",
        consolidateAfter: "5m",
        budgets: [{ nodes: "10%" }],
      },
      limits: { cpu: "256", memory: "1024Gi" },
      template: {
        metadata: { labels: { "nodes.slipway/purpose": "general" } },
        spec: {
          nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "general" },
          requirements: [inList("karpenter.sh/capacity-type", "on-demand"), ...requirements],
          expireAfter: "720h",
          terminationGracePeriod: "1h",
        },
      },
    });
  });

  it("is on spot too in development, smaller, and sooner taken away", () => {
    expect(poolOf({}, "general", false)).toMatchObject({
      disruption: { consolidateAfter: "1m" },
      limits: { cpu: "32", memory: "128Gi" },
      template: {
        spec: { requirements: [inList("karpenter.sh/capacity-type", "on-demand", "spot"), ...requirements] },
      },
    });
  });
});

describe("a purpose", () => {
  it("is the pool's name, or stated", () => {
    expect(poolOf({}, "batch").template.metadata.labels).toEqual({ "nodes.slipway/purpose": "batch" });
    expect(poolOf({ purpose: "batch", labels: { team: "data" } }).template.metadata.labels).toEqual({
      "nodes.slipway/purpose": "batch",
      team: "data",
    });
  });

  it.each<[string, NodePoolSpec, object[]]>([
    ["spot", {}, [inList("karpenter.sh/capacity-type", "spot")]],
    ["arm64", {}, [inList("kubernetes.io/arch", "arm64")]],
    ["memory", {}, [inList("karpenter.k8s.aws/instance-category", "r")]],
    [
      "gpu",
      {},
      [
        inList("karpenter.k8s.aws/instance-category", "g"),
        { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["3"] },
      ],
    ],
    // What is stated comes first.
    ["spot", { capacity: ["onDemand"] }, [inList("karpenter.sh/capacity-type", "on-demand")]],
  ])("%s %j sets what it is for", (purpose, spec, expected) => {
    expect(requirementsOf({ ...spec, purpose })).toEqual(expect.arrayContaining(expected));
  });

  it("keeps other pods away from GPUs", () => {
    const taint = { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" };
    expect(poolOf({ purpose: "gpu" }).template.spec.taints).toEqual([taint]);
    expect(poolOf({ purpose: "gpu", taints: [] }).template.spec).not.toHaveProperty("taints");
  });
});

describe("a choice of machines", () => {
  const keys = (spec: NodePoolSpec) => requirementsOf(spec).map(({ key }) => key.replace(/^.*\//, ""));

  it("by families leaves out categories and generation, by types sizes too", () => {
    expect(keys({})).toEqual([
      "capacity-type",
      "arch",
      "os",
      "instance-category",
      "instance-size",
      "instance-generation",
    ]);
    expect(keys({ instanceFamilies: ["m7i"] })).toEqual([
      "capacity-type",
      "arch",
      "os",
      "instance-family",
      "instance-size",
    ]);
    expect(keys({ instanceTypes: ["m7i.large"] })).toEqual(["capacity-type", "arch", "os", "instance-type"]);
  });

  it("takes everything that can be said", () => {
    expect(
      requirementsOf({
        capacity: ["spot"],
        architectures: ["amd64", "arm64"],
        instanceCategories: ["c"],
        instanceFamilies: ["c7i", "c7g"],
        instanceSizes: ["xlarge"],
        minGeneration: 7,
        zones: ["eu-central-1a"],
        requirements: [
          { key: "karpenter.k8s.aws/instance-cpu-manufacturer", operator: "NotIn", values: ["amd"] },
          { key: "karpenter.k8s.aws/instance-local-nvme", operator: "Exists", minValues: 2 },
        ],
      }),
    ).toEqual([
      inList("karpenter.sh/capacity-type", "spot"),
      inList("kubernetes.io/arch", "amd64", "arm64"),
      inList("kubernetes.io/os", "linux"),
      inList("karpenter.k8s.aws/instance-category", "c"),
      inList("karpenter.k8s.aws/instance-family", "c7i", "c7g"),
      inList("karpenter.k8s.aws/instance-size", "xlarge"),
      { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["6"] },
      inList("topology.kubernetes.io/zone", "eu-central-1a"),
      { key: "karpenter.k8s.aws/instance-cpu-manufacturer", operator: "NotIn", values: ["amd"] },
      { key: "karpenter.k8s.aws/instance-local-nvme", operator: "Exists", minValues: 2 },
    ]);
  });
});

test("a pool's taints, bounds and life are as they are said", () => {
  expect(
    poolOf({
      taints: [{ key: "dedicated", value: "batch", effect: "NoExecute" }],
      startupTaints: [{ key: "node.cilium.io/agent-not-ready", effect: "NoSchedule" }],
      limits: { cpu: 8, memoryGiB: 32, gpus: 2 },
      weight: 10,
      expireAfter: "never",
      terminationGracePeriod: "30m",
      consolidation: { policy: "balanced", after: "never" },
      budgets: [
        { nodes: 1 },
        { nodes: "0%", reasons: ["drifted", "underutilized", "empty"], schedule: "0 9 * * 1-5", duration: "8h30m" },
      ],
    }),
  ).toMatchObject({
    disruption: {
      consolidationPolicy: "Balanced",
      consolidateAfter: "Never",
      budgets: [
        { nodes: "1" },
        { nodes: "0%", reasons: ["Drifted", "Underutilized", "Empty"], schedule: "0 9 * * 1-5", duration: "8h30m" },
      ],
    },
    limits: { cpu: "8", memory: "32Gi", "nvidia.com/gpu": "2" },
    template: {
      spec: {
        taints: [{ key: "dedicated", value: "batch", effect: "NoExecute" }],
        startupTaints: [{ key: "node.cilium.io/agent-not-ready", effect: "NoSchedule" }],
        expireAfter: "Never",
        terminationGracePeriod: "30m",
      },
    },
    weight: 10,
  });
  expect(poolOf({ consolidation: { policy: "whenEmpty" } }).disruption.consolidationPolicy).toBe("WhenEmpty");
});

describe("a class", () => {
  it("of which nothing is said is encrypted, in private subnets, and closed to pods", () => {
    expect(classOf({})).toEqual({
      instanceProfile: "shop-dev-node",
      amiSelectorTerms: [{ alias: "al2023@v20260714" }],
      subnetSelectorTerms: [{ id: "subnet-1" }, { id: "subnet-2" }],
      securityGroupSelectorTerms: [{ id: "sg-1" }],
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeSize: "50Gi", volumeType: "gp3", encrypted: true, deleteOnTermination: true },
        },
      ],
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        httpProtocolIPv6: "disabled",
      },
      tags: { Project: "shop", Name: "shop-dev-general" },
    });
  });

  it("takes more pods where addresses come by prefixes", () => {
    expect(classOf({}, { cni: { prefixDelegation: true } }).kubelet).toEqual({ maxPods: 110 });
    expect(classOf({}, { ipFamily: "ipv6" })).toMatchObject({
      kubelet: { maxPods: 110 },
      metadataOptions: { httpProtocolIPv6: "enabled" },
    });
    expect(classOf({ maxPods: 58 }, { ipFamily: "ipv6" }).kubelet).toEqual({ maxPods: 58 });
  });

  it("of Bottlerocket has a second disk for containers", () => {
    const common = { encrypted: true, deleteOnTermination: true };
    expect(classOf({ amiAlias: "bottlerocket@v1.50.0", diskGiB: 80 })).toMatchObject({
      amiSelectorTerms: [{ alias: "bottlerocket@v1.50.0" }],
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { volumeSize: "4Gi", volumeType: "gp3", ...common } },
        { deviceName: "/dev/xvdb", ebs: { volumeSize: "80Gi", volumeType: "gp3", ...common } },
      ],
    });
    expect(classOf({ amiIds: ["ami-1"], family: "bottlerocket" })).toMatchObject({
      amiFamily: "Bottlerocket",
      amiSelectorTerms: [{ id: "ami-1" }],
      blockDeviceMappings: [{ deviceName: "/dev/xvda" }, { deviceName: "/dev/xvdb" }],
    });
  });

  it("takes everything that can be said", () => {
    const kmsKey = "arn:aws:kms:eu-central-1:111122223333:key/1a2b";
    expect(
      classOf({
        amiIds: ["ami-1", "ami-2"],
        subnetIds: ["subnet-9"],
        securityGroupIds: ["sg-8", "sg-9"],
        diskType: "io2",
        diskIops: 4000,
        kmsKey,
        tags: { Team: "data", Name: "batch" },
        detailedMonitoring: true,
        userData: "[settings]",
      }),
    ).toMatchObject({
      amiFamily: "AL2023",
      amiSelectorTerms: [{ id: "ami-1" }, { id: "ami-2" }],
      subnetSelectorTerms: [{ id: "subnet-9" }],
      securityGroupSelectorTerms: [{ id: "sg-8" }, { id: "sg-9" }],
      blockDeviceMappings: [{ ebs: { volumeType: "io2", iops: 4000, kmsKeyID: kmsKey } }],
      tags: { Project: "shop", Team: "data", Name: "batch" },
      detailedMonitoring: true,
      userData: "[settings]",
    });
    expect(classOf({ diskThroughput: 250 }).blockDeviceMappings[0]?.ebs.throughput).toBe(250);
  });
});

describe("pools and classes in the cluster", () => {
  const deletion: Record<string, string | undefined> = {};
  const karpenter: KarpenterSpec = {
    nodePools: {
      general: {},
      gpu: { terminationGracePeriod: "2h" },
      batch: { nodeClass: "gpu", purpose: "general" },
    },
    nodeClasses: { general: {}, gpu: { diskGiB: 100 } },
    transform: {
      nodePool: (args, opts, name) => {
        args.metadata = { name: name.replace(/^.*-/, ""), labels: { team: "platform" } };
        deletion[name] = opts.customTimeouts?.delete;
      },
      nodeClass: (args, opts, name) => {
        args.metadata = { name: name.replace(/^.*-/, ""), labels: { team: "platform" } };
        deletion[name] = opts.customTimeouts?.delete;
      },
    },
  };
  let recorded: RecordedCluster;
  beforeAll(async () => {
    recorded = await addOnsOnEks({ karpenter }, { tags: { Environment: "dev" } });
  });

  it("are the CRDs' own kinds", () => {
    const objects = [...recorded.ofType("NodePool"), ...recorded.ofType("EC2NodeClass")].map(({ inputs }) => inputs);
    expect(objects).toHaveLength(5);
    const wrong = objects.filter((object) => !(object.kind === "NodePool" ? isNodePool : isNodeClass)(object));
    expect(wrong).toEqual([]);
    expect(isNodePool({ ...objects[0], spec: { ...(objects[0]?.spec as object), replica: 1 } })).toBe(false);
  });

  it("refer to each other by name, and are made in that order", () => {
    const classes = ["general", "gpu", "batch"].map((name) => {
      const spec = recorded.inputs(`NodePool:add-ons-karpenter-pool-${name}`).spec as ReturnType<typeof poolOf>;
      return spec.template.spec.nodeClassRef.name;
    });
    expect(classes).toEqual(["general", "gpu", "gpu"]);
    expect(recorded.get("NodePool:add-ons-karpenter-pool-batch").dependsOn).toContain(
      recorded.get("EC2NodeClass:add-ons-karpenter-class-gpu").path,
    );
  });

  it("are of the cluster: its subnets, group, profile and tags", () => {
    expect(recorded.inputs("EC2NodeClass:add-ons-karpenter-class-gpu").spec).toMatchObject({
      instanceProfile: "shop-dev-karpenter-node",
      subnetSelectorTerms: [{ id: "subnet-0000000a" }, { id: "subnet-0000000b" }],
      securityGroupSelectorTerms: [{ id: "<clusterSecurityGroupId of Cluster:cluster>" }],
      tags: { Environment: "dev", Name: "shop-dev-gpu" },
    });
  });

  it("are changed by transforms", () => {
    for (const name of ["NodePool:add-ons-karpenter-pool-gpu", "EC2NodeClass:add-ons-karpenter-class-general"]) {
      expect(recorded.inputs(name).metadata).toMatchObject({ labels: { team: "platform" } });
    }
  });

  it("are waited for until the nodes are gone: their grace, and a quarter of an hour for the machines", () => {
    expect(deletion).toEqual({
      "add-ons-karpenter-class-general": "900s",
      "add-ons-karpenter-class-gpu": "900s",
      "add-ons-karpenter-pool-general": "4500s",
      "add-ons-karpenter-pool-gpu": "8100s",
      "add-ons-karpenter-pool-batch": "4500s",
    });
  });

  it("say to workloads which purposes there are", () => {
    const around = {
      target: "eks",
      isProduction: false,
      highlyAvailable: true,
      autoMode: false,
      ipFamily: "ipv4",
    } as const;
    const surroundings = { ...around, kubernetesVersion: "1.36", nodeGroups: undefined, capabilities: undefined };
    expect(addOnCapabilities({ karpenter }, surroundings)).toEqual({ nodePurposes: ["general", "gpu"] });
  });
});

test("durations are read as Go does, without what Karpenter does not take", () => {
  expect(["1h30m", "45s", "720h", "2h2h", "", "1d", "1.5h", "h", "never"].map(secondsOf)).toEqual([
    5400,
    45,
    2_592_000,
    14_400,
    ...Array<undefined>(5).fill(undefined),
  ]);
});
