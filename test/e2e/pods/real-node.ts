import { spawnSync } from "node:child_process";
import path from "node:path";
import { run } from "../command";
import { builtPrograms, controlPlanePrograms, nodePrograms, ToolchainError, whatIsMissing } from "../toolchain";

const script = path.join(__dirname, "..", "toolchain", "node.sh");

/** Why no real node can run on this machine, or `undefined`. */
export async function whatANodeLacks(): Promise<string | undefined> {
  const missing = await whatIsMissing([...controlPlanePrograms, ...nodePrograms]);
  if (process.platform !== "linux") return missing;
  const { status, stdout, stderr } = await run("bash", [script, "missing"]);
  const lacks = (status === 0 ? stdout : stderr).trim().split("\n");
  const messages = [missing ?? "", ...lacks].filter((message) => message !== "");
  return messages.length === 0 ? undefined : messages.join("; ");
}

/** A kubelet with containerd and runc, kept in one folder; one a machine, since it has a bridge and packet filters. */
export class RealNode {
  constructor(
    /** Holds what runs, and `logs`, which stay. */
    readonly folder: string,
    private readonly kubectl: string,
    private readonly kubeconfig: string,
  ) {}

  /** Starts it and waits until it is ready. Returns its one line of report. */
  async start(): Promise<string> {
    return this.control(["start", this.folder], 200);
  }

  /** Ends it and its pods; does nothing if it does not run. */
  async stop(): Promise<void> {
    await this.control(["stop", this.folder], 120);
  }

  /** For the last moment of a process, when nothing can be awaited any more. */
  stopNow(): void {
    spawnSync("bash", [script, "stop", this.folder], { env: this.environment(), stdio: "ignore", timeout: 120_000 });
  }

  /**
   * Gives it an image of one static program.
   * @param image `localhost/NAME:TAG`
   * @param user the image's own user, a number
   */
  async addImage(image: string, program: string, user: number): Promise<void> {
    await this.control(["image", this.folder, image.replace(/^localhost\//, ""), program, String(user)], 60);
  }

  private async control(args: readonly string[], timeoutSeconds: number): Promise<string> {
    const { status, stdout, stderr } = await run("bash", [script, ...args], {
      env: this.environment(),
      timeoutSeconds,
    });
    if (status !== 0) throw new ToolchainError(stderr.trim());
    return stdout.trim();
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...process.env, BIN: builtPrograms, KUBECTL: this.kubectl, KUBECONFIG: this.kubeconfig };
  }
}
