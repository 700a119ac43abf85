import { didYouMean, formatPath, under, type Problem } from "../../components/core";
import { checkStack, type Unchecked } from "../check";
import { explain, missing, suggestion, withoutEchoes } from "./explain";
import { sections, type StackConfig } from "./schema";

export interface Validated {
  readonly config: StackConfig;
  readonly problems: readonly Problem[];
}

type Raw = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/**
 * Validates the sections of a configuration, all of them, and what those parts whose shape is right mean to each other.
 * `config` may be used if there is no problem.
 * @param raw the keys below `config:`; those of other namespaces than `slipway:` belong to others and are left alone
 */
export function validate(environment: string, raw: Raw): Validated {
  const encrypted = findEncrypted(raw);
  const shape = Object.keys(sections).flatMap((key) => checkShape(key, raw, encrypted));
  const { sound, unchecked } = soundPart(raw, [...encrypted, ...shape]);
  const config = {
    environment,
    cluster: sections["slipway:cluster"].safeParse(sound["slipway:cluster"]).data,
    shop: sections["slipway:shop"].safeParse(sound["slipway:shop"]).data,
    applications: sections["slipway:applications"].safeParse(sound["slipway:applications"]).data,
  } as StackConfig;
  return {
    config,
    problems: [...withoutEchoes([...checkKeys(raw), ...encrypted, ...shape]), ...checkStack(config, unchecked)],
  };
}

function checkKeys(raw: Raw): Problem[] {
  const known = Object.keys(sections);
  return Object.keys(raw)
    .filter((key) => !known.includes(key) && (key.startsWith("slipway:") || !key.includes(":")))
    .map((key) => {
      const meant = didYouMean(key, known) ?? didYouMean(`slipway:${key}`, known);
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
  const { success, error } = sections[key as keyof typeof sections].safeParse(value);
  if (success) return [];
  if (value === undefined) return [missing([key], "", `add ${key}: under config:, as in Pulumi.local.yaml`)];
  return explain(error.issues, value, [key], ["config"]).filter(
    ({ path }) => !encrypted.some((problem) => isWithin(path, problem.path)),
  );
}

/** Keys beside `services` without which the services can still be checked. */
const separate = ["namespace", "exposure", "loadGenerator"];

/**
 * A configuration without the parts whose shape is wrong: a service, or what is around it if the problem is there.
 * What is left can be checked without complaints that only repeat a problem of the shape.
 */
function soundPart(raw: Raw, problems: readonly Problem[]): { sound: Raw; unchecked: Unchecked } {
  const sound = structuredClone(raw) as Record<string, unknown>;
  const unchecked: Record<string, Set<string>> = {};
  for (const { path } of problems) {
    const isInApplications = path[0] === "slipway:applications";
    const owner = isInApplications ? 2 : 1;
    const [field, service] = path.slice(owner);
    if (field === "services" && service !== undefined) {
      remove(sound, path.slice(0, owner + 2));
      if (isInApplications) (unchecked[String(path[1])] ??= new Set()).add(String(service));
    } else {
      remove(sound, path.slice(0, separate.includes(String(field)) ? owner + 1 : owner));
    }
  }
  return { sound, unchecked: Object.fromEntries(Object.entries(unchecked).map(([name, set]) => [name, [...set]])) };
}

function remove(root: Record<string, unknown>, path: Path): void {
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), root);
  if (isRecord(parent)) Reflect.deleteProperty(parent, path.at(-1) ?? "");
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

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
