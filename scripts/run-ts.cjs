// Runs a TypeScript file of this project: `node scripts/run-ts.cjs FILE [ARGUMENT…]`.
// Types are stripped, not checked (`npm run typecheck` does that). Each compiled file is kept in
// node_modules/.cache/slipway under a key of its content, so that a second run does not load the compiler at all.
"use strict";
const { createHash, randomUUID } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const v8 = require("node:v8");

const root = path.resolve(__dirname, "..");
const cache = path.join(root, "node_modules", ".cache", "slipway");
const options = {
  jsc: { parser: { syntax: "typescript" }, target: "es2022", keepClassNames: true },
  module: { type: "commonjs" },
  sourceMaps: "inline",
  swcrc: false,
};
const compiler = `${require("@swc/core/package.json").version}${JSON.stringify(options)}`;

function compile(file) {
  const source = readFileSync(file, "utf8");
  const key = createHash("sha256").update(compiler).update(file).update(source).digest("hex");
  const kept = path.join(cache, `${key}.js`);
  try {
    return readFileSync(kept, "utf8");
  } catch {
    const { code } = require("@swc/core").transformSync(source, { ...options, filename: file });
    keep(kept, code);
    return code;
  }
}

/** A cache that cannot be written (a read-only checkout) costs time, nothing else. */
function keep(file, code) {
  try {
    mkdirSync(cache, { recursive: true });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, code);
    renameSync(draft, file);
  } catch {
    return;
  }
}

// Collect garbage after a fifth of growth, not when the heap has doubled: a third less memory for a tenth more time.
v8.setFlagsFromString("--heap-growing-percent=20");

require.extensions[".ts"] = (module, file) => module._compile(compile(file), file);
// The Pulumi SDK takes a stack trace for each promise that it makes, which costs half of the time of a large program.
if (process.env.SLIPWAY_TRACE === "1") process.setSourceMapsEnabled(true);
else Error.stackTraceLimit = 0;

const file = path.resolve(process.argv[2]);
process.argv.splice(1, 2, file);
require(file);
