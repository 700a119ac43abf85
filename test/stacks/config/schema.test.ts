import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv/dist/2020";
import { parse } from "yaml";
import { environments, jsonSchema } from "../../../stacks/config";

const root = path.resolve(__dirname, "..", "..", "..");
const relative = "stacks/config/slipway.schema.json";

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(jsonSchema());

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

test("every key that a user sets says what it means", () => {
  expect(undescribed(jsonSchema(), "")).toEqual([]);
});

function undescribed(node: SchemaNode, at: string): string[] {
  const { properties = {}, additionalProperties, items, anyOf = [] } = node;
  return [
    ...Object.entries(properties).flatMap(([key, child]) => [
      ...(child.description === undefined || child.description === "" ? [`${at}.${key}`] : []),
      ...undescribed(child, `${at}.${key}`),
    ]),
    ...(typeof additionalProperties === "object" ? undescribed(additionalProperties, `${at}.*`) : []),
    ...(items === undefined ? [] : undescribed(items, `${at}[]`)),
    ...anyOf.flatMap((alternative) => undescribed(alternative, at)),
  ];
}
