import { appendFileSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describeChanges, digest, parseProposedChanges } from "./deployment/proposed-changes";

const usage = `Usage: node scripts/run-ts.cjs scripts/proposed-changes.ts ENVIRONMENT FILE [--approved DIGEST]

Tells what "pulumi preview --json", whose output is in FILE, would change; in a pipeline also in the job's summary, with
the outputs "digest" and "changes" (how many).

Exit status: 0 fine, 1 the preview failed or cannot be read, 4 it is not what was approved.`;

function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { approved: { type: "string" } },
  });
  const [environment, file, surplus] = positionals;
  if (environment === undefined || file === undefined || surplus !== undefined) throw new Error(usage);

  const proposed = parseProposedChanges(readFileSync(file, "utf8"));
  const text = describeChanges(environment, proposed);
  console.log(text);
  tell("GITHUB_STEP_SUMMARY", text);
  if (proposed.errors.length > 0) return 1;
  tell("GITHUB_OUTPUT", `digest=${digest(proposed)}\nchanges=${proposed.changes.length}\n`);
  if (values.approved !== undefined && values.approved !== digest(proposed)) {
    console.error(`${environment} has changed since the preview that was approved: nothing was done; deploy anew`);
    return 4;
  }
  return 0;
}

/** Appends to the file that a pipeline names; elsewhere there is none. */
function tell(variable: string, text: string): void {
  const file = process.env[variable];
  if (file !== undefined && file !== "") appendFileSync(file, text);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
