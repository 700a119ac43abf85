import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that runs beside the test until it is stopped. What it prints goes to a file. */
export class LoopbackProcess {
  readonly #child: ChildProcess;

  constructor(
    program: string,
    args: readonly string[],
    readonly log: string,
    env: NodeJS.ProcessEnv = process.env,
  ) {
    const file = openSync(log, "a");
    this.#child = spawn(program, args, { env, stdio: ["ignore", file, file] });
    closeSync(file);
    // Of a test that is killed it must not be what is left.
    process.once("exit", () => {
      this.#child.kill("SIGKILL");
    });
  }

  /** Waits until `holds`; throws with the end of what the program printed where it ends before, or the time is up. */
  async waitUntil(what: string, holds: () => Promise<boolean>, seconds = 20): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end && !this.hasEnded()) {
      if (await holds()) return;
      await sleep(50);
    }
    throw new Error(`it did not come to this: ${what}\n${readFileSync(this.log, "utf8").slice(-3000)}`);
  }

  hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async stop(): Promise<void> {
    if (this.hasEnded()) return;
    const ended = new Promise((resolve) => {
      this.#child.once("exit", resolve);
    });
    this.#child.kill("SIGTERM");
    await Promise.race([ended, sleep(5000, undefined, { ref: false })]);
    if (!this.hasEnded()) this.#child.kill("SIGKILL");
  }
}

/** Ports of loopback that nobody listens on. Another program may take one before it is used; tests run one after the other. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => {
            const address = server.address();
            if (typeof address === "object" && address !== null) resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => {
            resolve();
          });
        }),
    ),
  );
  return ports;
}
