import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readConfigFile, type StackConfig } from "../../stacks/config";
import { main } from "../../stacks/main";
import {
  conditionOf,
  type HorizontalPodAutoscaler,
  imageOf,
  isReady,
  isRolledOut,
  NamespaceView,
  type Node,
  revisionOf,
} from "./cluster-views";
import type { ControlPlane } from "./control-plane";
import { Engine, type Outcome } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { countChanges } from "./progress";
import { steps } from "./steps";
import { currentTestBed, describeReal } from "./test-bed";

// One life of a shop, from the first `up` to the last object gone. Each test goes on from where the one before it ended, so
// when one fails, those after it are told so and do not wait for what cannot come; destroy is tried all the same.

const front = "frontend";

describeReal("the shop on the real engine and a real API server", () => {
  const step = steps();
  let plane: ControlPlane;
  let engine: Engine;
  let shop: NamespaceView;
  let config: StackConfig;
  let before: InventoryEntry[];

  beforeAll(async () => {
    const bed = await currentTestBed();
    plane = bed.plane;
    const { toolchain, folder } = bed;
    engine = await Engine.open({ toolchain, folder: path.join(folder, "shop"), project: "slipway", stack: "local" });
    const cluster = { target: "existing" as const, kubeconfig: plane.kubeconfig, context: "sandbox" };
    config = { ...readConfigFile("local"), cluster };
    shop = new NamespaceView(plane, config.shop?.namespace ?? "shop");
    before = await takeInventory(plane);
  });

  /** The shop with changes to one service. */
  function shopWith(changes: NonNullable<NonNullable<StackConfig["shop"]>["services"]>[typeof front]): StackConfig {
    const services = config.shop?.services;
    return {
      ...config,
      shop: { ...config.shop, services: { ...services, [front]: { ...services?.[front], ...changes } } },
    };
  }

  async function up(wanted: StackConfig = config): Promise<Outcome> {
    return expectSuccess(await engine.up(() => main(wanted)));
  }

  function allRolledOut(seconds = 60): Promise<true> {
    return plane.waitFor("every Deployment is rolled out", seconds, async () =>
      (await shop.deployments()).every(isRolledOut) ? true : undefined,
    );
  }

  step("up makes every object, and every Deployment becomes available", async () => {
    const outcome = await up();
    expect(Object.keys(outcome.changes)).toEqual(["create"]);

    await allRolledOut();
    const deployments = await shop.deployments();
    expect(deployments).toHaveLength(12);
    for (const { status } of deployments) expect(conditionOf(status.conditions, "Available")).toBe("True");

    const state = await engine.resources();
    expect(outcome.changes.create).toBe(state.length);
    const objects = (type: string): number => state.filter((urn) => urn.includes(`${type}::`)).length;
    expect(objects("kubernetes:apps/v1:Deployment")).toBe(12);
    expect(objects("kubernetes:core/v1:Service")).toBe(11);
    expect(objects("kubernetes:core/v1:ServiceAccount")).toBe(12);
  });

  step("a Service has as many ready endpoints as its Deployment has pods", async () => {
    const services = (await plane.list("services", "--namespace", shop.namespace)).map(({ metadata }) => metadata.name);
    expect(services).toContain(front);
    for (const service of services) {
      const { spec } = await shop.deployment(service);
      await plane.waitFor(`${service} has ${spec.replicas} endpoints`, 30, async () =>
        (await shop.readyEndpoints(service)) === spec.replicas ? true : undefined,
      );
    }
  });

  step("the API server holds the namespace to the restricted Pod Security standard", async () => {
    const args = [
      "run",
      "intruder",
      "--image=intruder:1",
      "--privileged",
      "--dry-run=server",
      "--namespace",
      shop.namespace,
    ];
    const { status, stderr } = await plane.tryKubectl(args);
    expect(status).not.toBe(0);
    expect(stderr).toContain('violates PodSecurity "restricted');
  });

  step("the second preview is empty, also where an autoscaler has set the number of pods", async () => {
    const scalers = await plane.list<HorizontalPodAutoscaler>("hpa", "--namespace", shop.namespace);
    expect(scalers.map(({ metadata }) => metadata.name)).toContain(front);
    for (const { spec } of scalers) {
      // The Deployment must state no number (then it begins with one pod), or each preview would want to put it back.
      expect(spec.minReplicas).toBeGreaterThan(1);
      const { name } = spec.scaleTargetRef;
      await plane.waitFor(`the autoscaler gives ${name} ${spec.minReplicas} pods`, 60, async () =>
        (await shop.deployment(name)).spec.replicas === spec.minReplicas ? true : undefined,
      );
      const shown = await plane.kubectl([
        ...["get", "deployment", name, "--namespace", shop.namespace, "--show-managed-fields", "--output=json"],
      ]);
      expect(managersOf(shown, "f:template")).toEqual([expect.stringMatching(/^pulumi/)]);
      expect(managersOf(shown, "f:replicas")).toEqual([]);
    }
    await allRolledOut();

    const preview = expectSuccess(await engine.preview(() => main(config)));
    expect(countChanges(preview.changes)).toBe(0);
    expect(preview.changes.same).toBe((await engine.resources()).length);
  });

  let original: { readonly image: string; readonly replicaSet: string };

  step("a changed image is rolled out without a moment without an endpoint", async () => {
    const [replicaSet] = await shop.replicaSets(front);
    original = {
      image: imageOf((await shop.deployment(front)).spec.template.spec),
      replicaSet: replicaSet?.metadata.name ?? "",
    };
    const oldPods = (await shop.pods(front)).map(({ metadata }) => metadata.uid);
    const image = "registry.invalid/frontend:changed";

    const [outcome, fewest] = await watchEndpoints(shop, front, () => up(shopWith({ image })));
    expect(outcome.changes).toEqual({ update: 1, same: (await engine.resources()).length - 1 });
    expect(fewest).toBeGreaterThanOrEqual(1);

    await allRolledOut();
    const pods = await plane.waitFor("the old pods are gone", 30, async () => {
      const found = await shop.pods(front);
      return found.some(({ metadata }) => oldPods.includes(metadata.uid)) ? undefined : found;
    });
    expect(pods.map(({ spec }) => imageOf(spec))).toEqual(oldPods.map(() => image));
    expect(pods.every(isReady)).toBe(true);
    const sets = await shop.replicaSets(front);
    expect(sets.map(({ spec }) => [imageOf(spec.template.spec), spec.replicas])).toEqual([
      [image, oldPods.length],
      [original.image, 0],
    ]);
  });

  step("the old image comes back, as a new revision on the old ReplicaSet", async () => {
    const { changes } = await up();
    expect(changes.update).toBe(1);

    await allRolledOut();
    expect(revisionOf(await shop.deployment(front))).toBe("3");
    const [current] = await shop.replicaSets(front);
    expect(current?.metadata.name).toBe(original.replicaSet);
    expect(current?.metadata.annotations?.["deployment.kubernetes.io/revision-history"]).toBe("1");
    const pods = await plane.waitFor("only pods of the old image are left", 30, async () => {
      const found = await shop.pods(front);
      return found.every(({ spec }) => imageOf(spec) === original.image) ? found : undefined;
    });
    expect(pods.every(isReady)).toBe(true);
  });

  step("a bad image ends in an error that names pod and reason, while the old version serves", async () => {
    const { spec } = await shop.deployment(front);
    const image = "registry.invalid/frontend:does-not-exist";
    const bad = shopWith({ image, rollout: { progressDeadlineSeconds: 5 } });

    const [outcome, fewest] = await watchEndpoints(shop, front, () => engine.up(() => main(bad)));

    expect(outcome.succeeded).toBe(false);
    const pods = await shop.pods(front);
    const stuck = pods.filter((pod) => imageOf(pod.spec) === image);
    expect(stuck).toHaveLength(1);
    const errors = outcome.errors.join("\n");
    expect(errors).toContain(`[Pod ${shop.namespace}/${stuck[0]?.metadata.name ?? ""}]`);
    expect(errors).toMatch(/ImagePullBackOff|ErrImagePull/);
    expect(errors).toContain(image);

    expect(fewest).toBe(spec.replicas);
    expect(pods.filter((pod) => imageOf(pod.spec) === original.image && isReady(pod))).toHaveLength(spec.replicas);
  });

  step("after a failed roll-out, a good image mends it", async () => {
    const { changes } = await up();
    expect(changes.update).toBe(1);

    await allRolledOut();
    const pods = await plane.waitFor("the stuck pod is gone", 30, async () => {
      const found = await shop.pods(front);
      return found.every(({ spec }) => imageOf(spec) === original.image) ? found : undefined;
    });
    expect(pods.every(isReady)).toBe(true);
    const preview = expectSuccess(await engine.preview(() => main(config)));
    expect(countChanges(preview.changes)).toBe(0);
  });

  step("the pods of a lost node come up on the others", async () => {
    const lost = await busiestNode(shop);
    const moved = (await shop.allPods()).filter(({ spec }) => spec.nodeName === lost);
    expect(moved.length).toBeGreaterThan(0);

    // Without the label, kwok no longer plays this node's kubelet: no lease, no heartbeat, and nobody ends its pods.
    await plane.kubectl(["label", "node", lost, "type-"]);
    await plane.waitFor(`node ${lost} is known to be lost`, 60, async () => {
      const [node] = await plane.list<Node>("node", lost);
      return node?.spec.taints?.some(
        ({ key, effect }) => key === "node.kubernetes.io/unreachable" && effect === "NoExecute",
      );
    });
    await plane.waitFor("its pods are replaced on other nodes", 150, async () => {
      const ready = (await shop.allPods()).filter(isReady);
      return ready.every(({ spec }) => spec.nodeName !== lost) && (await shop.deployments()).every(isAvailable);
    });
    // A kubelet that is gone confirms nothing: the old pods hang until the cloud takes the node away.
    const hanging = (await shop.allPods()).filter(({ spec }) => spec.nodeName === lost);
    expect(hanging.map(({ metadata }) => metadata.uid).sort()).toEqual(
      moved.map(({ metadata }) => metadata.uid).sort(),
    );
    expect(hanging.every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);

    await plane.kubectl(["delete", "node", lost]);
    await plane.waitFor("its pods are cleared away", 150, async () =>
      (await shop.allPods()).every(({ spec }) => spec.nodeName !== lost),
    );
    await allRolledOut();
    const preview = expectSuccess(await engine.preview(() => main(config)));
    expect(countChanges(preview.changes)).toBe(0);
  });

  // Not a step: whatever happened before, this clears it away.
  it("destroy leaves nothing", async () => {
    await plane.kubectl(["apply", "--filename", path.join(__dirname, "toolchain", "nodes.yaml")]);
    const outcome = expectSuccess(await engine.destroy());
    expect(Object.keys(outcome.changes)).toEqual(["delete"]);
    expect(await engine.resources()).toEqual([]);

    const known = new Set(before.map(({ id }) => id));
    let left: InventoryEntry[] = [];
    await plane
      .waitFor("nothing is left", 60, async () => {
        left = (await takeInventory(plane)).filter(({ id }) => !known.has(id));
        return left.length === 0;
      })
      .catch(() => undefined); // what is left says more than that the time is up
    expect(left).toEqual([]);

    const after = await takeInventory(plane);
    expect(after.filter(({ id }) => /^(Namespace|CustomResourceDefinition)\//.test(id))).toEqual(
      before.filter(({ id }) => /^(Namespace|CustomResourceDefinition)\//.test(id)),
    );
    expect(after.flatMap(({ finalizers }) => finalizers).sort()).toEqual(
      before.flatMap(({ finalizers }) => finalizers).sort(),
    );
  });
});

/** Runs `act` and says how few ready endpoints a Service had in the meantime. */
async function watchEndpoints<T>(view: NamespaceView, service: string, act: () => Promise<T>): Promise<[T, number]> {
  let running = true;
  let fewest = Number.POSITIVE_INFINITY;
  const watch = async (): Promise<void> => {
    while (running) {
      fewest = Math.min(fewest, await view.readyEndpoints(service));
      await sleep(100);
    }
  };
  const watching = watch();
  try {
    return [await act(), fewest];
  } finally {
    running = false;
    await watching;
  }
}

/** Throws what the engine said if it failed. */
function expectSuccess(outcome: Outcome): Outcome {
  if (!outcome.succeeded) throw new Error(`the engine failed:\n${outcome.errors.join("\n")}`);
  return outcome;
}

/** Replaced pods that still hang on a lost node count in `status.replicas` no longer, but they do not have to be gone. */
function isAvailable({ spec, status }: Awaited<ReturnType<NamespaceView["deployment"]>>): boolean {
  return status.availableReplicas === spec.replicas;
}

async function busiestNode(view: NamespaceView): Promise<string> {
  const names = (await view.allPods()).map(({ spec }) => spec.nodeName ?? "");
  const counts = [...new Set(names)].map((name) => ({ name, pods: names.filter((other) => other === name).length }));
  return counts.sort((a, b) => b.pods - a.pods)[0]?.name ?? "";
}

/** Who owns a field of `spec`, by the object's managed fields. */
function managersOf(json: string, field: string): string[] {
  const { metadata } = JSON.parse(json) as {
    metadata: { managedFields: { manager: string; fieldsV1: Record<string, Record<string, unknown>> }[] };
  };
  return metadata.managedFields
    .filter(({ fieldsV1 }) => field in (fieldsV1["f:spec"] ?? {}))
    .map(({ manager }) => manager);
}
