import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environments } from "../../stacks/config";
import { outcome } from "./comment-body";
import { outputLimit, parseSummary, type EnvironmentResult, type PreviewResults } from "./preview-results";

const project = path.resolve(__dirname, "..", "..");

/** In milliseconds. A preview takes seconds; one that takes a minute hangs. */
const timeout = 60 * 1000;

export interface PreviewEnvironmentsOptions {
  /** Gets a folder for each environment, and `results.json`. */
  readonly out: string;
  /** Folder of the `Pulumi.*.yaml` files. Default: the project. */
  readonly config?: string;
  /** Number of the pull request, for `results.json`. */
  readonly pullRequest?: number;
  /** Takes what is to be shown. */
  readonly say: (text: string) => void;
}

/**
 * Previews every environment, each in a process of its own, so that one that fails hides no other.
 * @returns the exit status: 0 if all are fine, else the lowest of those that failed (1 before 2 before 3)
 */
export function previewEnvironments({ out, config = project, pullRequest, say }: PreviewEnvironmentsOptions): number {
  const results = environments(config).map((environment) => {
    const result = preview(environment, config, out);
    say(`${environment}: ${outcome(result.status)}${result.output === "" ? "" : `\n${result.output}`}`);
    return result;
  });
  const text: PreviewResults = { ...(pullRequest === undefined ? {} : { pullRequest }), environments: results };
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, "results.json"), `${JSON.stringify(text, null, 2)}\n`);
  if (results.length === 0) {
    say(`there is no Pulumi.<environment>.yaml in ${config}`);
    return 1;
  }
  return results.map(({ status }) => status).reduce(worse, 0);
}

function preview(environment: string, config: string, out: string): EnvironmentResult {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["scripts/run-ts.cjs", "preview/cli.ts", environment, "--config", path.resolve(config), "--out", path.resolve(out)],
    { cwd: project, encoding: "utf8", timeout, stdio: ["ignore", "ignore", "pipe"] },
  );
  const output = stderr.length > outputLimit ? `${stderr.slice(0, outputLimit - 2)}…\n` : stderr;
  // With any other status, no files were written, and those that are there are of an earlier preview.
  const isWritten = status === 0 || status === 3;
  return {
    environment,
    status: status ?? 1,
    output: status === null ? `${output.slice(0, outputLimit - 100)}the preview was ended from outside\n` : output,
    ...(isWritten ? { summary: parseSummary(readFileSync(path.join(out, environment, "summary.json"), "utf8")) } : {}),
  };
}

function worse(one: number, other: number): number {
  if (one === 0 || other === 0) return Math.max(one, other);
  return Math.min(one, other);
}
