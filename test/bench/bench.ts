/**
 * `npm run bench`: the figures of the README, each of whole processes. `npm run bench -- --no-up` leaves out the part that
 * needs a control plane, which takes most of the time.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { generatedConfiguration } from "./generate";
import { measure, projectFolder, type Figure } from "./measure";

const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "5" }, "no-up": { type: "boolean", default: false } },
});
const runs = Number(options.runs);

const runner = "scripts/run-ts.cjs";
const cli = "preview/cli.ts";
const sizes = [10, 100, 1000] as const;

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly memory: string;
}

function main(): void {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-bench-"));
  try {
    console.log(
      `${runs} runs each, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"})\n`,
    );
    const rows = [...previewRows(folder), ...(options["no-up"] ? [] : [upRow()])];
    console.log("| what | time (median, min–max) | peak memory |\n| --- | --- | --- |");
    for (const { what, figure, memory } of rows) console.log(`| ${what} | ${figure} | ${memory} |`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function previewRows(folder: string): Row[] {
  const out = path.join(folder, "out");
  const preview = measure([runner, cli, "dev", "--out", out], runs);
  const production = measure([runner, cli, "prod", "--out", out], runs);
  const sdks = ["pulumi", "kubernetes", "aws", "eks"].map((name) => `require("@pulumi/${name}")`).join("; ");
  const floor = measure(["-e", sdks], runs);
  const checked = measure(["--require", "ts-node/register", cli, "dev", "--out", out], runs, {
    TS_NODE_PROJECT: "tsconfig.json",
    TS_NODE_FILES: "false",
  });
  const generated = (services: number, watched = false) => {
    writeFileSync(path.join(folder, "Pulumi.generated.yaml"), generatedConfiguration(services, watched));
    return measure([runner, cli, "generated", "--config", folder, "--out", out], runs);
  };
  const plain = sizes.map((services) => generated(services));
  return [
    row("offline preview of `dev`", preview),
    row("offline preview of `prod`", production),
    row("floor: Node imports the same SDKs, and ends", floor),
    ratio("preview to floor", preview, floor),
    row("the same preview, type-checked by ts-node as Pulumi does by default", checked),
    ...sizes.flatMap((services, index) => {
      const figure = plain[index];
      const before = plain[index - 1];
      if (figure === undefined) return [];
      return [
        row(`offline preview of ${services} generated services`, figure),
        ...(before === undefined
          ? []
          : [ratio(`growth from ${String(sizes[index - 1])} to ${services} services`, figure, before)]),
      ];
    }),
    row("the same 1000 services, each with monitor, rules, dashboard and two objectives", generated(1000, true)),
  ];
}

/** `up` of the shop by the real engine, and `kubectl apply` and `rollout status` of the same objects, on a real API server. */
function upRow(): Row {
  const what = "`up` of `local` on the sandbox, and `kubectl apply` and `rollout status` of the same objects";
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, "test/e2e/bench.ts", String(runs)], {
    cwd: projectFolder,
    encoding: "utf8",
    timeout: 3_600_000,
  });
  if (status !== 0) return { what, figure: `not measured: ${stderr.trim().split("\n").at(-1) ?? ""}`, memory: "" };
  const result = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
    upSeconds: number;
    kubectlSeconds: number;
    ratio: number;
  };
  const { upSeconds, kubectlSeconds, ratio: factor } = result;
  return {
    what,
    figure: `${upSeconds.toFixed(1)} s and ${kubectlSeconds.toFixed(1)} s: ${factor.toFixed(2)} times`,
    memory: "",
  };
}

function row(what: string, { median, min, max }: Figure): Row {
  return {
    what,
    figure: `${median.wall.toFixed(2)} s (${min.wall.toFixed(2)}–${max.wall.toFixed(2)})`,
    memory: `${median.memory.toFixed(0)} MB`,
  };
}

function ratio(what: string, one: Figure, other: Figure): Row {
  return {
    what,
    figure: `${(one.median.wall / other.median.wall).toFixed(2)} times`,
    memory: `${(one.median.memory / other.median.memory).toFixed(2)} times`,
  };
}

main();
