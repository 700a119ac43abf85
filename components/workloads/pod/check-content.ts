import { checkDnsLabel, didYouMean, under, type Problem } from "../../core";
import {
  contentObjectName,
  environmentSuffix,
  referencedKeys,
  referenceOf,
  type ConfigSpec,
  type Configs,
  type ContentField,
  type ContentKeys,
  type ContentReference,
  type Data,
  type KeyReference,
  type Secrets,
  type SecretSpec,
} from "./content";
import { isNoSecret, isSecretName, secretWithin } from "./secret-name";

/** What is wrong with the content that a workload brings along. */
export function checkContent(objectName: string, config: Configs = {}, secrets: Secrets = {}): Problem[] {
  return [
    ...Object.entries(config).flatMap(([suffix, spec]) => [
      ...checkOne(objectName, "config", suffix, spec),
      ...checkNoSecret(suffix, spec),
    ]),
    ...Object.entries(secrets).flatMap(([suffix, spec]) => [
      ...checkOne(objectName, "secrets", suffix, spec),
      ...(Object.hasOwn(config, suffix) ? [twinProblem(suffix)] : []),
      ...checkPlainText(suffix, spec),
      ...checkSecretType(suffix, spec),
    ]),
  ];
}

/** What is wrong with a reference to content; `path` is its own. */
export function checkContentReference(
  path: Problem["path"],
  own: ContentKeys,
  field: ContentField,
  reference: ContentReference,
): Problem[] {
  if (typeof reference !== "string") return checkReferencedName([...path, "name"], reference.name);
  const suffixes = Object.keys(own[field]);
  if (suffixes.includes(reference)) return [];
  const meant = didYouMean(reference, suffixes);
  return [
    {
      path,
      message: `the workload has no ${nouns[field]} of this suffix`,
      found: reference,
      ...(suffixes.length === 0 ? {} : { allowed: suffixes.join(", ") }),
      fix:
        meant === undefined
          ? `add it under ${field}, or write { name: ${reference} } for one of the namespace`
          : `did you mean ${meant}? One of the namespace is { name: ${reference} }`,
    },
  ];
}

/** What is wrong with the key of a reference that is right itself. */
export function checkContentKey(
  path: Problem["path"],
  own: ContentKeys,
  field: ContentField,
  reference: ContentReference,
  key: string,
): Problem[] {
  const keys = referencedKeys(own, field, reference);
  if (keys === undefined || typeof reference !== "string") return checkKeyName(path, key);
  if (keys.includes(key)) return [];
  const meant = didYouMean(key, keys);
  return [
    {
      path,
      message: `the ${nouns[field]} has no key of this name`,
      found: key,
      allowed: keys.join(", "),
      fix: meant === undefined ? `add it to ${field}.${reference}.data` : `did you mean ${meant}?`,
    },
  ];
}

/** What is wrong with a bare name and a key. */
export function checkKeyReference(own: ContentKeys, field: ContentField, { name, key }: KeyReference): Problem[] {
  const reference = referenceOf(own, field, name);
  return [...checkContentReference([], own, field, reference), ...checkContentKey(["key"], own, field, reference, key)];
}

const nouns: Readonly<Record<ContentField, string>> = { config: "config map", secrets: "secret" };

function checkOne(objectName: string, field: ContentField, suffix: string, { data }: ConfigSpec): Problem[] {
  const path = [field, suffix];
  return [
    ...checkDnsLabel(`a ${nouns[field]}`, suffix, path),
    ...checkNameLength(path, contentObjectName(objectName, suffix)),
    ...(suffix === environmentSuffix ? [reservedProblem(path)] : []),
    ...(Object.keys(data).length === 0 ? [emptyProblem(field, path)] : []),
    ...Object.keys(data).flatMap((key) => checkKeyName([...path, "data", key], key)),
    ...checkSize(field, path, data),
  ];
}

function checkNameLength(path: Problem["path"], name: string): Problem[] {
  if (name.length <= 253) return [];
  return [
    {
      path,
      message: "the name of the object is too long for Kubernetes",
      found: `${name} (${name.length} characters)`,
      allowed: "at most 253 characters",
      fix: "use a shorter suffix",
    },
  ];
}

function reservedProblem(path: Problem["path"]): Problem {
  return {
    path,
    message: "this suffix is that of the Secret that holds the secret values of env",
    found: environmentSuffix,
    fix: "use another suffix",
  };
}

function emptyProblem(field: ContentField, path: Problem["path"]): Problem {
  return { path: [...path, "data"], message: `a ${nouns[field]} without content`, fix: "add a key, or remove it" };
}

function twinProblem(suffix: string): Problem {
  return {
    path: ["secrets", suffix],
    message: "a config map and a secret have one suffix",
    found: suffix,
    fix: "rename one of them",
  };
}

/** Source: `IsConfigMapKey` in k8s.io/apimachinery 0.36, which is for Secrets too. */
function checkKeyName(path: Problem["path"], key: string): Problem[] {
  if (/^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/.test(key)) return [];
  return [
    {
      path,
      message: "this is no key of a config map or a secret",
      found: key,
      allowed: "1 to 253 letters, digits, '-', '_' and '.', not starting with '..'",
      fix: key.includes("/")
        ? "write a name without folders; items of a volume put its file below one"
        : "write it without other characters",
    },
  ];
}

/** 1 MiB of values: `MaxSecretSize` of Kubernetes 1.36, which is for config maps too. */
const largestContent = 2 ** 20;

/** What is only known later is not counted. */
function checkSize(field: ContentField, path: Problem["path"], data: Data): Problem[] {
  const size = Object.values(data).reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? Buffer.byteLength(value) : 0),
    0,
  );
  if (size <= largestContent) return [];
  return [
    {
      path: [...path, "data"],
      message: `the ${nouns[field]} is too large for Kubernetes`,
      found: `${size} bytes`,
      allowed: `at most ${largestContent} bytes`,
      fix: "split it, or put large files into the image or a volume",
    },
  ];
}

/** Text that is filled in by the program that reads it. */
const placeholder = /^\$[({][^()}]+[)}]$/;

/** A secret would stand in a config map for everybody to read, as a secret of Pulumi too. What an output holds only its name tells. */
function checkNoSecret(suffix: string, { data }: ConfigSpec): Problem[] {
  return Object.entries(data).flatMap(([key, value]) => {
    const isNamed = isSecretName(key) && !(typeof value === "string" && (isNoSecret(value) || placeholder.test(value)));
    const within = typeof value === "string" ? secretWithin(value) : undefined;
    if (!isNamed && within === undefined) return [];
    return under(
      ["config", suffix, "data", key],
      [
        {
          path: [],
          message: "a secret does not belong into a config map, which everybody may read",
          found: typeof value === "string" ? describeText(value) : "an output",
          fix: within === undefined ? "move it to secrets, or rename the key if it is none" : "move it to secrets",
        },
      ],
    );
  });
}

/** Who gives a password as a text has it in the program; a user's name beside it is no secret. */
function checkPlainText(suffix: string, { data }: SecretSpec): Problem[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (typeof value !== "string" || value === "" || !(isSecretName(key) || secretWithin(value) !== undefined))
      return [];
    return [
      {
        path: ["secrets", suffix, "data", key],
        message: "a secret is written in plain text",
        found: describeText(value),
        fix: "pass a secret of Pulumi: config.requireSecret(…), or in a stack's file what pulumi config set --secret --path has encrypted",
      },
    ];
  });
}

/** What an error message says of a secret, as more people read messages than the program. */
export function describeText(text: string): string {
  const within = secretWithin(text);
  const length = `a text of ${text.length} ${text.length === 1 ? "character" : "characters"}`;
  return within === undefined ? length : `${length} with ${within}`;
}

/** Keys without which Kubernetes refuses a Secret of a type; one list must be there. Source: `ValidateSecret` of Kubernetes 1.36. */
const keysOfTypes: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "kubernetes.io/tls": [["tls.crt", "tls.key"]],
  "kubernetes.io/dockerconfigjson": [[".dockerconfigjson"]],
  "kubernetes.io/dockercfg": [[".dockercfg"]],
  "kubernetes.io/basic-auth": [["username"], ["password"]],
  "kubernetes.io/ssh-auth": [["ssh-privatekey"]],
};

function checkSecretType(suffix: string, { type, data }: SecretSpec): Problem[] {
  if (type === "kubernetes.io/service-account-token") {
    return [
      {
        path: ["secrets", suffix, "type"],
        message: "a secret of this type is filled by Kubernetes, with a token that never ends",
        found: type,
        fix: "set serviceAccountToken, or mount a token with an end: projected: [{ token: { path, audience } }]",
      },
    ];
  }
  const lists = type === undefined || !Object.hasOwn(keysOfTypes, type) ? undefined : keysOfTypes[type];
  if (lists === undefined || lists.some((keys) => keys.every((key) => Object.hasOwn(data, key)))) return [];
  const wanted = lists.map((keys) => keys.join(" and ")).join(", or ");
  return [
    {
      path: ["secrets", suffix, "data"],
      message: `a secret of type ${type ?? ""} has other keys`,
      found: Object.keys(data).join(", "),
      allowed: wanted,
      fix: `add ${wanted}, or leave the type out`,
    },
  ];
}

/** A DNS subdomain (RFC 1123), which names of config maps, Secrets and volume claims are. */
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What is wrong with the name of an object of the namespace. */
export function checkReferencedName(path: Problem["path"], name: string): Problem[] {
  if (name.length <= 253 && dnsSubdomain.test(name)) return [];
  return [
    {
      path,
      message: "this is no name of an object",
      found: name,
      allowed: "1 to 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends",
      fix: "copy the name of the object",
    },
  ];
}
