import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A whole process: from its start to its end, with everything that it loads. */
export interface Run {
  /** Seconds. */
  readonly wall: number;
  /** Peak resident memory, MB (10^6 bytes). */
  readonly memory: number;
}

/** The middle of several runs, with the smallest and the largest. */
export interface Figure {
  readonly median: Run;
  readonly min: Run;
  readonly max: Run;
  readonly runs: number;
}

export const projectFolder = path.resolve(__dirname, "..", "..");
const reporter = path.join(__dirname, "report-usage.cjs");

/**
 * Runs Node on some arguments several times, after one run that does not count.
 * @throws Error if a run fails
 */
export function measure(args: readonly string[], runs: number, environment: NodeJS.ProcessEnv = {}): Figure {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-bench-"));
  const usage = path.join(folder, "usage.json");
  try {
    const all = Array.from({ length: runs + 1 }, (): Run => {
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, ["--require", reporter, ...args], {
        cwd: projectFolder,
        env: { ...process.env, ...environment, SLIPWAY_USAGE: usage },
        encoding: "utf8",
        timeout: 300_000,
        maxBuffer: 2 ** 28,
      });
      const wall = (performance.now() - start) / 1000;
      if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(status)}: ${stderr}`);
      const { maxRSS } = JSON.parse(readFileSync(usage, "utf8")) as { maxRSS: number };
      return { wall, memory: (maxRSS * 1024) / 1e6 };
    }).slice(1);
    return { median: pick(all, 0.5), min: pick(all, 0), max: pick(all, 1), runs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The value below which a share of the runs lies, for each of the two figures by itself. */
function pick(all: readonly Run[], share: number): Run {
  const at = (values: number[]): number =>
    values.sort((one, other) => one - other)[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return { wall: at(all.map(({ wall }) => wall)), memory: at(all.map(({ memory }) => memory)) };
}
