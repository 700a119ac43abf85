import type { z } from "zod";
import { didYouMean, formatPath, type Problem } from "../../components/core";
import {
  describeAllowed,
  describeMeaning,
  knownKeys,
  meantAlternative,
  placeOf,
  placesBeside,
  tellingKeys,
} from "./json-schema";
import { rewritten, truthOf, type Misfit } from "./rewritten";
import { show } from "./show";

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

const messages = { missing: "this is missing", unknownKey: "there is no such key here" };

/**
 * What a schema found, as problems: each with what was found, what is allowed, and how to mend it.
 * @param prefix path of `raw`, as messages show it
 * @param root where that path begins in the file
 */
export function explain(issues: readonly Issue[], raw: unknown, prefix: Path = [], root: Path = []): Problem[] {
  const whole = { path: prefix, schemaPath: [...root, ...prefix], found: raw };
  return withoutEchoes(issues.flatMap((issue) => explainIssue(issue, at(whole, issue.path))));
}

/** A key that is missing because it was misspelt is one mistake, not two. */
export function withoutEchoes(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ path, message }) => {
    if (message !== messages.missing) return true;
    const fix = suggestion(String(path.at(-1)));
    const parent = formatPath(path.slice(0, -1));
    return !problems.some((other) => other.fix === fix && formatPath(other.path.slice(0, -1)) === parent);
  });
}

/** A value that must be there and is not. */
export function missing(path: Path, allowed: string, fix: string): Problem {
  return { path, message: messages.missing, ...(allowed === "" ? {} : { allowed }), fix };
}

/** `a, b or c`; undefined if there is none. */
function joined(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : new Intl.ListFormat("en-GB", { type: "disjunction" }).format(names);
}

/** Whether a problem is a key that the schema does not have. */
export function isUnknownKey(problem: Problem): boolean {
  return problem.message === messages.unknownKey;
}

/** How to mend a name that was probably meant to be another. */
export function suggestion(meant: string): string {
  return `did you mean ${meant}?`;
}

function at(outer: Misfit, keys: readonly PropertyKey[]): Misfit {
  const path = keys.map((key) => (typeof key === "symbol" ? String(key) : key));
  return {
    path: [...outer.path, ...path],
    schemaPath: [...outer.schemaPath, ...path],
    found: valueAt(outer.found, path),
  };
}

function explainIssue(issue: Issue, misfit: Misfit): Problem[] {
  const { path, schemaPath, found } = misfit;
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKeys(misfit, issue.keys);
    case "invalid_type":
      return [found === undefined ? missingValue(misfit) : wrongType(misfit)];
    case "invalid_value":
      return [found === undefined ? missingValue(misfit) : wrongChoice(misfit, issue.values.map(String))];
    case "too_small":
    case "too_big":
      return [outOfRange(misfit, issue)];
    case "invalid_union":
      return explainUnion(issue, misfit);
    case "invalid_key":
      return issue.issues.flatMap((inner) => explainIssue(inner, { ...misfit, found: path.at(-1) }));
    case "invalid_element":
      return issue.issues.flatMap((inner) => explainIssue(inner, misfit));
    case "invalid_format":
      return [wrongForm(misfit, issue)];
    case "custom":
      return [
        {
          path,
          message: issue.message,
          found: typeof issue.params?.found === "function" ? madeOf(issue.params.found, found) : show(found, path),
          ...(typeof issue.params?.allowed === "string" ? { allowed: issue.params.allowed } : {}),
          fix: wayOut(issue.params?.fix, misfit),
        },
      ];
    case "not_multiple_of":
      return [{ path, message: issue.message, found: show(found, path), fix: `write ${describeAllowed(schemaPath)}` }];
  }
}

/** A schema gives the way out as a text, or as a function of the text that was found, and of the keys that might stand beside it. */
function wayOut(fix: unknown, { schemaPath, found }: Misfit): string {
  if (typeof fix === "string") return fix;
  return typeof fix === "function"
    ? madeOf(fix, String(found), knownKeys(schemaPath.slice(0, -1)))
    : "write another value";
}

function madeOf(make: unknown, ...from: readonly unknown[]): string {
  return String((make as (...from: readonly unknown[]) => unknown)(...from));
}

/** Of the alternatives, the one that the value was meant to be is explained; if none fits, all are named. */
function explainUnion(issue: Extract<Issue, { code: "invalid_union" }>, misfit: Misfit): Problem[] {
  const { schemaPath, found } = misfit;
  if (found === undefined) return [missingValue(misfit)];
  if (issue.discriminator !== undefined) return [wrongChoice(misfit, choicesOf(issue))];
  const mixed = tellingKeys(schemaPath, found);
  if (mixed.length > 1) return [mixture(misfit, mixed)];
  const strange = strangeKeys(misfit);
  if (strange.length > 0) return strange.map((key) => unknownKey(misfit, key));
  const fitting = issue.errors.filter(
    (errors) => !errors.some((error) => error.path.length === 0 && isOtherType(error)),
  );
  const meant =
    fitting[meantAlternative(schemaPath, found) ?? -1] ??
    [...fitting].sort((one, other) => one.length - other.length)[0];
  return meant === undefined
    ? [wrongType(misfit)]
    : meant.flatMap((error) => explainIssue(error, at(misfit, error.path)));
}

/** Keys that none of the kinds has that a map may be, where nothing tells which of them is meant. */
function strangeKeys({ schemaPath, found }: Misfit): string[] {
  if (typeof found !== "object" || found === null || Array.isArray(found)) return [];
  if (meantAlternative(schemaPath, found) !== undefined) return [];
  const known = knownKeys(schemaPath);
  return known.length === 0 ? [] : Object.keys(found).filter((key) => !known.includes(key));
}

/** The values of the key by which a union is told apart. */
function choicesOf(issue: Extract<Issue, { code: "invalid_union" }>): string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

/** Keys that each need others, which cannot stand together: one mistake, whichever of them was meant. */
function mixture({ path, schemaPath }: Misfit, keys: readonly (readonly string[])[]): Problem {
  return {
    path,
    message: "the keys belong to different things, of which only one can stand here",
    found: keys.map((some) => some.join(" and ")).join(", with "),
    allowed: describeAllowed(schemaPath),
    fix: `keep ${keys.map((some) => some.join(" and ")).join(", or ")}, with the keys that go with it`,
  };
}

function isOtherType(issue: Issue): boolean {
  return (
    issue.code === "invalid_type" ||
    issue.code === "invalid_value" ||
    (issue.code === "custom" && issue.params?.isType === true)
  );
}

function unknownKeys(misfit: Misfit, keys: readonly string[]): Problem[] {
  const mixed = tellingKeys(misfit.schemaPath, misfit.found);
  if (mixed.length <= 1) return keys.map((key) => unknownKey(misfit, key));
  const others = keys.filter((key) => !mixed.flat().includes(key));
  return [mixture(misfit, mixed), ...others.map((key) => unknownKey(misfit, key))];
}

function unknownKey({ path, schemaPath, found }: Misfit, key: string): Problem {
  const known = knownKeys(schemaPath, found);
  const meant = didYouMean(key, known);
  const place = placeOf(schemaPath, key) ?? joined(placesBeside(schemaPath, key));
  return {
    path: [...path, key],
    message: messages.unknownKey,
    found: key,
    ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
    fix:
      place !== undefined && !known.includes(key)
        ? `remove it: it goes with ${place}`
        : meant === undefined
          ? "remove it"
          : suggestion(meant),
  };
}

function missingValue({ path, schemaPath }: Misfit): Problem {
  const meaning = describeMeaning(schemaPath);
  const allowed = describeAllowed(schemaPath);
  const key = String(path.at(-1));
  return missing(path, meaning === undefined ? allowed : `${allowed} (${meaning})`, `add '${key}: …' here`);
}

function wrongType({ path, schemaPath, found }: Misfit): Problem {
  const allowed = describeAllowed(schemaPath);
  if (found === null) {
    const fix = "write a value ({} is a map without entries), or remove the key";
    return { path, message: "there is nothing behind this key", allowed, fix };
  }
  return {
    path,
    message: "the value has the wrong type",
    found: show(found, path),
    allowed,
    fix:
      rewritten({ path, schemaPath, found }, allowed) ??
      (allowed.includes(", or ") ? "write one of these" : `write ${allowed}`),
  };
}

function wrongChoice({ path, found }: Misfit, choices: readonly string[]): Problem {
  const meant = typeof found === "string" ? didYouMean(found, choices) : undefined;
  const [first = "", second] = choices;
  // Without quotes some programs read them as true and false.
  const quoted = typeof found === "boolean" ? choices.find((choice) => truthOf(choice) === found) : undefined;
  const others = second === undefined ? `write ${first}` : "write one of them";
  return {
    path,
    message: "the value is none of those that are allowed",
    found: show(found, path),
    allowed: choices.join(", "),
    fix: quoted === undefined ? (meant === undefined ? others : suggestion(meant)) : `write "${quoted}", in quotes`,
  };
}

function wrongForm({ path, found }: Misfit, issue: Extract<Issue, { code: "invalid_format" }>): Problem {
  return {
    path,
    message: "the text does not have the right form",
    found: show(found, path),
    allowed: issue.message,
    fix: `write ${issue.message}`,
  };
}

function outOfRange(misfit: Misfit, issue: Extract<Issue, { code: "too_small" | "too_big" }>): Problem {
  const { path, schemaPath, found } = misfit;
  if (found === "" || (Array.isArray(found) && found.length === 0)) {
    const allowed = `${describeAllowed(schemaPath)} that is not empty`;
    return {
      path,
      message: "there is nothing in it",
      found: show(found, path),
      allowed,
      fix: found === "" ? "write a value" : "write at least one entry",
    };
  }
  const isSmall = issue.code === "too_small";
  return {
    path,
    message: `the value is too ${isSmall ? "small" : "large"}`,
    found: show(found, path),
    allowed: describeAllowed(schemaPath),
    fix: isSmall ? `write ${String(issue.minimum)} or more` : `write ${String(issue.maximum)} or less`,
  };
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    root,
  );
}
