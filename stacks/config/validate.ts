import { didYouMean, formatPath, under, type Problem } from "../../components/core";
import { checkStack, type Unchecked } from "../check";
import { explain, isUnknownKey, missing, suggestion, withoutEchoes } from "./explain";
import { knownKeys } from "./json-schema";
import { isRecord, remove, valueAt, type Path } from "./path";
import { sections, type StackConfig } from "./schema";
import { hasStandIns, putStandIn } from "./stand-ins";

export interface Validated {
  readonly config: StackConfig;
  readonly problems: readonly Problem[];
}

type Raw = Readonly<Record<string, unknown>>;

/**
 * Validates the sections of a configuration, all of them, and what those parts whose shape is right mean to each other.
 * `config` may be used if there is no problem.
 * @param raw the keys below `config:`; those of other namespaces than `slipway:` belong to others and are left alone
 * @param today the day on which versions are judged, `YYYY-MM-DD`; default: today
 */
export function validate(environment: string, raw: Raw, today?: string): Validated {
  const encrypted = findEncrypted(raw);
  const shape = Object.keys(sections).flatMap((key) => checkShape(key, raw, encrypted));
  const { sound, unchecked } = soundPart(raw, encrypted);
  const config = {
    environment,
    stage: sections["slipway:stage"].safeParse(sound["slipway:stage"]).data,
    aws: sections["slipway:aws"].safeParse(sound["slipway:aws"]).data,
    network: sections["slipway:network"].safeParse(sound["slipway:network"]).data,
    cluster: sections["slipway:cluster"].safeParse(sound["slipway:cluster"]).data,
    addOns: sections["slipway:addOns"].safeParse(sound["slipway:addOns"]).data,
    shop: sections["slipway:shop"].safeParse(sound["slipway:shop"]).data,
    applications: sections["slipway:applications"].safeParse(sound["slipway:applications"]).data,
  } as StackConfig;
  return {
    config,
    problems: [
      ...withoutEchoes([...checkKeys(raw), ...encrypted, ...shape]),
      ...checkStack(config, meantSections(raw), unchecked, today),
    ],
  };
}

/** The sections that stand in a file, also by a name that is not quite theirs. */
function meantSections(raw: Raw): string[] {
  return ownKeys(raw).flatMap((key) => [key, meantSection(key) ?? key]);
}

/** Without the keys of other programs. */
function ownKeys(raw: Raw): string[] {
  return Object.keys(raw).filter((key) => key.startsWith("slipway:") || !key.includes(":"));
}

function meantSection(key: string): string | undefined {
  const known = Object.keys(sections);
  return didYouMean(key, known) ?? didYouMean(`slipway:${key}`, known);
}

function checkKeys(raw: Raw): Problem[] {
  const known = Object.keys(sections);
  return ownKeys(raw)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = meantSection(key);
      return {
        path: [key],
        message: "there is no such section",
        found: key,
        allowed: known.join(", "),
        fix: meant === undefined ? "remove it" : suggestion(meant),
      };
    });
}

/** An encrypted value has its own problem, whatever shape was expected in its place. */
function checkShape(key: string, raw: Raw, encrypted: readonly Problem[]): Problem[] {
  const value = raw[key];
  const guessed = withMeantTarget(key, value);
  const problems = [...shapeProblems(key, value), ...(guessed === value ? [] : shapeProblems(key, guessed))];
  if (value === undefined && problems.length > 0) {
    return [missing([key], "", `add ${key}: under config:, as in Pulumi.local.yaml`)];
  }
  return problems.filter(({ path }) => !encrypted.some((problem) => isWithin(path, problem.path)));
}

function shapeProblems(key: string, value: unknown): Problem[] {
  const { success, error } = sections[key as keyof typeof sections].safeParse(value);
  return success ? [] : explain(error.issues, value, [key], ["config"]);
}

/** Of a cluster whose target is misspelt, the rest is read as that of the target which was meant. */
function withMeantTarget(key: string, value: unknown): unknown {
  if (key !== "slipway:cluster" || !isRecord(value) || typeof value.target !== "string") return value;
  const target = didYouMean(value.target, targets);
  return target === undefined || target === value.target ? value : { ...value, target };
}

const targets = sections["slipway:cluster"].options.map((option) => option.shape.target.value);

/** Keys beside `services` without which the services can still be checked. */
const separate = ["namespace", "exposure", "loadGenerator", "replicas"];

type Unsound = Record<string, { services: string[]; withoutPorts: string[] }>;

/**
 * A configuration without the parts whose shape is wrong: a key that does not exist, an optional field, a service that
 * lacks a required one, or what is around it if the problem is there.
 * What is left can be checked without complaints that only repeat a problem of the shape.
 */
function soundPart(raw: Raw, encrypted: readonly Problem[]): { sound: Raw; unchecked: Unchecked } {
  const sound = structuredClone(raw) as Record<string, unknown>;
  const unchecked: Unsound = {};
  sound["slipway:cluster"] = withMeantTarget("slipway:cluster", sound["slipway:cluster"]);
  for (const problem of encrypted) removeBroken(sound, problem, unchecked);
  for (const key of Object.keys(sections)) {
    // A field without a misspelt key may lack a required one, so what is left is looked at again.
    while (sound[key] !== undefined) {
      const problems = shapeProblems(key, sound[key]);
      if (problems.length === 0) break;
      const removed = problems.filter((problem) => removeBroken(sound, problem, unchecked));
      if (removed.length === 0) remove(sound, [key]);
    }
  }
  return { sound, unchecked };
}

/** Removes what a problem of the shape spoils, with what would be judged by it; false if it is away already. */
function removeBroken(sound: Record<string, unknown>, problem: Problem, unchecked: Unsound): boolean {
  const { path } = problem;
  if (hasStandIns(path)) return replaceBroken(sound, problem);
  const isInApplications = path[0] === "slipway:applications";
  const owner = path.slice(0, isInApplications ? 2 : 1);
  const broken = brokenPart(problem, owner, isInApplications);
  if (!remove(sound, broken)) return false;
  const [, service, inner] = broken.slice(owner.length);
  if (service === undefined) {
    if (!isInApplications && meaningOf(problem, broken) === "replicas") forgetReplicas(sound, owner);
    return true;
  }
  const whole = broken.slice(0, owner.length + 2);
  const meaning = inner === undefined ? undefined : meaningOf(problem, broken);
  if (meaning === "replicas") forgetReplicasOf(sound, whole);
  if (!isInApplications) return true;
  const names = (unchecked[String(path[1])] ??= { services: [], withoutPorts: [] });
  if (inner === undefined) names.services.push(String(service));
  if (meaning === "ports") {
    names.withoutPorts.push(String(service));
    for (const dependent of ["probes", "additionalServices"]) remove(sound, [...whole, dependent]);
  }
  return true;
}

/** The same for the sections about AWS. A misspelt key stands for the one that was meant, unless that is there too. */
function replaceBroken(sound: Record<string, unknown>, problem: Problem): boolean {
  const { path } = problem;
  if (!isUnknownKey(problem)) return putStandIn(sound, path);
  const around = path.slice(0, -1);
  const meant = didYouMean(String(path.at(-1)), knownKeys(["config", ...around], valueAt(sound, around)));
  const isRemoved = remove(sound, path);
  if (meant === undefined || valueAt(sound, [...around, meant]) !== undefined)
    return isRemoved || putStandIn(sound, path);
  return putStandIn(sound, [...around, meant]) || isRemoved;
}

/** The smallest part without which the rest makes sense. */
function brokenPart(problem: Problem, owner: Path, isInApplications: boolean): Path {
  const { path } = problem;
  const [field, service, inner] = path.slice(owner.length);
  const isInService = field === "services" && service !== undefined;
  const fieldDepth = owner.length + (isInService ? 3 : 1);
  // Deep inside a field, a misspelt key leaves the field with another meaning than it was given.
  if (isUnknownKey(problem) && (path.length === fieldDepth || misspelt(path) === undefined)) return path;
  if (isInService) return path.slice(0, isInApplications && inner === "image" ? fieldDepth - 1 : fieldDepth);
  return separate.includes(String(field)) ? path.slice(0, fieldDepth) : owner;
}

/** The key of a broken part, or the one that was meant where that is misspelt. */
function meaningOf(problem: Problem, broken: Path): string | number | undefined {
  return isUnknownKey(problem) && problem.path.length === broken.length ? misspelt(broken) : broken.at(-1);
}

function misspelt(path: Path): string | undefined {
  return didYouMean(String(path.at(-1)), knownKeys(["config", ...path.slice(0, -1)]));
}

/** Forgets the budgets of the shop's services that cannot be judged without the number of replicas. */
function forgetReplicas(sound: Record<string, unknown>, owner: Path): void {
  const services = valueAt(sound, [...owner, "services"]);
  if (!isRecord(services)) return;
  for (const [name, service] of Object.entries(services)) {
    if (isRecord(service) && service.replicas === undefined) forgetReplicasOf(sound, [...owner, "services", name]);
  }
}

/** Forgets a service's budget, unless no number of replicas could make it right. */
function forgetReplicasOf(sound: Record<string, unknown>, service: Path): void {
  const budget = valueAt(sound, [...service, "disruptionBudget"]);
  if (!isRecord(budget)) return;
  const { maxUnavailable, minAvailable } = budget;
  const isUnclear = (maxUnavailable === undefined) === (minAvailable === undefined);
  const isNone = maxUnavailable === 0 || maxUnavailable === "0%" || minAvailable === "100%";
  if (!isUnclear && !isNone) remove(sound, [...service, "disruptionBudget"]);
}

/** The configuration of this program is no place for secrets: the objects that it makes would show them. */
function findEncrypted(raw: Raw): Problem[] {
  return Object.entries(raw)
    .filter(([key]) => key.startsWith("slipway:"))
    .flatMap(([key, value]) => under([key], encryptedIn(value)));
}

function encryptedIn(value: unknown): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  if ("secure" in value && typeof value.secure === "string" && Object.keys(value).length === 1) {
    return [
      {
        path: [],
        message: "an encrypted value cannot stand here, because the objects that are made from it would show it",
        found: "secure: …",
        allowed: "a value that everybody may read",
        fix: "for a variable in env, keep the secret in a Kubernetes Secret and refer to it: { fromSecret: { name: …, key: … } }; anything else, write in plain",
      },
    ];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    under([Array.isArray(value) ? Number(key) : key], encryptedIn(inner)),
  );
}

function isWithin(path: Path, outer: Path): boolean {
  return formatPath(path.slice(0, outer.length)) === formatPath(outer);
}
