/**
 * What a preview of the engine proposes, and whether it is what was approved. The input is written by hand after the
 * engine's `display/json.go`; that the engine writes it so is not proven here.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describeChanges, digest, parseProposedChanges } from "../../scripts/deployment/proposed-changes";

const urn = (name: string) => `urn:pulumi:dev::slipway::aws:ec2/vpc:Vpc::${name}`;
const steps = [
  { op: "same", urn: urn("same"), newState: {} },
  { op: "update", urn: urn("b"), detailedDiff: { tags: { kind: "update", inputDiff: true } } },
  { op: "create", urn: urn("a"), detailedDiff: null },
  { op: "replace", urn: urn("c"), replaceReasons: ["zone", "cidr"], detailedDiff: null },
  { op: "delete", urn: urn("z"), detailedDiff: null },
  { op: "read", urn: urn("r"), detailedDiff: null },
];
const parse = (content: object) => parseProposedChanges(JSON.stringify(content));
const proposed = parse({
  steps,
  diagnostics: [{ severity: "warning", message: "old" }],
  duration: 1,
  changeSummary: {},
});

test("what stays as it is, is no change", () => {
  expect(proposed).toEqual({
    changes: [
      { operation: "create", urn: urn("a"), replacedFor: [] },
      { operation: "update", urn: urn("b"), replacedFor: [] },
      { operation: "replace", urn: urn("c"), replacedFor: ["cidr", "zone"] },
      { operation: "delete", urn: urn("z"), replacedFor: [] },
    ],
    errors: [],
  });
  expect(parse({})).toEqual({ changes: [], errors: [] });
});

test("deletions and replacements are told first", () => {
  expect(describeChanges("dev", proposed)).toBe(`## dev: 1 create, 1 update, 1 replace, 1 delete

- **delete** \`${urn("z")}\`
- **replace** \`${urn("c")}\`, for \`cidr\`, \`zone\`
- create \`${urn("a")}\`
- update \`${urn("b")}\`
`);
  expect(describeChanges("dev", parse({ steps: [] }))).toBe("## dev: nothing changes\n");
});

describe("the digest", () => {
  const without = (name: string) => parse({ steps: steps.filter((step) => step.urn !== urn(name)) });

  test("does not depend on the order in which the engine came to the steps, on values, or on what stays", () => {
    expect(digest(parse({ steps: [...steps].reverse() }))).toBe(digest(proposed));
    expect(digest(without("same"))).toBe(digest(proposed));
    expect(
      digest(parse({ steps: steps.map((step) => ({ ...step, detailedDiff: null, newState: { id: "x" } })) })),
    ).toBe(digest(proposed));
  });

  test.each(["a", "b", "c", "z"])("is another one without the change of %s", (name) => {
    expect(digest(without(name))).not.toBe(digest(proposed));
  });

  test.each([
    ["an update becomes a replacement", { ...steps[1], op: "replace" }, 1],
    ["a replacement has another reason", { ...steps[3], replaceReasons: ["zone"] }, 3],
    ["what stayed is deleted", { ...steps[0], op: "delete" }, 0],
  ])("is another one if %s", (_, step, index) => {
    expect(digest(parse({ steps: steps.with(index, step as (typeof steps)[0]) }))).not.toBe(digest(proposed));
  });
});

describe("the command", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-changes-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function command(content: string, ...args: string[]) {
    const [file, output, summary] = ["preview.json", "output", "summary"].map((name) => path.join(folder, name));
    for (const name of [output, summary]) writeFileSync(name ?? "", "");
    writeFileSync(file ?? "", content);
    const { status, stderr } = spawnSync(
      process.execPath,
      ["scripts/run-ts.cjs", "scripts/proposed-changes.ts", "dev", file ?? "", ...args],
      {
        cwd: path.resolve(__dirname, "..", ".."),
        encoding: "utf8",
        env: { ...process.env, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
      },
    );
    return { status, stderr, output: readFileSync(output ?? "", "utf8"), summary: readFileSync(summary ?? "", "utf8") };
  }

  test("hands over the digest, and takes the same one back", () => {
    const first = command(JSON.stringify({ steps }));
    expect(first).toEqual({
      status: 0,
      stderr: "",
      output: `digest=${digest(proposed)}\nchanges=4\n`,
      summary: describeChanges("dev", proposed),
    });
    expect(command(JSON.stringify({ steps }), "--approved", digest(proposed)).status).toBe(0);
  });

  test("ends with 4 if other changes are proposed than were approved", () => {
    expect(command(JSON.stringify({ steps: steps.slice(1, 2) }), "--approved", digest(proposed))).toMatchObject({
      status: 4,
      stderr: "dev has changed since the preview that was approved: nothing was done; deploy anew\n",
    });
  });

  test("ends with 1, and approves nothing, if the preview failed", () => {
    const diagnostics = [{ severity: "error", message: "no credentials\n", urn: urn("a") }];
    expect(command(JSON.stringify({ steps, diagnostics }))).toMatchObject({ status: 1, output: "" });
    expect(command(JSON.stringify({ steps, diagnostics })).summary).toContain(`\n${urn("a")}: no credentials\n`);
    expect(command("error: no stack named 'dev' found")).toMatchObject({ status: 1, output: "", summary: "" });
    // Nobody has approved anything: an empty digest is no approval.
    expect(command(JSON.stringify({ steps }), "--approved", "").status).toBe(4);
  });
});
