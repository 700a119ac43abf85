/** The part of a JSON Schema that options of add-ons use. */
interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

/** An option: where it stands below the add-on, what it may be, and what it says. */
export interface DocumentedOption {
  /** Such as `issuers.<name>.acme.email`. */
  readonly path: string;
  readonly kind: string;
  readonly description: string;
}

/** What every add-on can be told, which is documented once. */
const shared = ["anyKubernetes", "values"];

/** The options of an add-on, by the schema of the configuration, in its order. */
export function optionsOf(schema: object, id: string): DocumentedOption[] {
  const root = schema as SchemaNode;
  const node = root.properties?.config?.properties?.["slipway:addOns"]?.properties?.[id];
  if (node === undefined) throw new Error(`the schema has no add-on ${id}`);
  return fieldsOf(node, root, []).filter(({ path }) => !shared.includes(path));
}

function fieldsOf(node: SchemaNode, root: SchemaNode, path: readonly string[]): DocumentedOption[] {
  return alternativesOf(resolved(node, root), root).flatMap(({ properties = {}, additionalProperties, items }) => [
    ...Object.entries(properties).flatMap(([name, field]) => withInner(field, root, [...path, name])),
    // Below a map each key is a name of the user's.
    ...(typeof additionalProperties === "object" ? fieldsOf(additionalProperties, root, [...path, "<name>"]) : []),
    ...(items === undefined ? [] : fieldsOf(items, root, [...path.slice(0, -1), `${path.at(-1) ?? ""}[]`])),
  ]);
}

function withInner(field: SchemaNode, root: SchemaNode, path: readonly string[]): DocumentedOption[] {
  const node = resolved(field, root);
  const own = { path: path.join("."), kind: kindOf(node, root), description: node.description ?? "" };
  return unique([own, ...fieldsOf(node, root, path)]);
}

/** Fields that several kinds of one map have are told of once, with all that they may be. */
function unique(options: readonly DocumentedOption[]): DocumentedOption[] {
  const merged = new Map<string, DocumentedOption>();
  for (const option of options) {
    const before = merged.get(option.path);
    merged.set(option.path, before === undefined ? option : bothOf(before, option));
  }
  return [...merged.values()];
}

function bothOf(one: DocumentedOption, other: DocumentedOption): DocumentedOption {
  return {
    path: one.path,
    kind: both(one.kind, other.kind, ", "),
    description: both(one.description, other.description, "; "),
  };
}

function both(one: string, other: string, between: string): string {
  return `${between}${one}${between}`.includes(`${between}${other}${between}`) ? one : `${one}${between}${other}`;
}

function kindOf(field: SchemaNode, root: SchemaNode): string {
  const node = resolved(field, root);
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  if (alternatives.length > 0) return [...new Set(alternatives.map((one) => kindOf(one, root)))].join(" or ");
  if (node.items !== undefined) return `list of ${kindOf(node.items, root)}`;
  if (typeof node.additionalProperties === "object") return `map of ${kindOf(node.additionalProperties, root)}`;
  if (node.properties !== undefined) return "map";
  return typeof node.type === "string" ? node.type : "value";
}

function alternativesOf(node: SchemaNode, root: SchemaNode): SchemaNode[] {
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return alternatives.length === 0 ? [node] : alternatives.flatMap((one) => alternativesOf(resolved(one, root), root));
}

function resolved(node: SchemaNode, root: SchemaNode): SchemaNode {
  const name = node.$ref?.replace("#/$defs/", "");
  const target = name === undefined ? undefined : root.$defs?.[name];
  return target === undefined ? node : { ...target, ...node };
}
