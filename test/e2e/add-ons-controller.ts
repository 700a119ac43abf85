import { setTimeout as sleep } from "node:timers/promises";
import type { ControlPlane, KubernetesObject } from "./control-plane";

/** What a stand-in controller looks after. */
export interface Care {
  /** Kind as `kubectl get` takes it, such as `nodeclaims.karpenter.sh`. */
  readonly resource: string;
  /** Which objects of the kind. Default: all. */
  readonly isMine?: (object: KubernetesObject) => boolean;
  /** What it holds each object with until it has cleaned up after it. Default: it holds none. */
  readonly finalizer?: string;
  /** Kinds of which nothing may be left before it lets go. Default: none. */
  readonly after?: readonly string[];
  /** Makes what belongs to an object that is new, if it is not there already. Default: nothing. */
  readonly makes?: (object: KubernetesObject) => object;
}

/**
 * Stands in for the controller of an add-on: it holds objects by a finalizer as the real one does, and lets go only while the add-on's
 * own Deployment is there. If that went first, what it holds would stay for ever.
 */
export class StandInController {
  /** What it has let go, such as `NodeClaim default`, in order. */
  readonly released: string[] = [];

  private readonly ends = new AbortController();
  private readonly known = new Set<string>();
  private readonly work: Promise<void>;

  /** @param deployment namespace and name of the Deployment that it stands in for */
  constructor(
    private readonly plane: ControlPlane,
    private readonly deployment: readonly [namespace: string, name: string],
    private readonly cares: readonly Care[],
  ) {
    this.work = this.run();
  }

  /** Resolves once it has seen and holds this many objects. */
  async holds(count: number): Promise<void> {
    await this.plane.waitFor(`the stand-in of ${this.deployment[1]} holds ${count}`, 30, () =>
      Promise.resolve(this.known.size >= count),
    );
  }

  /** Ends it, and throws what went wrong in it. */
  async stop(): Promise<void> {
    this.ends.abort();
    await this.work;
  }

  private async run(): Promise<void> {
    while (!this.ends.signal.aborted) {
      if (await this.isThere()) for (const care of this.cares) await this.look(care);
      await sleep(250, undefined, { signal: this.ends.signal }).catch(() => undefined);
    }
  }

  private async isThere(): Promise<boolean> {
    const [namespace, name] = this.deployment;
    const { status } = await this.plane.tryKubectl(["get", "deployment", name, "--namespace", namespace]);
    return status === 0;
  }

  private async look(care: Care): Promise<void> {
    const { resource, finalizer, isMine = () => true, makes, after = [] } = care;
    for (const object of (await this.list(resource)).filter(isMine)) {
      const { uid, deletionTimestamp, finalizers = [] } = object.metadata;
      const isHeld = finalizer !== undefined && finalizers.includes(finalizer);
      if (deletionTimestamp === undefined) {
        if (finalizer !== undefined && !isHeld) await this.patch(resource, object, [...finalizers, finalizer]);
        if (!this.known.has(uid) && makes !== undefined) await this.make(makes(object));
        this.known.add(uid);
      } else if (isHeld && (await this.isEmpty(after))) {
        await this.patch(
          resource,
          object,
          finalizers.filter((other) => other !== finalizer),
        );
        const what = `${object.kind} ${object.metadata.name}`;
        if (!this.released.includes(what)) this.released.push(what);
      }
    }
  }

  private async isEmpty(resources: readonly string[]): Promise<boolean> {
    const found = await Promise.all(resources.map((resource) => this.list(resource)));
    return found.flat().length === 0;
  }

  /** None, too, while the kind is not there. */
  private async list(resource: string): Promise<readonly KubernetesObject[]> {
    const { status, stdout } = await this.plane.tryKubectl(["get", resource, "--all-namespaces", "--output=json"]);
    return status === 0 ? (JSON.parse(stdout) as { readonly items: readonly KubernetesObject[] }).items : [];
  }

  /** An object may go between a look and a change, so it is no failure if it cannot be changed: the next look tells. */
  private async patch(resource: string, { metadata }: KubernetesObject, finalizers: readonly string[]): Promise<void> {
    const place = metadata.namespace === undefined ? [] : ["--namespace", metadata.namespace];
    const patch = JSON.stringify({ metadata: { finalizers } });
    await this.plane.tryKubectl(["patch", resource, metadata.name, ...place, "--type=merge", "--patch", patch]);
  }

  private async make(object: object): Promise<void> {
    await this.plane.kubectl(["apply", "--server-side", "--filename=-"], { input: JSON.stringify(object) });
  }
}
