import { readFileSync } from "node:fs";
import path from "node:path";
import { didYouMean, type Problem } from "../../core";

/** Architecture of a processor, as EC2 names it. */
export type Architecture = "x86_64" | "arm64";

/** What a node group has to know of an EC2 instance type. */
export interface InstanceType {
  /** Such as `m7i.large`. */
  readonly name: string;
  readonly architecture: Architecture;
  readonly vcpus: number;
  readonly memoryMiB: number;
  /** Number of GPUs, or of inference and training accelerators; a share of a GPU counts as one. */
  readonly gpus: number;
  /** Whose driver they need. `neuron`: the Inferentia and Trainium of AWS; `other`: AMD and Qualcomm; `none` without any. */
  readonly gpuMaker: "nvidia" | "neuron" | "other" | "none";
  /** Whether network interfaces take whole /28 and /80 prefixes: Nitro, and bare metal, which has the same network card. */
  readonly nitro: boolean;
  /** Network interfaces of the default network card, the only one that the Amazon VPC CNI puts pods on. */
  readonly enis: number;
  /** IPv4 addresses of an interface, its own one included. */
  readonly ipv4PerEni: number;
}

/** A line of the table: the fields of `InstanceType` in their order. */
export type InstanceTypeRow = readonly [
  name: string,
  architecture: Architecture,
  vcpus: number,
  memoryMiB: number,
  gpus: number,
  gpuMaker: InstanceType["gpuMaker"],
  nitro: boolean,
  enis: number,
  ipv4PerEni: number,
];

/** `instance-type-table.json`, which `scripts/write-instance-types.ts` writes. */
export interface InstanceTypeTable {
  /** Where the facts are from. */
  readonly source: string;
  /** The day they were recorded, `YYYY-MM-DD`. */
  readonly date: string;
  /** By name. */
  readonly types: readonly InstanceTypeRow[];
}

/** Where the table is. Its name must not be this module's, as Node would load `.json` before `.ts`. */
export const instanceTypeFile = path.join(__dirname, "instance-type-table.json");

/** How a type that is newer than the table gets into it. */
export const refreshInstanceTypes =
  "`aws ec2 describe-instance-types --output json > types.json`, then `node scripts/run-ts.cjs scripts/write-instance-types.ts types.json`";

let known: ReadonlyMap<string, InstanceType> | undefined;

/** The type of this name, or `undefined` if the table has none. The table is read at the first question. */
export function findInstanceType(name: string): InstanceType | undefined {
  return instanceTypes().get(name);
}

/** The names of all types of the table, sorted. */
export function instanceTypeNames(): readonly string[] {
  return [...instanceTypes().keys()];
}

/** What is wrong with the name of an instance type: nothing, or that the table has none of it. */
export function checkInstanceType(name: string, path: Problem["path"] = []): Problem[] {
  if (findInstanceType(name) !== undefined) return [];
  const meant = didYouMean(name, instanceTypeNames());
  const [family = ""] = name.split(".");
  const sizes = instanceTypeNames().filter((type) => type.startsWith(`${family}.`));
  const refresh = `if AWS has it, renew the table: ${refreshInstanceTypes}`;
  return [
    {
      path,
      message: "no EC2 instance type of this name is known",
      found: name,
      ...(sizes.length > 0 && { allowed: sizes.join(", ") }),
      fix:
        meant === undefined ? `write one such as m7i.large; ${refresh}` : `did you mean ${meant}? ${capital(refresh)}`,
    },
  ];
}

function instanceTypes(): ReadonlyMap<string, InstanceType> {
  known ??= new Map(readTable().types.map((row) => [row[0], fromRow(row)]));
  return known;
}

function readTable(): InstanceTypeTable {
  return JSON.parse(readFileSync(instanceTypeFile, "utf8")) as InstanceTypeTable;
}

function fromRow(row: InstanceTypeRow): InstanceType {
  const [name, architecture, vcpus, memoryMiB, gpus, gpuMaker, nitro, enis, ipv4PerEni] = row;
  return { name, architecture, vcpus, memoryMiB, gpus, gpuMaker, nitro, enis, ipv4PerEni };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
