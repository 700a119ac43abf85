// Checks the workflows with actionlint: `node scripts/actionlint.cjs [--required]`.
// actionlint is built once, from the Go module pinned in scripts/actionlint, into BIN (default: ~/.cache/slipway/bin).
// Where neither it nor Go is there, it says why it checks nothing, and ends with 0; with --required, with 1.
// Exit status: 0 fine or skipped, 1 something is wrong.
"use strict";
const { spawnSync } = require("node:child_process");
const { createHash, randomUUID } = require("node:crypto");
const { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { homedir } = require("node:os");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const workflows = path.join(root, ".github", "workflows");
const moduleFolder = path.join(__dirname, "actionlint");
const bin =
  process.env.BIN || path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "slipway", "bin");
const program = path.join(bin, "actionlint");
const stamp = path.join(bin, ".stamps", "actionlint");

/** It is built in a few seconds; the rest is for the download of its modules. */
const buildTimeout = 5 * 60 * 1000;
const checkTimeout = 60 * 1000;

/** What the program is built from. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(path.join(moduleFolder, file)));
  return hash.digest("hex");
}

function isBuilt() {
  return existsSync(program) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

/** Builds the program; returns why that was not possible, if it was not. */
function build() {
  mkdirSync(path.dirname(stamp), { recursive: true });
  const draft = path.join(bin, `.actionlint.${randomUUID()}`);
  const { error, status, stderr } = spawnSync(
    "go",
    ["build", "-o", draft, "github.com/rhysd/actionlint/cmd/actionlint"],
    {
      cwd: moduleFolder,
      encoding: "utf8",
      timeout: buildTimeout,
      // Reproducible, without a C compiler; a checksum that go.sum lacks is an error, not a reason to add it.
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" },
    },
  );
  if (error?.code === "ENOENT") return "it is not built, and no Go is on PATH to build it";
  if (error || status !== 0) {
    rmSync(draft, { force: true });
    const [reason = ""] = (stderr ?? "")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("go: downloading"));
    return `it could not be built: ${error ? error.message : reason}`;
  }
  rmSync(stamp, { force: true }); // an old stamp must not pass for the new program, nor a new one for the old program
  renameSync(draft, program);
  writeFileSync(stamp, fingerprint());
  return undefined;
}

/**
 * A workflow in which each pinned action stands with the major version of its comment. actionlint knows the inputs and
 * outputs of popular actions by version only, and would not check those that are pinned by commit.
 */
function withVersions(text) {
  return text.replace(/@[0-9a-f]{40} # (v\d+)(\.\d+)*$/gm, "@$1");
}

/** Prints what is wrong with a workflow; returns whether nothing is. */
function check(name) {
  const file = path.join(workflows, name);
  // By standard input, so that what is checked is the text with versions. It has no network and needs no shellcheck.
  const options = ["-no-color", "-shellcheck=", "-pyflakes=", `-stdin-filename=${path.relative(root, file)}`, "-"];
  const { error, status, stdout, stderr } = spawnSync(program, options, {
    cwd: root,
    input: withVersions(readFileSync(file, "utf8")),
    encoding: "utf8",
    timeout: checkTimeout,
  });
  if (error || status !== 0) console.error(error ? `${name}: ${error.message}` : `${stdout}${stderr}`.trimEnd());
  return !error && status === 0;
}

function main() {
  const isRequired = process.argv.includes("--required");
  const obstacle = isBuilt() ? undefined : build();
  if (obstacle !== undefined) {
    console.log(`actionlint: the workflows are not checked: ${obstacle}`);
    return isRequired ? 1 : 0;
  }
  const names = readdirSync(workflows).filter((name) => /\.ya?ml$/.test(name));
  const failed = names.filter((name) => !check(name));
  if (failed.length === 0) console.log(`actionlint: ${names.length} workflows are fine`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = main();
