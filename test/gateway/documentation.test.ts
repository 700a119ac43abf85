/** docs/traffic.md is as the code says. That the prose between the generated blocks is right is not shown here. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { validate } from "../../stacks/config/validate";

const root = path.resolve(__dirname, "..", "..");
const page = readFileSync(path.join(root, "docs", "traffic.md"), "utf8");

test("the generated blocks are current", () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["scripts/run-ts.cjs", "scripts/write-traffic-docs.ts", "--check"],
    { cwd: root, encoding: "utf8", timeout: 60_000 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}, 60_000);

describe("each configuration on the page is one that loads", () => {
  const shown = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  const around = parse(readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };

  test("there is one for each gateway and mesh", () => {
    expect(shown.length).toBeGreaterThanOrEqual(11);
  });

  test.each(shown)("%#", (block) => {
    const { config: stated } = parse(block) as { config: Record<string, unknown> };
    const { "slipway:addOns": _, "slipway:shop": __, ...onEks } = around.config;
    const issuers = { "slipway:addOns": { certManager: { issuers: { letsencrypt: { selfSigned: true } } } } };
    const inExistingCluster = { "slipway:cluster": { target: "existing" } };
    const outcomes = [onEks, inExistingCluster].map(
      (base) => validate("docs", { ...issuers, ...base, ...stated }).problems,
    );
    // What is shown is for one kind of cluster, or for both.
    expect(outcomes).toContainEqual([]);
  });
});
