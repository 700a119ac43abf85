import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { under, type Problem } from "../../core";
import type { ClaimedValue } from "../claims/claim-spec";
import { isClaimed } from "../claims/claims";
import { formatAddress, isLink, type Link, type LinkTarget } from "../exposure/links";
import {
  checkContentReference,
  checkKeyReference,
  contentObjectName,
  describeText,
  environmentSuffix,
  keySelector,
  referencedKeys,
  referencedName,
  type OwnContent,
} from "./content";
import { checkExpansion, hasReference, type KnownVariables } from "./expansion";
import { checkResource, checkVariableField } from "./pod-fields";
import { isNoSecret, isSecretName, secretWithin } from "./secret-name";

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

/**
 * What is wrong with the environment of a container, but for its links and claims. Paths are relative to the container.
 * @param sources its `envFrom`, whose variables the values may refer to
 */
export function checkEnvironment(
  env: Environment<unknown> | undefined,
  own: OwnContent,
  sources: readonly EnvironmentSource[] = [],
): Problem[] {
  const variables = Object.entries(env ?? {});
  const known = knownVariables(own, sources);
  const mayBeMissing = variables.flatMap(([name, value]) =>
    isLink(value) && value.optional === true && value.otherwise === undefined ? [name] : [],
  );
  const names = variables.map(([name]) => name);
  return variables.flatMap(([name, value], index) => [
    ...checkVariableName(["env", name], name),
    ...under(
      ["env", name],
      [
        ...checkForms(value),
        ...checkSecrecy(name, value),
        ...checkReferences(value, own),
        ...textsOf(value).flatMap((text) =>
          checkExpansion(text, name, { above: names.slice(0, index), all: names, ...known, mayBeMissing }),
        ),
      ],
    ),
  ]);
}

/** What is wrong with the whole config maps and secrets. Paths are relative to the container. */
export function checkEnvFrom(sources: readonly EnvironmentSource[] | undefined, own: OwnContent): Problem[] {
  return (sources ?? []).flatMap((source, index) => under(["envFrom", index], checkSource(source, own)));
}

const forms = [
  "linkTo",
  "fromClaim",
  "fromSecret",
  "secret",
  "plain",
  "fromConfig",
  "fromField",
  "fromResource",
] as const;
type Form = (typeof forms)[number];

/** Whether a value is what its field says. An output has none of these fields. */
function isForm<Name extends Form>(
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

/** The texts in which Kubernetes expands `$(NAME)`, as far as they are known. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (isForm(value, "plain")) return [value.plain];
  return isLink(value) ? [value.as, value.otherwise].filter((text) => typeof text === "string") : [];
}

function knownVariables(
  own: OwnContent,
  sources: readonly EnvironmentSource[],
): Pick<KnownVariables, "before" | "unknownPrefixes"> {
  const read = sources.map(({ config, secret, prefix = "" }) => {
    const reference = config ?? secret;
    const field = config === undefined ? "secrets" : "config";
    return { prefix, keys: reference === undefined ? [] : referencedKeys(own, field, reference) };
  });
  return {
    before: read.flatMap(({ prefix, keys = [] }) => keys.map((key) => `${prefix}${key}`)),
    unknownPrefixes: read.flatMap(({ prefix, keys }) => (keys === undefined ? [prefix] : [])),
  };
}

/** A name as Kubernetes accepts it, without those that JavaScript would put before all others: whole numbers. */
const variableName = /^[A-Za-z_.-][A-Za-z0-9_.-]*$/;

function checkVariableName(path: Problem["path"], name: string): Problem[] {
  if (variableName.test(name)) return [];
  return [
    {
      path,
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

function checkForms(value: unknown): Problem[] {
  const found = forms.filter((form) => isForm(value, form));
  if (found.length < 2) return [];
  return [{ path: [], message: "a variable has one value", found: found.join(" and "), fix: "remove all but one" }];
}

/** What would let others than the container see a secret. */
function checkSecrecy(name: string, value: unknown): Problem[] {
  if (isForm(value, "secret")) {
    return typeof value.secret !== "string" || value.secret === ""
      ? []
      : [
          plainSecret(
            value.secret,
            "pass a secret of Pulumi, such as config.requireSecret(…), or write { fromSecret: { name: …, key: … } }",
          ),
        ];
  }
  if (isKnownLater(value)) return isSecretName(name) ? [outputOfSecret()] : [];
  if (isLink(value)) return textsOf(value).flatMap(checkPassword);
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") return [];
  if (!isSecretName(name) || isNoSecret(text) || hasReference(text)) return checkPassword(text);
  return [
    plainSecret(
      text,
      "write { secret: … } with a secret of Pulumi, or { fromSecret: { name: …, key: … } }; or { plain: … } if it is none",
    ),
  ];
}

/** What the engine has to resolve, whose text nobody knows yet. */
function isKnownLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** In a pod's own template a secret of Pulumi is a text like all others. */
function outputOfSecret(): Problem {
  return {
    path: [],
    message: "a secret would stand in plain in the pods",
    found: "an output",
    fix: "write { secret: … } around it",
  };
}

function checkPassword(text: string): Problem[] {
  if (secretWithin(text) === undefined) return [];
  return [
    plainSecret(
      text,
      "write { secret: … } with a secret of Pulumi, or $(NAME) of a variable above in place of the password; or { plain: … } if it is none",
    ),
  ];
}

function plainSecret(text: string, fix: string): Problem {
  return { path: [], message: "a secret is written in plain text", found: describeText(text), fix };
}

function checkReferences(value: unknown, own: OwnContent): Problem[] {
  if (isForm(value, "fromSecret")) return under(["fromSecret"], checkKeyReference(own, "secrets", value.fromSecret));
  if (isForm(value, "fromConfig")) return under(["fromConfig"], checkKeyReference(own, "config", value.fromConfig));
  if (isForm(value, "fromField")) return checkVariableField(["fromField"], value.fromField);
  return isForm(value, "fromResource") ? checkResource(value.fromResource, value.divisor) : [];
}

function checkSource(source: EnvironmentSource, own: OwnContent): Problem[] {
  const { config, secret, prefix } = source;
  if ((config === undefined) === (secret === undefined)) {
    return [
      {
        path: [],
        message: "a source of variables is a config map or a secret",
        found: config === undefined ? "neither" : "config and secret",
        fix: config === undefined ? "add config or secret" : "write two sources, one for each",
      },
    ];
  }
  return [
    ...(config === undefined ? [] : checkContentReference(["config"], own, "config", config)),
    ...(secret === undefined ? [] : checkContentReference(["secret"], own, "secrets", secret)),
    ...(prefix === undefined || prefix === "" ? [] : checkVariableName(["prefix"], prefix)),
  ];
}
