import type { Problem } from "../../core";
import type { AddOn, AnyAddOn, CommonOptions, Surroundings } from "./add-on";
import { chartOf, type OwnChart } from "./chart";
import { checkIdentities, checkNamedIds, isNameOfAnother } from "./check-identities";
import { withOwnPrometheus } from "./own-prometheus";

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

interface Stated {
  /** Ids of add-ons that are switched off in so many words. */
  readonly off: readonly string[];
  /** Ids of add-ons of one's own, which are in a list and not under a key. */
  readonly own: readonly string[];
}

/** How one writes that an add-on is to be there, or not. */
class Words {
  constructor(
    private readonly known: readonly AnyAddOn[],
    private readonly own: readonly string[],
  ) {}

  with(id: string): string {
    return this.known.some((other) => other.id === id) ? `add ${id}: true` : `add ${id} to others`;
  }

  isOwn(id: string): boolean {
    return this.own.includes(id);
  }

  without(id: string): string {
    return this.isOwn(id) ? `take ${id} out of others` : `write ${id}: false`;
  }

  withoutEither(one: string, other: string): string {
    if (this.isOwn(one) || this.isOwn(other)) return `${this.without(one)}, or ${this.without(other)}`;
    return `write ${one}: false, or ${other}: false`;
  }
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
  { off = [], own = [], unchecked = [], possible = [] }: Partial<Doubts & Stated> = {},
): Plan {
  const around = surroundedBy(chosen, surroundings);
  const byId = new Map(chosen.map((one) => [one.addOn.id, one]));
  const { order, cycle } = sort(chosen, byId, around);
  const words = new Words(known, own);
  return {
    order,
    problems: [
      ...checkIdentities(chosen, known, unchecked),
      ...[...byId.values()].flatMap((one) => [
        ...checkTarget(one, around, words),
        ...checkNamedIds(one.addOn, known),
        ...checkRequirements(one, known, around, words, { off, unchecked, possible }),
        ...checkConflicts(one, byId, words),
        ...(unchecked.includes(one.addOn.id)
          ? []
          : [...checkKubernetes(one, around, words), ...checkOptions(one, around)]),
      ]),
      ...(cycle === undefined ? [] : [inCycle(cycle)]),
    ],
  };
}

/** What is known of a cluster once it is known which add-ons it has. */
export function surroundedBy(chosen: readonly ChosenAddOn[], around: PlanAround): Surroundings {
  return withOwnPrometheus({ ...around, planned: neighboursOf(chosen) });
}

/** Add-ons as others see them, by id. */
export function neighboursOf(chosen: readonly ChosenAddOn[]): Surroundings["planned"] {
  return new Map(
    chosen.map(({ addOn, options }) => {
      const { namespace, operandNamespaces } = addOn;
      return [addOn.id, { namespace: namespace.name, operandNamespaces, options }];
    }),
  );
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

function checkTarget({ addOn }: ChosenAddOn, { target, autoMode }: Surroundings, words: Words): Problem[] {
  const because = autoMode ? (addOn.not?.autoMode ?? addOn.not?.[target]) : addOn.not?.[target];
  if (because === undefined) return [];
  const where =
    autoMode && addOn.not?.autoMode !== undefined ? "a cluster in Auto Mode" : `a cluster with target: ${target}`;
  return [
    {
      path: [addOn.id],
      message: `${where} cannot have it: ${because}`,
      found: addOn.id,
      fix: words.isOwn(addOn.id)
        ? words.without(addOn.id)
        : `remove it, or ${words.without(addOn.id)} where a preset has it`,
    },
  ];
}

function checkRequirements(
  one: ChosenAddOn,
  known: readonly AnyAddOn[],
  around: Surroundings,
  words: Words,
  { off, unchecked, possible }: Doubts & Pick<Stated, "off">,
): Problem[] {
  const { id, name } = one.addOn;
  return requirementsOf(one, around)
    .filter((requirement) => requirement.when === undefined || !unchecked.includes(id))
    .filter((requirement) => !around.planned.has(requirement.addOn) && !possible.includes(requirement.addOn))
    .filter((requirement) => !isNameOfAnother(requirement.addOn, known))
    .map((requirement) => {
      const isOff = off.includes(requirement.addOn);
      const missing = known.find((other) => other.id === requirement.addOn);
      return {
        path: isOff ? [requirement.addOn] : [id],
        message: `${name} needs ${missing?.name ?? requirement.addOn}: ${requirement.because}`,
        found: isOff ? "false" : `no ${requirement.addOn}`,
        fix: isOff
          ? `remove ${requirement.addOn}: false, or ${words.isOwn(id) ? words.without(id) : `switch ${id} off`} too`
          : `${words.with(requirement.addOn)}, or ${words.without(id)}`,
      };
    });
}

/** Told of once, at the one of the two that says so. */
function checkConflicts({ addOn }: ChosenAddOn, byId: ReadonlyMap<string, ChosenAddOn>, words: Words): Problem[] {
  return (addOn.conflictsWith ?? [])
    .filter((conflict) => byId.has(conflict.addOn))
    .map((conflict) => ({
      path: [addOn.id],
      message: `it cannot be beside ${byId.get(conflict.addOn)?.addOn.name ?? conflict.addOn}: ${conflict.because}`,
      found: `${addOn.id}, ${conflict.addOn}`,
      fix: words.withoutEither(addOn.id, conflict.addOn),
    }));
}

function checkKubernetes(
  { addOn, options }: ChosenAddOn,
  { kubernetesVersion }: Surroundings,
  words: Words,
): Problem[] {
  if (kubernetesVersion === undefined || options.anyKubernetes === true) return [];
  return addOn.charts
    .map(chartOf)
    .flatMap(({ chart, version, kubernetes }) =>
      kubernetes === undefined || isSupported(kubernetes, kubernetesVersion) ? [] : [{ chart, version, kubernetes }],
    )
    .slice(0, 1)
    .map(({ chart, version, kubernetes: { from, to } }) => ({
      path: [addOn.id],
      message: `${chart} ${version} is not made for Kubernetes ${kubernetesVersion}`,
      found: kubernetesVersion,
      allowed: `${from} to ${to}`,
      fix: `choose another version of Kubernetes, ${words.without(addOn.id)}, or anyKubernetes: true to try it`,
    }));
}

function isSupported({ from, to }: NonNullable<OwnChart["kubernetes"]>, version: string): boolean {
  return minorOf(from) <= minorOf(version) && minorOf(version) <= minorOf(to);
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

function checkOptions({ addOn, options }: ChosenAddOn, around: Surroundings): Problem[] {
  const problems = addOn.check?.(options as never, around) ?? [];
  return problems.map((problem) => ({ ...problem, path: [addOn.id, ...problem.path] }));
}
