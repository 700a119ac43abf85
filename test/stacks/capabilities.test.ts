/** What workloads may rely on, by what a configuration says. Whether the cluster has it is not shown here. */
import { assumesCapabilities, checkedCapabilities, platformCapabilities } from "../../stacks/capabilities";
import { readConfigFile, type StackConfig } from "../../stacks/config";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const size = { min: 1, max: 2 };
const access = { admin: ["arn:aws:iam::111122223333:role/admin"] };

const onEks: Partial<StackConfig> = {
  network: { cidr: "10.20.0.0/16", zones },
  cluster: {
    target: "eks",
    access,
    nodeGroups: {
      system: { purpose: "system", size, zones: zones.slice(0, 2) },
      spot: { purpose: "spot", size, zones: zones.slice(1, 2) },
    },
  },
};

const gp3 = { expandable: true, isDefault: true };

test("on EKS they follow from the network, the nodes and the storage", () => {
  expect(platformCapabilities(onEks)).toEqual({
    zones: ["eu-central-1a", "eu-central-1b"],
    ipFamilies: ["IPv4"],
    nodePurposes: ["system", "spot"],
    storageClasses: { gp3 },
  });
});

test("of an existing network the zones are those of the private subnets, and shared storage is a class of its own", () => {
  const cluster = { target: "eks", access, autoMode: true, ipFamily: "ipv6" } as const;
  const network = {
    vpcId: "vpc-01234567",
    subnets: { private: { "eu-central-1a": "subnet-1" }, public: { "eu-central-1b": "subnet-2" } },
  };
  expect(platformCapabilities({ network, cluster, addOns: { sharedStorage: true } })).toEqual({
    zones: ["eu-central-1a"],
    ipFamilies: ["IPv6"],
    nodePurposes: [],
    storageClasses: { gp3, efs: { expandable: false, shared: true } },
  });
});

test("what is stated is added to what is known", () => {
  const capabilities = {
    zones: ["eu-central-1b", "eu-central-1c"],
    nodePurposes: ["gpu"],
    storageClasses: { io2: { expandable: true }, gp3: { expandable: false } },
    priorityClasses: ["urgent"],
    keda: true,
  };
  expect(platformCapabilities({ ...onEks, capabilities })).toEqual({
    zones,
    ipFamilies: ["IPv4"],
    nodePurposes: ["system", "spot", "gpu"],
    storageClasses: { gp3: { expandable: false }, io2: { expandable: true } },
    priorityClasses: ["urgent"],
    keda: true,
  });
});

test("of a cluster that is there already only what is stated is known", () => {
  const cluster = { target: "existing" } as const;
  expect(platformCapabilities({ cluster })).toBeUndefined();
  expect(platformCapabilities({ cluster, capabilities: { keda: true } })).toEqual({ keda: true });
});

test.each([
  ["slipway:network", ["zones"]],
  ["slipway:aws", ["zones"]],
  ["slipway:addOns", ["nodePurposes", "storageClasses"]],
  ["slipway:cluster", ["zones", "nodePurposes", "storageClasses"]],
  ["slipway:stage", []],
])("what follows from %s is not checked while something is wrong with it", (section, unknown) => {
  const checked = checkedCapabilities(onEks, [section]) ?? {};
  const known = platformCapabilities(onEks) ?? {};
  expect(Object.keys(known).filter((key) => checked[key as keyof typeof checked] === undefined)).toEqual(unknown);
});

describe("what policies refuse", () => {
  const own = { by: "the platform team", nodePorts: false };
  const addOn = {
    by: "admissionPolicies",
    exclude: expect.arrayContaining(["kube-system"]) as unknown,
    nodePorts: false,
    classlessLoadBalancers: false,
    unpinnedImages: false,
  };
  const config: Partial<StackConfig> = {
    ...onEks,
    addOns: { admissionPolicies: true },
    capabilities: { admission: [own] },
  };

  it("is what the add-on denies and what is stated: neither takes the other's place", () => {
    expect(platformCapabilities(config)?.admission).toEqual([addOn, own]);
    expect(platformCapabilities({ ...config, capabilities: {} })?.admission).toEqual([addOn]);
    expect(platformCapabilities({ ...config, addOns: {} })?.admission).toEqual([own]);
    expect(platformCapabilities(onEks)).not.toHaveProperty("admission");
  });

  it.each(["slipway:addOns", "slipway:cluster"])("is what is stated while something is wrong with %s", (section) => {
    expect(checkedCapabilities(config, [section])?.admission).toEqual([own]);
  });

  it("is nothing while something is wrong with slipway:capabilities", () => {
    expect(checkedCapabilities(config, ["slipway:capabilities"])).not.toHaveProperty("admission");
  });
});

test("what there is is assumed while it is not known of what is wrong", () => {
  const sections = ["slipway:addOns", "slipway:capabilities", "slipway:cluster", "slipway:network", "slipway:shop"];
  expect(sections.filter((section) => assumesCapabilities([section]))).toEqual(sections.slice(0, 3));
});

test("nothing is missing while something is wrong with slipway:capabilities", () => {
  expect(checkedCapabilities(onEks, ["slipway:capabilities"])).toMatchObject({ keda: true, customMetrics: true });
});

test("the environments of this project have zones and classes of storage on EKS", () => {
  expect(platformCapabilities(readConfigFile("prod"))).toMatchObject({ zones, storageClasses: { gp3 } });
  expect(platformCapabilities(readConfigFile("local"))).toBeUndefined();
});
