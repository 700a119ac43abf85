import { didYouMean, formatPath, retiredAddOn, type Problem } from "../../components/core";
import { checkStack } from "../check";
import { explain, isUnknownKey, missing, suggestion, withoutEchoes } from "./explain";
import { takesEncrypted } from "./json-schema";
import { isRecord, type Path } from "./path";
import { sections, type StackConfig } from "./schema";
import { encryptedPlaces } from "./sealed";
import { soundPart } from "./sound-part";

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
  const misshapen = Object.keys(sections).flatMap((key) => checkShape(key, raw));
  // Below a key that does not exist, nothing else matters; any other encrypted value has its own problem, whatever shape was expected.
  const encrypted = findEncrypted(raw).filter(
    ({ path }) => !misshapen.some((problem) => isUnknownKey(problem) && isWithin(path, problem.path)),
  );
  const shape = misshapen.filter(({ path }) => !encrypted.some((problem) => isWithin(path, problem.path)));
  const meant = {
    ...raw,
    "slipway:cluster": withMeantTarget("slipway:cluster", raw["slipway:cluster"]),
  };
  const { sound, unchecked } = soundPart(meant, Object.keys(sections), encrypted, shapeProblems);
  const config = {
    environment,
    stage: sections["slipway:stage"].safeParse(sound["slipway:stage"]).data,
    aws: sections["slipway:aws"].safeParse(sound["slipway:aws"]).data,
    network: sections["slipway:network"].safeParse(sound["slipway:network"]).data,
    cluster: sections["slipway:cluster"].safeParse(sound["slipway:cluster"]).data,
    addOns: sections["slipway:addOns"].safeParse(sound["slipway:addOns"]).data,
    charts: sections["slipway:charts"].safeParse(sound["slipway:charts"]).data,
    images: sections["slipway:images"].safeParse(sound["slipway:images"]).data,
    manifests: sections["slipway:manifests"].safeParse(sound["slipway:manifests"]).data,
    capabilities: sections["slipway:capabilities"].safeParse(sound["slipway:capabilities"]).data,
    shop: sections["slipway:shop"].safeParse(sound["slipway:shop"]).data,
    applications: sections["slipway:applications"].safeParse(sound["slipway:applications"]).data,
  } as StackConfig;
  return {
    config,
    problems: [
      ...withoutEchoes([...checkKeys(raw), ...encrypted, ...shape.map(withSuccessor)]),
      ...checkStack(config, meantSections(raw), unchecked, today),
    ],
  };
}

/** An add-on whose project came to its end is told of by its name, with what took its place. */
function withSuccessor(problem: Problem): Problem {
  const [section, key, ...inner] = problem.path;
  if (section !== "slipway:addOns" || inner.length > 0 || !isUnknownKey(problem)) return problem;
  const retired = retiredAddOn(String(key));
  return retired === undefined ? problem : { path: problem.path, ...retired };
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

function checkShape(key: string, raw: Raw): Problem[] {
  const value = raw[key];
  const guessed = withMeantTarget(key, value);
  const problems = [...shapeProblems(key, value), ...(guessed === value ? [] : shapeProblems(key, guessed))];
  if (value === undefined && problems.length > 0) {
    return [missing([key], "", `add ${key}: under config:, as in Pulumi.local.yaml`)];
  }
  return problems;
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

/** Secrets stand where the program puts them into a Secret, and nowhere else: the objects that it makes would show them. */
function findEncrypted(raw: Raw): Problem[] {
  return Object.entries(raw)
    .filter(([key]) => key.startsWith("slipway:"))
    .flatMap(([key, value]) => encryptedPlaces(value, [key]))
    .filter((path) => !takesEncrypted(["config", ...path]))
    .map((path) => ({
      path,
      message: "an encrypted value cannot stand here, because the objects that are made from it would show it",
      found: "secure: …",
      allowed: "a value that everybody may read",
      fix: "for a variable in env write { secret: { secure: … } }, or refer to a Kubernetes Secret: { fromSecret: { name: …, key: … } }; anything else, write in plain",
    }));
}

function isWithin(path: Path, outer: Path): boolean {
  return formatPath(path.slice(0, outer.length)) === formatPath(outer);
}
