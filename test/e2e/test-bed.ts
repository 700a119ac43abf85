import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ControlPlane } from "./control-plane";
import { prepareToolchain, type Toolchain, ToolchainError } from "./toolchain";

/** A control plane of one's own, in a temporary folder and on free ports, so that no sandbox is disturbed. */
export interface TestBed {
  readonly toolchain: Toolchain;
  readonly plane: ControlPlane;
  /** For engine states; it goes with the test bed. */
  readonly folder: string;
}

/** Where the tests of a jest run find the test bed that its setup made. */
const folderVariable = "SLIPWAY_E2E_FOLDER";
const portVariable = "SLIPWAY_E2E_PORT";
/** Why nothing can be tested here. */
const reasonVariable = "SLIPWAY_E2E_SKIPPED_BECAUSE";

/** Starts a test bed. `close` ends its processes and removes its folder; it also happens when this process ends by itself. */
export async function openTestBed(
  say: (line: string) => void,
): Promise<TestBed & { readonly close: () => Promise<void> }> {
  const toolchain = await prepareToolchain(say);
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-e2e-"));
  const port = await freePorts(5);
  const plane = new ControlPlane(path.join(folder, "control-plane"), toolchain, port);
  let open = true;
  const closeNow = (): void => {
    if (!open) return;
    open = false;
    plane.stopNow();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", closeNow);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const close = async (): Promise<void> => {
    await plane.stop();
    closeNow();
  };
  try {
    say(await plane.start());
  } catch (error) {
    closeNow();
    throw error;
  }
  process.env[folderVariable] = folder;
  process.env[portVariable] = String(port);
  return { toolchain, plane, folder, close };
}

/** The test bed of this jest run. */
export async function currentTestBed(): Promise<TestBed> {
  const folder = process.env[folderVariable];
  const port = process.env[portVariable];
  if (folder === undefined || port === undefined) throw new ToolchainError("run the tests with npm run e2e");
  const toolchain = await prepareToolchain(() => undefined);
  return { toolchain, plane: new ControlPlane(path.join(folder, "control-plane"), toolchain, Number(port)), folder };
}

/** Notes for the tests of this jest run why they cannot run. */
export function skipTests(reason: string): void {
  process.env[reasonVariable] = reason;
}

/** `describe`, or `describe.skip` where something is missing; the reason was printed once, at the start. */
export function describeReal(name: string, body: () => void): void {
  if (process.env[reasonVariable] === undefined) describe(name, body);
  else describe.skip(`${name} (skipped: ${process.env[reasonVariable]})`, body);
}

/** Tests with programs that were found, or where they cannot be had one that is skipped and says why. The reason is printed at once, too. */
export function describeWith<Found extends object>(
  title: string,
  found: Found | { readonly missing: string },
  body: (found: Found) => void,
): void {
  if (!("missing" in found)) {
    describe(title, () => {
      body(found);
    });
    return;
  }
  process.stdout.write(`\nSKIPPED, ${title}: ${found.missing}\n`);
  // A file without any test would count as failed.
  describe.skip(title, () => {
    it(`skipped: ${found.missing}`, () => undefined);
  });
}

/** The first of `count` ports in a row that are free on loopback. */
async function freePorts(count: number): Promise<number> {
  for (let first = 21_000 + (process.pid % 500) * 10; first < 32_000; first += 10) {
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)));
    if (free.every(Boolean)) return first;
  }
  throw new ToolchainError("no five free ports in a row were found on 127.0.0.1");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => {
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
