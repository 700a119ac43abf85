import { secretMark, unknownMark } from "../../testing";

/** Stands for what a rule cannot see: a secret, or what is known only after `up`. A rule says nothing about it. */
export const hidden: unique symbol = Symbol("hidden");

/** A value below another, or `undefined` if there is none, or `hidden` if it or anything on the way to it is. */
export function look(value: unknown, ...steps: readonly string[]): unknown {
  let inner: unknown = see(value);
  for (const step of steps) {
    if (inner === hidden) return hidden;
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = see((inner as Record<string, unknown>)[step]);
  }
  return inner;
}

/** A list as far as it can be seen. */
export interface VisibleList {
  readonly values: readonly unknown[];
  /** Whether nothing of it is hidden. */
  readonly isComplete: boolean;
}

/** The values of a list below a value. What is no list counts as its only value, as in the JSON of a policy. */
export function list(value: unknown, ...steps: readonly string[]): VisibleList {
  const found = look(value, ...steps);
  if (found === hidden) return { values: [], isComplete: false };
  if (found === undefined) return { values: [], isComplete: true };
  const items: unknown[] = (Array.isArray(found) ? found : [found]).map((item: unknown) => see(item));
  const values = items.filter((item) => item !== hidden);
  return { values, isComplete: values.length === items.length };
}

/** The texts of a list below a value. */
export function texts(value: unknown, ...steps: readonly string[]): string[] {
  return list(value, ...steps).values.filter((item) => typeof item === "string");
}

/** What a text of JSON holds; anything else is handed back, and a text that is no JSON is `undefined`. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function see(value: unknown): unknown {
  return value === secretMark || value === unknownMark ? hidden : (value ?? undefined);
}
