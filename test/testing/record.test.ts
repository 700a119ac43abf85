/** The recorder: what the engine would be told. It answers with fakes, so it cannot show what a provider would say. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { record, type RecordedResource } from "../../testing";

const root = path.resolve(__dirname, "..", "..");

class Bucket extends pulumi.CustomResource {
  constructor(name: string, props: pulumi.Inputs = {}) {
    super("aws:lightsail/bucket:Bucket", name, props);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", name, {}, opts);
  }

  finish(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

const configMap = (
  name: string,
  data: pulumi.Input<Record<string, pulumi.Input<string>>>,
  opts?: pulumi.CustomResourceOptions,
) => new k8s.core.v1.ConfigMap(name, { metadata: { name }, data }, opts);

const find = (resources: readonly RecordedResource[], path: string): RecordedResource => {
  const resource = resources.find((candidate) => candidate.path === path);
  if (resource === undefined)
    throw new Error(`${path} is not among ${resources.map((other) => other.path).join(", ")}`);
  return resource;
};

it("keeps what was registered, with paths from the stack down", async () => {
  const { resources } = await record(() => {
    const provider = new k8s.Provider("cluster");
    const group = new Group("outer");
    const inner = new Group("outer-inner", { parent: group });
    const first = configMap("outer-inner-a", { key: "value" }, { parent: inner, provider });
    configMap(
      "outer-inner-b",
      { id: first.id },
      {
        parent: inner,
        provider,
        protect: true,
        ignoreChanges: ["data"],
        deletedWith: first,
        dependsOn: [provider],
      },
    );
    inner.finish({ count: 2 });
    group.finish({});
  });

  expect(resources.map(({ path }) => path)).toEqual([
    "Group:outer",
    "Group:outer/Group:outer-inner",
    "Group:outer/Group:outer-inner/ConfigMap:outer-inner-a",
    "Group:outer/Group:outer-inner/ConfigMap:outer-inner-b",
    "kubernetes:cluster",
  ]);
  expect(find(resources, "Group:outer/Group:outer-inner")).toMatchObject({
    parent: "Group:outer",
    provider: null,
    outputs: { count: 2 },
  });
  expect(find(resources, "Group:outer/Group:outer-inner/ConfigMap:outer-inner-b")).toEqual({
    path: "Group:outer/Group:outer-inner/ConfigMap:outer-inner-b",
    type: "kubernetes:core/v1:ConfigMap",
    name: "outer-inner-b",
    parent: "Group:outer/Group:outer-inner",
    provider: "kubernetes:cluster",
    inputs: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "outer-inner-b" },
      data: { id: "_cluster/outer-inner-a" },
    },
    outputs: {
      id: "_cluster/outer-inner-b",
      metadata: {
        name: "outer-inner-b",
        uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/) as string,
      },
    },
    dependsOn: ["Group:outer/Group:outer-inner/ConfigMap:outer-inner-a", "kubernetes:cluster"],
    propertyDependencies: { data: ["Group:outer/Group:outer-inner/ConfigMap:outer-inner-a"] },
    protect: true,
    ignoreChanges: ["data"],
    deletedWith: "Group:outer/Group:outer-inner/ConfigMap:outer-inner-a",
    remote: false,
  });
});

it("never shows a secret, whether it was given or came from a fake", async () => {
  const { resources } = await record(() => {
    const password = new random.RandomPassword("password", { length: 20 });
    configMap("given", { token: pulumi.secret("hunter2") });
    configMap("made", { token: password.result });
    configMap("joined", { token: pulumi.interpolate`user:${pulumi.secret("hunter2")}` });
  });
  for (const path of ["ConfigMap:given", "ConfigMap:made", "ConfigMap:joined"]) {
    expect(find(resources, path).inputs.data).toEqual({ token: { secret: true } });
  }
  expect(find(resources, "RandomPassword:password").outputs).toEqual({
    id: expect.any(String) as string,
    result: { secret: true },
  });
  expect(JSON.stringify(resources)).not.toMatch(/hunter2|fake-/);
});

it("shows an output that no fake has as unknown in a preview", async () => {
  const { resources } = await record(() => {
    const service = new k8s.core.v1.Service("service", { metadata: { name: "service" } });
    configMap("address", { ip: service.status.apply((status) => status.loadBalancer.ingress[0]?.ip ?? "") });
  });
  expect(find(resources, "ConfigMap:address").inputs.data).toEqual({ ip: { unknown: true } });
});

it("shows a resource that is passed whole as its path", async () => {
  const { resources } = await record(() => {
    const group = new Group("group");
    group.finish({ map: configMap("group-map", {}, { parent: group }) });
  });
  expect(find(resources, "Group:group").outputs).toEqual({ map: { path: "Group:group/ConfigMap:group-map" } });
});

it("tells siblings apart whose types end alike", async () => {
  const { resources } = await record(() => {
    const group = new Group("group");
    new k8s.networking.v1.NetworkPolicy("group-x", {}, { parent: group });
    new k8s.apiextensions.CustomResource(
      "group-x",
      { apiVersion: "example.com/v1", kind: "NetworkPolicy" },
      { parent: group },
    );
    group.finish({});
  });
  expect(resources.map(({ path }) => path)).toEqual([
    "Group:group",
    "Group:group/kubernetes:example.com/v1:NetworkPolicy:group-x",
    "Group:group/kubernetes:networking.k8s.io/v1:NetworkPolicy:group-x",
  ]);
});

it("sees what is registered late, from within an output of an output", async () => {
  const { resources } = await record(() => {
    configMap("first", {}).id.apply((id) =>
      configMap("second", { id }).id.apply((inner) => configMap("third", { inner })),
    );
  });
  expect(resources.map(({ name }) => name)).toEqual(["first", "second", "third"]);
});

it("hands configuration to the program, and its outputs back", async () => {
  const { outputs } = await record(
    () => ({ size: new pulumi.Config("slipway").requireNumber("size"), stack: pulumi.getStack() }),
    {
      config: { "slipway:size": "3" },
      stack: "prod",
    },
  );
  expect(outputs).toEqual({ size: 3, stack: "prod" });
});

it.each([
  [
    "two resources of one type and name",
    () => {
      configMap("twin", {});
      configMap("twin", {});
    },
    "two resources of type kubernetes:core/v1:ConfigMap have the name twin",
  ],
  ["a type without a fake", () => new Bucket("b"), "no fake outputs are known for aws:lightsail/bucket:Bucket (b)"],
  [
    "a look-up",
    () => pulumi.runtime.invoke("aws:index/getRegion:getRegion", {}),
    "the program looked up aws:index/getRegion:getRegion",
  ],
  [
    "a question for what was not registered",
    () => pulumi.runtime.invoke("pulumi:pulumi:getResource", { urn: "urn:pulumi:test::slipway::a:b:C::elsewhere" }),
    "the program asked for urn:pulumi:test::slipway::a:b:C::elsewhere",
  ],
  [
    "an existing resource that is read",
    () => k8s.core.v1.ConfigMap.get("map", "default/map"),
    "the program read the existing kubernetes:core/v1:ConfigMap map",
  ],
  [
    "an error of the program's own",
    () => {
      throw new Error("broken");
    },
    "broken",
  ],
])("reports %s", async (_, program: () => unknown, message) => {
  await expect(record(program)).rejects.toThrow(message);
});

it("answers as the engine does when the SDK asks for the state of what is registered", async () => {
  const { outputs } = await record(() => {
    const { urn } = configMap("map", { key: "value" });
    const answer = urn.apply((known) =>
      pulumi.runtime.invoke("pulumi:pulumi:getResource", { urn: known }),
    ) as pulumi.Output<{ readonly urn: string; readonly id: string; readonly state: { readonly data: unknown } }>;
    return { isSame: pulumi.all([answer, urn]).apply(([one, other]) => one.urn === other), data: answer.state.data };
  });
  expect(outputs).toEqual({ isSame: true, data: { key: "value" } });
});

it("takes fakes and answers to look-ups from the caller", async () => {
  const { resources } = await record(
    async () => {
      const { name } = (await pulumi.runtime.invoke("aws:index/getRegion:getRegion", {})) as { name: string };
      new Bucket("bucket", { region: name });
    },
    {
      fakes: ({ type }) =>
        type === "aws:lightsail/bucket:Bucket"
          ? { id: "bucket-1a2b", outputs: { arn: "arn:aws:s3:::bucket-1a2b" } }
          : undefined,
      lookUps: { "aws:index/getRegion:getRegion": () => ({ name: "eu-central-1" }) },
    },
  );
  expect(find(resources, "Bucket:bucket")).toMatchObject({
    inputs: { region: "eu-central-1" },
    outputs: { id: "bucket-1a2b", arn: "arn:aws:s3:::bucket-1a2b" },
  });
});

it("refuses a second program while one runs, and works again afterwards", async () => {
  const first = record(() => configMap("one", {}).id);
  await expect(record(() => undefined)).rejects.toThrow("one program at a time");
  expect((await first).resources).toHaveLength(1);
  expect((await record(() => undefined)).resources).toEqual([]);
});

/** Within Jest, which fails the test by itself, this cannot be seen; so the program is one of its own. */
it.each([
  ["an error in an output", `pulumi.output(1).apply(() => { throw new Error("broken inside"); });`],
  ["a promise that nobody waits for", `void Promise.reject(new Error("broken inside"));`],
  [
    "what a constructor throws, not that it therefore never came to registerOutputs",
    `new (class extends SlipwayComponent { constructor() { super("Broken", "broken"); throw new Error("broken inside"); } })();`,
  ],
])("reports %s", (_, statement) => {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-record-"));
  const program = path.join(folder, "program.ts");
  writeFileSync(
    program,
    `import * as pulumi from ${JSON.stringify(require.resolve("@pulumi/pulumi"))};
     import { SlipwayComponent } from ${JSON.stringify(path.join(root, "components", "core"))};
     import { record } from ${JSON.stringify(path.join(root, "testing"))};
     record(() => { ${statement} }).then(() => console.log("fine"), (error) => console.log("reported:", error.message));`,
  );
  try {
    const output = execFileSync(process.execPath, [path.join(root, "scripts", "run-ts.cjs"), program], {
      encoding: "utf8",
    });
    expect(output).toBe("reported: broken inside\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
