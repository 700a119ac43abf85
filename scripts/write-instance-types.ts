/**
 * Writes `components/cluster/eks/instance-type-table.json` from what EC2 answers:
 *
 *     aws ec2 describe-instance-types --region us-east-1 --output json > types.json
 *     node scripts/run-ts.cjs scripts/write-instance-types.ts types.json
 *
 * No region has every type: files of several regions make one table. Options: `--source TEXT` says where the facts are
 * from, `--date YYYY-MM-DD` when they were recorded; by default it is that command, today.
 *
 * The table in the tree was made from the answer of that call as moto carries it
 * (https://github.com/getmoto/moto, `moto/ec2/resources/instance_types.json` of commit 34d6cad5a, recorded 2026-08-02).
 * Its network interfaces and addresses were compared type by type with `instance-info.jsonl` of awslabs/amazon-eks-ami
 * (commit 81fec2e8, 2026-07-23) and the limits in Karpenter's provider for AWS 1.14.1 (2026-08-20): all agree.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import {
  instanceTypeFile,
  type Architecture,
  type InstanceTypeRow,
  type InstanceTypeTable,
} from "../components/cluster/eks/instance-types";

/** The part of an entry of `DescribeInstanceTypes` that the table is made of. */
export interface DescribedInstanceType {
  readonly InstanceType: string;
  readonly BareMetal: boolean;
  /** Left out for bare metal. */
  readonly Hypervisor?: string | null;
  readonly ProcessorInfo: { readonly SupportedArchitectures: readonly string[] };
  readonly VCpuInfo: { readonly DefaultVCpus: number };
  readonly MemoryInfo: { readonly SizeInMiB: number };
  readonly NetworkInfo: {
    readonly DefaultNetworkCardIndex?: number;
    readonly Ipv4AddressesPerInterface: number;
    readonly NetworkCards: readonly {
      readonly NetworkCardIndex: number;
      readonly MaximumNetworkInterfaces: number;
    }[];
  };
  readonly GpuInfo?: { readonly Gpus: readonly DescribedDevice[] };
  readonly InferenceAcceleratorInfo?: { readonly Accelerators: readonly DescribedDevice[] };
  readonly NeuronInfo?: { readonly NeuronDevices: readonly DescribedDevice[] };
}

interface DescribedDevice {
  /** 0 for a share of a GPU. */
  readonly Count: number;
  readonly LogicalGpuCount?: number;
  readonly Manufacturer?: string;
}

/** Families of before 2014, which no supported EKS image starts on; A1, whose processor is too old for AL2023 and Bottlerocket; Macs. */
const unusable = /^(a1|c1|c3|i2|m1|m2|m3|r3|t1|mac[\w-]*)\./;

/** The lines of the table: types that a node can be of, by name, each once. */
export function instanceTypeRows(described: readonly DescribedInstanceType[]): readonly InstanceTypeRow[] {
  const rows = described.map(instanceTypeRow).filter((row) => row !== undefined);
  const byName = new Map(rows.map((row) => [row[0], row]));
  return [...byName.values()].sort(([a], [b]) => compareNames(a, b));
}

/** The table as text: a type a line, so that a refresh can be read as a difference. */
export function formatTable({ source, date, types }: InstanceTypeTable): string {
  const rows = types.map((row) => `    [${row.map((field) => JSON.stringify(field)).join(", ")}]`);
  return `{
  "source": ${JSON.stringify(source)},
  "date": ${JSON.stringify(date)},
  "types": [
${rows.join(",\n")}
  ]
}
`;
}

function instanceTypeRow(type: DescribedInstanceType): InstanceTypeRow | undefined {
  const architecture = architectureOf(type.ProcessorInfo.SupportedArchitectures);
  if (architecture === undefined || unusable.test(type.InstanceType)) return undefined;
  const { DefaultNetworkCardIndex = 0, NetworkCards, Ipv4AddressesPerInterface } = type.NetworkInfo;
  const card = NetworkCards.find(({ NetworkCardIndex }) => NetworkCardIndex === DefaultNetworkCardIndex);
  if (card === undefined) throw new Error(`${type.InstanceType} has no default network card`);
  return [
    type.InstanceType,
    architecture,
    type.VCpuInfo.DefaultVCpus,
    type.MemoryInfo.SizeInMiB,
    ...devicesOf(type),
    type.Hypervisor === "nitro" || type.BareMetal,
    card.MaximumNetworkInterfaces,
    Ipv4AddressesPerInterface,
  ];
}

function architectureOf(supported: readonly string[]): Architecture | undefined {
  const architectures: readonly Architecture[] = ["x86_64", "arm64"];
  return architectures.find((architecture) => supported.includes(architecture));
}

function devicesOf(type: DescribedInstanceType): [number: number, maker: InstanceTypeRow[5]] {
  const gpus = type.GpuInfo?.Gpus ?? [];
  // Inferentia is told twice, as an inference accelerator and as a Neuron device; Trainium only as the latter.
  const neuron = type.NeuronInfo?.NeuronDevices ?? [];
  const accelerators = neuron.length > 0 ? [] : (type.InferenceAcceleratorInfo?.Accelerators ?? []);
  const devices = [...gpus, ...neuron, ...accelerators];
  const count = devices.reduce((sum, device) => sum + Math.max(device.Count, device.LogicalGpuCount ?? 0), 0);
  if (count === 0) return [0, "none"];
  if (neuron.length > 0) return [count, "neuron"];
  return [count, gpus.some(({ Manufacturer }) => Manufacturer?.toLowerCase() === "nvidia") ? "nvidia" : "other"];
}

/** By code point, so that the table does not depend on a locale. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function main(): void {
  const { values, positionals: files } = parseArgs({
    allowPositionals: true,
    options: { source: { type: "string" }, date: { type: "string" } },
  });
  if (files.length === 0) throw new Error("name the files that `aws ec2 describe-instance-types --output json` wrote");
  const described = files.flatMap(
    (file) => (JSON.parse(readFileSync(file, "utf8")) as { InstanceTypes: DescribedInstanceType[] }).InstanceTypes,
  );
  const table: InstanceTypeTable = {
    source: values.source ?? "aws ec2 describe-instance-types",
    date: values.date ?? new Date().toISOString().slice(0, 10),
    types: instanceTypeRows(described),
  };
  writeFileSync(instanceTypeFile, formatTable(table));
  console.log(`wrote ${path.relative(process.cwd(), instanceTypeFile)}: ${table.types.length} types`);
}

if (process.argv[1] === __filename) main();
