/** docs/addons.md is as the code says. That the prose between the generated blocks is right is not shown here. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { addOns } from "../../components/addons";
import { validate } from "../../stacks/config/validate";

const root = path.resolve(__dirname, "..", "..");

test("the generated blocks are current", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["scripts/run-ts.cjs", "scripts/write-add-on-docs.ts", "--check"],
    { cwd: root, encoding: "utf8", timeout: 60_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}, 60_000);

test("each add-on has a section of its name with its block", () => {
  const page = readFileSync(path.join(root, "docs", "addons.md"), "utf8");
  const sections = [...page.matchAll(/^### ([\w-]+)\n\n<!-- generated: (\w+) -->$/gm)].map(([, name, id]) => [
    id,
    name,
  ]);
  expect(sections).toEqual(Object.values(addOns).map(({ id, name }) => [id, name]));
});

describe("each configuration on the page is one that loads", () => {
  const text = readFileSync(path.join(root, "docs", "addons.md"), "utf8");
  const shown = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  const around = readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8");

  test.each(shown)("%#", (block) => {
    const stated = parse(block) as Record<string, unknown>;
    const { config } = parse(around) as { config: Record<string, unknown> };
    const { "slipway:addOns": _, "slipway:shop": __, ...onEks } = config;
    const inExistingCluster = { "slipway:cluster": { target: "existing" } };
    const outcomes = [onEks, inExistingCluster].map((base) => validate("docs", { ...base, ...stated }).problems);
    // What is shown is for one kind of cluster, or for both.
    expect(outcomes).toContainEqual([]);
  });
});
