import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The version that the tests were written against. */
const version = "5.2.1";

const folder = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "slipway", `moto-${version}`);

/** moto in server mode: an emulator of AWS on loopback, whose account is 123456789012. */
export interface Moto {
  readonly endpoint: string;
  /** Forgets everything that was made. */
  readonly reset: () => Promise<void>;
  /** From now on moto checks signatures and IAM policies, as AWS does; or lets everybody do everything, as at first. */
  readonly enforce: (on: boolean) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Finds moto: `moto_server` on PATH, or what was installed before, or it is installed now, into a folder of the cache. The first
 * time this takes about a minute. It is not asynchronous, as jest decides at once which tests it skips.
 * @returns the program, or why there is none
 */
export function findMoto(say: (line: string) => void): { readonly program?: string; readonly missing?: string } {
  const installed = path.join(folder, "bin", "moto_server");
  const found = [...(process.env.PATH ?? "").split(path.delimiter).map((at) => path.join(at, "moto_server")), installed]
    .filter((file) => path.isAbsolute(file))
    .find(isProgram);
  if (found !== undefined) return { program: found };

  say(`Installing moto ${version} into ${folder}, for at most five minutes.`);
  const venv = spawnSync("python3", ["-m", "venv", folder], { timeout: 60_000 });
  if (venv.status !== 0)
    return { missing: "python3 with venv is not there (Debian, Ubuntu: apt-get install python3-venv)" };
  const pip = spawnSync(path.join(folder, "bin", "pip"), ["install", "--quiet", `moto[server]==${version}`], {
    timeout: 240_000,
    encoding: "utf8",
  });
  if (pip.status !== 0) return { missing: `moto could not be installed: ${lastLine(pip.stderr)}` };
  return { program: installed };
}

/** Starts moto on a free port of loopback. */
export async function startMoto(program: string): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      resolve();
    });
    child.once("error", () => {
      resolve();
    });
  });
  const killNow = (): void => void child.kill("SIGKILL");
  process.once("exit", killNow);
  const post = async (where: string, body = ""): Promise<void> => {
    const answer = await fetch(`${endpoint}/moto-api/${where}`, { method: "POST", body });
    if (!answer.ok) throw new Error(`moto answered ${answer.status} to ${where}`);
  };
  const stop = async (): Promise<void> => {
    process.off("exit", killNow);
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(5000, undefined, { ref: false })]);
    killNow();
  };
  try {
    await waitFor(`${endpoint}/moto-api/`, 30);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    endpoint,
    reset: () => post("reset"),
    enforce: (on) => post("reset-auth", on ? "0" : "inf"),
    stop,
  };
}

async function waitFor(url: string, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (Date.now() > end) throw new Error(`moto did not answer within ${seconds} s`, { cause: error });
      await sleep(200);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no free port was found on 127.0.0.1"));
      });
    });
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "no reason was given";
}
