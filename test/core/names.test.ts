import fc from "fast-check";
import { didYouMean, dnsLabelLength, isDnsLabel, physicalName, toDnsLabel } from "../../components/core";

const limits = fc.integer({ min: 10, max: 100 });
const names = fc.stringMatching(/^[a-z0-9][-_.a-zA-Z0-9]{0,150}$/);

describe("physicalName", () => {
  test("is never longer than the limit", () => {
    fc.assert(fc.property(limits, names, (limit, name) => physicalName(limit, name).length <= limit));
  });

  test("is the name itself where that is short enough", () => {
    fc.assert(fc.property(limits, names, (limit, name) => name.length > limit || physicalName(limit, name) === name));
  });

  test("is the same on every run", () => {
    fc.assert(fc.property(limits, names, (limit, name) => physicalName(limit, name) === physicalName(limit, name)));
    expect(physicalName(20, "platform-prod-eu-central-1-nodes")).toBe("platform-pr-63c01a48");
  });

  test("tells names apart that differ only behind the limit", () => {
    fc.assert(
      fc.property(limits, fc.uniqueArray(names, { minLength: 2, maxLength: 20 }), (limit, ends) => {
        const all = ends.map((end) => `${"a-shared-beginning-".repeat(6)}${end}`);
        expect(new Set(all.map((name) => physicalName(limit, name))).size).toBe(all.length);
      }),
    );
  });

  test("does not leave two separators in a row before the hash", () => {
    expect(physicalName(16, "orders---------------------")).toMatch(/^orders-[0-9a-f]{8}$/);
  });

  test("needs room for the hash and one more character", () => {
    expect(() => physicalName(9, "a")).toThrow(new RangeError("a physical name needs at least 10 characters"));
    expect(physicalName(10, "abcdefghijk")).toMatch(/^a-[0-9a-f]{8}$/);
  });
});

describe("a DNS label", () => {
  test.each(["a", "7", "orders", "a-b--c", "x".repeat(63)])("%j is one", (text) => {
    expect(isDnsLabel(text)).toBe(true);
  });

  test.each(["", "-a", "a-", "A", "a.b", "a_b", "a b", "ä", "a\n", "x".repeat(64)])("%j is none", (text) => {
    expect(isDnsLabel(text)).toBe(false);
  });

  test("can be made of any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => isDnsLabel(toDnsLabel(text))));
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => isDnsLabel(toDnsLabel(text))));
  });

  test("stays what it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]([a-z0-9]|-[a-z0-9]){0,31}$/), (label) => {
        fc.pre(label.length <= dnsLabelLength);
        expect(toDnsLabel(label)).toBe(label);
      }),
    );
  });

  test.each([
    ["Orders_App", "orders-app"],
    ["--Über uns--", "ber-uns"],
    ["!?", "app"],
    [`${"x".repeat(62)}-y`, "x".repeat(62)],
  ])("of %j is %j", (text, label) => {
    expect(toDnsLabel(text)).toBe(label);
  });
});

describe("didYouMean", () => {
  const keys = ["replicas", "resources", "image", "periodSeconds", "min", "max"];

  test.each([
    ["replica", "replicas"],
    ["RePlicas", "replicas"],
    ["periodseconds", "periodSeconds"],
    ["imgae", "image"],
    ["res", "resources"],
    ["mn", "min"],
  ])("of %j is %j", (wrong, meant) => {
    expect(didYouMean(wrong, keys)).toBe(meant);
  });

  test.each(["zebra", "me", "x", "", "loadBalancer"])("of %j is nothing", (wrong) => {
    expect(didYouMean(wrong, keys)).toBeUndefined();
  });

  test("finds a known name from itself and from a neighbour of it, and nothing else than a known name", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{6,12}$/), { minLength: 1 }), fc.nat(), (known, pick) => {
        const name = known[pick % known.length] ?? "";
        expect(didYouMean(name, known)).toBe(name);
        expect(known).toContain(didYouMean(`${name}s`, known));
      }),
    );
  });

  test("of anything among nothing is nothing", () => {
    expect(didYouMean("replicas", [])).toBeUndefined();
  });
});
