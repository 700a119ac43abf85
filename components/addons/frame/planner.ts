import { charts, type ChartEntry, type ChartName, type Problem } from "../../core";
import type { AddOn, AnyAddOn, CommonOptions, Surroundings } from "./add-on";

/** An add-on that is asked for, and its options. */
export interface ChosenAddOn {
  readonly addOn: AnyAddOn;
  readonly options: CommonOptions;
}

/** An add-on of which the options are those that it takes. */
export function withOptions<Options extends CommonOptions>(addOn: AddOn<Options>, options: Options): ChosenAddOn {
  return { addOn, options };
}

/** What is known of the cluster, but for what the plan itself says. */
export type PlanAround = Omit<Surroundings, "planned">;

/** What cannot be checked in full, as the shape of some of it is wrong. */
export interface Doubts {
  /** Ids of add-ons that are there, with options that are not known. */
  readonly unchecked: readonly string[];
  /** Ids of add-ons of which it is not known whether they are there. */
  readonly possible: readonly string[];
}

interface SwitchedOff {
  /** Ids of add-ons that are switched off in so many words. */
  readonly off: readonly string[];
}

export interface Plan {
  /** In an order in which each comes after what it needs. Empty where there is none, as some need each other in a circle. */
  readonly order: readonly ChosenAddOn[];
  /** Paths are relative to the section of add-ons. */
  readonly problems: readonly Problem[];
}

/**
 * Sorts add-ons by what they need, whatever order they are given in, and says what is wrong with the choice.
 * @param known all add-ons that there are, by which a missing one is named
 */
export function planAddOns(
  chosen: readonly ChosenAddOn[],
  known: readonly AnyAddOn[],
  surroundings: PlanAround,
  { off = [], unchecked = [], possible = [] }: Partial<Doubts & SwitchedOff> = {},
): Plan {
  const planned = new Set(chosen.map(({ addOn }) => addOn.id));
  const around: Surroundings = { ...surroundings, planned };
  const byId = new Map(chosen.map((one) => [one.addOn.id, one]));
  const { order, cycle } = sort(chosen, byId, around);
  return {
    order,
    problems: [
      ...chosen.flatMap((one) => [
        ...checkNames(one, known),
        ...checkTarget(one, around),
        ...checkRequirements(one, known, around, { off, unchecked, possible }),
        ...checkConflicts(one, byId),
        ...(unchecked.includes(one.addOn.id) ? [] : [...checkKubernetes(one, around), ...checkOptions(one, around)]),
      ]),
      ...(cycle === undefined ? [] : [inCycle(cycle)]),
    ],
  };
}

/** The add-on that brings the custom resources of the Prometheus operator, of which the monitors of all others are. */
export const monitorsAddOn = "prometheusOperatorCrds";

/** Ids of what an add-on comes after, of those that are planned. */
export function predecessors({ addOn, options }: ChosenAddOn, around: Surroundings): string[] {
  const required = requirementsOf({ addOn, options }, around).map((requirement) => requirement.addOn);
  const before = [...required, ...(addOn.after ?? []), ...(addOn.id === monitorsAddOn ? [] : [monitorsAddOn])];
  return [...new Set(before)].filter((id) => around.planned.has(id));
}

function requirementsOf({ addOn, options }: ChosenAddOn, around: Surroundings) {
  return (addOn.requires ?? []).filter(({ when }) => when?.(options as never, around) ?? true);
}

/** Depth first, by id, so that the order of the list never matters. */
function sort(
  chosen: readonly ChosenAddOn[],
  byId: ReadonlyMap<string, ChosenAddOn>,
  around: Surroundings,
): { order: ChosenAddOn[]; cycle: string[] | undefined } {
  const order: ChosenAddOn[] = [];
  const done = new Set<string>();
  let cycle: string[] | undefined;
  const visit = (one: ChosenAddOn, path: readonly string[]): void => {
    const { id } = one.addOn;
    if (done.has(id)) return;
    if (path.includes(id)) {
      cycle ??= [...path.slice(path.indexOf(id)), id];
      return;
    }
    for (const before of predecessors(one, around).sort()) {
      const other = byId.get(before);
      if (other !== undefined) visit(other, [...path, id]);
    }
    done.add(id);
    order.push(one);
  };
  for (const one of [...chosen].sort((a, b) => (a.addOn.id < b.addOn.id ? -1 : 1))) visit(one, []);
  return { order: cycle === undefined ? order : [], cycle };
}

function inCycle(cycle: readonly string[]): Problem {
  return {
    path: [cycle[0] ?? ""],
    message: "these add-ons need each other in a circle, so that none could be the first",
    found: cycle.join(" → "),
    fix: "take one of these requirements away",
  };
}

/** Of an add-on of one's own: resources are named by it. */
function checkNames({ addOn }: ChosenAddOn, known: readonly AnyAddOn[]): Problem[] {
  const same = known.filter((other) => other !== addOn && (other.id === addOn.id || other.name === addOn.name));
  return same.slice(0, 1).map((other) => ({
    path: [addOn.id],
    message: "there is another add-on of this id or name, from which it could not be told apart",
    found: `${addOn.id}, ${addOn.name}`,
    allowed: `an id that is not ${other.id}, and a name that is not ${other.name}`,
    fix: "give your own add-on another id and another name",
  }));
}

function checkTarget({ addOn }: ChosenAddOn, { target, autoMode }: Surroundings): Problem[] {
  const because = autoMode ? (addOn.not?.autoMode ?? addOn.not?.[target]) : addOn.not?.[target];
  if (because === undefined) return [];
  const where =
    autoMode && addOn.not?.autoMode !== undefined ? "a cluster in Auto Mode" : `a cluster with target: ${target}`;
  return [
    {
      path: [addOn.id],
      message: `${where} cannot have it: ${because}`,
      found: addOn.id,
      fix: `remove it, or write ${addOn.id}: false where a preset has it`,
    },
  ];
}

function checkRequirements(
  one: ChosenAddOn,
  known: readonly AnyAddOn[],
  around: Surroundings,
  { off, unchecked, possible }: Doubts & SwitchedOff,
): Problem[] {
  const { id, name } = one.addOn;
  return requirementsOf(one, around)
    .filter((requirement) => requirement.when === undefined || !unchecked.includes(id))
    .filter((requirement) => !around.planned.has(requirement.addOn) && !possible.includes(requirement.addOn))
    .map((requirement) => {
      const isOff = off.includes(requirement.addOn);
      const missing = known.find((other) => other.id === requirement.addOn);
      return {
        path: isOff ? [requirement.addOn] : [id],
        message: `${name} needs ${missing?.name ?? requirement.addOn}: ${requirement.because}`,
        found: isOff ? "false" : `no ${requirement.addOn}`,
        fix: isOff
          ? `remove ${requirement.addOn}: false, or switch ${id} off too`
          : `add ${requirement.addOn}: true, or write ${id}: false`,
      };
    });
}

/** Told of once, at the one of the two that says so. */
function checkConflicts({ addOn }: ChosenAddOn, byId: ReadonlyMap<string, ChosenAddOn>): Problem[] {
  return (addOn.conflictsWith ?? [])
    .filter((conflict) => byId.has(conflict.addOn))
    .map((conflict) => ({
      path: [addOn.id],
      message: `it cannot be beside ${byId.get(conflict.addOn)?.addOn.name ?? conflict.addOn}: ${conflict.because}`,
      found: `${addOn.id}, ${conflict.addOn}`,
      fix: `write ${addOn.id}: false, or ${conflict.addOn}: false`,
    }));
}

function checkKubernetes({ addOn, options }: ChosenAddOn, { kubernetesVersion }: Surroundings): Problem[] {
  if (kubernetesVersion === undefined || options.anyKubernetes === true) return [];
  return addOn.charts
    .filter((chart) => !isSupported(chart, kubernetesVersion))
    .slice(0, 1)
    .map((chart) => ({
      path: [addOn.id],
      message: `${charts[chart].chart} ${charts[chart].version} is not made for Kubernetes ${kubernetesVersion}`,
      found: kubernetesVersion,
      allowed: `${charts[chart].kubernetes.from} to ${charts[chart].kubernetes.to}`,
      fix: `choose another version of Kubernetes, write ${addOn.id}: false, or anyKubernetes: true to try it`,
    }));
}

function isSupported(chart: ChartName, version: string): boolean {
  const { from, to }: ChartEntry["kubernetes"] = charts[chart].kubernetes;
  return minorOf(from) <= minorOf(version) && minorOf(version) <= minorOf(to);
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

function checkOptions({ addOn, options }: ChosenAddOn, around: Surroundings): Problem[] {
  const problems = addOn.check?.(options as never, around) ?? [];
  return problems.map((problem) => ({ ...problem, path: [addOn.id, ...problem.path] }));
}
