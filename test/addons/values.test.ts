// How values of charts are merged, found and refused. What a chart makes of them is not shown here.
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { Values } from "../../components/addons";
import { checkValues, isObject, mergeValues, valueAt, valuesAt } from "../../components/addons/frame/values";

const { values } = fc.letrec<{ values: Values; value: Values[string] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer(), { maxLength: 2 }),
    tie("values"),
  ),
  values: fc.dictionary(fc.constantFrom("a", "b", "c", "d.e"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
}));

describe("merged values", () => {
  test("are the same as one layer, if the others are empty", () => {
    fc.assert(
      fc.property(values, (one) => {
        expect(mergeValues(one, {})).toEqual(one);
        expect(mergeValues({}, one)).toEqual(one);
        expect(mergeValues(one, one)).toEqual(one);
      }),
    );
  });

  test("are the same however the layers are put together", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        // What is no map in the middle hides the map below it.
        fc.pre(!hides(a, b, c));
        expect(mergeValues(mergeValues(a, b), c)).toEqual(mergeValues(a, mergeValues(b, c)));
        expect(mergeValues(a, b, c)).toEqual(mergeValues(mergeValues(a, b), c));
      }),
    );
  });

  test("have everything of the last layer, and leave the layers as they were", () => {
    fc.assert(
      fc.property(values, values, (below, over) => {
        const before = JSON.stringify([below, over]);
        const merged = mergeValues(below, over);
        for (const [path, value] of leaves(over)) expect(at(merged, path)).toEqual(value);
        expect(JSON.stringify([below, over])).toBe(before);
      }),
    );
  });

  test("replace lists, take null as a value, and pass over what is undefined", () => {
    const below: Values = { list: [1, 2], map: { x: 1, y: 2 }, taken: { away: true } };
    expect(mergeValues(below, { list: [3], map: { x: undefined, y: 3 }, taken: null })).toEqual({
      list: [3],
      map: { x: 1, y: 3 },
      taken: null,
    });
  });

  test("keep outputs whole", () => {
    const output = pulumi.output("text");
    expect(mergeValues({ a: { b: 1 } }, { a: output }).a).toBe(output);
    expect(mergeValues({ a: output }, { a: { b: 1 } }).a).toEqual({ b: 1 });
    expect(isObject(output)).toBe(false);
  });
});

test("a value is found where it was put, also by keys with dots", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "b", "server\\.insecure"), { minLength: 1, maxLength: 4 }), (keys) => {
      const path = keys.join(".");
      expect(valueAt(valuesAt(path, 7), path)).toBe(7);
    }),
  );
  expect(valuesAt("params.server\\.insecure", true)).toEqual({ params: { "server.insecure": true } });
  expect(valueAt({ a: { b: 1 } }, "a.c")).toBeUndefined();
  expect(valueAt({ a: 1 }, "a.b.c")).toBeUndefined();
});

describe("values that are decided elsewhere", () => {
  const owned = { "server.tls.enabled": "write tls", "params.server\\.insecure": "write gateway" };
  const refusal = (path: readonly string[], found: string, fix: string) => ({
    path: ["values", ...path],
    message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
    found,
    fix: `remove it here; ${fix}`,
  });

  test("are refused with what to write in their place", () => {
    expect(
      checkValues({ server: { tls: { enabled: false }, replicas: 2 }, params: { "server.insecure": true } }, owned),
    ).toEqual([
      refusal(["server", "tls", "enabled"], "false", "write tls"),
      refusal(["params", "server.insecure"], "true", "write gateway"),
    ]);
  });

  test("are refused where something stands in the place of the map that they are in", () => {
    expect(checkValues({ server: { tls: null } }, owned)).toEqual([refusal(["server", "tls"], "null", "write tls")]);
    expect(checkValues({ server: "none" }, owned)).toEqual([refusal(["server"], '"none"', "write tls")]);
    expect(checkValues({ server: [] }, owned)).toEqual([refusal(["server"], "a list, or an output", "write tls")]);
  });

  test("are refused as a map too, of which nothing but the keys is shown", () => {
    expect(checkValues({ repositories: { apps: { password: "geheim" } } }, { repositories: "write it" })).toEqual([
      refusal(["repositories"], "a map of apps", "write it"),
    ]);
  });

  test("are shown without the password of an address", () => {
    expect(checkValues({ url: "https://ada:geheim@prometheus.example.com" }, { url: "write it" })).toEqual([
      refusal(["url"], '"https://(user and password)@prometheus.example.com"', "write it"),
    ]);
  });

  test("are none of those beside them", () => {
    expect(checkValues(undefined, owned)).toEqual([]);
    expect(checkValues({ server: { tls: { secret: "x" }, replicas: 2 }, params: {} }, owned)).toEqual([]);
  });
});

type Path = readonly string[];

function* leaves(of: Values, path: Path = []): Generator<[Path, unknown]> {
  for (const [key, value] of Object.entries(of)) {
    if (isObject(value)) yield* leaves(value, [...path, key]);
    else yield [[...path, key], value];
  }
}

function at(of: Values, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), of);
}

function hides(a: Values, b: Values, c: Values): boolean {
  return Object.keys(b).some((key) => {
    const [below, middle, over] = [a[key], b[key], c[key]];
    if (isObject(below) && isObject(middle) && isObject(over)) return hides(below, middle, over);
    return isObject(below) && !isObject(middle) && isObject(over);
  });
}
