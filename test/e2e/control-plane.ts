import { spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CommandResult, run } from "./command";
import { builtPrograms, type Toolchain, ToolchainError } from "./toolchain";

/** What is read of a Kubernetes object here. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}

const script = path.join(__dirname, "toolchain", "control-plane.sh");

/** A control plane with simulated nodes, kept in one folder and on five ports of loopback. */
export class ControlPlane {
  readonly kubeconfig: string;

  constructor(
    /** Holds certificates, logs, process ids and the objects themselves. */
    readonly folder: string,
    private readonly toolchain: Pick<Toolchain, "kubectl">,
    /** Of the API server; the four ports above it are used too. */
    private readonly port: number,
  ) {
    this.kubeconfig = path.join(folder, "admin.kubeconfig");
  }

  /** Starts it, on the state it had before if there is one; does nothing if it runs. Returns its one line of report. */
  async start(): Promise<string> {
    return this.control("start", 180);
  }

  /** Ends its processes and leaves its folder; does nothing if none runs. */
  async stop(): Promise<void> {
    await this.control("stop", 90);
  }

  /** For the last moment of a process, when nothing can be awaited any more. */
  stopNow(): void {
    spawnSync("bash", [script, "stop", this.folder], { env: this.environment(), stdio: "ignore", timeout: 90_000 });
  }

  async status(): Promise<{ readonly runs: boolean; readonly lines: readonly string[] }> {
    const { status, stdout } = await run("bash", [script, "status", this.folder], { env: this.environment() });
    return { runs: status === 0, lines: stdout.trim().split("\n") };
  }

  /** Runs kubectl as administrator. Throws what kubectl said if it failed. */
  async kubectl(args: readonly string[], options: { input?: string; timeoutSeconds?: number } = {}): Promise<string> {
    const { status, stdout, stderr } = await this.tryKubectl(args, options);
    if (status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
    return stdout;
  }

  async tryKubectl(
    args: readonly string[],
    options: { input?: string; timeoutSeconds?: number } = {},
  ): Promise<CommandResult> {
    return run(this.toolchain.kubectl, ["--kubeconfig", this.kubeconfig, ...args], options);
  }

  /** Lists the objects that `kubectl get ARGS` finds, in the form the caller knows them to have. */
  async list<T extends KubernetesObject>(...args: readonly string[]): Promise<T[]> {
    const text = await this.kubectl(["get", ...args, "--output=json"]);
    // The API server answers by its schema; which part of it is read is the caller's word.
    const found = JSON.parse(text) as T | { readonly kind: "List"; readonly items: T[] };
    return "items" in found ? found.items : [found];
  }

  /**
   * Gives each Service that waits for a load balancer an address, which leads nowhere: there is no cloud here that would.
   * Goes on, once a second, until it is told to stop.
   */
  async assignAddresses(stop: AbortSignal): Promise<void> {
    const status = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } });
    while (!stop.aborted) {
      const { stdout } = await this.tryKubectl([
        ...["get", "services", "--all-namespaces", "--output"],
        'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}/{.metadata.name} {.status.loadBalancer.ingress}{"\\n"}{end}',
      ]);
      const waiting = stdout.split("\n").flatMap((line) => /^(\S+)\/(\S+) $/.exec(line)?.slice(1) ?? []);
      for (let index = 0; index + 1 < waiting.length; index += 2) {
        const [namespace = "", name = ""] = waiting.slice(index, index + 2);
        await this.tryKubectl([
          "patch",
          "service",
          name,
          "--namespace",
          namespace,
          "--subresource=status",
          "--patch",
          status,
        ]);
      }
      await sleep(1000, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  /** Asks every quarter of a second until `probe` gives something; throws with what it was waiting for when the time is up. */
  async waitFor<T>(what: string, seconds: number, probe: () => Promise<T | undefined | false>): Promise<T> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > end) throw new Error(`${what}: not so after ${seconds} s`);
      await sleep(250);
    }
  }

  private async control(verb: "start" | "stop", timeoutSeconds: number): Promise<string> {
    const { status, stdout, stderr } = await run("bash", [script, verb, this.folder], {
      env: this.environment(),
      timeoutSeconds,
    });
    if (status !== 0) throw new ToolchainError(stderr.trim());
    return stdout.trim();
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...process.env, BIN: builtPrograms, KUBECTL: this.toolchain.kubectl, API_PORT: String(this.port) };
  }
}
