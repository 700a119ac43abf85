import { constantFrom, dictionary, assert as holds, jsonValue, oneof, property, string } from "fast-check";
import { parse } from "yaml";
import { manifestFiles } from "../../preview/manifests";
import type { RecordedResource } from "../../testing";

// Written by one library and read by another, as YAML 1.1: so does kubectl. That a real kubectl takes the manifests is shown by `npm run bench`.

function written(data: Readonly<Record<string, unknown>>): string {
  const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "texts" }, data };
  const [file] = manifestFiles([
    { type: "kubernetes:core/v1:ConfigMap", name: "texts", inputs } as unknown as RecordedResource,
  ]);
  return file?.text ?? "";
}

const read = (text: string) => (parse(text, { version: "1.1" }) as { data: unknown }).data;

const traps = [
  ...["yes", "No", "on", "off", "y", "N", "true", "null", "~", "", " ", "=", "<<", "!tag", "&anchor", "*alias", "%"],
  ...[
    "010",
    "0o17",
    "0x1F",
    "0b11",
    "1_000",
    "-1_0.5_0",
    "0x_1F",
    "0b1_1",
    "+1_0",
    "1e3",
    ".5",
    "+1",
    "-1",
    "1:30",
    "1:30.5",
    ".inf",
    ".NaN",
    "12e03",
  ],
  ...[
    "2026-11-22",
    "2026-11-22T01:02:03Z",
    "- a",
    "a: b",
    "a #b",
    "#b",
    "{a}",
    "[a]",
    "a,",
    "|",
    ">",
    "@a",
    "`a",
    "?",
    ": ",
  ],
  ...[
    "a\nb",
    "a\nb\n",
    "a\n\n",
    "\na",
    " a\nb",
    "a\tb",
    "\t",
    "a ",
    '"',
    "'",
    "\\",
    "\u0007",
    "\u0085",
    "\u2028",
    "ä",
    "🚢",
    "---",
    "...",
  ],
];

test.each(traps.map((text) => [JSON.stringify(text), text]))(
  "%s is the same text when it is read, as a value and as a key",
  (_, text) => {
    expect(read(written({ value: text, [text]: "key", list: [text] }))).toEqual({
      value: text,
      [text]: "key",
      list: [text],
    });
  },
);

test("so is any value, of any shape", () => {
  const text = oneof(string({ unit: "binary" }), string(), constantFrom(...traps));
  const keys = text.filter((key) => key !== "__proto__");
  holds(
    property(dictionary(keys, oneof(text, jsonValue({ noUnicodeString: false }))), (data) => {
      expect(read(written(data))).toEqual({ ...data });
    }),
    { numRuns: 2000 },
  );
});

test("long lines are not folded, and what is there twice is written twice", () => {
  const shared = { long: "word ".repeat(100).trim() };
  expect(written({ one: shared, other: shared })).toBe(
    ["apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: texts", "data:"]
      .concat(
        ["one", "other"].flatMap((key) => [`  ${key}:`, `    long: ${shared.long}`]),
        "",
      )
      .join("\n"),
  );
});
