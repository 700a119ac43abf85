import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { run } from "./command";
import type { ControlPlane } from "./control-plane";
import { Engine, type Outcome } from "./engine";
import { openTestBed } from "./test-bed";

// Times `up` of the shop against `kubectl apply` and `kubectl rollout status` of the same objects, on one control plane of its
// own, in turns, each time from nothing. The last line is JSON. Usage: node scripts/run-ts.cjs test/e2e/bench.ts [RUNS]

const root = path.resolve(__dirname, "..", "..");
const environment = "local";

interface Manifest {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

async function bench(runs: number): Promise<void> {
  const preview = await run("node", [
    path.join(root, "scripts", "run-ts.cjs"),
    path.join(root, "preview", "cli.ts"),
    environment,
  ]);
  if (preview.status !== 0) throw new Error(`the manifests could not be written:\n${preview.stderr}`);
  const manifests = readManifests(path.join(root, ".slipway", environment, "manifests"));

  const bed = await openTestBed(say);
  try {
    const { toolchain, folder, plane } = bed;
    const engine = await Engine.open({
      toolchain,
      folder: path.join(folder, "bench"),
      project: "slipway",
      stack: environment,
    });
    const cluster = { target: "existing" as const, kubeconfig: plane.kubeconfig, context: "sandbox" };
    const program = (): ReturnType<typeof main> => main({ ...readConfigFile(environment), cluster });

    const up: number[] = [];
    const kubectl: number[] = [];
    for (let turn = 1; turn <= runs; turn += 1) {
      kubectl.push(await timeKubectl(plane, manifests));
      up.push(succeeded(await engine.up(program)).seconds);
      succeeded(await engine.destroy());
      say(`${turn} of ${runs}: kubectl ${shown(kubectl.at(-1))} s, up ${shown(up.at(-1))} s`);
    }
    const result = {
      objects: manifests.length,
      runs,
      kubectlSeconds: round(median(kubectl)),
      upSeconds: round(median(up)),
      ratio: round(median(up) / median(kubectl)),
      kubectl: kubectl.map(round),
      up: up.map(round),
    };
    say(JSON.stringify(result));
  } finally {
    await bed.close();
  }
}

/** As a person would do it by hand: namespaces, then everything else, then a wait for each Deployment. */
async function timeKubectl(plane: ControlPlane, manifests: readonly Manifest[]): Promise<number> {
  const namespaces = manifests.filter(({ kind }) => kind === "Namespace");
  const others = manifests.filter(({ kind }) => kind !== "Namespace");
  const deployments = manifests.filter(({ kind }) => kind === "Deployment");
  const begun = performance.now();
  for (const group of [namespaces, others]) {
    if (group.length > 0) await plane.kubectl(["apply", ...group.flatMap(({ file }) => ["--filename", file])]);
  }
  for (const namespace of new Set(deployments.map((deployment) => deployment.namespace ?? "default"))) {
    const names = deployments.filter((deployment) => (deployment.namespace ?? "default") === namespace);
    const targets = names.map(({ name }) => `deployment/${name}`);
    await plane.kubectl(["rollout", "status", "--namespace", namespace, "--timeout=120s", ...targets], {
      timeoutSeconds: 150,
    });
  }
  const seconds = (performance.now() - begun) / 1000;
  for (const group of [others, namespaces]) {
    const files = group.flatMap(({ file }) => ["--filename", file]);
    if (files.length > 0) await plane.kubectl(["delete", "--wait", ...files], { timeoutSeconds: 120 });
  }
  return seconds;
}

function readManifests(folder: string): Manifest[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml") && !name.startsWith("releases"))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      // Each file is one object that the preview has written.
      const { kind, metadata } = parse(readFileSync(file, "utf8")) as {
        kind: string;
        metadata: { name: string; namespace?: string };
      };
      return { file, kind, name: metadata.name, namespace: metadata.namespace };
    });
}

function succeeded(outcome: Outcome): Outcome {
  if (!outcome.succeeded) throw new Error(outcome.errors.join("\n"));
  return outcome;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function shown(value: number | undefined): string {
  return (value ?? Number.NaN).toFixed(2);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void bench(Number(process.argv[2] ?? 3)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
