import type * as pulumi from "@pulumi/pulumi";
import { deepMerge, isPlainObject, withoutCredentials, type Problem } from "../../core";

/** A value of a chart. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value | undefined }
  | pulumi.Output<string>;

/** Values of a chart, as in its `values.yaml`. */
export type Values = Readonly<Record<string, Value | undefined>>;

/** Objects are merged at every depth, everything else is replaced; `null` takes away what the chart has by default. */
export function mergeValues(...layers: readonly Values[]): Values {
  return layers.reduce((merged, layer) => deepMerge(merged, layer) as Values, {});
}

/** Whether it is a map of values, and no output, list or plain value. */
export function isObject(value: unknown): value is Values {
  return isPlainObject(value);
}

/** The value at a path such as `controller.image.repository`; a dot within a key is written `\.`. */
export function valueAt(values: Values, path: string): Value | undefined {
  return at(values, keysOf(path));
}

/** Values that have only this one. */
export function valuesAt(path: string, value: Value): Values {
  return keysOf(path).reduceRight<Value>((inner, key) => ({ [key]: inner }), value) as Values;
}

function keysOf(path: string): string[] {
  return path.split(/(?<!\\)\./).map((key) => key.replaceAll("\\.", "."));
}

/**
 * What is wrong with values that a user adds to those of an add-on.
 * @param owned paths that typed options or the platform decide: each with what to write in their place
 */
export function checkValues(values: Values | undefined, owned: Readonly<Record<string, string>>): Problem[] {
  if (values === undefined) return [];
  // What stands in the place of a map takes many values away, and is told of once.
  const told = new Set<string>();
  return Object.entries(owned).flatMap(([path, fix]) => {
    const decided = decidedIn(values, keysOf(path));
    const isTold = told.has(String(decided));
    told.add(String(decided));
    return decided === undefined || isTold
      ? []
      : [
          {
            path: ["values", ...decided],
            message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
            found: shown(at(values, decided)),
            fix: `remove it here; ${fix}`,
          },
        ];
  });
}

/** The keys to the value at a path, or to what stands in the place of a map on the way to it; undefined if neither is there. */
function decidedIn(values: Values, keys: readonly string[]): readonly string[] | undefined {
  const lengths = keys.map((_, index) => index + 1);
  const last = lengths.find((length) => !isObject(at(values, keys.slice(0, length)))) ?? keys.length;
  const decided = keys.slice(0, last);
  return at(values, decided) === undefined ? undefined : decided;
}

/** Of a map or list nothing but its form: it may hold a password. */
function shown(value: Value | undefined): string {
  if (isObject(value)) return `a map of ${Object.keys(value).join(", ")}`;
  return typeof value === "object" && value !== null
    ? "a list, or an output"
    : withoutCredentials(JSON.stringify(value));
}

function at(values: Values, keys: readonly string[]): Value | undefined {
  return keys.reduce<Value | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), values);
}
