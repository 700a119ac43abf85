import { z } from "zod";
import { stackFile } from "./schema";

/** The JSON Schema of a stack's file, by which editors complete and check it. */
export function jsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(stackFile, { io: "input", unrepresentable: "any" });
  return { $schema, title: "Pulumi.<environment>.yaml of a Slipway project", ...schema };
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** The keys that a stack's file may have at a path, such as `["config", "slipway:shop"]`. */
export function knownKeys(path: readonly (string | number)[]): string[] {
  const nodes = path.reduce<SchemaNode[]>(
    (current, key) => current.flatMap((node) => below(node, key)),
    alternatives(jsonSchema()),
  );
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function below(node: SchemaNode, key: string | number): SchemaNode[] {
  if (typeof key === "number") return node.items === undefined ? [] : alternatives(node.items);
  const child = node.properties?.[key] ?? node.additionalProperties;
  return typeof child === "object" ? alternatives(child) : [];
}

function alternatives(node: SchemaNode): SchemaNode[] {
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(alternatives);
}
