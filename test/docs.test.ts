/** What the documentation shows is true: its configuration loads, its messages are given, its code compiles. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readConfigFile } from "../stacks/config";

const root = path.resolve(__dirname, "..");
const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`)];

/** The blocks of a page in a language, in order; `""` is for blocks without one. */
function blocks(page: string, language: string): string[] {
  const text = readFileSync(path.join(root, page), "utf8");
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? "");
}

describe("docs/configuration.md", () => {
  const [example = ""] = blocks("docs/configuration.md", "yaml");
  const [message = ""] = blocks("docs/configuration.md", "");
  const load = (text: string) => {
    const folder = mkdtempSync(path.join(tmpdir(), "slipway-docs-"));
    try {
      writeFileSync(path.join(folder, "Pulumi.staging.yaml"), text);
      return readConfigFile("staging", folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it("shows a configuration that loads", () => {
    expect(Object.keys(load(example).applications?.orders?.services ?? {})).toEqual(["api", "payments"]);
  });

  it.each(blocks("docs/configuration.md", "yaml").slice(1))("shows a cluster on EKS that loads (%#)", (text) => {
    expect(load(text).cluster.target).toBe("eks");
  });

  it("shows the message that two slips in it would give", () => {
    const slips = example
      .replace("    replicas: {", "    replica: {")
      .replace("linkTo: payments }", "linkTo: payment }");
    expect(() => load(slips)).toThrow(message.trimEnd());
  });
});

it("shows code that compiles", () => {
  mkdirSync(path.join(root, ".slipway"), { recursive: true });
  const programs = pages.flatMap((page) =>
    blocks(page, "ts")
      .filter((block) => block.startsWith("import "))
      .map((block) => [page, block] as const),
  );
  expect(programs.map(([page]) => page)).toEqual([
    "docs/aws.md",
    "docs/policy.md",
    "docs/testing.md",
    "docs/testing.md",
    "docs/workloads.md",
  ]);
  const folder = mkdtempSync(path.join(root, ".slipway", "docs-"));
  try {
    programs.forEach(([, block], index) => {
      writeFileSync(path.join(folder, `snippet-${index}.ts`), block.replace(/from "\.{1,2}\//g, 'from "../../'));
    });
    writeFileSync(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }),
    );
    execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", folder], { stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each(pages)("%s links to pages that are there", (page) => {
  const text = readFileSync(path.join(root, page), "utf8");
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map((match) => match[1] ?? "");
  const missing = targets.filter((target) => {
    try {
      readFileSync(path.resolve(root, path.dirname(page), target));
      return false;
    } catch {
      return true;
    }
  });
  expect(missing).toEqual([]);
});
