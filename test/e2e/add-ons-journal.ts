import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { KubernetesObject } from "./control-plane";

/** What became of an object, and when it was told, in milliseconds of one clock. */
export interface Entry {
  readonly at: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubernetesObject & { readonly status?: { readonly completionTime?: string } };
}

/** Notes what becomes of objects of several kinds in all namespaces, in one order. */
export class Journal {
  readonly entries: Entry[] = [];
  private readonly processes: ChildProcess[];

  /** @param kinds arguments of `kubectl get`, one list a kind */
  constructor(
    cluster: { readonly kubectl: string; readonly kubeconfig: string },
    kinds: readonly (readonly string[])[],
  ) {
    const common = ["--kubeconfig", cluster.kubeconfig, "--all-namespaces", "--watch", "--output-watch-events"];
    this.processes = kinds.map((kind) => {
      const child = spawn(cluster.kubectl, ["get", ...kind, ...common, "--output=json"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.entries.push({ at: performance.now(), ...(JSON.parse(line) as Omit<Entry, "at">) });
      });
      return child;
    });
  }

  /** The first entry of an object that a condition holds for; fails if there is none. */
  first(kind: string, name: string, holds: (entry: Entry) => boolean = () => true): Entry {
    const found = this.of(kind, name).find(holds);
    if (found === undefined) throw new Error(`no such entry of ${kind} ${name}`);
    return found;
  }

  of(kind: string, name: string): Entry[] {
    return this.entries.filter(({ object }) => object.kind === kind && object.metadata.name === name);
  }

  clear(): void {
    this.entries.length = 0;
  }

  stop(): void {
    for (const child of this.processes) child.kill();
  }
}

/** Whether it says that a Job has come to its end. */
export function hasCompleted({ object }: Entry): boolean {
  return object.status?.completionTime !== undefined;
}
