import { setTimeout as sleep } from "node:timers/promises";
import type { MicroserviceSpec } from "../../../components/workloads";
import { describeReal } from "../test-bed";
import { read, type Speaker } from "./http";
import { Load, type Tally } from "./load";
import { serverImage, Workbench } from "./workbench";

// A rolling update under load, through kube-proxy, from the node itself. Two kinds of program: one that answers what has begun when
// it is told to end, and one that leaves at once, which shows what the component does for it. Not proven here: several nodes, whose
// proxies learn of a change one after the other, and load balancers, which learn of it last.

const name = "rollout";

/** The program in two versions. */
function service(version: number, changes: Partial<MicroserviceSpec<string>> = {}): MicroserviceSpec<string> {
  return {
    image: serverImage,
    ports: { http: 8080 },
    replicas: 2,
    probes: { readiness: { http: { path: "/readyz" }, periodSeconds: 1 } },
    ...changes,
    env: { VERSION: version, ...changes.env },
  };
}

const leaving = { env: { ON_SIGTERM: "leave" } };

describeReal("a rolling update under load", () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.open(name);
  });

  afterAll(async () => {
    await bench.close();
  });

  /** Rolls from version 1 to version 2 under load, until the last old pod is gone. */
  async function rollUnderLoad(workload: string, changes: Partial<MicroserviceSpec<string>>): Promise<Tally> {
    await bench.up({ [workload]: service(1, changes) });
    const old = (await bench.pods(workload)).map(({ metadata }) => metadata.uid);
    expect(old).toHaveLength(2);
    const load = new Load(await bench.service(workload));
    try {
      await bench.up({ [workload]: service(2, changes) });
      await bench.plane.waitFor("the old pods are gone", 90, async () =>
        (await bench.allPods(workload)).every(({ metadata }) => !old.includes(metadata.uid)),
      );
      // Where requests are lost, every client may hang for a while on a pod that is gone.
      await bench.plane.waitFor("the new version answers", 30, () => Promise.resolve(load.answeredBy("2") > 100));
    } catch (error) {
      await load.stop();
      throw error;
    }
    return load.stop();
  }

  it.each([
    ["that leaves when it is told to, as its pods serve on until they get no more requests", "leaving", leaving],
    ["that answers what has begun before it ends", "draining", {}],
  ])("loses no request of a program %s", async (_what, workload, changes) => {
    const { answered, lost, versions } = await rollUnderLoad(workload, changes);
    expect(lost).toEqual({});
    expect(answered).toBeGreaterThan(500);
    expect(Object.keys(versions).sort()).toEqual(["1", "2"]);
  });

  it("loses requests of the same program when the delay is switched off, so that the test above can fail", async () => {
    const { lost, versions } = await rollUnderLoad("abrupt", { ...leaving, shutdown: { delaySeconds: 0 } });
    expect(Object.keys(versions).sort()).toEqual(["1", "2"]);
    expect(Object.values(lost).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });

  it("lets a request that takes longer than the delay come to its end", async () => {
    await bench.up({ slow: service(1) });
    const answer = read(`${await bench.service("slow")}/slow?seconds=30`, { timeoutSeconds: 60 });
    await bench.up({ slow: service(2) });
    // By now every old pod was told to go, and a little later is past the delay.
    const first = await Promise.race([answer, sleep(6_000, "none yet")]);
    expect(first).toBe("none yet");
    const { pod, version } = JSON.parse(await answer) as Speaker;
    expect(version).toBe("1");
    expect((await bench.pods("slow")).map(({ metadata }) => metadata.name)).not.toContain(pod);
  });
});
