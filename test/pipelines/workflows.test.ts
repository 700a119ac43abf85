/**
 * What the workflows say about rights, pins and names, and that their documentation knows them. It does not prove that
 * GitHub runs them: actionlint knows more of their syntax, and only a run knows all.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const root = path.resolve(__dirname, "..", "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

const permissions = z.record(z.string(), z.string());
const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const job = z.object({
  uses: z.string().optional(),
  if: z.string().optional(),
  permissions: permissions.optional(),
  environment: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  concurrency: z.record(z.string(), z.unknown()).optional(),
  "timeout-minutes": z.number().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  steps: z.array(step).default([]),
});
const workflow = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions,
  env: z.record(z.string(), z.string()).optional(),
  jobs: z.record(z.string(), job),
});
type Workflow = z.infer<typeof workflow>;

const names = readdirSync(path.join(root, ".github", "workflows"));
const texts = new Map(names.map((name) => [name, read(`.github/workflows/${name}`)]));

function load(name: string): Workflow {
  return workflow.parse(parse(texts.get(name) ?? ""));
}

function jobs(name: string): [string, z.infer<typeof job>][] {
  return Object.entries(load(name).jobs);
}

const allSteps = names.flatMap((name) => jobs(name).flatMap(([, { steps }]) => steps));

test("these are the workflows", () => {
  expect(names).toEqual(["check.yml", "comment.yml", "deploy-environment.yml", "deploy.yml", "preview.yml"]);
});

describe("rights", () => {
  test("are the least", () => {
    const rights = (name: string) => [
      load(name).permissions,
      ...jobs(name).flatMap(([id, { permissions: own }]) => (own === undefined ? [] : [[id, own]])),
    ];
    const deploys = { contents: "read", "id-token": "write" };
    expect(Object.fromEntries(names.map((name) => [name, rights(name)]))).toEqual({
      "check.yml": [{ contents: "read" }],
      "comment.yml": [{}, ["comment", { actions: "read", contents: "read", "pull-requests": "write" }]],
      "deploy-environment.yml": [{}, ["preview", deploys], ["up", deploys]],
      "deploy.yml": [{}, ["dev", deploys], ["staging", deploys], ["prod", deploys]],
      "preview.yml": [{ contents: "read" }],
    });
  });

  test("code of a pull request meets no credential", () => {
    const triggered = names.filter((name) => "pull_request" in load(name).on);
    expect(triggered).toEqual(["check.yml", "preview.yml"]);
    for (const name of triggered) expect(texts.get(name)).not.toMatch(/secrets\.|vars\.|github\.token|id-token/);
    for (const name of names) expect(load(name).on).not.toHaveProperty("pull_request_target");
  });

  test("the workflow that writes comments runs the code of the default branch, without a cache", () => {
    const [[, comment] = ["", { steps: [] }]] = jobs("comment.yml");
    expect(comment.steps.slice(0, 2).map((one) => one.with)).toEqual([
      { ref: "${{ github.event.repository.default_branch }}", "persist-credentials": false },
      { "node-version": 24, "package-manager-cache": false },
    ]);
    expect(load("comment.yml").on).toEqual({
      workflow_run: { workflows: [load("preview.yml").name], types: ["completed"] },
    });
  });

  test("no value of an event or an input stands in a script, where it would be code", () => {
    expect(allSteps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  test("no checkout leaves its token behind", () => {
    const checkouts = allSteps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(6);
    for (const checkout of checkouts) expect(checkout.with["persist-credentials"]).toBe(false);
  });
});

test("actions of others are pinned by commit, with their version, and one is always the same", () => {
  const uses = [...texts.values()].flatMap((text) => text.match(/^.*\buses: .*$/gm) ?? []);
  const pins = uses
    .filter((line) => !line.includes("uses: ./"))
    .map(
      (line) => /uses: ([\w-]+\/[\w-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)$/.exec(line)?.slice(1, 4).join(" ") ?? line,
    );
  // Each is the commit that the tag has in the action's own repository.
  expect([...new Set(pins)].sort()).toEqual([
    "actions/checkout d23441a48e516b6c34aea4fa41551a30e30af803 v6.1.0",
    "actions/download-artifact 3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c v8.0.1",
    "actions/setup-node 249970729cb0ef3589644e2896645e5dc5ba9c38 v6.5.0",
    "actions/upload-artifact bbbca2ddaa5d8feaa63e36b76fdaad77386f024f v7.0.0",
    "aws-actions/configure-aws-credentials e6de054238d6b7531b4efff3b6587d9aade6a06c v6.2.3",
    "pulumi/actions 8e5e406f4007fca908480587cb9893c07090f58d v7.0.0",
  ]);
});

test("every job has an end", () => {
  const endless = names.flatMap((name) =>
    jobs(name).filter(([, { uses, "timeout-minutes": limit }]) => uses === undefined && limit === undefined),
  );
  expect(endless).toEqual([]);
});

test("what they run is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const runs = allSteps.flatMap(({ run }) => run ?? []).join("\n");
  for (const [, name = ""] of runs.matchAll(/npm run ([\w:]+)/g)) expect(Object.keys(scripts)).toContain(name);
  const files = [...new Set([...runs.matchAll(/scripts\/[\w-]+\.\w+/g)].map(([file]) => file))];
  expect(files).toHaveLength(5);
  for (const file of files) expect([file, existsSync(path.join(root, file))]).toEqual([file, true]);
});

test("an artifact is not taken from a hidden folder, which would be left out", () => {
  const uploads = allSteps.filter(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
  expect(uploads.map((upload) => upload.with.path)).toEqual(["${{ env.OUT }}/results.json"]);
  expect(texts.get("preview.yml")).toContain("OUT: ${{ github.workspace }}/preview-results\n");
});

describe("deployments", () => {
  test("follow each other, one at a time in each environment, and none is cancelled", () => {
    expect(
      jobs("deploy.yml").map(([id, { needs, concurrency, with: inputs, uses }]) => [
        id,
        needs,
        concurrency,
        inputs,
        uses,
      ]),
    ).toEqual(
      [
        ["dev", undefined],
        ["staging", "dev"],
        ["prod", ["dev", "staging"]],
      ].map(([id, needs]) => [
        id,
        needs,
        { group: `deploy-${String(id)}`, "cancel-in-progress": false },
        { environment: id },
        "./.github/workflows/deploy-environment.yml",
      ]),
    );
  });

  test("of an environment that is not connected do not begin", () => {
    for (const id of ["dev", "staging", "prod"]) {
      expect(jobs("deploy.yml").find(([name]) => name === id)?.[1].if).toContain(
        `contains(fromJSON(vars.DEPLOY_ENVIRONMENTS || '[]'), '${id}')`,
      );
    }
  });

  test("preview with the policy pack, in the text that shows what it finds", () => {
    const previews = allSteps.flatMap(({ run }) => run?.match(/pulumi preview .*/g) ?? []);
    expect(previews.map((command) => [command.includes("--json"), /--policy-pack (\S+)/.exec(command)?.[1]])).toEqual([
      [false, "policy/pack"],
      [true, undefined],
      [true, undefined],
    ]);
    expect(existsSync(path.join(root, "policy", "pack", "PulumiPolicy.yaml"))).toBe(true);
  });

  test("preview in one GitHub environment, and are approved in another", () => {
    expect(jobs("deploy-environment.yml").map(([id, { environment, needs }]) => [id, environment, needs])).toEqual([
      ["preview", "${{ inputs.environment }}-preview", undefined],
      ["up", "${{ inputs.environment }}", "preview"],
    ]);
  });

  test("use the engine of the end-to-end tests, its parallelism, and the project's name", () => {
    const [, engine] =
      /github\.com\/pulumi\/pulumi\/pkg\/v3 v([\d.]+)/.exec(read("test/e2e/toolchain/pulumi/go.mod")) ?? [];
    const versions = allSteps
      .filter(({ uses }) => uses?.startsWith("pulumi/actions@"))
      .map((one) => one.with["pulumi-version"]);
    expect(versions).toEqual([engine, engine]);
    const { name } = parse(read("Pulumi.yaml")) as { name: string };
    expect(load("deploy-environment.yml").env).toMatchObject({
      PULUMI_PARALLEL: "64",
      STACK: `\${{ vars.PULUMI_ORGANIZATION && format('{0}/${name}/{1}', vars.PULUMI_ORGANIZATION, inputs.environment) || inputs.environment }}`,
    });
  });
});

describe("docs/pipelines.md", () => {
  const page = read("docs/pipelines.md");
  const named = new Set([...page.matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text));
  const used = (kind: string) =>
    [
      ...new Set(
        [...texts.values()]
          .flatMap((text) => [...text.matchAll(new RegExp(`\\b${kind}\\.(\\w+)`, "g"))])
          .map(([, name = ""]) => name),
      ),
    ].sort();
  const listed = (heading: string) => {
    const [, rows = ""] = new RegExp(`^\\| ${heading} +\\|.*\\n\\|[- |]+\\n((?:\\|.*\\n)+)`, "m").exec(page) ?? [];
    return [...rows.matchAll(/^\| `(\w+)`/gm)].map(([, name = ""]) => name).sort();
  };

  test("names every workflow", () => {
    for (const name of names) expect(named).toContain(name);
  });

  test("lists every variable and every secret, and no other", () => {
    expect(used("vars")).toEqual([
      "AWS_REGION",
      "AWS_ROLE_ARN",
      "DEPLOY_ENVIRONMENTS",
      "DEPLOY_RUNNER",
      "PULUMI_BACKEND_URL",
      "PULUMI_ORGANIZATION",
    ]);
    expect(listed("variable")).toEqual(used("vars"));
    expect(listed("secret")).toEqual(used("secrets"));
  });

  test("lists every GitHub environment", () => {
    for (const [id] of jobs("deploy.yml")) {
      expect(named).toContain(id);
      expect(named).toContain(`${id}-preview`);
    }
  });

  test("shows trust policies that name one environment each, without a wildcard", () => {
    const blocks = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
    const trusts = blocks.filter((text) => text.includes("AssumeRoleWithWebIdentity"));
    const conditions = trusts.map((text) => {
      const { Statement } = JSON.parse(text) as { Statement: { Condition: unknown }[] };
      return Statement.map(({ Condition }) => Condition);
    });
    expect(conditions).toEqual(
      ["dev-preview", "dev"].map((environment) => [
        {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": `SUBJECT:environment:${environment}`,
          },
        },
      ]),
    );
  });
});
