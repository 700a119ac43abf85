/**
 * The size of Helm's record of a release, and files of definitions, in charts that are made here. That Helm's own records are of the same size
 * was tried with real charts on an API server, and is not shown here.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { leftOut } from "../../scripts/charts/helm";
import { manifestFilesOf } from "../../scripts/charts/manifest-files";
import { checkRecord, recordLimit, recordSize } from "../../scripts/charts/record";
import type { Release } from "../../scripts/charts/release";
import type { AddOnReport } from "../../scripts/charts/render";
import { describeCase } from "../../scripts/charts/report";
import type { RecordedResource } from "../../testing";
import { run } from "../e2e/command";

const folder = mkdtempSync(path.join(tmpdir(), "slipway-records-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const release: Release = {
  path: "PlatformAddOn:a/Release:a",
  chart: "demo",
  version: "1.0.0",
  name: "demo",
  namespace: "demo",
  skipCrds: false,
  values: {},
  after: new Set(),
};

describe("the record of a release", () => {
  /** Nothing packs these, but their base64 does to three quarters. */
  const bytes = 30_000;
  const noise = (): string => randomBytes(bytes / 2).toString("hex");

  async function packed(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const root = path.join(folder, name, "demo");
    for (const [file, text] of Object.entries({ "Chart.yaml": "name: demo\nversion: 1.0.0\n", ...files })) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    const target = path.join(folder, `${name}.tgz`);
    await run("tar", ["-czf", target, "-C", path.dirname(root), "demo"]);
    return target;
  }
  const size = async (name: string, files: Readonly<Record<string, string>>, yaml = ""): Promise<number> =>
    recordSize(await packed(name, files), release, yaml);

  it.each([
    ["templates", "templates/all.yaml"],
    ["definitions", "crds/all.yaml"],
    ["any other file", "files/README.md"],
    ["the schema", "values.schema.json"],
  ])("holds %s of the chart", async (_, file) => {
    expect(await size(`with-${path.basename(file)}-${path.dirname(file)}`, { [file]: noise() })).toBeGreaterThan(
      bytes / 2,
    );
  });

  it("does not hold the files of charts within it", async () => {
    expect(await size("within", { "charts/inner/templates/all.yaml": noise() })).toBeLessThan(1000);
  });

  it("holds what is rendered, but for what comes out of folders of definitions", async () => {
    const rendered = (source: string): string => `---\n# Source: ${source}\n---\nkind: A\ndata: ${noise()}\n`;
    expect(await size("rendered", {}, rendered("demo/templates/all.yaml"))).toBeGreaterThan(bytes / 2);
    expect(await size("rendered-inner", {}, rendered("demo/charts/crds/templates/all.yaml"))).toBeGreaterThan(
      bytes / 2,
    );
    expect(await size("crds", {}, rendered("demo/crds/all.yaml"))).toBeLessThan(1000);
    expect(await size("inner-crds", {}, rendered("demo/charts/inner/crds/all.yaml"))).toBeLessThan(1000);
  });

  it("is refused by the API server above its limit, and told of a little below it", () => {
    expect(checkRecord("demo", recordLimit * 0.98)).toEqual([]);
    expect(checkRecord("demo", 1_040_000)).toEqual([
      "demo: the record that Helm keeps of it has about 1040000 bytes, of at most 1048576: have its definitions applied by files",
    ]);
  });
});

describe("files of definitions", () => {
  const group = (files: readonly string[]): RecordedResource => ({
    path: "PlatformAddOn:a/ConfigGroup:a",
    type: "kubernetes:yaml/v2:ConfigGroup",
    name: "a",
    parent: null,
    provider: null,
    inputs: { files },
    outputs: {},
    dependsOn: [],
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
    deletedWith: null,
    remote: true,
  });

  it("are found by the paths of their addresses", () => {
    mkdirSync(path.join(folder, "example", "things", "v1.0.0"), { recursive: true });
    writeFileSync(path.join(folder, "example", "things", "v1.0.0", "crds.yaml"), "kind: A\n---\nkind: B\n");
    const address = "https://raw.githubusercontent.com/example/things/v1.0.0";
    expect(manifestFilesOf([group([`${address}/crds.yaml`, `${address}/more.yaml`])], folder)).toEqual([
      {
        path: "PlatformAddOn:a/ConfigGroup:a",
        files: 2,
        missing: ["example/things/v1.0.0/more.yaml"],
        objects: [{ kind: "A" }, { kind: "B" }],
      },
    ]);
  });

  it("are told of, and so is what is not looked at", () => {
    const report: AddOnReport = {
      addOn: "demo",
      namespace: "demo",
      charts: [
        {
          chart: "nginx-ingress",
          version: "1.0.0",
          release: "demo",
          missing: undefined,
          objects: 3,
          hooks: 1,
          recordBytes: recordLimit / 2,
          leftOut: leftOut("nginx-ingress"),
        },
      ],
      manifests: [
        { files: 2, missing: ["more.yaml"], objects: [] },
        { files: 1, missing: [], objects: [] },
      ],
      objects: [],
      definitions: [],
      problems: [],
    };
    expect(describeCase("here", [report]).replace(/ {2,}/g, "  ").split("\n")).toEqual([
      "here:",
      "  demo  nginx-ingress 1.0.0  3 objects, 1 of them hooks, record 50 % of the limit, without its schema, which refers to files at raw.githubusercontent.com  fine",
      "  demo  2 files  1 of them not in the folder",
      "  demo  a file  0 objects",
    ]);
  });
});
