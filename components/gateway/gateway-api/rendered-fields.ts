import type { ManifestValue } from "../../core";

type Value = ManifestValue | undefined;

/** A field of what was rendered; undefined where there is none. */
export function fieldOf(value: Value, ...keys: readonly string[]): Value {
  return keys.reduce((inner: Value, key): Value => {
    if (typeof inner !== "object" || Array.isArray(inner)) return undefined;
    return (inner as Readonly<Record<string, Value>>)[key];
  }, value);
}

/** A list; an empty one where there is none. */
export function listOf(value: Value, ...keys: readonly string[]): readonly ManifestValue[] {
  const list = fieldOf(value, ...keys);
  return Array.isArray(list) ? (list as readonly ManifestValue[]) : [];
}

/** A text; empty where there is none. */
export function textOf(value: Value, ...keys: readonly string[]): string {
  const text = fieldOf(value, ...keys);
  return typeof text === "string" ? text : "";
}
