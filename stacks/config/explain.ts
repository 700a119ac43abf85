import type { z } from "zod";
import { didYouMean, type Problem } from "../../components/core";
import { knownKeys } from "./json-schema";

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/**
 * What a schema found, as problems: each with what was found, what is allowed, and how to mend it.
 * @param prefix path of `raw` below `config:`
 */
export function explain(issues: readonly Issue[], raw: unknown, prefix: Path = []): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))];
    return explainIssue(issue, path, valueAt(raw, path.slice(prefix.length)));
  });
}

/** Rewrites the value as it may stand in a message: on one line, and not too long. */
export function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}

function explainIssue(issue: Issue, path: Path, found: unknown): Problem[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey(path, key, knownKeys(["config", ...path])));
    case "invalid_type":
      return [
        found === undefined ? missing(path, issue.expected) : wrongType(path, found, describeType(issue.expected)),
      ];
    case "invalid_value":
      return [found === undefined ? missing(path, "value") : wrongChoice(path, found, issue.values.map(String))];
    case "too_small":
    case "too_big":
      return [outOfRange(path, found, issue)];
    case "invalid_union":
      return explainUnion(issue, path, found);
    case "invalid_key":
      return issue.issues.flatMap((inner) => explainIssue(inner, path, path.at(-1)));
    case "invalid_element":
      return issue.issues.flatMap((inner) => explainIssue(inner, path, found));
    case "invalid_format":
      return [
        {
          path,
          message: "the text has not the right form",
          found: show(found),
          allowed: describeFormat(issue),
          fix: "write it in this form",
        },
      ];
    case "custom":
      return [
        {
          path,
          message: issue.message,
          found: show(found),
          ...(typeof issue.params?.allowed === "string" ? { allowed: issue.params.allowed } : {}),
          fix: typeof issue.params?.fix === "string" ? issue.params.fix : "write one that is allowed",
        },
      ];
    case "not_multiple_of":
      return [{ path, message: issue.message, found: show(found), fix: "correct the value" }];
  }
}

function describeFormat(issue: Extract<Issue, { code: "invalid_format" }>): string {
  if ("prefix" in issue) return `a text that starts with ${String(issue.prefix)}`;
  return issue.message;
}

/** Of the alternatives, the one that the value was meant to be is explained; if none fits, all are named. */
function explainUnion(issue: Extract<Issue, { code: "invalid_union" }>, path: Path, found: unknown): Problem[] {
  if (found === undefined) return [missing(path, "value")];
  const meant = issue.errors
    .filter((errors) => !errors.some((error) => error.path.length === 0 && isOtherType(error)))
    .sort((one, other) => one.length - other.length)[0];
  if (meant !== undefined) {
    return meant.flatMap((error) => {
      const inner = error.path.map((key) => (typeof key === "symbol" ? String(key) : key));
      return explainIssue(error, [...path, ...inner], valueAt(found, inner));
    });
  }
  const allowed = [...new Set(issue.errors.flatMap((errors) => errors.flatMap(describeAlternative)))];
  return [wrongType(path, found, allowed.join(", or "))];
}

function isOtherType(issue: Issue): boolean {
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

function describeAlternative(issue: Issue): string[] {
  if (issue.path.length > 0) return [];
  if (issue.code === "invalid_type") return [describeType(issue.expected)];
  if (issue.code === "invalid_value") return [issue.values.map(String).join(", ")];
  return [];
}

function unknownKey(path: Path, key: string, known: readonly string[]): Problem {
  const meant = didYouMean(key, known);
  return {
    path: [...path, key],
    message: "there is no such key here",
    found: key,
    ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
    fix: meant === undefined ? "remove it" : `did you mean ${meant}?`,
  };
}

function missing(path: Path, expected: string): Problem {
  return { path, message: "this is missing", allowed: describeType(expected), fix: "add it" };
}

function wrongType(path: Path, found: unknown, allowed: string): Problem {
  return { path, message: "the value has the wrong type", found: show(found), allowed, fix: `write ${allowed}` };
}

function wrongChoice(path: Path, found: unknown, choices: readonly string[]): Problem {
  const meant = typeof found === "string" ? didYouMean(found, choices) : undefined;
  return {
    path,
    message: "the value is none of those that are allowed",
    found: show(found),
    allowed: choices.join(", "),
    fix: meant === undefined ? "write one of them" : `did you mean ${meant}?`,
  };
}

function outOfRange(path: Path, found: unknown, issue: Extract<Issue, { code: "too_small" | "too_big" }>): Problem {
  const unit = issue.origin === "string" ? " characters" : issue.origin === "array" ? " entries" : "";
  const bound = issue.code === "too_small" ? `at least ${String(issue.minimum)}` : `at most ${String(issue.maximum)}`;
  return {
    path,
    message: `the value is too ${issue.code === "too_small" ? "small" : "large"}`,
    found: show(found),
    allowed: `${bound}${unit}`,
    fix: `write ${bound}${unit}`,
  };
}

const typeNames: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  object: "a map of keys and values",
  record: "a map of keys and values",
  array: "a list",
  value: "a value",
};

function describeType(expected: string): string {
  return typeNames[expected] ?? expected;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    root,
  );
}
