import {
  addOns,
  chosenAddOns,
  footprintOf,
  presets,
  type AddOnId,
  type AnyAddOn,
  type Preset,
} from "../../components/addons";
import type { AddOnSurroundings } from "../../components/addons";
import { charts, manifests } from "../../components/core";
import { hoursPerMonth, instancePrice } from "../../preview/prices";
import { jsonSchema } from "../../stacks/config";
import { optionsOf } from "./options";

/** Environments that the documentation counts for: the one with one of each, and the one with several. */
const environments = {
  development: { isProduction: false, highlyAvailable: false },
  production: { isProduction: true, highlyAvailable: true },
} as const;

/** A machine by which capacity is priced: 4 cores and 16 GiB, on demand. */
const machine = { type: "m6i.xlarge", region: "eu-central-1", cpuMillis: 4000, memoryMib: 16 * 1024 };

/** The table of presets: what each has and asks for. */
export function presetTable(): string {
  const rows = presets.flatMap((preset) =>
    Object.entries(environments).map(([environment, scale]) => {
      const around: AddOnSurroundings = { ...onEks, ...scale };
      const { chosen, surroundings } = chosenAddOns({ preset }, around);
      const { fixed, perNode } = footprintOf(chosen, surroundings);
      const share = Math.max(fixed.cpuMillis / machine.cpuMillis, fixed.memoryMib / machine.memoryMib);
      return [
        `\`${preset}\``,
        environment,
        String(fixed.pods),
        `${(fixed.cpuMillis / 1000).toFixed(2)} cores`,
        `${(fixed.memoryMib / 1024).toFixed(1)} GiB`,
        `${perNode.cpuMillis}m, ${perNode.memoryMib} MiB`,
        `${Math.round(share * monthlyPrice())} USD`,
      ];
    }),
  );
  const price = monthlyPrice();
  return [
    table(["preset", "environment", "pods", "CPU", "memory", "on each node besides", "a month"], rows),
    `What pods ask for, of which CPU and memory are the sums. A month: the larger of the two shares of a node of ${machine.type} ` +
      `(4 cores, 16 GiB; ${price.toFixed(0)} USD a month on demand in ${machine.region}), of 730 hours. What AWS charges by use ` +
      "(requests to queues and buckets, what backups take) comes on top, and what is started for users: load balancers, nodes.",
  ].join("\n\n");
}

/** Which add-ons each preset has, on EKS and in a cluster that is there already. */
export function memberTable(): string {
  const members = (preset: Preset, around: AddOnSurroundings) =>
    new Set(chosenAddOns({ preset }, around).chosen.map(({ addOn }) => addOn.id));
  const existing: AddOnSurroundings = { ...onEks, target: "existing", nodeGroups: undefined };
  const rows = Object.values<AnyAddOn>(addOns).map(({ id, name, summary }) => {
    const first = (around: AddOnSurroundings) => presets.find((preset) => members(preset, around).has(id)) ?? "–";
    return [
      `[${name}](#${name})`,
      `\`${id}\``,
      summary,
      first({ ...onEks, ...environments.production }),
      first(existing),
    ];
  });
  return table(["add-on", "key", "what one has of it", "on EKS from", "in existing clusters from"], rows);
}

/** What is to be known of one add-on, out of its definition, the catalogue and the schema of the configuration. */
export function addOnBlock(id: AddOnId): string {
  const addOn: AnyAddOn = addOns[id];
  const namespace = addOn.namespace.podSecurity ?? "as it is";
  const needs = (addOn.requires ?? []).map(
    (one) => `\`${one.addOn}\`${one.when === undefined ? "" : ", with some options"}: ${one.because}`,
  );
  const conflicts = conflictsOf(addOn).map((one) => `\`${one.addOn}\`: ${one.because}`);
  const not = Object.entries({
    EKS: addOn.not?.eks,
    "EKS Auto Mode": addOn.not?.autoMode,
    "existing clusters": addOn.not?.existing,
  });
  const facts = [
    ...addOn.charts.flatMap((chart) => {
      if (typeof chart !== "string") return [];
      const { version, appVersion, licence, kubernetes, repository } = charts[chart];
      return [
        [
          "chart",
          `\`${charts[chart].chart}\` ${version} (${appVersion}), ${repository}, ${licence}, Kubernetes ${kubernetes.from} to ${kubernetes.to}`,
        ],
      ];
    }),
    ...(addOn.manifests ?? []).map((name) => {
      const { address, version, files, licence } = manifests[name];
      const repository = new URL(address).pathname.slice(1);
      return ["definitions", `${files.length} files of \`${repository}\` ${version}, ${licence}`];
    }),
    ["namespace", `\`${addOn.namespace.name}\`, Pod Security: ${namespace}`],
    ...(needs.length === 0 ? [] : [["needs", needs.join("; ")]]),
    ...(conflicts.length === 0 ? [] : [["not beside", conflicts.join("; ")]]),
    ...not.flatMap(([where, because]) => (because === undefined ? [] : [[`not in ${where}`, because]])),
    [
      "taken away",
      addOn.owns === undefined ? "with the cluster" : `after everything that uses it, as it owns ${addOn.owns}`,
    ],
    ...Object.entries(environments).map(([environment, scale]) => [environment, podsIn(addOn, { ...onEks, ...scale })]),
  ];
  const options = optionsOf(jsonSchema(), id);
  return [
    `${addOn.summary}.`,
    table(["", ""], facts),
    ...(options.length === 0
      ? []
      : [
          table(
            ["option", "", ""],
            options.map((one) => [`\`${one.path}\``, one.kind, one.description]),
          ),
        ]),
  ].join("\n\n");
}

/** Each is said by one of the two. */
function conflictsOf({ id, conflictsWith = [] }: AnyAddOn): NonNullable<AnyAddOn["conflictsWith"]>[number][] {
  const saidByOthers = Object.values<AnyAddOn>(addOns).flatMap((other) =>
    (other.conflictsWith ?? []).filter(({ addOn }) => addOn === id).map((one) => ({ ...one, addOn: other.id })),
  );
  return [...conflictsWith, ...saidByOthers];
}

const onEks: AddOnSurroundings = {
  target: "eks",
  isProduction: false,
  highlyAvailable: false,
  kubernetesVersion: undefined,
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

function podsIn(addOn: AnyAddOn, around: AddOnSurroundings): string {
  const all = addOn.pods({} as never, { ...around, planned: new Map() });
  return all
    .map(({ name, replicas, cpuMillis, memoryMib }) => {
      const count = replicas === "perNode" ? "one on each node" : `${replicas} ×`;
      return `${count} \`${name}\` ${cpuMillis}m, ${memoryMib} MiB`;
    })
    .join("; ");
}

function monthlyPrice(): number {
  const price = instancePrice(machine.region, machine.type);
  if (price === undefined) throw new Error(`there is no price of ${machine.type}`);
  return price.usdPerHour * hoursPerMonth;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
