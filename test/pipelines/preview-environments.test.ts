/** All environments are previewed, whatever becomes of one of them. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { previewEnvironments } from "../../scripts/pull-request/preview-environments";
import { readPreviewResults } from "../../scripts/pull-request/preview-results";

const good = "config:\n  slipway:cluster:\n    target: existing\n  slipway:shop:\n    loadGenerator: false\n";

let folder: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-environments-"));
  out = path.join(folder, "out");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function preview(files: Readonly<Record<string, string>>): { status: number; said: string[] } {
  const said: string[] = [];
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, `Pulumi.${name}.yaml`), text);
  const status = previewEnvironments({ out, config: folder, pullRequest: 12, say: (text) => said.push(text) });
  return { status, said };
}

jest.setTimeout(60_000); // each preview is a process of its own

test("one that is wrong hides none, and gives its status and its message", () => {
  const { status, said } = preview({ a: good, b: "config:\n  slipway:clutser: {}\n", c: good });
  expect(status).toBe(2);
  expect(said).toEqual(["a: fine", expect.stringMatching(/^b: invalid configuration\nPulumi\.b\.yaml: /), "c: fine"]);
  const results = readPreviewResults(path.join(out, "results.json"));
  expect(results?.pullRequest).toBe(12);
  expect(results?.environments.map((result) => [result.environment, result.status])).toEqual([
    ["a", 0],
    ["b", 2],
    ["c", 0],
  ]);
  const { counts, policy } = JSON.parse(readFileSync(path.join(out, "a", "summary.json"), "utf8")) as {
    counts: { resources: number; byKind: unknown };
    policy: unknown;
  };
  expect(results?.environments[0]?.summary).toMatchObject({
    counts: { resources: counts.resources, byKind: counts.byKind },
    policy,
  });
  expect(results?.environments[1]).toEqual({
    environment: "b",
    status: 2,
    output: said[1]?.replace("b: invalid configuration\n", ""),
  });
});

test("no environment at all is a failure", () => {
  expect(preview({})).toEqual({ status: 1, said: [`there is no Pulumi.<environment>.yaml in ${folder}`] });
  expect(readPreviewResults(path.join(out, "results.json"))).toEqual({ pullRequest: 12, environments: [] });
});

test("without a file there are no results", () => {
  expect(existsSync(out)).toBe(false);
  expect(readPreviewResults(path.join(out, "results.json"))).toBeUndefined();
});
