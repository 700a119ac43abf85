import { spawn } from "node:child_process";

/** What a command that ended gave back. */
export interface CommandResult {
  /** Exit status; 127 if the program could not be started, 124 if the time was up. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Ends the command with SIGTERM, then SIGKILL. Default: 60. */
  readonly timeoutSeconds?: number;
  /** Shows what the command prints as it comes, instead of only keeping it. */
  readonly show?: boolean;
}

/** Runs a program to its end, whatever its exit status, within a bound of time. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: options.env ?? process.env, stdio: ["pipe", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let late = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (options.show === true) process.stdout.write(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (options.show === true) process.stderr.write(text);
    });
    const seconds = options.timeoutSeconds ?? 60;
    const kill = setTimeout(() => child.kill("SIGKILL"), (seconds + 10) * 1000);
    const end = setTimeout(() => {
      late = true;
      child.kill("SIGTERM");
    }, seconds * 1000);
    const finish = (status: number, message = ""): void => {
      clearTimeout(end);
      clearTimeout(kill);
      resolve({ status, stdout, stderr: stderr + message });
    };
    child.once("error", (error) => {
      finish(127, error.message);
    });
    child.once("close", (status) => {
      if (late) finish(124, `\n${program} was ended after ${seconds} s`);
      else finish(status ?? 1);
    });
    child.stdin.on("error", () => undefined); // a program may end without reading its input
    child.stdin.end(options.input ?? "");
  });
}
