import { isAddOn } from "../../components/addons";
import { didYouMean, type Problem } from "../../components/core";
import { workloadSections } from "../../components/workloads";
import type { Unchecked } from "../unchecked";
import { isUnknownKey } from "./explain";
import { knownKeys } from "./json-schema";
import { copyOf, isRecord, remove, valueAt, type Path } from "./path";
import { hasStandIns, putStandIn } from "./stand-ins";
import { meantAddOnKey, ownersOf } from "./strange-add-ons";

type Sections = Record<string, unknown>;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What is taken out of a configuration, as it goes. */
interface Removed {
  readonly sections: Set<string>;
  readonly applications: Record<string, { names: string[]; fields: Record<string, string[]>; namespace: boolean }>;
  readonly addOns: { ids: string[]; preset: boolean };
}

/**
 * A configuration without the parts whose shape is wrong: a key that does not exist, an optional field, a workload that
 * lacks a required one, or what is around it if the problem is there. What is left can be checked without complaints that only repeat a
 * problem of the shape, but for those of what depends on a part that was taken out: that is what `unchecked` tells.
 * @param shapeProblems what is wrong with the shape of a section
 */
export function soundPart(
  raw: Readonly<Sections>,
  keys: readonly string[],
  known: readonly Problem[],
  shapeProblems: (key: string, value: unknown) => Problem[],
): { sound: Sections; unchecked: Unchecked } {
  const sound = copyOf(raw) as Sections;
  const removed: Removed = { sections: new Set(), applications: {}, addOns: { ids: [], preset: false } };
  for (const problem of known) removeBroken(sound, problem, removed);
  for (const key of keys) {
    // A field without a misspelt key may lack a required one, so what is left is looked at again.
    while (sound[key] !== undefined) {
      const problems = shapeProblems(key, sound[key]);
      if (problems.length === 0) break;
      const gone = problems.filter((problem) => removeBroken(sound, problem, removed));
      if (gone.length === 0) remove(sound, [key]);
    }
  }
  const { sections, applications, addOns } = removed;
  return { sound, unchecked: { sections: [...sections], applications, addOns } };
}

/** Removes what a problem of the shape spoils; false if it is away already. */
function removeBroken(sound: Sections, problem: Problem, removed: Removed): boolean {
  const { path } = problem;
  removed.sections.add(String(path[0]));
  if (hasStandIns(path)) return replaceBroken(sound, problem);
  if (path[0] === "slipway:addOns") return removeOfAddOns(sound, problem, removed);
  if (path[0] === "slipway:shop") return removeOfShop(sound, problem);
  if (path[0] === "slipway:applications") return removeOfApplication(sound, problem, removed);
  return remove(sound, path.slice(0, 2));
}

/** The same for the sections about AWS. A misspelt key stands for the one that was meant, unless that is there too. */
function replaceBroken(sound: Sections, problem: Problem): boolean {
  const { path } = problem;
  if (!isUnknownKey(problem)) return putStandIn(sound, path);
  const around = path.slice(0, -1);
  const meant = didYouMean(String(path.at(-1)), knownKeys(["config", ...around], valueAt(sound, around)));
  const isRemoved = remove(sound, path);
  if (meant === undefined || valueAt(sound, [...around, meant]) !== undefined)
    return isRemoved || putStandIn(sound, path);
  return putStandIn(sound, [...around, meant]) || isRemoved;
}

/** An add-on of which something is broken stays, as others may need it, but with nothing that could be looked at. */
function removeOfAddOns(sound: Sections, problem: Problem, { addOns }: Removed): boolean {
  const path = problem.path.slice(0, 2);
  const [section = "", key] = path;
  const values = valueAt(sound, [section]);
  if (key === undefined || !isRecord(values)) return remove(sound, [section]);
  const value = values[key];
  const name = isUnknownKey(problem) && problem.path.length === 2 ? meantAddOnKey(String(key)) : String(key);
  const isRemoved = remove(sound, path);
  if (name === "preset") addOns.preset = true;
  if (name === undefined) forgetOwners(values, String(key), addOns);
  if (name === undefined || !isAddOn(name)) return isRemoved;
  if (addOns.ids.includes(name) || (name !== key && Object.hasOwn(values, name))) return isRemoved;
  values[name] = value !== false;
  if (value !== false) addOns.ids.push(name);
  return true;
}

/** Of an add-on whose option stands beside it nothing is said but that: the option may be what it lacks. */
function forgetOwners(values: Record<string, unknown>, option: string, { ids }: Removed["addOns"]): void {
  for (const owner of ownersOf(option)) {
    if (values[owner] === false || ids.includes(owner)) continue;
    if (values[owner] !== undefined) values[owner] = true;
    ids.push(owner);
  }
}

/** Keys of the shop without which its services can still be checked. */
const separate = ["namespace", "exposure", "loadGenerator", "replicas"];

function removeOfShop(sound: Sections, problem: Problem): boolean {
  const [section = "", field, service] = problem.path;
  const isInService = field === "services" && service !== undefined;
  const depth = isInService ? 4 : 2;
  const broken = !isInService && !separate.includes(String(field)) ? [section] : problem.path.slice(0, depth);
  const part = isWholeKey(problem, depth) ? problem.path : broken;
  if (!remove(sound, part)) return false;
  if (meaningOf(problem, part) === "replicas") {
    if (isInService) forgetReplicasOf(sound, part.slice(0, 3));
    else forgetReplicas(sound, [section]);
  }
  return true;
}

/** Fields without which nothing can be said of a workload. */
const indispensable: readonly unknown[] = ["image", "volumeClaims", "schedule"];

function removeOfApplication(sound: Sections, problem: Problem, removed: Removed): boolean {
  const { path } = problem;
  const [, application, section, name, field] = path;
  if (section === "namespace") {
    unsound(removed, application).namespace = true;
    return remove(sound, path.slice(0, 3));
  }
  const isUnknown = isUnknownKey(problem);
  const isWorkload = workloadSections.some((known) => known === section);
  if (name === undefined || (!isWorkload && section !== "claims")) {
    return remove(sound, isUnknown && misspelt(path) === undefined ? path : path.slice(0, 2));
  }
  const whole = path.slice(0, 4);
  if (field === undefined || !isWorkload || (indispensable.includes(field) && !(isUnknown && path.length === 5))) {
    unsound(removed, application).names.push(String(name));
    return remove(sound, whole);
  }
  const variable = variableOf(path);
  if (variable !== undefined) return replaceVariable(sound, variable);
  const part = isWholeKey(problem, 5) ? path : path.slice(0, 5);
  if (!remove(sound, part)) return false;
  const meaning = meaningOf(problem, part) ?? part.at(-1);
  if (part.length > 5 && misspelt(path) === undefined) return true;
  (unsound(removed, application).fields[String(name)] ??= []).push(String(part.length > 5 ? field : meaning));
  if (meaning === "replicas") forgetReplicasOf(sound, whole);
  return true;
}

/** The variable that a path below a workload leads to or into, be it of the main container or of another. */
function variableOf(path: Path): Path | undefined {
  const depth = path[4] === "env" ? 6 : path[6] === "env" ? 8 : undefined;
  return depth === undefined || path.length < depth ? undefined : path.slice(0, depth);
}

/** An empty text in place of a broken value: others may refer to the variable, and nothing is wrong with it. */
function replaceVariable(sound: Sections, path: Path): boolean {
  const variables = valueAt(sound, path.slice(0, -1));
  const name = path.at(-1) ?? "";
  if (!isRecord(variables) || variables[name] === "") return false;
  variables[name] = "";
  return true;
}

function unsound(removed: Removed, application: string | number = ""): Writable<Removed["applications"][string]> {
  return (removed.applications[application] ??= { names: [], fields: {}, namespace: false });
}

/** Whether only the key goes: deep inside a field, a misspelt one leaves the field with another meaning than it was given. */
function isWholeKey(problem: Problem, depth: number): boolean {
  return isUnknownKey(problem) && (problem.path.length === depth || misspelt(problem.path) === undefined);
}

/** The key of a broken part, or the one that was meant where that is misspelt. */
function meaningOf(problem: Problem, broken: Path): string | number | undefined {
  return isUnknownKey(problem) && problem.path.length === broken.length ? misspelt(broken) : broken.at(-1);
}

function misspelt(path: Path): string | undefined {
  return didYouMean(String(path.at(-1)), knownKeys(["config", ...path.slice(0, -1)]));
}

/** Forgets the budgets of the shop's services that cannot be judged without the number of replicas. */
function forgetReplicas(sound: Sections, owner: Path): void {
  const services = valueAt(sound, [...owner, "services"]);
  if (!isRecord(services)) return;
  for (const [name, service] of Object.entries(services)) {
    if (isRecord(service) && service.replicas === undefined) forgetReplicasOf(sound, [...owner, "services", name]);
  }
}

/** Forgets a workload's budget, unless no number of replicas could make it right. */
function forgetReplicasOf(sound: Sections, workload: Path): void {
  const budget = valueAt(sound, [...workload, "disruptionBudget"]);
  if (!isRecord(budget)) return;
  const { maxUnavailable, minAvailable } = budget;
  const isUnclear = (maxUnavailable === undefined) === (minAvailable === undefined);
  const isNone = maxUnavailable === 0 || maxUnavailable === "0%" || minAvailable === "100%";
  if (!isUnclear && !isNone) remove(sound, [...workload, "disruptionBudget"]);
}
