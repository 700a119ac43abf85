// Which node groups are refused, and with which words. AWS may refuse others, such as a type that a zone has not.
import fc from "fast-check";
import { checkNodeGroup, type NodeGroupSpec } from "../../../components/cluster";
import { nodeGroupPurposes } from "../../../components/cluster";
import { amiTypes, checkAmiType, amiFamily } from "../../../components/cluster/eks/ami-types";
import { planCni } from "../../../components/cluster/eks/cni";
import { findInstanceType, instanceTypeNames } from "../../../components/cluster/eks/instance-types";
import { planNodeGroup } from "../../../components/cluster/eks/node-group-spec";

const zones = ["eu-central-1a", "eu-central-1b"];
const size = { min: 1, max: 3 };

function check(spec: Partial<NodeGroupSpec>, prefixDelegation = false, known: readonly string[] = zones) {
  return checkNodeGroup({ purpose: "general", size, ...spec }, { zones: known, cni: planCni({ prefixDelegation }) });
}

test("each purpose is accepted as it is, with prefixes too", () => {
  for (const purpose of nodeGroupPurposes) expect(check({ purpose }, true)).toEqual([]);
});

test("numbers of nodes that contradict each other are refused", () => {
  expect(check({ size: { min: 0, max: 0 } })).toEqual([
    {
      path: ["size", "max"],
      message: "a group that has no node at most is of no use",
      found: "max 0",
      fix: "write 1 or more",
    },
  ]);
  expect(check({ size: { min: 5, max: 3 } })).toEqual([
    {
      path: ["size"],
      message: "the fewest nodes are more than the most",
      found: "min 5, max 3",
      fix: "raise max to 5 or more",
    },
  ]);
  expect(check({ size: { min: 1, max: 3, desired: 4 } })).toEqual([
    {
      path: ["size", "desired"],
      message: "the nodes at the start are not between the fewest and the most",
      found: "min 1, desired 4, max 3",
      fix: "write a number from 1 to 3, or leave it out",
    },
  ]);
  expect(check({ size: { min: -1, max: 2.5, desired: 1 } })).toEqual(
    [
      ["min", "-1"],
      ["max", "2.5"],
    ].map(([field, found]) => ({
      path: ["size", field],
      message: "this is no number of nodes",
      found,
      allowed: "0, 1, 2 and so on",
      fix: "write a whole number",
    })),
  );
});

test("exactly the numbers in order are accepted", () => {
  const count = fc.integer({ min: -2, max: 5 });
  fc.assert(
    fc.property(count, count, count, (min, max, desired) => {
      const isRight = 0 <= min && min <= desired && desired <= max && max >= 1;
      expect(check({ size: { min, max, desired } }).length === 0).toBe(isRight);
    }),
  );
});

test("disks and updates out of bounds are refused", () => {
  const problem = (field: string, found: string, bounds: string) => ({
    path: [field],
    message: "this number is out of bounds",
    found,
    allowed: `a whole number from ${bounds}`,
    fix: "write a number in between",
  });
  expect(check({ diskGiB: 8, maxUnavailablePercent: 0 })).toEqual([
    problem("diskGiB", "8", "20 to 16384"),
    problem("maxUnavailablePercent", "0", "1 to 100"),
  ]);
  expect(check({ diskGiB: 20.5, maxUnavailablePercent: 101 }).map(({ path }) => path)).toEqual([
    ["diskGiB"],
    ["maxUnavailablePercent"],
  ]);
});

test("zones that the network has not are refused", () => {
  expect(check({ zones: ["eu-central-1a", "eu-central-1c"] })).toEqual([
    {
      path: ["zones", 1],
      message: "the network has no such zone",
      found: "eu-central-1c",
      allowed: "eu-central-1a, eu-central-1b",
      fix: "name a zone of the network, or add this one to the network",
    },
  ]);
  expect(check({ zones: [] })).toEqual([
    { path: ["zones"], message: "zones is empty", fix: "name zones of the network, or leave it out for all" },
  ]);
});

test("a system group of spot nodes, or in one zone, is refused", () => {
  const inOneZone = {
    message: "the nodes that hold what keeps the cluster alive are in one zone, and would fail with it",
    found: "eu-central-1a",
    allowed: "two or more zones",
  };
  expect(check({ purpose: "system", capacity: "spot", zones: ["eu-central-1a"] })).toEqual([
    {
      path: ["capacity"],
      message: "the nodes that hold what keeps the cluster alive could all be taken away at once",
      found: "spot",
      allowed: "onDemand",
      fix: "remove capacity here; use spot for a group of the purpose spot",
    },
    { ...inOneZone, path: ["zones"], fix: "name two zones, or leave zones out for all" },
  ]);
  expect(check({ purpose: "system" }, false, ["eu-central-1a"])).toEqual([
    { ...inOneZone, path: [], fix: "add a zone to the network" },
  ]);
});

test("no type, and a type that is not known, are refused", () => {
  expect(check({ instanceTypes: [] })).toEqual([
    { path: ["instanceTypes"], message: "instanceTypes is empty", fix: "name a type, or leave it out" },
  ]);
  expect(check({ instanceTypes: ["m5.large", "m5.lage"] })).toMatchObject([
    { path: ["instanceTypes", 1], found: "m5.lage" },
  ]);
});

const allowedImages = Object.keys(amiTypes).join(", ");

test.each([
  ["AL2_x86_64", "AL2023_x86_64_STANDARD"],
  ["AL2_x86_64_GPU", "AL2023_x86_64_NVIDIA"],
  ["AL2_ARM_64", "AL2023_ARM_64_STANDARD"],
])("the retired %s is refused, and %s offered", (amiType, successor) => {
  expect(checkAmiType(amiType, ["amiType"])).toEqual([
    {
      path: ["amiType"],
      message: "Amazon Linux 2 has had no images for EKS since 2025-11-26, and no support since 2026-06-30",
      found: amiType,
      allowed: allowedImages,
      fix: `write ${successor}`,
    },
  ]);
});

test("what is no image is refused, and nothing more is said of the group", () => {
  for (const amiType of ["AL2023", "CUSTOM", "toString"]) {
    expect(check({ amiType })).toEqual([
      {
        path: ["amiType"],
        message: "this is no machine image that can be used here",
        found: amiType,
        allowed: allowedImages,
        fix: "write one of these, or leave it out",
      },
    ]);
  }
});

test("an image of another architecture is refused", () => {
  expect(check({ instanceTypes: ["m5.large", "m7g.large"] })).toEqual([
    {
      path: ["instanceTypes", 1],
      message: "an arm64 machine cannot start the x86_64 image AL2023_x86_64_STANDARD",
      found: "m7g.large",
      allowed: "instance types of the architecture x86_64",
      fix: "put it into a group of its own with amiType: AL2023_ARM_64_STANDARD",
    },
  ]);
  // There is no image for Neuron on arm64, so none is named.
  expect(check({ purpose: "gpu", instanceTypes: ["inf2.xlarge", "g5g.xlarge"] })).toMatchObject([
    { path: ["instanceTypes", 1], fix: "put it into a group of its own" },
    { path: ["instanceTypes", 1], message: "the image AL2023_x86_64_NEURON has no drivers for its accelerator" },
  ]);
});

test("accelerators and their purpose go together", () => {
  expect(check({ instanceTypes: ["g5.xlarge"] })).toEqual([
    {
      path: ["instanceTypes", 0],
      message: "a machine with an accelerator, in a group whose nodes every pod may use",
      found: "g5.xlarge in a group of the purpose general",
      allowed: "instance types without accelerators",
      fix: "write purpose: gpu, or choose another type",
    },
  ]);
  expect(check({ purpose: "gpu", amiType: "AL2023_x86_64_NVIDIA", instanceTypes: ["m5.large"] })).toEqual([
    {
      path: ["instanceTypes", 0],
      message: "a machine without an accelerator, in a group of the purpose gpu",
      found: "m5.large",
      allowed: "instance types such as g5.xlarge, g6.xlarge, p4d.24xlarge",
      fix: "choose another type, or write purpose: general",
    },
  ]);
});

test.each([
  ["g5.xlarge", "AL2023_x86_64_STANDARD", "leave amiType out, or write one that ends in NVIDIA"],
  ["g5.xlarge", "AL2023_x86_64_NEURON", "leave amiType out, or write one that ends in NVIDIA"],
  ["inf2.xlarge", "AL2023_x86_64_NVIDIA", "leave amiType out, or write AL2023_x86_64_NEURON"],
  ["inf2.xlarge", "AL2023_x86_64_STANDARD", "leave amiType out, or write AL2023_x86_64_NEURON"],
  ["g4ad.xlarge", "AL2023_x86_64_NVIDIA", "choose another type: no image of EKS has drivers for it"],
])("%s is refused with the image %s", (instanceType, amiType, fix) => {
  expect(check({ purpose: "gpu", amiType, instanceTypes: [instanceType] })).toEqual([
    {
      path: ["instanceTypes", 0],
      message: `the image ${amiType} has no drivers for its accelerator`,
      found: instanceType,
      fix,
    },
  ]);
});

test("Inferentia has its own image and taint without being told", () => {
  const spec: NodeGroupSpec = { purpose: "gpu", size, instanceTypes: ["inf2.xlarge"] };
  expect(check(spec)).toEqual([]);
  expect(planNodeGroup(spec, zones)).toMatchObject({
    amiType: "AL2023_x86_64_NEURON",
    taints: [{ key: "aws.amazon.com/neuron", value: "true", effect: "NoSchedule" }],
  });
});

test("prefixes are refused on a type that has none", () => {
  expect(check({ instanceTypes: ["m5.large", "m4.large"] }, true)).toEqual([
    {
      path: ["instanceTypes"],
      message: "prefix delegation needs an instance type of the Nitro system",
      found: "m4.large",
      allowed: "types such as m5, m6i, c6i, t3",
      fix: "choose another type, or switch cni.prefixDelegation off",
    },
  ]);
});

test("keys of taints and labels that Kubernetes refuses are refused", () => {
  const taints = [
    { key: "dedicated", effect: "NoSchedule" },
    { key: "not this", effect: "NoSchedule" },
  ] as const;
  const labels = { team: "shop", "example.com/team": "shop", "node.kubernetes.io/role": "shop" };
  expect(check({ taints, labels })).toEqual([
    {
      path: ["taints", 1, "key"],
      message: "this is no key of a taint",
      found: "not this",
      fix: "write a name such as dedicated",
    },
    {
      path: ["labels", "node.kubernetes.io/role"],
      message: "a node may not give itself a label of Kubernetes' own",
      found: "node.kubernetes.io/role",
      fix: "use a prefix of your own, or none",
    },
  ]);
});

test("whatever the type, the image chosen for it has its architecture, and is accepted where EKS has drivers", () => {
  const names = instanceTypeNames();
  fc.assert(
    fc.property(fc.constantFrom(...names), (name) => {
      const type = findInstanceType(name);
      if (type === undefined) throw new Error(`no ${name}`);
      const spec: NodeGroupSpec = { purpose: type.gpus > 0 ? "gpu" : "general", size, instanceTypes: [name] };
      const image = amiFamily(planNodeGroup(spec, zones).amiType);
      expect(image?.architecture).toBe(type.architecture);
      expect(image?.accelerator).toBe(type.gpuMaker === "other" ? "none" : type.gpuMaker);
      expect(check(spec)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
