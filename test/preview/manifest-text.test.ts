import { constantFrom, dictionary, assert as holds, jsonValue, oneof, property, string } from "fast-check";
import { parse } from "yaml";
import { traps, written } from "./written-manifests";

// Written by one library and read by another, as YAML 1.1. What kubectl reads is shown by manifests.e2e.ts.

const read = (text: string) => (parse(text, { version: "1.1" }) as { data: unknown }).data;

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
