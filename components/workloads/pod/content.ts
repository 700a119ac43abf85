import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** A config map by its content. */
export interface ConfigSpec {
  /**
   * Content by key, which is also the file's name where it is mounted. Everybody may read it: in a config map what a secret's name stands for, a
   * URL with a password or a private key is refused.
   */
  readonly data: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether a change of the content rolls the pods, by a checksum in an annotation. Default: true. */
  readonly restart?: boolean | undefined;
}

/**
 * A secret by its content, which must be secrets of Pulumi: the state keeps them encrypted, and a preview does not show them.
 * Its checksum is SHA-256 of the content, so who may read pods can test guesses against it: for a value that can be guessed set `restart: false`.
 */
export interface SecretSpec extends ConfigSpec {
  /** Kubernetes' type of the secret. Default: `Opaque`. */
  readonly type?: string | undefined;
}

/** Where content is: in a config map or in a Secret. Also the field of a workload that holds it. */
export type ContentField = "config" | "secrets";

/** Content of the workload's own by its suffix, or an object of the namespace by its name. */
export type ContentReference = string | { readonly name: string };

/** A key of content of the workload's own, or of an object of the namespace. */
export interface KeyReference {
  readonly name: string;
  readonly key: string;
}

/** The keys of the content that a workload brings along, by suffix: what references to it are checked by. */
export interface ContentKeys {
  readonly config: Readonly<Record<string, readonly string[]>>;
  readonly secrets: Readonly<Record<string, readonly string[]>>;
}

/** The same, with the name of the workload's objects: what references are resolved by. */
export interface OwnContent extends ContentKeys {
  readonly objectName: string;
}

export type Configs = Readonly<Record<string, ConfigSpec>>;
export type Secrets = Readonly<Record<string, SecretSpec>>;
export type Data = ConfigSpec["data"];

/** The Secret that holds the values of `{ secret: … }` in `env` is `<objectName>-env`. */
export const environmentSuffix = "env";

export function contentKeys(config: Configs = {}, secrets: Secrets = {}): ContentKeys {
  return { config: keysBySuffix(config), secrets: keysBySuffix(secrets) };
}

export function ownContent(objectName: string, config?: Configs, secrets?: Secrets): OwnContent {
  return { objectName, ...contentKeys(config, secrets) };
}

/** Name of the object that holds content of the workload's own. */
export function contentObjectName(objectName: string, suffix: string): string {
  return `${objectName}-${suffix}`;
}

/** Name of the object that a reference leads to. */
export function referencedName(own: OwnContent, reference: ContentReference): string {
  return typeof reference === "string" ? contentObjectName(own.objectName, reference) : reference.name;
}

/** The reference that a bare name stands for: own content if there is any of this suffix, else an object of the namespace. */
export function referenceOf(own: ContentKeys, field: ContentField, name: string): ContentReference {
  return Object.hasOwn(own[field], name) ? name : { name };
}

/** The object and the key in it that a bare name and a key stand for. */
export function keySelector(own: OwnContent, field: ContentField, { name, key }: KeyReference): KeyReference {
  return { name: referencedName(own, referenceOf(own, field, name)), key };
}

/** The keys of what a reference leads to; undefined where it is not the workload's own, and so not known. */
export function referencedKeys(
  own: ContentKeys,
  field: ContentField,
  reference: ContentReference,
): readonly string[] | undefined {
  return typeof reference === "string" && Object.hasOwn(own[field], reference) ? own[field][reference] : undefined;
}

/** A config map to be made. */
export interface PlannedConfigMap {
  readonly suffix: string;
  /** Name of the object. */
  readonly name: string;
  readonly data: Data;
}

/** A Secret to be made. */
export interface PlannedSecret {
  readonly suffix: string;
  /** Name of the object. */
  readonly name: string;
  readonly type: string;
  readonly stringData: Data;
}

export interface ContentPlan {
  readonly configMaps: readonly PlannedConfigMap[];
  readonly secrets: readonly PlannedSecret[];
  /**
   * Annotations of the pods, `checksum.slipway/<suffix>`, which change with the content and so roll them. They are no secrets of Pulumi
   * on purpose: a preview shows of which content a change rolls the pods, and hides nothing of the template.
   */
  readonly checksums: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * The objects that hold a workload's own content.
 * @param content `env` is the secret values of its environment variables, by key
 */
export function planContent(
  objectName: string,
  content: { readonly config?: Configs | undefined; readonly secrets?: Secrets | undefined; readonly env?: Data },
): ContentPlan {
  const { config = {}, secrets = {}, env = {} } = content;
  const withEnvironment: Secrets =
    Object.keys(env).length === 0 ? secrets : { ...secrets, [environmentSuffix]: { data: env } };
  const rolling = [...Object.entries(config), ...Object.entries(withEnvironment)].filter(
    ([, { restart }]) => restart !== false,
  );
  return {
    configMaps: Object.entries(config).map(([suffix, { data }]) => ({
      suffix,
      name: contentObjectName(objectName, suffix),
      data,
    })),
    secrets: Object.entries(withEnvironment).map(([suffix, { data, type = "Opaque" }]) => ({
      suffix,
      name: contentObjectName(objectName, suffix),
      type,
      stringData: data,
    })),
    checksums: Object.fromEntries(rolling.map(([suffix, { data }]) => [`checksum.slipway/${suffix}`, checksum(data)])),
  };
}

function keysBySuffix(content: Configs): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(content).map(([suffix, { data }]) => [suffix, Object.keys(data)]));
}

/** The first 16 of 64 hexadecimal digits: enough to tell contents apart, and short in a pod's annotations. */
function checksum(data: Data): pulumi.Output<string> {
  return pulumi.unsecret(
    pulumi.all(data).apply((known) => {
      const sorted = Object.entries(known).sort(([one], [other]) => (one < other ? -1 : 1));
      return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
    }),
  );
}
