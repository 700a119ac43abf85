import * as pulumi from "@pulumi/pulumi";
import { under, type Problem } from "../../core";
import { isLink } from "../exposure/links";
import { checkContentReference, checkKeyReference, describeText } from "./check-content";
import { referencedKeys, type OwnContent } from "./content";
import { environmentForms, isForm, type Environment, type EnvironmentSource } from "./environment";
import { checkExpansion, hasReference, type KnownVariables } from "./expansion";
import { checkResource, checkVariableField } from "./pod-fields";
import { isNoSecret, isSecretName, secretWithin } from "./secret-name";

/**
 * What is wrong with the environment of a container, but for its links and claims. Paths are relative to the container.
 * @param sources its `envFrom`, whose variables the values may refer to
 * @param given names of variables that it has besides, above its own
 */
export function checkEnvironment(
  env: Environment<unknown> | undefined,
  own: OwnContent,
  sources: readonly EnvironmentSource[] = [],
  given: readonly string[] = [],
): Problem[] {
  const variables = Object.entries(env ?? {});
  const { before, unknownPrefixes } = knownVariables(own, sources);
  const known = { before: [...before, ...given], unknownPrefixes };
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
  const found = environmentForms.filter((form) => isForm(value, form));
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
