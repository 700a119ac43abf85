/**
 * docs/observability.md is as the code says: its tables, its configuration, its programs, which test/docs.test.ts compiles. That the prose between them is right is not
 * shown here, nor that a cluster does what objects ask for.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { parts } from "../../scripts/observability-docs/parts";
import { validate } from "../../stacks/config/validate";
import { record, shortType } from "../../testing";
import { documentedBlocks, documentedPrograms } from "./documented-programs";

const root = path.resolve(__dirname, "..", "..");

test("the generated blocks are current", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["scripts/run-ts.cjs", "scripts/write-observability-docs.ts", "--check"],
    { cwd: root, encoding: "utf8", timeout: 60_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}, 60_000);

describe("what the table of costs is made of", () => {
  const volumes = { metrics: 10, alerting: 1, tempo: 10 };
  const inDevelopment = (title: string) =>
    parts.find((part) => part.title.startsWith(title))?.footprint("development", volumes);

  test("what runs on every node is not among the others", () => {
    expect(inDevelopment("`logs: { store: cloudWatch }`")).toEqual({
      fixed: { pods: 0, cpuMillis: 0, memoryMib: 0 },
      perNode: { pods: 1, cpuMillis: 50, memoryMib: 128 },
      volumesGib: 0,
    });
  });

  test("of a part that comes on top only what is more", () => {
    const logstash = { pods: 1, cpuMillis: 100, memoryMib: 1024 };
    expect(inDevelopment("`pipelines`")).toEqual({
      fixed: logstash,
      perNode: { pods: 0, cpuMillis: 0, memoryMib: 0 },
      volumesGib: 2,
    });
  });

  test("logs of development are about 5 GiB, with the shippers of three nodes and Logstash", () => {
    const logs = inDevelopment("`logs: { store: elastic }`");
    const logstash = inDevelopment("`pipelines`");
    // Of the operator, Elasticsearch, Kibana and the exporter.
    expect(logs?.fixed.memoryMib).toBe(512 + 2048 + 1024 + 64);
    const all = (logs?.fixed.memoryMib ?? 0) + 3 * (logs?.perNode.memoryMib ?? 0) + (logstash?.fixed.memoryMib ?? 0);
    expect(all / 1024).toBeCloseTo(5.4, 1);
  });
});

describe("each configuration on the page is one that loads", () => {
  const around = parse(readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };
  const shown = documentedBlocks("yaml").filter((block) => block.startsWith("config:"));

  test("there is one for each section", () => {
    expect(shown.length).toBeGreaterThanOrEqual(11);
  });

  test.each(shown)("%#", (block) => {
    const { config: stated } = parse(block) as { config: Record<string, unknown> };
    const { "slipway:addOns": _, "slipway:shop": __, ...onEks } = around.config;
    const inExistingCluster = { "slipway:cluster": { target: "existing" } };
    const outcomes = [onEks, inExistingCluster].map((base) => validate("docs", { ...base, ...stated }).problems);
    // What is shown is for one kind of cluster, or for both.
    expect(outcomes).toContainEqual([]);
  });

  test("what is no configuration is an ExternalSecret of the store that is configured before it", () => {
    const [object = "", ...others] = documentedBlocks("yaml").filter((block) => !block.startsWith("config:"));
    expect(others).toEqual([]);
    const { metadata, spec } = parse(object) as {
      metadata: { name: string; namespace: string };
      spec: { secretStoreRef: { kind: string; name: string }; dataFrom: { extract: { key: string } }[] };
    };
    const stores = shown.flatMap((block) => {
      const { config } = parse(block) as { config: Record<string, { externalSecrets?: { stores: object } }> };
      return config["slipway:addOns"]?.externalSecrets?.stores ?? [];
    });
    expect(stores).toEqual([
      { aws: { kind: "secretsManager", prefixes: ["shop/prod/"], namespaces: [metadata.namespace] } },
    ]);
    expect(spec.secretStoreRef).toEqual({ kind: "ClusterSecretStore", name: "aws" });
    expect(spec.dataFrom.map(({ extract }) => extract.key.startsWith("shop/prod/"))).toEqual([true]);
  });
});

test("its programs are accepted, and make what it tells of", async () => {
  mkdirSync(path.join(root, ".slipway"), { recursive: true });
  const folder = mkdtempSync(path.join(root, ".slipway", "docs-"));
  try {
    const kinds: string[][] = [];
    for (const [index, program] of documentedPrograms().entries()) {
      const file = path.join(folder, `program-${index}.ts`);
      writeFileSync(file, program.replaceAll(/from "\.\//g, 'from "../../'));
      const { resources } = await record(() => import(file));
      kinds.push([...new Set(resources.map(({ type }) => shortType(type)))]);
    }
    const [whole = [], snippets = []] = kinds;
    for (const all of kinds) expect(all).toEqual(expect.arrayContaining(["PodMonitor", "PrometheusRule"]));
    expect(whole).toEqual(expect.arrayContaining(["Elasticsearch", "Kibana", "OpenTelemetryCollector", "Release"]));
    expect(snippets).not.toContain("Release");
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
