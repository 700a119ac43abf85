import { mkdirSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { StatefulService, type StatefulServiceArgs } from "../../../components/workloads";
import { describeReal } from "../test-bed";
import { read, whoIs } from "./http";
import { imageUser, type RunningPod, serverImage, urlOf, Workbench } from "./workbench";

// A counter in a file on each pod's own volume. The volumes are folders of the node: what is not proven here is that a driver makes
// them, moves them to another node or makes them grow.

const name = "stateful";
const storageClass = "local";
const size = "64Mi";

const args = (version: number): Omit<StatefulServiceArgs, "cluster" | "namespace"> => ({
  image: serverImage,
  ports: { http: 8080 },
  replicas: 2,
  env: { VERSION: version },
  security: { fsGroup: imageUser }, // the volumes belong to root
  volumeClaims: { data: { mountPath: "/data", size, class: storageClass } },
});

describeReal("a stateful service on a real node", () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.open(name);
    const volumes = [0, 1].map((index) => localVolume(index, bench.folder));
    await bench.plane.kubectl(["apply", "--filename=-"], { input: [storageClassObject, ...volumes].join("---\n") });
    await up(1);
  });

  afterAll(async () => {
    await bench.close();
    await bench.plane.kubectl(["delete", "storageclass", storageClass]);
    await bench.plane.kubectl(["delete", "persistentvolume", "--selector", `for=${name}`]);
  });

  async function up(version: number): Promise<void> {
    await bench.upInNamespace((cluster, namespace) => {
      new StatefulService("store", { ...args(version), cluster, namespace });
    });
  }

  /** Waits until a pod is another one than before and serves. */
  function successorOf(old: RunningPod): Promise<RunningPod> {
    return bench.plane.waitFor(`${old.metadata.name} is there anew`, 90, async () => {
      const found = (await bench.pods("store")).find(({ metadata }) => metadata.name === old.metadata.name);
      if (found === undefined || found.metadata.uid === old.metadata.uid) return undefined;
      return found.status.containerStatuses?.[0]?.ready === true ? found : undefined;
    });
  }

  const count = (pod: RunningPod): Promise<string> => read(`${urlOf(pod)}/count?file=/data/counter`);

  it("keeps each pod's data over the pod's death", async () => {
    const [first, second] = await bothPods();
    expect([await count(first), await count(first), await count(first)]).toEqual(["1", "2", "3"]);
    expect(await count(second)).toBe("1");

    await bench.plane.kubectl(["delete", "pod", first.metadata.name, "--namespace", name, "--wait=false"]);
    expect(await count(await successorOf(first))).toBe("4");
    expect(await count(second)).toBe("2");
  });

  it("keeps it when the pod is killed without a word", async () => {
    const [first] = await bothPods();
    await bench.plane.kubectl([
      ...["delete", "pod", first.metadata.name, "--namespace", name],
      ...["--force", "--grace-period=0", "--wait=false"],
    ]);
    expect(await count(await successorOf(first))).toBe("5");
  });

  it("keeps it over a rolling update of every pod", async () => {
    const old = await bothPods();
    await up(2);
    const [first, second] = [await successorOf(old[0]), await successorOf(old[1])];
    expect([(await whoIs(urlOf(first))).version, (await whoIs(urlOf(second))).version]).toEqual(["2", "2"]);
    expect([await count(first), await count(second)]).toEqual(["6", "3"]);
  });

  async function bothPods(): Promise<[RunningPod, RunningPod]> {
    const pods = await bench.pods("store");
    const [first, second] = ["store-0", "store-1"].map((wanted) =>
      pods.find(({ metadata }) => metadata.name === wanted),
    );
    if (first === undefined || second === undefined) throw new Error("there are not two pods");
    return [first, second];
  }
});

/** Nobody makes volumes here, and a volume of this node is bound when a pod that wants one is placed. */
const storageClassObject = stringify({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: storageClass },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "WaitForFirstConsumer",
});

function localVolume(index: number, parent: string): string {
  const folder = path.join(parent, `volume-${index}`);
  mkdirSync(folder, { recursive: true });
  return stringify({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${name}-${index}`, labels: { for: name } },
    spec: {
      storageClassName: storageClass,
      capacity: { storage: size },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      local: { path: folder },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: ["real"] }] },
          ],
        },
      },
    },
  });
}
