import * as pulumi from "@pulumi/pulumi";
import { applyTransform, SlipwayError, type Transform } from "../../components/core";

interface Args {
  metadata: { name: string; labels?: Record<string, string> };
  ports?: { port: number }[];
  token?: pulumi.Input<string | { key: string }>;
  size?: number | null;
}

const shared = Object.freeze({ app: "orders" });

function args(): Args {
  return { metadata: { name: "orders", labels: shared }, ports: [{ port: 80 }, { port: 443 }] };
}

/** The arguments that a transform makes. */
function changed(transform: Transform<Args> | undefined, base = args()): Args {
  return applyTransform(transform, "shop-orders", base, {})[1];
}

describe("a patch", () => {
  test("is merged into objects at every depth", () => {
    expect(changed({ metadata: { labels: { team: "blue" } } })).toEqual({
      ...args(),
      metadata: { name: "orders", labels: { app: "orders", team: "blue" } },
    });
  });

  test("replaces a list whole", () => {
    expect(changed({ ports: [{ port: 8080 }] }).ports).toEqual([{ port: 8080 }]);
  });

  test("replaces an output whole, and by an output", () => {
    const output = pulumi.output("later");
    expect(changed({ token: output }, { ...args(), token: { key: "old" } as unknown as string }).token).toBe(output);
    expect(changed({ token: "new" }, { ...args(), token: output }).token).toBe("new");
  });

  test("leaves a field alone that it has as undefined, and clears one that it has as null", () => {
    expect(changed({ metadata: { name: undefined } }).metadata.name).toBe("orders");
    expect(changed({ size: null }, { ...args(), size: 3 }).size).toBeNull();
  });

  test("adds what was not there", () => {
    expect(changed({ size: 3 })).toEqual({ ...args(), size: 3 });
  });

  test("changes neither the arguments that it is merged into, nor itself", () => {
    const base = args();
    const patch = { metadata: { labels: { team: "blue" } } };
    changed(patch, base);
    expect(base).toEqual(args());
    expect(patch).toEqual({ metadata: { labels: { team: "blue" } } });
  });
});

describe("a function", () => {
  test("changes arguments and options in place, and is told the name", () => {
    const seen: string[] = [];
    const [name, result, opts] = applyTransform<Args>(
      (given, options, childName) => {
        given.metadata.name = "other";
        options.protect = true;
        seen.push(childName);
      },
      "shop-orders",
      args(),
      { retainOnDelete: true },
    );
    expect(seen).toEqual(["shop-orders"]);
    expect(name).toBe("shop-orders");
    expect(result.metadata.name).toBe("other");
    expect(opts).toEqual({ retainOnDelete: true, protect: true });
  });

  test("changes nothing that other resources were given too", () => {
    const labels = { app: "orders" };
    const ports = [{ port: 80 }];
    const result = changed(
      (given) => {
        given.metadata.labels = Object.assign(given.metadata.labels ?? {}, { team: "blue" });
        given.ports?.push({ port: 81 });
      },
      { metadata: { name: "orders", labels }, ports },
    );
    expect(result).toEqual({
      metadata: { name: "orders", labels: { app: "orders", team: "blue" } },
      ports: [{ port: 80 }, { port: 81 }],
    });
    expect({ labels, ports }).toEqual({ labels: { app: "orders" }, ports: [{ port: 80 }] });
  });

  const copyOf = (given: Args): Args => ({ ...given, size: 5 });

  test.each<[string, string, (given: Args) => unknown]>([
    ["new arguments", "a function that returns an object", copyOf],
    ["the ones that it was given", "a function that returns an object", (given) => Object.assign(given, { size: 5 })],
    ["a list", "a function that returns a list", () => [1]],
    ["null", "a function that returns null", () => null],
    ["what it has set last", "a function that returns a number", (given) => (given.size = 5)],
    ["a promise, so that changes come too late", "a function that is async", (given) => Promise.resolve(copyOf(given))],
  ])("is refused if it returns %s", (_, found, transform) => {
    // A function without a result may be one that has some, so that the types say nothing of it.
    const apply = () => changed(transform);
    expect(apply).toThrow(SlipwayError);
    expect(apply).toThrow(
      [
        "the transform of shop-orders: 1 problem, the resource was not registered.",
        "",
        "1. the transform of shop-orders",
        "   problem: it returns something, which nobody looks at: what it is to change it must change in place, before it returns",
        `   found:   ${found}`,
        "   allowed: an object that is merged into the arguments, or a function that returns nothing",
        "   fix:     change args in place, such as (args) => { args.timeout = 900; }",
      ].join("\n"),
    );
  });

  test("gets outputs as they are", () => {
    const output = pulumi.output("later");
    expect(changed(() => undefined, { ...args(), token: output }).token).toBe(output);
  });
});

test("without a transform, arguments and options stay what they are", () => {
  const base = args();
  const opts = { protect: true };
  expect(applyTransform(undefined, "shop-orders", base, opts)).toEqual(["shop-orders", base, opts]);
});
