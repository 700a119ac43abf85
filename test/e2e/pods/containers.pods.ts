import { setTimeout as sleep } from "node:timers/promises";
import type { ProbeSpec, Services } from "../../../components/workloads";
import { linkTo } from "../../../components/workloads";
import { describeReal } from "../test-bed";
import { ask, read, whoIs } from "./http";
import { containerOf, imageUser, serverImage, urlOf, Workbench } from "./workbench";

// What the kubelet makes of the components' probes, limits and security contexts. Not proven here: that a network policy is
// enforced (nothing on this node does), and anything about a cloud's nodes.

const name = "containers";

const probe = (path: string): ProbeSpec => ({
  http: { path },
  periodSeconds: 1,
  failureThreshold: 2,
  timeoutSeconds: 5,
});

const common = { image: serverImage, ports: { http: 8080 }, replicas: 1 } as const;

const services: Services = {
  watched: { ...common, probes: { liveness: probe("/healthz") } },
  unwatched: { ...common, probes: { liveness: false } },
  pair: { ...common, replicas: 2, probes: { readiness: probe("/readyz"), liveness: probe("/healthz") } },
  limited: { ...common, resources: { requests: { memory: "32Mi" }, limits: { memory: "96Mi" } } },
  consumer: { ...common, env: { PAIR: linkTo("pair") }, volumes: { scratch: { mountPath: "/scratch" } } },
};

describeReal("containers on a real node", () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await Workbench.open(name);
    await bench.up(services);
  });

  afterAll(async () => {
    await bench.close();
  });

  it("run as the image's user, and write to their volumes only", async () => {
    const url = urlOf(await bench.onlyPod("consumer"));
    expect((await whoIs(url)).user).toBe(imageUser);
    expect(await ask(`${url}/write?file=/scratch/file`)).toMatchObject({ status: 200 });
    expect(await ask(`${url}/write?file=/file`)).toMatchObject({
      status: 500,
      body: expect.stringContaining("read-only file system") as string,
    });
  });

  it("reach what they link to by the name that the link gave them", async () => {
    const url = urlOf(await bench.onlyPod("consumer"));
    const pods = (await bench.pods("pair")).map(({ metadata }) => metadata.name);
    await bench.service("pair");
    const { pod } = JSON.parse(await read(`${url}/call?env=PAIR`)) as { pod: string };
    expect(pods).toContain(pod);
  });

  it("a failing liveness probe restarts the container", async () => {
    const before = await bench.onlyPod("watched");
    const process = (await whoIs(urlOf(before))).process;
    expect(containerOf(before).restartCount).toBe(0);

    await read(`${urlOf(before)}/healthz?ok=false`, { method: "POST" });
    const after = await bench.plane.waitFor("the container was restarted and is ready", 60, async () => {
      const pod = await bench.onlyPod("watched");
      const { restartCount, ready } = containerOf(pod);
      return restartCount === 1 && ready ? pod : undefined;
    });

    expect(after.metadata.uid).toBe(before.metadata.uid);
    // It was asked to end and did, with what it had to do.
    expect(containerOf(after).lastState.terminated).toMatchObject({ exitCode: 0, reason: "Completed" });
    expect(await bench.events(after, "Unhealthy")).toContain(
      "Liveness probe failed: HTTP probe failed with statuscode: 503",
    );
    expect((await whoIs(urlOf(after))).process).not.toBe(process);
  });

  it("without a liveness probe nothing is restarted", async () => {
    const before = await bench.onlyPod("unwatched");
    await read(`${urlOf(before)}/healthz?ok=false`, { method: "POST" });
    await sleep(8_000); // the other one has failed twice and been told to end by then
    const after = await bench.onlyPod("unwatched");
    expect(after.metadata.uid).toBe(before.metadata.uid);
    expect(containerOf(after)).toMatchObject({ ready: true, restartCount: 0 });
    expect(await bench.events(after, "Killing")).toEqual([]);
  });

  it("a pod that is not ready gets no traffic, and gets it again when it is", async () => {
    const url = await bench.service("pair");
    const [first, second] = await bench.pods("pair");
    if (first === undefined || second === undefined) throw new Error("there are not two pods");
    const both = [first.metadata.name, second.metadata.name].sort();
    await bench.plane.waitFor("both pods get traffic", 30, async () => (await speakers(url, 20)).length === 2);
    expect(await speakers(url, 100)).toEqual(both);

    await read(`${urlOf(first)}/readyz?ok=false`, { method: "POST" });
    await bench.plane.waitFor("the Service knows one pod", 30, async () => (await speakers(url, 20)).length === 1);
    expect(await speakers(url, 200)).toEqual([second.metadata.name]);
    expect((await whoIs(urlOf(first))).pod).toBe(first.metadata.name); // it runs all the while

    await read(`${urlOf(first)}/readyz?ok=true`, { method: "POST" });
    await bench.plane.waitFor("both pods get traffic again", 30, async () => (await speakers(url, 20)).length === 2);
    expect(await speakers(url, 100)).toEqual(both);
    expect(containerOf(await bench.pod(first.metadata.name)).restartCount).toBe(0);
  });

  it("a container that takes more memory than its limit is killed and started anew", async () => {
    const before = await bench.onlyPod("limited");
    await read(`${urlOf(before)}/eat?mb=32`);
    expect(containerOf(await bench.onlyPod("limited")).restartCount).toBe(0);

    expect(await ask(`${urlOf(before)}/eat?mb=200`)).toMatchObject({ status: undefined });
    const after = await bench.plane.waitFor("the container was restarted and is ready", 60, async () => {
      const pod = await bench.onlyPod("limited");
      const { restartCount, ready } = containerOf(pod);
      return restartCount === 1 && ready ? pod : undefined;
    });
    expect(after.metadata.uid).toBe(before.metadata.uid);
    expect(containerOf(after).lastState.terminated).toMatchObject({ exitCode: 137, reason: "OOMKilled" });
  });
});

/** Names of the pods that answer `count` requests, in order of the alphabet. */
async function speakers(url: string, count: number): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => whoIs(url)));
  return [...new Set(answers.map(({ pod }) => pod))].sort();
}
