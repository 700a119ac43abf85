import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiPolicySpec, GatewaySpec, RouteTarget } from "../../components/gateway";
import { calls, statuses, type Answer, type Call } from "./gateways/caller";
import { hostOf } from "./gateways/describe-envoy";
import { NginxOnLoopback } from "./gateways/nginx-on-loopback";
import { controllerPlan, fabricPlan } from "./gateways/nginx-plan";
import { httpTarget, type RoutedCase } from "./gateways/rendered";
import { describeWith } from "./test-bed";
import { findNginx } from "./toolchain";

// What nginx does by the directives that both controllers write for the objects that are rendered. The controllers do not run: `nginx-plan.ts` writes
// their directives, with the values of the objects. nginx is the distribution's, older than that of their images.

function routed(name: string, policy: ApiPolicySpec<RouteTarget>, pods?: number): [string, RoutedCase] {
  return [name, { route: { hosts: [hostOf(name)] }, policy, pods }];
}

/** What both can do. */
const common = [
  routed("by-route", { rateLimits: [{ requests: 5, per: "minute", by: "route" }] }),
  routed("by-address", { rateLimits: [{ requests: 3, per: "minute" }] }),
  routed("by-header", { rateLimits: [{ requests: 3, per: "minute", by: { header: "x-tenant" } }] }),
  routed("retried", { retries: { attempts: 1 } }, 2),
  routed("posted", { retries: { attempts: 1 } }, 2),
  routed("once", {}, 2),
  routed("size", { maxRequestSize: "64Ki" }),
  routed("allowed", { addresses: { allow: ["127.0.1.0/24"] } }),
  routed("denied", { addresses: { deny: ["127.0.2.0/24"] } }),
  routed("canary", { canary: { to: httpTarget("canary-next"), weight: 10 } }),
] as const;

const tls = { issuer: "letsencrypt" } as const;

const controllers = [
  {
    title: "NGINX Gateway Fabric",
    spec: { provider: "nginx", tls },
    plan: fabricPlan,
    cases: Object.fromEntries(common),
  },
  {
    title: "NGINX Ingress Controller",
    spec: { provider: "nginx", responseCache: true, tls },
    plan: controllerPlan,
    cases: Object.fromEntries([
      ...common,
      routed("cached", { cache: { ttl: "1s" } }),
      routed("connections", { circuitBreaker: { maxConnections: 2 } }),
      routed(
        "ejected",
        {
          retries: { attempts: 1 },
          circuitBreaker: { ejection: { consecutiveFailures: 3, baseEjectionTime: "2s" } },
        },
        2,
      ),
    ]),
  },
] as const satisfies readonly { readonly spec: Omit<GatewaySpec, "hosts">; readonly [field: string]: unknown }[];

describeWith("nginx", findNginx(), (programs) => {
  describe.each(controllers)("by the directives of $title", ({ spec, plan, cases, title }) => {
    let folder: string;
    let nginx: NginxOnLoopback;
    /** The same, where it came up. */
    let started: NginxOnLoopback | undefined;

    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), "slipway-nginx-"));
      // One of them has no wildcard hosts for several routes.
      const hosts = Object.keys(cases).map(hostOf);
      started = nginx = await NginxOnLoopback.start({
        nginx: programs.nginx,
        folder,
        spec: { ...spec, hosts },
        cases,
        plan,
      });
    });

    afterAll(async () => {
      await started?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const ask = (
      name: string,
      count: number,
      { parallel = 1, ...asked }: Omit<Call, "host"> & { readonly parallel?: number } = {},
    ): Promise<readonly Answer[]> => calls(nginx.port, count, { host: hostOf(name), ...asked }, parallel);

    it("limits all callers of a route together", async () => {
      const one = await ask("by-route", 4, { from: "127.0.0.2" });
      const other = await ask("by-route", 8, { from: "127.0.0.3" });
      expect(statuses([...one, ...other])).toEqual({ 200: 5, 429: 7 });
    });

    it("limits each address, and each value of a header", async () => {
      expect(statuses(await ask("by-address", 5, { from: "127.0.0.2" }))).toEqual({ 200: 3, 429: 2 });
      expect(statuses(await ask("by-address", 5, { from: "127.0.0.3" }))).toEqual({ 200: 3, 429: 2 });
      expect(statuses(await ask("by-header", 5, { headers: { "x-tenant": "a" } }))).toEqual({ 200: 3, 429: 2 });
      expect(statuses(await ask("by-header", 5, { headers: { "x-tenant": "b" } }))).toEqual({ 200: 3, 429: 2 });
      // As the matrix says: without the header nobody is counted.
      expect(statuses(await ask("by-header", 5))).toEqual({ 200: 5 });
    });

    it("tries again at the next pod, but not what may have been done", async () => {
      for (const name of ["retried", "posted"]) {
        const [ill] = nginx.pods(name);
        if (ill !== undefined) ill.behave = () => ({ status: 503 });
      }
      expect(statuses(await ask("retried", 40))).toEqual({ 200: 40 });
      expect(nginx.pod("retried").seen.length).toBeGreaterThan(0);
      const posted = statuses(await ask("posted", 40, { method: "POST", body: Buffer.from("x") }));
      expect(posted[503] ?? 0).toBeGreaterThan(0);
      expect(posted[503]).toBe(nginx.pod("posted").seen.length);
    });

    it("does not try again unless it is told to", async () => {
      const [ill] = nginx.pods("once");
      if (ill !== undefined) ill.behave = () => ({ status: 503 });
      const counts = statuses(await ask("once", 60));
      expect(counts[503] ?? 0).toBeGreaterThan(10);
      expect(counts[200] ?? 0).toBeGreaterThan(10);
    });

    it("takes bodies up to the bound", async () => {
      const send = async (kibibytes: number) => {
        const [answer] = await ask("size", 1, { method: "POST", body: Buffer.alloc(kibibytes * 1024, "x") });
        return answer?.status;
      };
      expect(await send(64)).toBe(200);
      expect(await send(65)).toBe(413);
    });

    it("lets in those addresses that are listed, and none that is denied", async () => {
      const from = async (name: string, address: string) => statuses(await ask(name, 1, { from: address }));
      expect(await from("allowed", "127.0.1.1")).toEqual({ 200: 1 });
      expect(await from("allowed", "127.0.0.1")).toEqual({ 403: 1 });
      expect(await from("denied", "127.0.0.1")).toEqual({ 200: 1 });
      expect(await from("denied", "127.0.2.7")).toEqual({ 403: 1 });
    });

    it("shares requests with a canary", async () => {
      const answers = await ask("canary", 1000, { parallel: 10 });
      const share = answers.filter(({ body }) => body.trim() === "canary-next").length;
      // Five standard deviations of 1,000 throws would be 47.
      expect(share).toBeGreaterThan(53);
      expect(share).toBeLessThan(147);
    });

    if (title === "NGINX Gateway Fabric") return;

    it("answers by what it has kept, as long as that holds, and not with credentials", async () => {
      const states = async (count: number, headers = {}, at = "/") =>
        (await ask("cached", count, { headers, path: at })).map((answer) => answer.headers["x-cache"]);
      expect(await states(3)).toEqual(["MISS", "HIT", "HIT"]);
      expect(await states(1, {}, "/?page=2")).toEqual(["MISS"]);
      expect(await states(2, { cookie: "session=1" })).toEqual(["BYPASS", "BYPASS"]);
      expect(await states(1, { authorization: "Bearer x" }, "/other")).toEqual(["BYPASS"]);
      expect(await states(1, {}, "/other")).toEqual(["MISS"]);
      // It counts in whole seconds.
      await sleep(2500);
      expect(await states(2)).toEqual(["EXPIRED", "HIT"]);
    });

    it("does not keep what the workload tells it not to", async () => {
      nginx.pod("cached").behave = () => ({ headers: { "cache-control": "no-store" } });
      const answers = await ask("cached", 2, { path: "/private" });
      expect(answers.map(({ headers }) => headers["x-cache"])).toEqual(["MISS", "MISS"]);
    });

    it("refuses what is beyond the bound of connections", async () => {
      const pod = nginx.pod("connections");
      pod.behave = () => ({ delay: 500 });
      const counts = statuses(await ask("connections", 20, { parallel: 20 }));
      expect(counts[200]).toBe(2);
      expect(pod.most).toBe(2);
    });

    it("puts a pod aside that fails, and takes it back", async () => {
      const [ill] = nginx.pods("ejected");
      if (ill !== undefined) ill.behave = () => ({ status: 503 });
      expect(statuses(await ask("ejected", 100))).toEqual({ 200: 100 });
      expect(ill?.seen).toHaveLength(3);
      ill?.reset();
      // It takes it back after more than two of its whole seconds.
      await sleep(3500);
      expect(statuses(await ask("ejected", 100))).toEqual({ 200: 100 });
      expect(ill?.seen.length).toBeGreaterThan(20);
    });
  });
});
