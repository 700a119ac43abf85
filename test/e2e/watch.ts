import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesObject } from "./control-plane";

/** What became of an object, in the order in which the API server told it. */
export interface WatchEvent<T extends KubernetesObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: T;
}

/** Notes every state that objects go through, with no gap between one and the next, which asking again and again would have. */
export class Watch<T extends KubernetesObject> {
  readonly events: WatchEvent<T>[] = [];

  private readonly process: ChildProcess;
  private unfinished = "";

  private constructor(kubectl: string, kubeconfig: string, args: readonly string[]) {
    this.process = spawn(
      kubectl,
      ["--kubeconfig", kubeconfig, "get", ...args, "--watch", "--output-watch-events", "--output=json"],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    this.process.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.take(text);
    });
  }

  /**
   * Begins with the objects that `kubectl get ARGS` finds, of which there must be one: it is by it that we know that nothing is missed.
   * @param cluster the program, and how it reaches the API server
   */
  static async start<T extends KubernetesObject>(
    cluster: { readonly kubectl: string; readonly kubeconfig: string },
    ...args: readonly string[]
  ): Promise<Watch<T>> {
    const watch = new Watch<T>(cluster.kubectl, cluster.kubeconfig, args);
    await watch.until("the watch begins", ({ length }) => length > 0);
    return watch;
  }

  /** Waits for what has been noted to be enough; throws with what it was waiting for when the time is up. */
  async until(what: string, isEnough: (events: readonly WatchEvent<T>[]) => boolean, seconds = 30): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!isEnough(this.events)) {
      if (Date.now() > end) {
        this.stop();
        throw new Error(`${what}: not so after ${seconds} s and ${this.events.length} events`);
      }
      await sleep(50);
    }
  }

  /** Ends it; what was noted stays. */
  stop(): void {
    this.process.kill();
  }

  /** Each event is a line. */
  private take(text: string): void {
    const lines = (this.unfinished + text).split("\n");
    this.unfinished = lines.pop() ?? "";
    for (const line of lines) this.events.push(JSON.parse(line) as WatchEvent<T>);
  }
}

/** The objects that there are after these events. */
export function remaining<T extends KubernetesObject>(events: readonly WatchEvent<T>[]): T[] {
  const objects = new Map<string, T>();
  for (const { type, object } of events) {
    if (type === "DELETED") objects.delete(object.metadata.uid);
    else objects.set(object.metadata.uid, object);
  }
  return [...objects.values()];
}
