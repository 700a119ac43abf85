import * as pulumi from "@pulumi/pulumi";
import { refuse } from "./errors";

/** `T` with every field optional, at every depth; lists and outputs are replaced whole. */
export type Patch<T> = T extends
  string | number | boolean | null | undefined | pulumi.Output<unknown> | Promise<unknown> | readonly unknown[]
  ? T
  : { readonly [K in keyof T]?: Patch<T[K]> | undefined };

/**
 * The way to change what a component gives to one of its children: either an object that is merged into the child's
 * arguments (objects deeply, lists and outputs whole), or a function that changes arguments and options in place. One that returns
 * anything is an error, as nobody would look at it.
 */
export type Transform<Args> = Patch<Args> | ((args: Args, opts: pulumi.CustomResourceOptions, name: string) => void);

/** The arguments and options of a child after the user's transform. */
export function applyTransform<Args extends object>(
  transform: Transform<Args> | undefined,
  name: string,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  if (transform === undefined) return [name, args, opts];
  if (typeof transform === "function") {
    const own = copy(args) as Args;
    refuseReturned(transform(own, opts, name), name);
    return [name, own, opts];
  }
  return [name, deepMerge(args, transform) as Args, opts];
}

/** The type of a function without a result admits one that has some: new arguments would be lost without a word. */
function refuseReturned(returned: unknown, name: string): void {
  if (returned === undefined) return;
  refuse(
    `the transform of ${name}`,
    [
      {
        path: [],
        message:
          "it returns something, which nobody looks at: what it is to change it must change in place, before it returns",
        found: returned instanceof Promise ? "a function that is async" : `a function that returns ${kindOf(returned)}`,
        allowed: "an object that is merged into the arguments, or a function that returns nothing",
        fix: "change args in place, such as (args) => { args.timeout = 900; }",
      },
    ],
    "the resource was not registered",
  );
}

/** Not the value itself, which may hold a password. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Objects are merged at every depth, everything else is replaced; what is undefined in the patch changes nothing. */
export function deepMerge(base: unknown, patch: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(patch)) return patch;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value !== undefined) merged[key] = key in base ? deepMerge(base[key], value) : value;
  }
  return merged;
}

/** What a function may change without changing what other resources were given: outputs and class instances stay. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)]));
}

/** Whether it is a map of values, and no list, output or other instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
