/** What the documentation shows is true: its configuration loads, its messages are given, its code compiles. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readConfigFile } from "../stacks/config";
import { record } from "../testing";
import { documentedSnippets } from "./observability/documented-programs";

const root = path.resolve(__dirname, "..");
const documents = readdirSync(path.join(root, "docs"), { encoding: "utf8", recursive: true });
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...documents.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
];

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

/** Programs of the documentation as files in a folder below the project, which is away afterwards. */
async function withPrograms<Result>(
  programs: readonly string[],
  use: (folder: string, files: readonly string[]) => Promise<Result> | Result,
): Promise<Result> {
  mkdirSync(path.join(root, ".slipway"), { recursive: true });
  const folder = mkdtempSync(path.join(root, ".slipway", "docs-"));
  try {
    const files = programs.map((program, index) => {
      const file = path.join(folder, `snippet-${index}.ts`);
      writeFileSync(file, program.replace(/from "\.{1,2}\//g, 'from "../../'));
      return file;
    });
    return await use(folder, files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The snippets of docs/workloads.md that are no programs of their own, as one program, with what the page says that they take for granted. */
function workloadsProgram(): string {
  const snippets = blocks("docs/workloads.md", "ts").filter((block) => !block.startsWith("import "));
  const classes = [
    "BatchJob",
    "Microservice",
    "Namespace",
    "NodeAgent",
    "ScheduledJob",
    "StatefulService",
    "Team",
    "Worker",
  ];
  return [
    'import * as pulumi from "@pulumi/pulumi";',
    'import { ExistingCluster } from "./components/cluster";',
    `import { ${classes.join(", ")}, linkTo } from "./components/workloads";`,
    'const cluster = new ExistingCluster("cluster", { context: "staging-eu" });',
    'const namespace = new Namespace("shop", { cluster });',
    'const baseline = new Namespace("shop-baseline", { cluster, podSecurity: "baseline" });',
    'const privileged = new Namespace("shop-privileged", { cluster, podSecurity: "privileged" });',
    'const image = "registry.example.com/image:1.0.0";',
    'const brokerUrl = pulumi.secret("amqp://user:password@broker:5672");',
    ...snippets,
  ].join("\n");
}

it("shows code that compiles", async () => {
  const programs = pages.flatMap((page) =>
    blocks(page, "ts")
      .filter((block) => block.startsWith("import "))
      .map((block) => [page, block] as const),
  );
  expect(programs.map(([page]) => page)).toEqual([
    "docs/addons.md",
    "docs/aws.md",
    "docs/observability.md",
    "docs/policy.md",
    "docs/testing.md",
    "docs/testing.md",
    "docs/workloads.md",
    "docs/workloads.md",
    "docs/workloads.md",
  ]);
  await withPrograms([...programs.map(([, block]) => block), workloadsProgram(), documentedSnippets()], (folder) => {
    writeFileSync(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.json", include: ["*.ts"], exclude: [] }),
    );
    const compiler = [require.resolve("typescript/bin/tsc"), "--project", folder];
    const { stdout } = spawnSync(process.execPath, compiler, { encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

it("shows workloads that are accepted, and have the objects that it tells of", async () => {
  const programs = blocks("docs/workloads.md", "ts").filter((block) => block.startsWith("import "));
  const config = { "orders:dbPassword": "p", "orders:tlsKey": "k", "orders:tlsCert": "c" };
  await withPrograms([...programs, workloadsProgram()], async (_, files) => {
    for (const file of files) {
      const { resources } = await record(async () => {
        pulumi.runtime.setAllConfig(config, Object.keys(config));
        await import(file);
      });
      expect(resources.some(({ type }) => type === "kubernetes:apps/v1:Deployment")).toBe(true);
    }
  });
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
