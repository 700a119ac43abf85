import { execFileSync } from "node:child_process";
import path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { dependingOn, SlipwayComponent, type Transform } from "../../components/core";
import { record } from "../../testing";
import { laterRefusalOf } from "../refusal";

interface PairArgs {
  readonly transform?: { readonly first?: Transform<k8s.core.v1.ConfigMapArgs> };
}

/** A component with a child of its own name, and one with a suffix. */
class Pair extends SlipwayComponent {
  readonly provider: k8s.Provider;

  constructor(name: string, args: PairArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const provider = new k8s.Provider(`${name}-provider`);
    super("Pair", name, opts, { provider });
    this.provider = provider;
    new k8s.core.v1.ConfigMap(...this.child("", { metadata: { name: "first" } }, args.transform?.first));
    new k8s.core.v1.ConfigMap(...this.child("second", { metadata: { name: "second" } }, undefined, { protect: true }));
    this.registerOutputs({ made: 2 });
  }
}

/** A component of a client's own, which knows nothing of this project. */
class Foreign extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("client:index:Foreign", name, {}, opts);
    new k8s.core.v1.ConfigMap("whatever", {}, { parent: this });
    this.registerOutputs({});
  }
}

const root = path.resolve(__dirname, "..", "..");
const configMap = (name: string) => `Pair:shop/ConfigMap:${name}`;

describe("a component", () => {
  test("has the type token slipway:index:<Class>, and registers its outputs", async () => {
    const { resources } = await record(() => {
      new Pair("shop");
    });
    expect(resources.find(({ name }) => name === "shop")).toMatchObject({
      path: "Pair:shop",
      type: "slipway:index:Pair",
      parent: null,
      outputs: { made: 2 },
    });
  });

  test("has its fields, but does not list them: the SDK would search them for each dependency of a child", async () => {
    await record(() => {
      const pair = new Pair("shop");
      expect(pair.provider).toBeInstanceOf(k8s.Provider);
      expect(Object.keys(pair).filter((key) => !key.startsWith("__"))).toEqual([]);
    });
  });

  test("gives each child its name, itself as parent, its provider, and what the child alone needs", async () => {
    const { resources } = await record(() => {
      new Pair("shop");
    });
    const common = { parent: "Pair:shop", provider: "kubernetes:shop-provider" };
    expect(resources.filter(({ type }) => type.endsWith("ConfigMap"))).toEqual([
      expect.objectContaining({ ...common, path: configMap("shop"), name: "shop", protect: false }),
      expect.objectContaining({ ...common, path: configMap("shop-second"), name: "shop-second", protect: true }),
    ]);
  });

  test("hands the user's transform to the child", async () => {
    const { resources } = await record(() => {
      new Pair("shop", { transform: { first: { data: { colour: "blue" } } } });
    });
    expect(resources.find((resource) => resource.path === configMap("shop"))?.inputs).toMatchObject({
      metadata: { name: "first" },
      data: { colour: "blue" },
    });
  });

  test("takes effect through a transform that is a function, options included", async () => {
    const { resources } = await record(() => {
      new Pair("shop", {
        transform: {
          first: (args, opts, name) => {
            args.data = { child: name };
            opts.protect = true;
          },
        },
      });
    });
    expect(resources.find((resource) => resource.path === configMap("shop"))).toMatchObject({
      inputs: { data: { child: "shop" } },
      protect: true,
    });
  });

  test.each([
    ["a resource", (before: pulumi.Resource) => before],
    ["a list", (before: pulumi.Resource) => [before]],
    ["an output", (before: pulumi.Resource) => pulumi.output([before])],
  ])("waits for what its options say as %s, and for more", async (_, dependsOn) => {
    const { resources } = await record(() => {
      const before = new k8s.core.v1.ConfigMap("before");
      const after = new k8s.core.v1.ConfigMap("after");
      new Pair("shop", {}, dependingOn({ dependsOn: dependsOn(before) }, [after]));
    });
    expect(resources.find(({ path }) => path === configMap("shop"))?.dependsOn).toEqual(
      expect.arrayContaining(["ConfigMap:before", "ConfigMap:after"]),
    );
  });
});

describe("the name guard", () => {
  test("refuses a raw resource with a foreign name whose parent is a component", async () => {
    const error = await laterRefusalOf(() =>
      record(() => {
        const pair = new Pair("shop");
        new k8s.core.v1.ConfigMap("orders", {}, { parent: pair, provider: pair.provider });
      }),
    );
    expect(error.message).toBe(`kubernetes:core/v1:ConfigMap orders: 1 problem, nothing of it was registered.

1. name
   problem: a child of shop must have a name that starts with its parent's
   found:   orders
   allowed: shop, or shop-…
   fix:     name it shop-orders`);
  });

  test("refuses a component with a foreign name below a component, however deep", async () => {
    const error = await laterRefusalOf(() =>
      record(() => {
        const outer = new Pair("shop");
        const inner = new Pair("shop-inner", {}, { parent: outer });
        new Pair("shop-other", {}, { parent: inner });
      }),
    );
    expect(error.problems).toEqual([
      expect.objectContaining({ found: "shop-other", fix: "name it shop-inner-shop-other" }),
    ]);
  });

  test("is not content with a name that only begins with the same letters", async () => {
    const error = await laterRefusalOf(() =>
      record(() => {
        const pair = new Pair("shop");
        new k8s.core.v1.ConfigMap("shopping", {}, { parent: pair, provider: pair.provider });
      }),
    );
    expect(error.problems[0]?.found).toBe("shopping");
  });

  test("admits the parent's own name, and one that goes on from it", async () => {
    const { resources } = await record(() => {
      const pair = new Pair("shop");
      new k8s.core.v1.Secret("shop", {}, { parent: pair, provider: pair.provider });
      new k8s.core.v1.Secret("shop-more", {}, { parent: pair, provider: pair.provider });
    });
    expect(resources.filter(({ type }) => type.endsWith(":Secret")).map(({ name }) => name)).toEqual([
      "shop",
      "shop-more",
    ]);
  });

  test("leaves the children of a client's own component alone", async () => {
    const { resources } = await record(() => {
      const pair = new Pair("shop");
      new Foreign("shop-foreign", { parent: pair, providers: [pair.provider] });
    });
    expect(resources.map(({ name }) => name)).toContain("whatever");
  });
});

test("a component that forgets registerOutputs is refused", () => {
  const program = path.join(__dirname, "forgetful-program.ts");
  const output = execFileSync(process.execPath, ["scripts/run-ts.cjs", program], { cwd: root, encoding: "utf8" });
  expect(output).toBe(`Forgetful shop: 1 problem, its outputs are lost.

1. registerOutputs
   problem: the component did not call registerOutputs in its constructor
   fix:     call this.registerOutputs({ … }) once, as the last statement of the constructor
`);
});
