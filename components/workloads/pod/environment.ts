import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ClaimedValue } from "../claims/claim-spec";
import { isClaimed } from "../claims/claims";
import { formatAddress, isLink, type Link, type LinkTarget } from "../exposure/links";
import { contentObjectName, environmentSuffix, keySelector, referencedName, type OwnContent } from "./content";

/** A value that is read from a Kubernetes Secret of the same namespace when the container starts. */
export interface SecretReference {
  readonly fromSecret: {
    /** Name of the Secret: of the workload's own `secrets` by its suffix, or else of the namespace. */
    readonly name: string;
    /** Key in it. */
    readonly key: string;
  };
}

/** A value that is read from a ConfigMap: of the workload's own `config` by its suffix, or of the namespace by name. */
export interface ConfigReference {
  readonly fromConfig: { readonly name: string; readonly key: string };
}

/**
 * A value that is kept in a Secret of the workload's own, `<name>-env`, and so is no text that everybody may read. It must be a secret of Pulumi.
 * A change rolls the pods, by a checksum of all of these values together that who may read pods can test guesses against: a value that can be
 * guessed belongs into `secrets`, with `restart: false`.
 */
export interface SecretValue {
  readonly secret: pulumi.Input<string>;
}

/** A text that is no secret though the variable is named like one, or it looks like one. */
export interface PlainValue {
  readonly plain: string;
}

/**
 * A field of the pod: `metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels['app.kubernetes.io/name']` or an annotation in the
 * same way, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP`, `status.hostIPs`, `status.podIP`, `status.podIPs`.
 */
export interface FieldReference {
  readonly fromField: string;
}

/**
 * An amount of the container's own resources, `limits` or `requests` of `cpu`, `memory` or `ephemeral-storage`, rounded up. A limit that is not
 * set is what the node has.
 */
export interface ResourceReference {
  /** Such as `limits.memory`. */
  readonly fromResource: string;
  /** Unit: `1` or `1m` of CPU; `1`, or `1k` to `1E` or `1Ki` to `1Ei`, of the others. Default: `1`. */
  readonly divisor?: string | undefined;
}

/**
 * The value of an environment variable. Numbers and booleans are written as text. A text or an output under the name of a secret is refused, as
 * everybody who may read pods would see it, also where it is a secret of Pulumi; so is a text with a password in a URL or a private key.
 */
export type EnvironmentValue<Target = LinkTarget> =
  | pulumi.Input<string>
  | number
  | boolean
  | Link<Target>
  | ClaimedValue
  | SecretReference
  | SecretValue
  | PlainValue
  | ConfigReference
  | FieldReference
  | ResourceReference;

/** All keys of a ConfigMap or a Secret, as variables. */
export interface EnvironmentSource {
  /** One of the two: of the workload's own by suffix, or of the namespace by name. */
  readonly config?: string | { readonly name: string } | undefined;
  readonly secret?: string | { readonly name: string } | undefined;
  /** Text before each name. Default: none. */
  readonly prefix?: string | undefined;
  /** Whether the container starts without it. Default: no. */
  readonly optional?: boolean | undefined;
}

/**
 * Environment variables in the order in which they are written: `$(NAME)` in a value stands for a variable above it,
 * and `$$(NAME)` for the text `$(NAME)` itself. Variables of `envFrom` count as above all.
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

/** The values of claims among the values, in the same way. */
export function claimsInEnvironment(
  path: readonly string[],
  env: Environment<unknown> = {},
): [path: (string | number)[], claimed: ClaimedValue][] {
  return Object.entries(env).flatMap(([name, value]): [(string | number)[], ClaimedValue][] =>
    isClaimed(value) ? [[[...path, name], value]] : [],
  );
}

/** How what an environment refers to by name becomes what it refers to. */
export interface ReferenceChanges<From, To> {
  /** Undefined: there is nothing that an optional link leads to. */
  readonly link: (link: Link<From>) => Link<To> | undefined;
  readonly claim: (claimed: ClaimedValue) => ClaimedValue;
}

/**
 * The same environment with its links and claims changed. A link without a target becomes its `otherwise`, or there is no such variable.
 */
export function mapReferences<From, To>(env: Environment<From>, change: ReferenceChanges<From, To>): Environment<To> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]): [string, EnvironmentValue<To>][] => {
      if (isClaimed(value)) return [[name, change.claim(value)]];
      if (!isLink<From>(value)) return [[name, value]];
      const changed = change.link(value) ?? value.otherwise;
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
}

/** Text before the keys of a container's secret values, which keeps the containers of a pod apart; none for the main one. */
export function secretPrefix(container?: string): string {
  return container === undefined ? "" : `${container}.`;
}

/**
 * The values that the workload's own Secret for `env` holds, by key.
 * @param prefix the container's `secretPrefix`
 */
export function secretValues(prefix: string, env: Environment<unknown> = {}): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      isForm(value, "secret") ? [[`${prefix}${name}`, value.secret]] : [],
    ),
  );
}

/**
 * The Kubernetes form, in the same order.
 * @param prefix as for `secretValues`
 */
export function containerEnvironment(
  env: Environment | undefined,
  own: OwnContent,
  prefix: string,
): types.input.core.v1.EnvVar[] {
  return Object.entries(env ?? {}).map(([name, value]) => {
    if (isLink<LinkTarget>(value)) return { name, value: formatAddress(value) };
    if (isClaimed(value)) return { name, ...claimedValue(value) };
    if (isForm(value, "plain")) return { name, value: value.plain };
    if (typeof value === "number" || typeof value === "boolean") return { name, value: String(value) };
    const valueFrom = valueSource(name, value, own, prefix);
    return valueFrom === undefined ? { name, value: value as pulumi.Input<string> } : { name, valueFrom };
  });
}

/** The Kubernetes form of whole config maps and secrets, in the same order. */
export function containerEnvFrom(
  sources: readonly EnvironmentSource[] | undefined,
  own: OwnContent,
): types.input.core.v1.EnvFromSource[] {
  return (sources ?? []).flatMap(({ config, secret, prefix, optional }) => {
    const reference = config ?? secret;
    if (reference === undefined) return [];
    const object = { name: referencedName(own, reference), ...(optional === true ? { optional } : {}) };
    return {
      ...(prefix === undefined ? {} : { prefix }),
      ...(config === undefined ? { secretRef: object } : { configMapRef: object }),
    };
  });
}

/** Fields by which values that are no plain texts are known. */
export const environmentForms = [
  "linkTo",
  "fromClaim",
  "fromSecret",
  "secret",
  "plain",
  "fromConfig",
  "fromField",
  "fromResource",
] as const;
type Form = (typeof environmentForms)[number];

/** Whether a value is what its field says. An output has none of these fields. */
export function isForm<Name extends Form>(
  value: unknown,
  form: Name,
): value is Extract<EnvironmentValue, Record<Name, unknown>> {
  return typeof value === "object" && value !== null && Object.hasOwn(value, form);
}

function claimedValue({ fromClaim, value }: ClaimedValue): Omit<types.input.core.v1.EnvVar, "name"> {
  const claimed = typeof fromClaim === "string" ? undefined : fromClaim.values[value];
  if (claimed === undefined) throw new Error(`the value ${value} of a claim was used before it was checked`);
  return isForm(claimed, "fromSecret") ? { valueFrom: { secretKeyRef: claimed.fromSecret } } : { value: claimed };
}

function valueSource(
  name: string,
  value: unknown,
  own: OwnContent,
  prefix: string,
): types.input.core.v1.EnvVarSource | undefined {
  if (isForm(value, "fromSecret")) return { secretKeyRef: keySelector(own, "secrets", value.fromSecret) };
  if (isForm(value, "fromConfig")) return { configMapKeyRef: keySelector(own, "config", value.fromConfig) };
  if (isForm(value, "secret")) {
    return {
      secretKeyRef: { name: contentObjectName(own.objectName, environmentSuffix), key: `${prefix}${name}` },
    };
  }
  if (isForm(value, "fromField")) return { fieldRef: { fieldPath: value.fromField } };
  if (!isForm(value, "fromResource")) return undefined;
  const { fromResource: resource, divisor } = value;
  return { resourceFieldRef: { resource, ...(divisor === undefined ? {} : { divisor }) } };
}
