import { setTimeout as sleep } from "node:timers/promises";
import type { ApiPolicySpec, RouteSpec, RouteTarget } from "../../components/gateway";
import { statuses } from "./gateways/caller";
import { ask, askOften, describeEnvoy, hostOf, plainGateway } from "./gateways/describe-envoy";
import type { EnvoyOnLoopback } from "./gateways/envoy-on-loopback";
import type { RoutedCase } from "./gateways/rendered";

// What a real Envoy does when workloads fail, by the objects that are rendered, as Envoy Gateway 1.9 understands them. Not shown: several Envoys,
// each of which counts and ejects for itself, and that the controller hands the same on to them in a cluster.

function failing(
  name: string,
  policy: ApiPolicySpec<RouteTarget>,
  more: { readonly pods?: number; readonly timeouts?: RouteSpec["timeouts"] } = {},
): [string, RoutedCase] {
  return [name, { route: { hosts: [hostOf(name)], timeouts: more.timeouts }, policy, pods: more.pods }];
}

const ejection = { consecutiveFailures: 3, interval: "1s", baseEjectionTime: "2s" } as const;

const cases = Object.fromEntries([
  failing("once", {}),
  failing("retried", { retries: { attempts: 2 } }),
  failing("retried-5xx", { retries: { attempts: 1, on: ["5xx"] } }),
  failing("retried-409", { retries: { attempts: 1, on: ["retriable4xx"] } }),
  failing("reconnected", { retries: { attempts: 3, on: ["connectFailure"] } }, { pods: 2 }),
  failing("paused", { retries: { attempts: 2, backoff: { base: "200ms", max: "400ms" } } }),
  failing("impatient", { retries: { attempts: 1, perTryTimeout: "300ms" } }),
  failing("bounded", { retries: { attempts: 5 } }, { timeouts: { request: "500ms" } }),
  failing("budgeted", { retries: { attempts: 1, budget: { percent: 10, minConcurrent: 2 } } }),
  failing("unbudgeted", { retries: { attempts: 1, budget: { percent: 100, minConcurrent: 100 } } }),
  failing("connections", { circuitBreaker: { maxConnections: 2, maxPendingRequests: 3 } }),
  failing("requests", { circuitBreaker: { maxRequests: 4 } }),
  failing("ejected", { circuitBreaker: { ejection: { ...ejection, maxEjectedPercent: 100 } } }, { pods: 2 }),
  failing("half-ejected", { circuitBreaker: { ejection: { ...ejection, maxEjectedPercent: 50 } } }, { pods: 2 }),
  failing("slow", {}, { timeouts: { request: "300ms" } }),
]);

describeEnvoy("Envoy before workloads that fail", (bench) => {
  let envoy: EnvoyOnLoopback;

  beforeAll(async () => {
    envoy = await bench().start("faults", plainGateway, cases);
  });

  it("takes all objects", () => {
    expect(envoy.objections).toEqual([]);
  });

  it("does not try again unless it is told to", async () => {
    const pod = envoy.pod("once");
    pod.behave = () => ({ status: 503 });
    expect((await ask(envoy, "once")).status).toBe(503);
    expect(pod.seen).toHaveLength(1);
  });

  it("tries as often as is said, and no more", async () => {
    const pod = envoy.pod("retried");
    pod.behave = (_, count) => ({ status: count < 2 ? 503 : 200 });
    expect((await ask(envoy, "retried")).status).toBe(200);
    expect(pod.seen).toHaveLength(3);
    pod.reset();
    pod.behave = (_, count) => ({ status: count < 3 ? 502 : 200 });
    expect((await ask(envoy, "retried")).status).toBe(502);
    expect(pod.seen).toHaveLength(3);
  });

  it("tries again when the connection is closed in place of an answer", async () => {
    const pod = envoy.pod("retried");
    pod.reset();
    pod.behave = (_, count) => ({ closes: count < 2 });
    expect((await ask(envoy, "retried")).status).toBe(200);
    expect(pod.seen).toHaveLength(3);
  });

  it("tries again on the conditions alone", async () => {
    const tried = async (name: string, status: number): Promise<number> => {
      const pod = envoy.pod(name);
      pod.reset();
      pod.behave = () => ({ status });
      expect((await ask(envoy, name)).status).toBe(status);
      return pod.seen.length;
    };
    // By default the gateway's own errors, not those of the workload.
    expect(await tried("retried", 500)).toBe(1);
    expect(await tried("retried", 409)).toBe(1);
    expect(await tried("retried-5xx", 500)).toBe(2);
    expect(await tried("retried-5xx", 404)).toBe(1);
    expect(await tried("retried-409", 409)).toBe(2);
    expect(await tried("retried-409", 503)).toBe(1);
  });

  it("goes to another pod when one cannot be reached", async () => {
    await envoy.pods("reconnected")[1]?.close();
    const answers = await askOften(envoy, "reconnected", 60);
    expect(statuses(answers)).toEqual({ 200: 60 });
    expect(await envoy.count("reconnected", "upstream_cx_connect_fail")).toBeGreaterThan(10);
  });

  it("waits between tries", async () => {
    const pod = envoy.pod("paused");
    pod.behave = () => ({ status: 503 });
    const answers = await askOften(envoy, "paused", 20, { parallel: 20 });
    // Each pause is anything up to 200 ms, then up to 400 ms: 300 ms on average, 25 to 250 ms by itself.
    const average = answers.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / answers.length;
    expect(average).toBeGreaterThan(200);
    expect(average).toBeLessThan(600);
  });

  it("gives up a try that takes too long, and tries again", async () => {
    const pod = envoy.pod("impatient");
    pod.behave = (_, count) => ({ delay: count === 0 ? 3000 : 0 });
    const { status, milliseconds } = await ask(envoy, "impatient");
    expect(status).toBe(200);
    expect(pod.seen).toHaveLength(2);
    expect(milliseconds).toBeGreaterThan(290);
    expect(milliseconds).toBeLessThan(1000);
  });

  it("ends a request when its time is up, with and without retries", async () => {
    envoy.pod("slow").behave = () => ({ delay: 3000 });
    envoy.pod("bounded").behave = () => ({ delay: 200, status: 503 });
    for (const [name, time] of [
      ["slow", 300],
      ["bounded", 500],
    ] as const) {
      const { status, milliseconds } = await ask(envoy, name);
      expect({ name, status }).toEqual({ name, status: 504 });
      expect(milliseconds).toBeGreaterThan(time - 10);
      expect(milliseconds).toBeLessThan(time + 500);
    }
    expect(envoy.pod("bounded").seen.length).toBeGreaterThan(1);
  });

  it("keeps retries within their budget", async () => {
    const tries = async (name: string): Promise<number> => {
      const pod = envoy.pod(name);
      // The first tries fail together; retries are held, so that all that are let through are there at a time.
      pod.behave = (_, count) => (count < 20 ? { status: 503, delay: 300 } : { delay: 500 });
      await askOften(envoy, name, 20, { parallel: 20 });
      return pod.seen.length;
    };
    expect(await tries("unbudgeted")).toBe(40);
    const budgeted = await tries("budgeted");
    // 10 % of 20, but at least 2.
    expect(budgeted).toBeGreaterThanOrEqual(22);
    expect(budgeted).toBeLessThanOrEqual(24);
    expect(await envoy.count("budgeted", "upstream_rq_retry_overflow")).toBe(40 - budgeted);
  });

  it("refuses what is beyond the bounds of connections and of waiting requests", async () => {
    const pod = envoy.pod("connections");
    pod.behave = () => ({ delay: 1000 });
    // Whoever comes while a connection is being made waits too, so that both connections are made first.
    const served = askOften(envoy, "connections", 2, { parallel: 2 });
    while (pod.most < 2) await sleep(10);
    const answers = await askOften(envoy, "connections", 28, { parallel: 28 });
    expect(statuses(await served)).toEqual({ 200: 2 });
    expect(statuses(answers)).toEqual({ 200: 3, 503: 25 });
    expect(pod.most).toBe(2);
    const refused = answers.filter(({ status }) => status === 503);
    expect(Math.max(...refused.map(({ milliseconds }) => milliseconds))).toBeLessThan(900);
  });

  it("refuses what is beyond the bound of requests at a time", async () => {
    const pod = envoy.pod("requests");
    pod.behave = () => ({ delay: 500 });
    expect(statuses(await askOften(envoy, "requests", 30, { parallel: 30 }))).toEqual({ 200: 4, 503: 26 });
    expect(pod.most).toBe(4);
  });

  it("puts a pod aside that fails, and takes it back", async () => {
    const [well, ill] = envoy.pods("ejected");
    if (ill !== undefined) ill.behave = () => ({ status: 503 });
    const answers = await askOften(envoy, "ejected", 100);
    // Some more may be on their way while it is told.
    const failed = ill?.seen.length ?? 0;
    expect(failed).toBeGreaterThanOrEqual(3);
    expect(failed).toBeLessThan(12);
    expect(statuses(answers)).toEqual({ 200: 100 - failed, 503: failed });
    expect(well?.seen).toHaveLength(100 - failed);

    ill?.reset();
    await sleep(3500);
    expect(statuses(await askOften(envoy, "ejected", 100))).toEqual({ 200: 100 });
    expect(ill?.seen.length).toBeGreaterThan(30);
  });

  it("puts no more pods aside than is said", async () => {
    for (const pod of envoy.pods("half-ejected")) pod.behave = () => ({ status: 503 });
    await askOften(envoy, "half-ejected", 100);
    const seen = envoy.pods("half-ejected").map((pod) => pod.seen.length);
    expect(Math.min(...seen)).toBeLessThan(12);
    expect(Math.max(...seen)).toBeGreaterThan(88);
  });
});
