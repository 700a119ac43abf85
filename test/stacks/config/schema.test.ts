import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv/dist/2020";
import { parse } from "yaml";
import { environments, jsonSchema } from "../../../stacks/config";
import { describeAllowed, knownKeys } from "../../../stacks/config/json-schema";

const root = path.resolve(__dirname, "..", "..", "..");
const relative = "stacks/config/slipway.schema.json";

interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

const wholeSchema: SchemaNode = jsonSchema();
const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(wholeSchema);

test("the JSON Schema in the tree is the one of the schema (if not: npm run schema)", () => {
  expect(readFileSync(path.join(root, relative), "utf8")).toBe(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
});

describe.each(environments())("Pulumi.%s.yaml", (environment) => {
  const text = readFileSync(path.join(root, `Pulumi.${environment}.yaml`), "utf8");

  test("refers editors to the JSON Schema in its first line", () => {
    expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=${relative}`);
  });

  test("is valid by the JSON Schema", () => {
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });
});

test.each([
  ["an unknown key", { config: { "slipway:cluster": { target: "existing", contxt: "dev" } } }],
  [
    "a key of another kind of cluster",
    { config: { "slipway:cluster": { target: "existing", access: { admin: ["a"] } } } },
  ],
  [
    "a network of two kinds",
    {
      config: {
        "slipway:cluster": { target: "existing" },
        "slipway:network": { cidr: "10.0.0.0/16", zones: ["a"], vpcId: "vpc-01234567", subnets: {} },
      },
    },
  ],
  ["an unknown key at the top", { config: { "slipway:cluster": { target: "existing" } }, confg: {} }],
  ["a missing section", { config: {} }],
  ["a value that is none of those allowed", { config: { "slipway:cluster": { target: "elsewhere" } } }],
  [
    "a text for a number",
    { config: { "slipway:cluster": { target: "existing" }, "slipway:shop": { replicas: "two" } } },
  ],
  [
    "a name that is no DNS label",
    { config: { "slipway:cluster": { target: "existing" }, "slipway:shop": { namespace: "A" } } },
  ],
])("the JSON Schema shows an editor %s", (_, file) => {
  expect(validate(file)).toBe(false);
});

test("no value is described in a way that says nothing of it, but one that anything may be", () => {
  expect(
    placesOf(jsonSchema(), []).filter((place) => describeAllowed(place).split(", or ").includes("a value")),
  ).toEqual([["environment"]]);
});

test("a union of plain types is described by each of them", () => {
  const place = ["config", "slipway:applications", "any", "services", "any", "env", "any"];
  expect(describeAllowed(place)).toMatch(/^a text, or a number, or true or false, or a map with linkTo/);
  expect(describeAllowed([...place.slice(0, 5), "initContainers", "any", "env", "any"])).toBe(describeAllowed(place));
});

test.each([
  ["a new cluster", "slipway:cluster", { target: "eks" }, "nodeGroups", "kubeconfig"],
  ["an existing cluster", "slipway:cluster", { target: "existing" }, "kubeconfig", "nodeGroups"],
  ["a new network", "slipway:network", { zones: ["eu-central-1a"] }, "nat", "vpcId"],
  ["an existing network", "slipway:network", { vpcId: "vpc-01234567", nat: "single" }, "subnets", "nat"],
])("of several kinds, only the keys of the one that is meant are named: %s", (_, section, value, known, other) => {
  expect(knownKeys(["config", section], value)).toContain(known);
  expect(knownKeys(["config", section], value)).not.toContain(other);
  expect(knownKeys(["config", section])).toEqual(expect.arrayContaining([known, other]));
});

test("every key that a user sets says what it means", () => {
  expect(undescribed(jsonSchema(), "")).toEqual([]);
});

/** A node with what it refers to; what it says itself holds. */
function resolved({ $ref, ...own }: SchemaNode): SchemaNode {
  if ($ref === undefined) return own;
  const target = wholeSchema.$defs?.[$ref.replace("#/$defs/", "")];
  if (target === undefined) throw new Error(`${$ref} leads nowhere`);
  return { ...resolved(target), ...own };
}

/** Every path of the schema, with a name for each key that a user chooses; the keys of others are left out. */
function placesOf(node: SchemaNode, at: readonly (string | number)[]): (readonly (string | number)[])[] {
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = resolved(node);
  return [
    ...Object.entries(properties).flatMap(([key, child]) => [[...at, key], ...placesOf(child, [...at, key])]),
    ...(typeof additionalProperties === "object" && Object.keys(additionalProperties).length > 0
      ? [[...at, "any"], ...placesOf(additionalProperties, [...at, "any"])]
      : []),
    ...(items === undefined ? [] : [[...at, 0], ...placesOf(items, [...at, 0])]),
    ...[...anyOf, ...oneOf].flatMap((alternative) => placesOf(alternative, at)),
  ];
}

function undescribed(node: SchemaNode, at: string): string[] {
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [] } = resolved(node);
  return [
    ...Object.entries(properties).flatMap(([key, child]) => [
      ...((resolved(child).description ?? "") === "" ? [`${at}.${key}`] : []),
      ...undescribed(child, `${at}.${key}`),
    ]),
    ...(typeof additionalProperties === "object" ? undescribed(additionalProperties, `${at}.*`) : []),
    ...(items === undefined ? [] : undescribed(items, `${at}[]`)),
    ...[...anyOf, ...oneOf].flatMap((alternative) => undescribed(alternative, at)),
  ];
}
