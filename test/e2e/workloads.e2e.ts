import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  conditionOf,
  type Deployment,
  type HorizontalPodAutoscaler,
  imageOf,
  isReady,
  isRolledOut,
  type Job,
  NamespaceView,
  type PersistentVolumeClaim,
  type Pod,
  type ReplicaSet,
  revisionOf,
  type Secret,
} from "./cluster-views";
import type { ControlPlane, KubernetesObject } from "./control-plane";
import { Engine, type Outcome } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { countChanges } from "./progress";
import { steps } from "./steps";
import { currentTestBed, describeReal } from "./test-bed";
import { remaining, Watch, type WatchEvent } from "./watch";
import {
  atFirst,
  brokenImage,
  image,
  life,
  lifeOfLedger,
  namespaces,
  plainPod,
  signingKey,
  surroundings,
  taintedNode,
  type Wanted,
} from "./workloads-life";

// One life of every kind of workload, of a team and of claims, from the first `up` to the last object gone. Each test goes on from where the
// one before it ended. Containers do not run, so nothing here shows that a store can be worked with or that a volume holds anything: what is
// shown is what the engine asks for, and what the API server, the controllers and the scheduler do with it. Volumes are made by hand, as
// nothing here would provision one; so it is also not shown that one gets larger, only that its claim asks for it.

describeReal("workloads on the real engine and a real API server", () => {
  const step = steps();
  let plane: ControlPlane;
  let kubectl: string;
  let engine: Engine;
  let stateFolder: string;
  let store: NamespaceView;
  let before: InventoryEntry[];
  let wanted: Wanted = atFirst;
  /** Claims of volumes in the namespace that stays, as they were with three pods. */
  let claimed: Map<string, PersistentVolumeClaim>;
  /** What the engine says that it does, since it was last asked. */
  let said: string[] = [];

  beforeAll(async () => {
    const bed = await currentTestBed();
    plane = bed.plane;
    kubectl = bed.toolchain.kubectl;
    stateFolder = path.join(bed.folder, "workloads");
    engine = await Engine.open({
      toolchain: bed.toolchain,
      folder: stateFolder,
      project: "workloads",
      stack: "test",
      say: (line) => said.push(line),
    });
    store = new NamespaceView(plane, namespaces.store);
    await plane.kubectl(["apply", "--filename", "-"], { input: JSON.stringify(surroundings()) });
    await plane.waitFor(
      "the namespace has its service account",
      30,
      async () =>
        (await plane.tryKubectl(["get", "serviceaccount", "default", "--namespace", namespaces.kept])).status === 0,
    );
    before = await takeInventory(plane);
  });

  afterAll(async () => {
    await plane.kubectl(["delete", "--filename", "-", "--wait"], { input: JSON.stringify(surroundings()) });
  });

  async function up(changes: Partial<Wanted> = {}): Promise<Outcome> {
    return expectSuccess(await tryUp(changes));
  }

  async function tryUp(changes: Partial<Wanted> = {}): Promise<Outcome> {
    wanted = { ...wanted, ...changes };
    said = [];
    return engine.up(life(plane.kubeconfig, wanted));
  }

  async function preview(changes: Partial<Wanted> = {}): Promise<Outcome> {
    said = [];
    return expectSuccess(await engine.preview(life(plane.kubeconfig, { ...wanted, ...changes })));
  }

  /** What the engine did, such as `~ Deployment store-web`, in the order of the alphabet. */
  function operations(): string[] {
    return said.flatMap((line) => /^ {2}([-+~±=] (?:FAILED )?\S+ \S+)/.exec(line)?.[1] ?? []).sort();
  }

  /** What the state holds, but for the provider of passwords, which the engine makes by itself and counts nowhere. */
  async function resources(): Promise<string[]> {
    return (await engine.resources()).filter((urn) => !urn.includes("::pulumi:providers:random::default"));
  }

  function list<T extends KubernetesObject>(namespace: string, ...args: readonly string[]): Promise<T[]> {
    return plane.list<T>(...args, "--namespace", namespace);
  }

  function watch<T extends KubernetesObject>(namespace: string, ...args: readonly string[]): Promise<Watch<T>> {
    return Watch.start<T>({ kubectl, kubeconfig: plane.kubeconfig }, ...args, "--namespace", namespace);
  }

  function podsOf(namespace: string, name: string): Promise<Pod[]> {
    return list<Pod>(namespace, "pods", "--selector", `app.kubernetes.io/name=${name}`);
  }

  async function job(name: string): Promise<Job> {
    const [found] = await list<Job>(namespaces.store, "job", name);
    if (found === undefined) throw new Error(`no Job ${name}`);
    return found;
  }

  function rolledOut(name: string): Promise<Deployment> {
    return plane.waitFor(`${name} is rolled out`, 60, async () => {
      const deployment = await store.deployment(name);
      return isRolledOut(deployment) && deployment;
    });
  }

  /** Claims of volumes in the namespace that stays, by name. */
  async function claims(): Promise<Map<string, PersistentVolumeClaim>> {
    const found = await list<PersistentVolumeClaim>(namespaces.kept, "persistentvolumeclaims");
    return new Map(found.map((claim) => [claim.metadata.name, claim]));
  }

  async function sizes(): Promise<Record<string, string>> {
    return Object.fromEntries([...(await claims())].map(([name, { spec }]) => [name, spec.resources.requests.storage]));
  }

  describe("the first up", () => {
    step("is previewed while there is neither a namespace nor a claim", async () => {
      const outcome = await preview();
      expect(Object.keys(outcome.changes)).toEqual(["create"]);
      expect(operations()).toContain("+ PersistentVolumeClaimPatch ledger-data-0");
    });

    step("makes every object, and what waits for a job is made when it has completed", async () => {
      const outcome = await up();
      expect(Object.keys(outcome.changes)).toEqual(["create"]);
      expect(outcome.changes.create).toBe((await resources()).length);

      const { metadata, spec, status } = await job("migrate");
      expect(imageOf(spec.template.spec)).toBe(image("migrate"));
      expect(conditionOf(status.conditions, "Complete")).toBe("True");
      // Both times are whole seconds, and the pod of a job takes one at least: what does not wait is made before that.
      const completed = Date.parse(status.completionTime ?? "");
      const created = async (name: string): Promise<number> => timeOf((await store.deployment(name)).metadata);
      expect(await created("web")).toBeGreaterThanOrEqual(completed);
      expect(await created("single")).toBeLessThan(completed);
      expect(timeOf(metadata)).toBeLessThan(completed);
    });

    step("an autoscaler is accepted, finds its target and brings it to its lowest number", async () => {
      const [autoscaler] = await list<HorizontalPodAutoscaler>(namespaces.store, "hpa");
      expect(autoscaler?.metadata.name).toBe("front");
      expect(autoscaler?.spec.scaleTargetRef).toEqual({ apiVersion: "apps/v1", kind: "Deployment", name: "front" });
      await plane.waitFor("the autoscaler has found its target", 60, async () => {
        const [found] = await list<HorizontalPodAutoscaler>(namespaces.store, "hpa");
        return conditionOf(found?.status.conditions, "AbleToScale") === "True";
      });
      await plane.waitFor("it has set its lowest number", 60, async () => {
        const { spec } = await store.deployment("front");
        return spec.replicas === 2;
      });
      await rolledOut("front");
    });

    step("the second preview is empty, also after a look at what the cluster has made of everything", async () => {
      const same = { same: (await resources()).length };
      expect((await preview()).changes).toEqual(same);
      const refreshed = expectSuccess(await engine.refresh());
      expect(countChanges(refreshed.changes)).toBe(0);
      expect((await preview()).changes).toEqual(same);
    });

    step("an agent is on each node, also on a tainted one unless it is not to be", async () => {
      const nodes = (await plane.list("nodes")).map(({ metadata }) => metadata.name).sort();
      expect(nodes).toContain(taintedNode);
      const of = async (namespace: string, name: string): Promise<string[]> =>
        (await podsOf(namespace, name))
          .filter(isReady)
          .map(({ spec }) => spec.nodeName ?? "")
          .sort();
      expect(await of(namespaces.nodes, "agent")).toEqual(nodes);
      expect(await of(namespaces.store, "picky")).toEqual(nodes.filter((node) => node !== taintedNode));
    });

    step("stores of claims are there, and no password is in plain text in the engine's files", async () => {
      const secret = async (name: string): Promise<Record<string, string>> => {
        const [found] = await list<Secret>(namespaces.store, "secret", name);
        return mapValues(found?.data ?? {}, (value) => Buffer.from(value, "base64").toString("utf8"));
      };
      const db = await secret("db-credentials");
      const cache = await secret("cache-credentials");
      const token = await secret("token-credentials");
      const hidden = [db.password, cache.password, token.value].map((text) => text ?? "");
      const [ofDb = "", ofCache = ""] = hidden;
      for (const text of hidden) expect(text).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(db).toEqual({ password: ofDb, url: `postgresql://app:${ofDb}@db:5432/app` });
      expect(cache).toEqual({ password: ofCache, url: `redis://:${ofCache}@cache:6379` });
      expect(await secret("web-env")).toEqual({ SIGNING_KEY: signingKey });

      const { spec } = await store.deployment("web");
      expect(spec.template.spec.containers[0]?.env).toEqual([
        { name: "DATABASE_URL", valueFrom: { secretKeyRef: { name: "db-credentials", key: "url" } } },
        { name: "CACHE_URL", valueFrom: { secretKeyRef: { name: "cache-credentials", key: "url" } } },
        { name: "TOKEN", valueFrom: { secretKeyRef: { name: "token-credentials", key: "value" } } },
        { name: "SIGNING_KEY", valueFrom: { secretKeyRef: { name: "web-env", key: "SIGNING_KEY" } } },
      ]);
      expect((await podsOf(namespaces.store, "db")).filter(isReady)).toHaveLength(1);
      expect((await podsOf(namespaces.store, "cache")).filter(isReady)).toHaveLength(1);

      const files = filesUnder(stateFolder);
      expect(files.some((text) => text.includes("db-credentials"))).toBe(true);
      const forms = [...hidden, signingKey].flatMap((text) => [text, Buffer.from(text).toString("base64")]);
      expect(files.flatMap((text) => forms.filter((form) => text.includes(form)))).toEqual([]);
    });

    step("a team's groups may do what their role says, and its quota and bounds hold", async () => {
      const may = async (group: string, verb: string, resource: string, namespace: string): Promise<boolean> => {
        const asked = ["auth", "can-i", verb, resource, "--as=somebody", `--as-group=${group}`];
        const { stdout } = await plane.tryKubectl([...asked, "--namespace", namespace]);
        return stdout.trim() === "yes";
      };
      const { crew, kept: elsewhere } = namespaces;
      expect(await may("auditors", "list", "pods", crew)).toBe(true);
      expect(await may("auditors", "get", "secrets", crew)).toBe(false);
      expect(await may("auditors", "delete", "pods", crew)).toBe(false);
      expect(await may("builders", "update", "deployments", crew)).toBe(true);
      expect(await may("builders", "create", "rolebindings", crew)).toBe(false);
      expect(await may("owners", "create", "rolebindings", crew)).toBe(true);
      expect(await may("owners", "update", "resourcequotas", crew)).toBe(false);
      for (const group of ["auditors", "builders", "owners"]) {
        expect(await may(group, "list", "pods", elsewhere)).toBe(false);
        expect(await may(group, "list", "pods", namespaces.nodes)).toBe(true);
      }

      const [mailer] = await podsOf(crew, "mailer");
      expect(mailer?.spec).toMatchObject({ priorityClassName: "crucial", priority: 1000 });
      const create = (resources: object): ReturnType<ControlPlane["tryKubectl"]> =>
        plane.tryKubectl(["create", "--filename", "-", "--dry-run=server", "--output=json", "--namespace", crew], {
          input: JSON.stringify(plainPod(resources)),
        });
      const small = await create({});
      expect((JSON.parse(small.stdout) as { spec: { containers: object[] } }).spec.containers[0]).toMatchObject({
        resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { memory: "64Mi" } },
      });
      const large = await create({ requests: { cpu: "3" } });
      expect(large.status).not.toBe(0);
      expect(large.stderr).toMatch(
        /exceeded quota: quota, requested: requests.cpu=3, used: .*, limited: requests.cpu=2/,
      );
    });
  });

  describe("growing", () => {
    let ledgerPods: readonly WatchEvent<Pod>[];
    let shardPods: readonly WatchEvent<Pod>[];
    let frontPods: Pod[];
    let migration: Job;
    let outcome: Outcome;

    step("an up changes the number of members, configuration and the version of a job", async () => {
      migration = await job("migrate");
      frontPods = await podsOf(namespaces.store, "front");
      const ledger = await watch<Pod>(namespaces.kept, "pods", "--selector", "app.kubernetes.io/name=ledger");
      const shards = await watch<Pod>(namespaces.store, "pods", "--selector", "app.kubernetes.io/name=shards");
      try {
        outcome = await up({
          members: 3,
          ledgerRollout: { partition: 2 },
          settings: { rolling: "b", quiet: "a" },
          versions: { migrate: "2", ledger: "2" },
        });
        await ledger.until("ledger has three pods", (events) => readyAt(events, "ledger-2") >= 0);
        await shards.until("shards has three pods", (events) => readyAt(events, "shards-2") >= 0);
      } finally {
        ledger.stop();
        shards.stop();
      }
      ledgerPods = ledger.events;
      shardPods = shards.events;
      expect(operations()).toEqual([
        "+ Job store-migrate",
        "+ PersistentVolumeClaimPatch ledger-data-1",
        "+ PersistentVolumeClaimPatch ledger-data-2",
        "+ PersistentVolumeClaimPatch store-shards-data-1",
        "+ PersistentVolumeClaimPatch store-shards-data-2",
        "- Job store-migrate",
        "~ ConfigMap store-front-rolling",
        "~ Deployment store-front",
        "~ StatefulSet ledger",
        "~ StatefulSet store-shards",
        "± Job store-migrate",
      ]);
    });

    step("an ordered stateful service makes a pod when the one before it is ready", () => {
      expect(readyAt(ledgerPods, "ledger-0")).toBe(0);
      expect(addedAt(ledgerPods, "ledger-1")).toBeGreaterThan(0);
      expect(readyAt(ledgerPods, "ledger-1")).toBeGreaterThan(addedAt(ledgerPods, "ledger-1"));
      expect(addedAt(ledgerPods, "ledger-2")).toBeGreaterThan(readyAt(ledgerPods, "ledger-1"));
      return Promise.resolve();
    });

    step("a parallel one makes them all at once", () => {
      expect(addedAt(shardPods, "shards-2")).toBeGreaterThan(0);
      expect(addedAt(shardPods, "shards-2")).toBeLessThan(readyAt(shardPods, "shards-1"));
      return Promise.resolve();
    });

    step("a job whose image has changed runs again", async () => {
      expect(outcome.changes.replace).toBe(1);
      const again = await job("migrate");
      expect(again.metadata.uid).not.toBe(migration.metadata.uid);
      expect(imageOf(again.spec.template.spec)).toBe(image("migrate", "2"));
      expect(conditionOf(again.status.conditions, "Complete")).toBe("True");
    });

    step("a partition keeps the pods below it at the old version", async () => {
      const pods = await podsOf(namespaces.kept, "ledger");
      expect(pods.map(({ metadata, spec }) => [metadata.name, imageOf(spec)])).toEqual([
        ["ledger-0", image("ledger", "1")],
        ["ledger-1", image("ledger", "1")],
        ["ledger-2", image("ledger", "2")],
      ]);
    });

    step("changed configuration rolls the pods", async () => {
      await rolledOut("front");
      const rolled = uidsOf(await podsOf(namespaces.store, "front"));
      expect(rolled).toHaveLength(2);
      expect(rolled.filter((uid) => uidsOf(frontPods).includes(uid))).toEqual([]);
    });
  });

  describe("shrinking, and larger volumes", () => {
    step("the claims of pods that go stay, and configuration that is not to roll pods does not", async () => {
      claimed = await claims();
      expect([...claimed.keys()]).toEqual(["data-ledger-0", "data-ledger-1", "data-ledger-2"]);
      expect([...claimed.values()].map(({ status }) => status.phase)).toEqual(["Bound", "Bound", "Bound"]);
      const frontPods = uidsOf(await podsOf(namespaces.store, "front"));

      await up({ members: 2, ledgerRollout: {}, settings: { rolling: "b", quiet: "b" } });
      expect(operations()).toEqual([
        "- PersistentVolumeClaimPatch ledger-data-2",
        "- PersistentVolumeClaimPatch store-shards-data-2",
        "~ ConfigMap store-front-quiet",
        "~ StatefulSet ledger",
        "~ StatefulSet store-shards",
      ]);
      await plane.waitFor("two pods are left, of the new version", 60, async () => {
        const pods = (await podsOf(namespaces.kept, "ledger")).filter(isReady);
        return pods.length === 2 && pods.every(({ spec }) => imageOf(spec) === image("ledger", "2"));
      });
      expect(uidsOf([...(await claims()).values()])).toEqual(uidsOf([...claimed.values()]));
      await rolledOut("front");
      expect(uidsOf(await podsOf(namespaces.store, "front"))).toEqual(frontPods);
    });

    step("a larger size is told to the claims, without a change to the StatefulSet or its pods", async () => {
      const changes = ["~ PersistentVolumeClaimPatch ledger-data-0", "~ PersistentVolumeClaimPatch ledger-data-1"];
      const pods = uidsOf(await podsOf(namespaces.kept, "ledger"));
      const planned = await preview({ size: "2Gi" });
      expect(operations()).toEqual(changes);
      expect(planned.changes.update).toBe(2);
      expect(await sizes()).toEqual({ "data-ledger-0": "1Gi", "data-ledger-1": "1Gi", "data-ledger-2": "1Gi" });

      const { changes: done } = await up({ size: "2Gi" });
      expect(operations()).toEqual(changes);
      expect(done).toEqual(planned.changes);
      expect(await sizes()).toEqual({ "data-ledger-0": "2Gi", "data-ledger-1": "2Gi", "data-ledger-2": "1Gi" });
      expect(uidsOf(await podsOf(namespaces.kept, "ledger"))).toEqual(pods);
    });

    step("the preview refuses to shrink a volume", async () => {
      const outcome = await engine.preview(lifeOfLedger(plane.kubeconfig, { ...wanted, size: "1Gi" }));
      expect(outcome.succeeded).toBe(false);
      expect(outcome.errors.join("\n")).toMatch(
        /"data-ledger-0" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than/,
      );
    });
  });

  describe("new versions", () => {
    let first: ReplicaSet;
    let second: ReplicaSet;

    /** The fewest available pods of `web` while `act` is done and until it is rolled out. */
    async function fewestAvailable(act: () => Promise<unknown>): Promise<number> {
      const deployments = await watch<Deployment>(namespaces.store, "deployment", "web");
      try {
        const generation = deployments.events[0]?.object.metadata.generation ?? 0;
        await act();
        await deployments.until("web is rolled out", (events) => {
          const last = events.at(-1)?.object;
          return last !== undefined && (last.metadata.generation ?? 0) > generation && isRolledOut(last);
        });
      } finally {
        deployments.stop();
      }
      return Math.min(...deployments.events.map(({ object }) => object.status.availableReplicas ?? 0));
    }

    async function currentReplicaSet(): Promise<ReplicaSet> {
      const [current, ...others] = await store.replicaSets("web");
      if (current === undefined) throw new Error("web has no ReplicaSet");
      expect([current, ...others].map(({ spec }) => spec.replicas)).toEqual([4, ...others.map(() => 0)]);
      return current;
    }

    step("a rolling update never has fewer pods available than there are to be", async () => {
      first = await currentReplicaSet();
      expect(revisionOf(first)).toBe("1");

      const versions = { ...wanted.versions, web: "2" };
      expect(await fewestAvailable(() => up({ versions, members: 3 }))).toBe(4);

      second = await currentReplicaSet();
      expect(revisionOf(second)).toBe("2");
      expect(imageOf(second.spec.template.spec)).toBe(image("web", "2"));
    });

    step(
      "a pod of a stateful service that came back with it has its claim and its volume again, and that grows",
      async () => {
        expect(operations()).toContain("+ PersistentVolumeClaimPatch ledger-data-2");
        await plane.waitFor(
          "three pods are ready",
          30,
          async () => (await podsOf(namespaces.kept, "ledger")).filter(isReady).length === 3,
        );
        const again = await claims();
        const volumes = (of: typeof again): (string | undefined)[] =>
          [...of.values()].map(({ spec }) => spec.volumeName);
        expect(uidsOf([...again.values()])).toEqual(uidsOf([...claimed.values()]));
        expect(volumes(again)).toEqual(volumes(claimed));
        expect(await sizes()).toEqual({ "data-ledger-0": "2Gi", "data-ledger-1": "2Gi", "data-ledger-2": "2Gi" });
      },
    );

    step(
      "kubectl rollout undo gives the old revision's ReplicaSet back, and up with the old image agrees",
      async () => {
        await plane.kubectl(["rollout", "undo", "deployment/web", "--namespace", namespaces.store]);
        await rolledOut("web");
        expect(identity(await currentReplicaSet())).toEqual({ ...identity(first), revision: "3" });
        // The engine compares with what it did last, and so sees nothing of this. Another image takes the place of kubectl's.
        expect(countChanges((await preview()).changes)).toBe(0);
        const another = { versions: { ...wanted.versions, web: "3" } };
        expect((await preview(another)).changes.update).toBe(1);

        const pods = uidsOf(await podsOf(namespaces.store, "web"));
        await up({ versions: { ...wanted.versions, web: "1" } });
        expect(operations()).toEqual(["~ Deployment store-web"]);
        await rolledOut("web");
        expect(identity(await currentReplicaSet())).toEqual({ ...identity(first), revision: "3" });
        expect(uidsOf(await podsOf(namespaces.store, "web"))).toEqual(pods);
        expect((await preview(another)).changes.update).toBe(1);
      },
    );

    step("the number of pods goes over to an autoscaler, and back to the program", async () => {
      await up({ webReplicas: { min: 4, max: 6, cpuPercent: 70 } });
      const scaled = await plane.waitFor("the autoscaler has set the number of pods", 60, async () => {
        const found = await store.deployment("web");
        return found.spec.replicas === 4 && isRolledOut(found) ? found : undefined;
      });
      expect(scaled.status.availableReplicas).toBe(4);
      // Another manager has written this number: the program's own must win over it.
      await up({ webReplicas: 5 });
      expect((await store.deployment("web")).spec.replicas).toBe(5);
      await up({ webReplicas: 4 });
      await rolledOut("web");
    });

    step("with maxUnavailable a rolling update does have fewer pods available", async () => {
      const fewest = await fewestAvailable(() =>
        up({ versions: { ...wanted.versions, web: "2" }, webRollout: { ...atFirst.webRollout, maxUnavailable: 2 } }),
      );
      expect(fewest).toBe(2);
      expect(identity(await currentReplicaSet())).toEqual({ ...identity(second), revision: "4" });
    });

    step("up with the old image gives it back too, and recreate never mixes versions", async () => {
      const singles = await watch<Pod>(namespaces.store, "pods", "--selector", "app.kubernetes.io/name=single");
      try {
        const versions = { ...wanted.versions, web: "1", single: "2" };
        expect(await fewestAvailable(() => up({ versions, webRollout: atFirst.webRollout }))).toBe(4);
        await singles.until("both pods of single are new and ready", (events) => {
          const last = remaining(events);
          return last.length === 2 && last.every((pod) => isReady(pod) && imageOf(pod.spec) === image("single", "2"));
        });
      } finally {
        singles.stop();
      }
      expect(identity(await currentReplicaSet())).toEqual({ ...identity(first), revision: "5" });

      const mixtures = singles.events.map((_, index) =>
        [...new Set(remaining(singles.events.slice(0, index + 1)).map(({ spec }) => imageOf(spec)))].join(" and "),
      );
      const [one, two] = [image("single", "1"), image("single", "2")];
      expect(mixtures.filter((mixture, index) => mixture !== mixtures[index - 1])).toEqual([one, "", two]);
    });
  });

  describe("jobs that fail, and jobs by the clock", () => {
    /** Says how the pod of `broken` ended, as its kubelet would. */
    async function end(phase: "Failed" | "Succeeded", known: readonly string[] = []): Promise<string> {
      const pod = await plane.waitFor("broken has a pod", 30, async () =>
        (await podsOf(namespaces.store, "broken")).find(
          ({ metadata, status }) => !known.includes(metadata.uid) && status.phase === "Pending",
        ),
      );
      const patch = JSON.stringify({ status: { phase } });
      const target = ["pod", pod.metadata.name, "--namespace", namespaces.store, "--subresource=status"];
      await plane.kubectl(["patch", ...target, "--patch", patch]);
      return pod.metadata.uid;
    }

    let failed: string;

    step("a job that fails makes up fail with its name, and what waits for it is not made", async () => {
      const { seconds } = await preview({ hasBroken: true });
      // When a job fails, the engine breaks off: by then the program must have registered all that does not wait for it.
      const [outcome, pod] = await Promise.all([
        tryUp({ hasBroken: true }),
        sleep(seconds * 1000).then(() => end("Failed")),
      ]);
      failed = pod;
      expect(outcome.succeeded).toBe(false);
      expect(outcome.errors.join("\n")).toMatch(/BackoffLimitExceeded\] Job has reached the specified backoff limit/);
      expect(outcome.errors.join("\n")).toContain("Job::store-broken");
      expect(operations()).toEqual([
        "+ FAILED Job store-broken",
        "+ NetworkPolicy store-broken",
        "+ ServiceAccount store-broken",
      ]);
      expect(conditionOf((await job("broken")).status.conditions, "Failed")).toBe("True");
      expect(imageOf((await job("broken")).spec.template.spec)).toBe(brokenImage);
      expect((await store.deployments()).map(({ metadata }) => metadata.name)).not.toContain("late");
    });

    step("the next up runs it again, and goes on", async () => {
      const [outcome] = await Promise.all([up(), end("Succeeded", [failed])]);
      expect(outcome.changes.replace).toBe(1);
      const again = await job("broken");
      expect(conditionOf(again.status.conditions, "Complete")).toBe("True");
      const late = await rolledOut("late");
      expect(timeOf(late.metadata)).toBeGreaterThanOrEqual(Date.parse(again.status.completionTime ?? ""));
      expect(countChanges((await preview()).changes)).toBe(0);
    });

    step("a scheduled job has started jobs by the clock, and they complete", async () => {
      const started = await plane.waitFor("a job of tick has completed", 75, async () => {
        const jobs = await list<Job>(namespaces.store, "jobs");
        return jobs.find(
          ({ metadata, status }) =>
            metadata.ownerReferences?.some(({ kind, name }) => kind === "CronJob" && name === "tick") === true &&
            conditionOf(status.conditions, "Complete") === "True",
        );
      });
      expect(imageOf(started.spec.template.spec)).toBe(image("tick"));
    });
  });

  // Not a step: whatever happened before, this clears it away.
  it("destroy leaves nothing but claims in the namespace that remains, and a second one finds nothing", async () => {
    const outcome = expectSuccess(await engine.destroy());
    expect(Object.keys(outcome.changes)).toEqual(["delete"]);
    expect(await engine.resources()).toEqual([]);

    const known = new Set(before.map(({ id }) => id));
    let left: string[] = [];
    const staying = [0, 1, 2].map((index) => `PersistentVolumeClaim/${namespaces.kept}/data-ledger-${index}`);
    await plane
      .waitFor("nothing else is left", 60, async () => {
        left = (await takeInventory(plane)).map(({ id }) => id).filter((id) => !known.has(id));
        return left.every((id) => id.startsWith(`PersistentVolumeClaim/${namespaces.kept}/`));
      })
      .catch(() => undefined); // what is left says more than that the time is up
    expect(left.sort()).toEqual(staying);
    expect(await sizes()).toEqual({ "data-ledger-0": "2Gi", "data-ledger-1": "2Gi", "data-ledger-2": "2Gi" });

    const again = expectSuccess(await engine.destroy());
    expect(again.changes).toEqual({});
  });
});

/** Throws what the engine said if it failed. */
function expectSuccess(outcome: Outcome): Outcome {
  if (!outcome.succeeded) throw new Error(`the engine failed:\n${outcome.errors.join("\n")}`);
  return outcome;
}

/** Which event is the first of a pod, and the first by which it is ready; -1 if there is none. */
function addedAt(events: readonly WatchEvent<Pod>[], name: string): number {
  return events.findIndex(({ object }) => object.metadata.name === name);
}

function readyAt(events: readonly WatchEvent<Pod>[], name: string): number {
  return events.findIndex(({ object }) => object.metadata.name === name && isReady(object));
}

/** What tells one ReplicaSet from another, and which revision it is now. */
function identity(replicaSet: ReplicaSet): Record<"name" | "hash" | "image" | "revision", string | undefined> {
  const { name, labels } = replicaSet.metadata;
  return {
    name,
    hash: labels?.["pod-template-hash"],
    image: imageOf(replicaSet.spec.template.spec),
    revision: revisionOf(replicaSet),
  };
}

function uidsOf(objects: readonly KubernetesObject[]): string[] {
  return objects.map(({ metadata }) => metadata.uid).sort();
}

/** When an object was made, to the second. */
function timeOf({ creationTimestamp }: KubernetesObject["metadata"]): number {
  return Date.parse(creationTimestamp ?? "");
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** The text of every file in a folder: state, its history, backups. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}
