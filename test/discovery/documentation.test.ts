// That the configuration which docs/discovery.md shows loads, in an environment on EKS. That it does what the page says is shown elsewhere.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { readConfigFile } from "../../stacks/config";

const root = path.resolve(__dirname, "../..");

const blocks = (page: string): Record<string, unknown>[] =>
  [...readFileSync(path.join(root, page), "utf8").matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    (match) => parse(match[1] ?? "") as Record<string, unknown>,
  );

const [eks] = blocks("docs/configuration.md").slice(1);
const shown = blocks("docs/discovery.md");

it("is five examples", () => {
  expect(shown).toHaveLength(5);
});

it.each(shown)("shows an example that loads (%#)", (sections) => {
  const { config } = eks as { readonly config: Record<string, unknown> };
  const addOns = {
    certManager: true,
    consul: true,
    gatewayApi: true,
    cloudMap: { namespace: "shop.internal" },
    ...(sections["slipway:addOns"] as object | undefined),
  };
  const platform = Object.fromEntries(
    ["slipway:aws", "slipway:network", "slipway:cluster"].map((key) => [key, config[key]]),
  );
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-docs-"));
  try {
    const text = stringify({
      config: { "slipway:stage": "staging", ...platform, ...sections, "slipway:addOns": addOns },
    });
    writeFileSync(path.join(folder, "Pulumi.staging.yaml"), text);
    expect(readConfigFile("staging", folder).cluster.target).toBe("eks");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
