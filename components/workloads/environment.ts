import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { didYouMean, type Problem } from "../core";
import { formatAddress, isLink, type Link, type LinkTarget } from "./links";

/** A value that is read from a Kubernetes Secret of the same namespace when the container starts. */
export interface SecretReference {
  readonly fromSecret: {
    /** Name of the Secret. */
    readonly name: string;
    /** Key in it. */
    readonly key: string;
  };
}

/** The value of an environment variable. Numbers and booleans are written as text. */
export type EnvironmentValue<Target = LinkTarget> =
  pulumi.Input<string> | number | boolean | Link<Target> | SecretReference;

/**
 * Environment variables in the order in which they are written: `$(NAME)` in a value stands for a variable above it,
 * and `$$(NAME)` for the text `$(NAME)` itself.
 */
export type Environment<Target = LinkTarget> = Readonly<Record<string, EnvironmentValue<Target>>>;

/** The links among the values, each with its path under that of the environment. */
export function linksInEnvironment<Target>(
  path: readonly string[],
  env: Environment<Target> = {},
): [path: (string | number)[], link: Link<Target>][] {
  return Object.entries(env).flatMap(([name, value]): [(string | number)[], Link<Target>][] =>
    isLink<Target>(value) ? [[[...path, name], value]] : [],
  );
}

/** The same environment with its links changed. */
export function mapLinks<From, To>(env: Environment<From>, change: (link: Link<From>) => Link<To>): Environment<To> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]): [string, EnvironmentValue<To>] => [
      name,
      isLink<From>(value) ? change(value) : (value as EnvironmentValue<To>),
    ]),
  );
}

/** The Kubernetes form, in the same order. */
export function containerEnvironment(env: Environment = {}): types.input.core.v1.EnvVar[] {
  return Object.entries(env).map(([name, value]) => {
    if (isLink<LinkTarget>(value)) return { name, value: formatAddress(value) };
    if (isSecretReference(value)) return { name, valueFrom: { secretKeyRef: value.fromSecret } };
    if (typeof value === "number" || typeof value === "boolean") return { name, value: String(value) };
    return { name, value };
  });
}

/** What is wrong with a workload's environment. */
export function checkEnvironment(env: Environment<unknown> = {}): Problem[] {
  const names = Object.keys(env);
  return Object.entries(env).flatMap(([name, value], index) => [
    ...checkVariableName(name),
    ...(typeof value === "string" ? checkReferences(names, index, value) : []),
  ]);
}

function isSecretReference(value: unknown): value is SecretReference {
  return typeof value === "object" && value !== null && "fromSecret" in value;
}

/** A name as Kubernetes accepts it, without those that JavaScript would put before all others: whole numbers. */
const variableName = /^[A-Za-z_.-][A-Za-z0-9_.-]*$/;

function checkVariableName(name: string): Problem[] {
  if (variableName.test(name)) return [];
  return [
    {
      path: ["env", name],
      message: "this is no name of an environment variable",
      found: name,
      allowed: "letters, digits, '_', '.' and '-', not starting with a digit",
      fix: `write ${name
        .toUpperCase()
        .replace(/[^A-Z0-9_]+/g, "_")
        .replace(/^(?=[0-9])/, "_")}`,
    },
  ];
}

function checkReferences(names: readonly string[], index: number, value: string): Problem[] {
  const name = names[index] ?? "";
  return references(value)
    .filter((reference) => !names.slice(0, index).includes(reference))
    .map((reference) => ({
      path: ["env", name],
      ...explainReference(names, index, reference),
      found: value,
    }));
}

function explainReference(
  names: readonly string[],
  index: number,
  reference: string,
): { message: string; fix: string } {
  const name = names[index] ?? "";
  const effect = `so the container would see the text $(${reference})`;
  if (reference === name) {
    return {
      message: `the value refers to itself, ${effect}`,
      fix: `write the value out: what the image sets for ${name} cannot be referred to; or write $$(${name}) if the text itself is meant`,
    };
  }
  if (names.includes(reference)) {
    return { message: `$(${reference}) is defined further down, ${effect}`, fix: `move ${reference} above ${name}` };
  }
  const meant = didYouMean(reference, names.slice(0, index));
  return {
    message: `$(${reference}) is not defined, ${effect}`,
    fix:
      meant === undefined
        ? `define ${reference} above ${name}, or write $$(${reference}) if the text itself is meant`
        : `did you mean $(${meant})?`,
  };
}

/** The names that Kubernetes would expand in a value: `$(NAME)`, but not `$$(NAME)`. */
function references(value: string): string[] {
  return [...value.matchAll(/\$\$|\$\(([^)]+)\)/g)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
}
