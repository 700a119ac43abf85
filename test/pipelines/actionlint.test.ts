/** How the workflows come to actionlint. That it finds nothing in them is for `npm run check` to show, where Go is. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "..", "..");

let bin: string;

beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), "slipway-actionlint-"));
});

afterEach(() => {
  rmSync(bin, { recursive: true });
});

function lint(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/actionlint.cjs", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { BIN: bin, PATH: "" },
  });
  return { status, stdout, stderr };
}

/** Puts a program in the place of actionlint: it keeps what it is given. */
function standIn(status: number): void {
  const sums = ["go.mod", "go.sum"].map((file) => readFileSync(path.join(root, "scripts", "actionlint", file), "utf8"));
  mkdirSync(path.join(bin, ".stamps"));
  writeFileSync(path.join(bin, ".stamps", "actionlint"), createHash("sha256").update(sums.join("")).digest("hex"));
  writeFileSync(
    path.join(bin, "actionlint"),
    `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
appendFileSync(${JSON.stringify(path.join(bin, "seen"))}, process.argv.slice(2).join(" ") + "\\n" + readFileSync(0, "utf8"));
if (${status} !== 0) console.log("it objects");
process.exit(${status});
`,
    { mode: 0o755 },
  );
}

const workflows = readdirSync(path.join(root, ".github", "workflows"));

test("without Go, it says why it checks nothing", () => {
  const message = "actionlint: the workflows are not checked: it is not built, and no Go is on PATH to build it\n";
  expect(lint()).toEqual({ status: 0, stdout: message, stderr: "" });
  expect(lint("--required")).toEqual({ status: 1, stdout: message, stderr: "" });
});

test("each workflow is checked, with versions where commits are pinned", () => {
  standIn(0);
  expect(lint()).toEqual({ status: 0, stdout: `actionlint: ${workflows.length} workflows are fine\n`, stderr: "" });
  const seen = readFileSync(path.join(bin, "seen"), "utf8");
  for (const name of workflows) expect(seen).toContain(`-stdin-filename=.github/workflows/${name} -\n`);
  expect(seen).toContain("uses: actions/checkout@v6\n");
  expect(seen).not.toMatch(/@[0-9a-f]{40}/);
});

test("what it objects to is a failure, and the others are checked all the same", () => {
  standIn(1);
  expect(lint()).toEqual({ status: 1, stdout: "", stderr: "it objects\n".repeat(workflows.length) });
});
