import { z } from "zod";
import { stackFile } from "./schema";

/** The JSON Schema of a stack's file, by which editors complete and check it. */
export function jsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(stackFile, { io: "input", unrepresentable: "any" });
  return { $schema, title: "Pulumi.<environment>.yaml of a Slipway project", ...schema };
}

/** The part of a JSON Schema that this project's schemas use. */
interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

type Path = readonly (string | number)[];

/** The keys that a stack's file may have at a path, such as `["config", "slipway:shop"]`. */
export function knownKeys(path: Path): string[] {
  return [
    ...new Set(
      nodesAt(path)
        .flatMap(alternatives)
        .flatMap((node) => Object.keys(node.properties ?? {})),
    ),
  ];
}

/** What a stack's file may have at a path, in words: `a whole number from 1 to 65535, or a map with port, targetPort`. */
export function describeAllowed(path: Path): string {
  return [...new Set(nodesAt(path).flatMap(alternatives).map(describeNode))].join(", or ");
}

/** What is meant by the value at a path; undefined where the schema does not say. */
export function describeMeaning(path: Path): string | undefined {
  return nodesAt(path).find((node) => node.description !== undefined)?.description;
}

/** Made once: a file with many problems asks for it many times. */
let root: SchemaNode | undefined;

function nodesAt(path: Path): SchemaNode[] {
  root ??= jsonSchema();
  return path.reduce<SchemaNode[]>(
    (current, key) => current.flatMap(alternatives).flatMap((node) => below(node, key)),
    [root],
  );
}

function below(node: SchemaNode, key: string | number): SchemaNode[] {
  const child = typeof key === "number" ? node.items : (node.properties?.[key] ?? node.additionalProperties);
  return typeof child === "object" ? [child] : [];
}

function alternatives(node: SchemaNode): SchemaNode[] {
  if (node.anyOf !== undefined) return node.anyOf.flatMap(alternatives);
  return Array.isArray(node.type) ? node.type.map((type: string) => ({ ...node, type })) : [node];
}

function describeNode(node: SchemaNode): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
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
