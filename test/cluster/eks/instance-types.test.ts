/** The table, and how it is made from EC2's answer. It does not prove that AWS still offers a type, or in which region. */
import { readFileSync } from "node:fs";
import {
  checkInstanceType,
  findInstanceType,
  instanceTypeFile,
  instanceTypeNames,
  refreshInstanceTypes,
  type InstanceTypeTable,
} from "../../../components/cluster/eks/instance-types";
import { formatTable, instanceTypeRows, type DescribedInstanceType } from "../../../scripts/write-instance-types";

it.each([
  {
    name: "m7i.large",
    architecture: "x86_64",
    vcpus: 2,
    memoryMiB: 8192,
    gpus: 0,
    gpuMaker: "none",
    nitro: true,
    enis: 3,
    ipv4PerEni: 10,
  },
  {
    name: "t4g.medium",
    architecture: "arm64",
    vcpus: 2,
    memoryMiB: 4096,
    gpus: 0,
    gpuMaker: "none",
    nitro: true,
    enis: 3,
    ipv4PerEni: 6,
  },
  {
    name: "m4.large",
    architecture: "x86_64",
    vcpus: 2,
    memoryMiB: 8192,
    gpus: 0,
    gpuMaker: "none",
    nitro: false,
    enis: 2,
    ipv4PerEni: 10,
  },
  {
    name: "g5.12xlarge",
    architecture: "x86_64",
    vcpus: 48,
    memoryMiB: 196_608,
    gpus: 4,
    gpuMaker: "nvidia",
    nitro: true,
    enis: 15,
    ipv4PerEni: 50,
  },
])("knows $name", (type) => {
  expect(findInstanceType(type.name)).toEqual(type);
});

it.each([
  ["inf2.48xlarge", 12, "neuron"],
  ["trn1.32xlarge", 16, "neuron"],
  ["g4ad.xlarge", 1, "other"],
  ["g6f.xlarge", 1, "nvidia"],
  ["g5g.xlarge", 1, "nvidia"],
  ["c7g.large", 0, "none"],
])("counts the accelerators of %s: %d, %s", (name, gpus, gpuMaker) => {
  expect(findInstanceType(name)).toMatchObject({ gpus, gpuMaker });
});

it("counts the interfaces of the default network card only", () => {
  // 60 on four cards.
  expect(findInstanceType("p4d.24xlarge")?.enis).toBe(15);
});

it("takes bare metal for Nitro, and the families of before it not", () => {
  expect(findInstanceType("m5.metal")?.nitro).toBe(true);
  const families = new Set(
    instanceTypeNames()
      .filter((name) => findInstanceType(name)?.nitro === false)
      .map((name) => name.split(".")[0]),
  );
  expect([...families]).toEqual(["c4", "d2", "h1", "i3", "m4", "r4", "t2", "x1", "x1e"]);
});

it.each(["t3", "t3a", "t4g", "m5", "m6i", "m7g", "m8g", "c5", "c7i", "c8g", "r5", "r7a", "r8g", "i4i", "x2gd", "p5"])(
  "has the family %s",
  (family) => {
    expect(instanceTypeNames().some((name) => name.startsWith(`${family}.`))).toBe(true);
  },
);

it("leaves out what no node can be of", () => {
  expect(instanceTypeNames().filter((name) => /^(mac|a1|t1|m1|m3)[.\d-]/.test(name))).toEqual([]);
});

it("refuses a name that the table does not have", () => {
  expect(checkInstanceType("m7i.large", ["type"])).toEqual([]);
  expect(checkInstanceType("m7i.lrage", ["nodeGroups", 0, "instanceTypes", 1])).toEqual([
    {
      path: ["nodeGroups", 0, "instanceTypes", 1],
      message: "no EC2 instance type of this name is known",
      found: "m7i.lrage",
      allowed:
        "m7i.12xlarge, m7i.16xlarge, m7i.24xlarge, m7i.2xlarge, m7i.48xlarge, m7i.4xlarge, m7i.8xlarge, m7i.large, m7i.metal-24xl, m7i.metal-48xl, m7i.xlarge",
      fix: `did you mean m7i.large? If AWS has it, renew the table: ${refreshInstanceTypes}`,
    },
  ]);
  expect(checkInstanceType("standard-d2s-v5-burst")).toEqual([
    {
      path: [],
      message: "no EC2 instance type of this name is known",
      found: "standard-d2s-v5-burst",
      fix: `write one such as m7i.large; if AWS has it, renew the table: ${refreshInstanceTypes}`,
    },
  ]);
});

const described: DescribedInstanceType = {
  InstanceType: "m7i.large",
  BareMetal: false,
  Hypervisor: "nitro",
  ProcessorInfo: { SupportedArchitectures: ["x86_64"] },
  VCpuInfo: { DefaultVCpus: 2 },
  MemoryInfo: { SizeInMiB: 8192 },
  NetworkInfo: {
    DefaultNetworkCardIndex: 0,
    Ipv4AddressesPerInterface: 10,
    NetworkCards: [{ NetworkCardIndex: 0, MaximumNetworkInterfaces: 3 }],
  },
};

it("makes a line of what EC2 answers", () => {
  expect(instanceTypeRows([described])).toEqual([["m7i.large", "x86_64", 2, 8192, 0, "none", true, 3, 10]]);
});

it("takes the default network card, wherever it is in the answer", () => {
  const cards = [
    { NetworkCardIndex: 1, MaximumNetworkInterfaces: 7 },
    { NetworkCardIndex: 0, MaximumNetworkInterfaces: 4 },
  ];
  const type = { ...described, NetworkInfo: { Ipv4AddressesPerInterface: 50, NetworkCards: cards } };
  expect(instanceTypeRows([type])[0]?.[7]).toBe(4);
  const second = { ...type, NetworkInfo: { ...type.NetworkInfo, DefaultNetworkCardIndex: 1 } };
  expect(instanceTypeRows([second])[0]?.[7]).toBe(7);
  const none = { ...type, NetworkInfo: { ...type.NetworkInfo, DefaultNetworkCardIndex: 2 } };
  expect(() => instanceTypeRows([none])).toThrow("m7i.large has no default network card");
});

it.each([
  [{ BareMetal: true, Hypervisor: null }, true],
  [{ Hypervisor: "xen" }, false],
])("reads from %j whether it is Nitro: %s", (part, nitro) => {
  expect(instanceTypeRows([{ ...described, ...part }])[0]?.[6]).toBe(nitro);
});

it.each([
  [{ GpuInfo: { Gpus: [{ Count: 8, LogicalGpuCount: 8, Manufacturer: "NVIDIA" }] } }, 8, "nvidia"],
  [{ GpuInfo: { Gpus: [{ Count: 0, LogicalGpuCount: 1, Manufacturer: "NVIDIA" }] } }, 1, "nvidia"],
  [{ GpuInfo: { Gpus: [{ Count: 2, Manufacturer: "AMD" }] } }, 2, "other"],
  [
    {
      InferenceAcceleratorInfo: { Accelerators: [{ Count: 6, Manufacturer: "AWS" }] },
      NeuronInfo: { NeuronDevices: [{ Count: 6 }] },
    },
    6,
    "neuron",
  ],
  [{ InferenceAcceleratorInfo: { Accelerators: [{ Count: 8, Manufacturer: "Qualcomm" }] } }, 8, "other"],
])("counts %j once", (part, gpus, maker) => {
  expect(instanceTypeRows([{ ...described, ...part }])[0]?.slice(4, 6)).toEqual([gpus, maker]);
});

it("leaves out other architectures and unusable families, and sorts the rest, each once", () => {
  const types = ["t3.micro", "mac2-m2.metal", "a1.large", "m1.small", "c7g.large", "t3.micro"];
  const mac = { ...described, InstanceType: "x9.metal", ProcessorInfo: { SupportedArchitectures: ["arm64_mac"] } };
  const rows = instanceTypeRows([...types.map((name) => ({ ...described, InstanceType: name })), mac]);
  expect(rows.map(([name]) => name)).toEqual(["c7g.large", "t3.micro"]);
});

it("is in the form in which the script writes it", () => {
  const text = readFileSync(instanceTypeFile, "utf8");
  const table = JSON.parse(text) as InstanceTypeTable;
  expect(formatTable(table)).toBe(text);
  const names = table.types.map(([name]) => name);
  expect([...new Set(names)].sort()).toEqual(names);
  expect(table.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});
