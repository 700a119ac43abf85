import { parseArgs } from "node:util";
import { previewEnvironments } from "./pull-request/preview-environments";

const usage = `Usage: node scripts/run-ts.cjs scripts/preview-environments.ts --out DIR [--config DIR] [--pull-request NUMBER]

Previews every environment offline, and writes DIR/results.json for scripts/pull-request-comment.ts.
Exit status: 0 if all are fine; else that of a preview, an internal error (1) before an invalid configuration (2)
before a violated policy (3).`;

const { values } = parseArgs({
  options: { out: { type: "string" }, config: { type: "string" }, "pull-request": { type: "string" } },
});
const pullRequest = Number(values["pull-request"] ?? "0");

if (values.out === undefined || !Number.isInteger(pullRequest)) {
  console.error(usage);
  process.exitCode = 1;
} else {
  process.exitCode = previewEnvironments({
    out: values.out,
    ...(values.config === undefined ? {} : { config: values.config }),
    ...(pullRequest > 0 ? { pullRequest } : {}),
    say: (text) => {
      console.log(text);
    },
  });
}
