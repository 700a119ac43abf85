import { z } from "zod";
import { stackFile } from "./schema";

/** The JSON Schema of a stack's file, by which editors complete and check it. */
export function jsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(stackFile, { io: "input", unrepresentable: "any" });
  return { $schema, title: "Pulumi.<environment>.yaml of a Slipway project", ...schema };
}

/** The part of a JSON Schema that this project's schemas use. */
interface SchemaNode {
  /** What the rest of the node is put beside, such as `#/$defs/Link`. */
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly type?: string | readonly string[];
  readonly const?: string | number | boolean;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  /** What a union by a key's value becomes. */
  readonly oneOf?: readonly SchemaNode[];
}

type Path = readonly (string | number)[];

/**
 * The keys that a stack's file may have at a path, such as `["config", "slipway:shop"]`.
 * @param value what stands there: of several kinds of maps, only the keys of the one that is meant are named
 */
export function knownKeys(path: Path, value?: unknown): string[] {
  const kinds = kindsAt(path);
  const meant = isMap(value) ? meantKind(kinds, value) : undefined;
  return [...new Set((meant === undefined ? kinds : [meant]).flatMap(keysOf))];
}

/** Which of the kinds of maps that may stand at a path is meant by a value, counted from 0; undefined if none is. */
export function meantAlternative(path: Path, value: unknown): number | undefined {
  const kinds = kindsAt(path);
  const meant = isMap(value) ? meantKind(kinds, value) : undefined;
  return meant === undefined ? undefined : kinds.indexOf(meant);
}

/** What a key that stands at a wrong place goes with, such as `target: existing`; undefined if no kind of map has it. */
export function placeOf(path: Path, key: string): string | undefined {
  const kinds = kindsAt(path).filter((node) => keysOf(node).includes(key));
  const [kind] = kinds;
  if (kind === undefined) return undefined;
  const constants = kinds.flatMap((node) => constantsOf(node).slice(0, 1));
  const [constant] = constants;
  if (constant === undefined) return (kind.required ?? []).join(" and ");
  const values = constants.map(([, value]) => String(value));
  return `${constant[0]}: ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(values)}`;
}

/**
 * The keys beside that of the map around a path under which a key would be known: `ports` of `workers.importer` goes with `services`. None
 * if nothing there has it.
 */
export function placesBeside(path: Path, key: string): string[] {
  const around = path.slice(0, -2);
  return knownKeys(around).filter((other) => knownKeys([...around, other, String(path.at(-1))]).includes(key));
}

/** The keys below a path for which a text is one of the choices: of `slipway:addOns`, `standard` is one of `preset`. */
export function choicePlaces(path: Path, text: string): string[] {
  return knownKeys(path).filter((key) =>
    nodesAt([...path, key])
      .flatMap(alternatives)
      .some((node) => node.enum?.includes(text) === true),
  );
}

/** The keys of a value that only one kind of map at this path has and needs, for each kind that has any. */
export function tellingKeys(path: Path, value: unknown): string[][] {
  const kinds = kindsAt(path);
  if (!isMap(value) || kinds.some((kind) => constantsOf(kind).length > 0)) return [];
  return kinds
    .map((kind) =>
      (kind.required ?? []).filter(
        (key) => Object.hasOwn(value, key) && kinds.every((other) => other === kind || !keysOf(other).includes(key)),
      ),
    )
    .filter((keys) => keys.length > 0);
}

/** What a stack's file may have at a path, in words: `a whole number from 1 to 65535, or a map with port, targetPort`. */
export function describeAllowed(path: Path): string {
  return [...new Set(nodesAt(path).flatMap(alternatives).map(describeNode))].join(", or ");
}

/** Whether a value that Pulumi has encrypted may stand at a path. */
export function takesEncrypted(path: Path): boolean {
  return nodesAt(path)
    .flatMap(alternatives)
    .some((node) => keysOf(node).includes("secure"));
}

/** What is meant by the value at a path; undefined where the schema does not say. */
export function describeMeaning(path: Path): string | undefined {
  return nodesAt(path).find((node) => node.description !== undefined)?.description;
}

/** The kinds of maps with fixed keys that may stand at a path. */
function kindsAt(path: Path): SchemaNode[] {
  return nodesAt(path)
    .flatMap(alternatives)
    .filter((node) => node.properties !== undefined);
}

/** The kind that says what the value says; among several, the one of whose keys it has the most, needed ones before others. */
function meantKind(kinds: readonly SchemaNode[], value: object): SchemaNode | undefined {
  const count = (keys: readonly string[]) => keys.filter((key) => Object.hasOwn(value, key)).length;
  const [first, second] = kinds
    .filter((kind) =>
      constantsOf(kind).every(([key, constant]) => (value as Record<string, unknown>)[key] === constant),
    )
    .map((kind) => ({ kind, needed: count(kind.required ?? []), any: count(keysOf(kind)) }))
    .sort((one, other) => other.needed - one.needed || other.any - one.any);
  const isTie = first !== undefined && second?.needed === first.needed && second.any === first.any;
  return isTie ? undefined : first?.kind;
}

function constantsOf({ properties = {} }: SchemaNode): [string, unknown][] {
  return Object.entries(properties).flatMap(([key, node]) => (node.const === undefined ? [] : [[key, node.const]]));
}

function keysOf({ properties = {} }: SchemaNode): string[] {
  return Object.keys(properties);
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Made once: a file with many problems asks for it many times. */
let made: SchemaNode | undefined;

function root(): SchemaNode {
  made ??= jsonSchema();
  return made;
}

function nodesAt(path: Path): SchemaNode[] {
  return path.reduce<SchemaNode[]>(
    (current, key) => current.flatMap(alternatives).flatMap((node) => below(node, key)),
    [root()],
  );
}

function below(node: SchemaNode, key: string | number): SchemaNode[] {
  const child = typeof key === "number" ? node.items : (node.properties?.[key] ?? node.additionalProperties);
  return typeof child === "object" ? [resolved(child)] : [];
}

/** The node with what it refers to; what it says itself holds. */
function resolved(node: SchemaNode): SchemaNode {
  const { $ref, ...own } = node;
  const target = $ref === undefined ? undefined : root().$defs?.[$ref.slice("#/$defs/".length)];
  return target === undefined ? node : { ...resolved(target), ...own };
}

function alternatives(unresolved: SchemaNode): SchemaNode[] {
  const node = resolved(unresolved);
  const kinds = node.anyOf ?? node.oneOf;
  if (kinds !== undefined) return kinds.flatMap(alternatives);
  return Array.isArray(node.type) ? node.type.map((type: string) => ({ ...node, type })) : [node];
}

function describeNode(node: SchemaNode): string {
  if (node.const !== undefined) return String(node.const);
  if (node.enum !== undefined) return node.enum.map(String).join(" or ");
  switch (node.type) {
    case "integer":
      return `a whole number${describeRange(node)}`;
    case "number":
      return `a number${describeRange(node)}`;
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object": {
      const keys = Object.keys(node.properties ?? {});
      return keys.length === 0 ? "a map of keys and values" : `a map with ${keys.join(", ")}`;
    }
    case undefined:
    default:
      return "a value";
  }
}

/** The bounds of whole numbers are those of JavaScript where the schema sets none. */
function describeRange({ minimum, maximum }: SchemaNode): string {
  const from = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? "" : ` from ${minimum}`;
  const to = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`;
  return `${from}${to}`;
}
