import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { SlipwayError } from "../../components/core";
import { readConfigFile } from "../../stacks/config";
import { main } from "../../stacks/main";
import { ControlPlane } from "./control-plane";
import { Engine, type Outcome } from "./engine";
import { countChanges, describeChanges } from "./progress";
import { prepareToolchain, ToolchainError, whatIsMissing } from "./toolchain";

const usage = `A real API server with simulated nodes on this machine, and the real Pulumi engine on it.

  npm run sandbox -- start             builds what is missing (12 minutes the first time), then starts it (6 s)
  npm run sandbox -- up [ENV]          runs the engine on an environment; default: local
  npm run sandbox -- preview [ENV]     shows what up would change
  npm run sandbox -- down [ENV]        destroys what up made
  npm run sandbox -- status            says what runs
  npm run sandbox -- stop [--clean]    ends its processes; --clean removes its state too

API_PORT moves it to other ports of loopback (default: 16443 and the four above).`;

const folder = path.resolve(__dirname, "..", "..", ".slipway", "sandbox");
const stacks = path.join(folder, "stacks");

const verbs: Readonly<Record<string, (environment: string, clean: boolean) => Promise<number>>> = {
  start,
  up: (environment) => withEngine(environment, true, (engine, program, signal) => engine.up(program, { signal })),
  preview: (environment) =>
    withEngine(environment, false, (engine, program, signal) => engine.preview(program, { signal })),
  down: (environment) => withEngine(environment, true, (engine, _program, signal) => engine.destroy({ signal })),
  status,
  stop: (_environment, clean) => stop(clean),
};

async function start(): Promise<number> {
  const missing = await whatIsMissing();
  if (missing !== undefined) throw new ToolchainError(missing);
  const toolchain = await prepareToolchain(say);
  for (const line of toolchain.origins) say(line);
  say(await controlPlane(toolchain).start());
  say("next: npm run sandbox -- up");
  return 0;
}

async function withEngine(
  environment: string,
  isDone: boolean,
  act: (engine: Engine, program: () => ReturnType<typeof main>, signal: AbortSignal) => Promise<Outcome>,
): Promise<number> {
  const config = readConfigFile(environment);
  if (!existsSync(controlPlane().kubeconfig) || !(await controlPlane().status()).runs) {
    throw new ToolchainError("no sandbox runs: npm run sandbox -- start");
  }
  const toolchain = await prepareToolchain(say);
  const plane = controlPlane(toolchain);
  const engine = await Engine.open({ toolchain, folder: stacks, project: "slipway", stack: environment, say });
  const cluster = { target: "existing" as const, kubeconfig: plane.kubeconfig, context: "sandbox" };
  const ended = new AbortController();
  const addresses = plane.assignAddresses(ended.signal);
  const outcome = await act(engine, () => main({ ...config, cluster }), untilInterrupted());
  ended.abort();
  await addresses;
  const changes = describeChanges(outcome.changes, isDone);
  say(`${environment}: ${changes} in ${outcome.seconds.toFixed(1)} s${outcome.succeeded ? "" : ", FAILED"}`);
  if (outcome.succeeded && countChanges(outcome.changes) === 0) say("nothing to change");
  return outcome.succeeded ? 0 : 1;
}

async function status(): Promise<number> {
  const plane = controlPlane();
  const { runs, lines } = await plane.status();
  for (const line of lines) say(line);
  say(runs ? `KUBECONFIG=${plane.kubeconfig}` : "no sandbox runs: npm run sandbox -- start");
  return runs ? 0 : 3;
}

async function stop(clean: boolean): Promise<number> {
  await controlPlane().stop();
  if (clean) rmSync(folder, { recursive: true, force: true });
  const kept = existsSync(folder);
  say(
    `stopped${kept ? `; its state stays in ${folder} for the next start (stop --clean removes it)` : ", and nothing is left"}`,
  );
  return 0;
}

function controlPlane(toolchain = { kubectl: "kubectl" }): ControlPlane {
  return new ControlPlane(path.join(folder, "control-plane"), toolchain, Number(process.env.API_PORT ?? 16443));
}

/**
 * Aborts on the first interrupt, and lets the engine come to its end. From a terminal, the engine gets the interrupt as we do,
 * and a second one would make it drop everything: then there is nothing to hand on.
 */
function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  let told = false;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (!told) say("stopping: what has begun is brought to an end");
      told = true;
      if (name === "SIGTERM" || !process.stdin.isTTY) controller.abort();
    });
  }
  return controller.signal;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function cli(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      options: { clean: { type: "boolean", default: false } },
      allowPositionals: true,
    });
  } catch {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const [verb = "", environment = "local", ...rest] = parsed.positionals;
  const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (act === undefined || rest.length > 0 || (parsed.values.clean && verb !== "stop")) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  try {
    return await act(environment, parsed.values.clean);
  } catch (error) {
    if (!(error instanceof SlipwayError || error instanceof ToolchainError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof SlipwayError ? 2 : 1;
  }
}

void cli(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
