import type { ApiPolicySpec, RouteTarget } from "../../components/gateway";
import { statuses } from "./gateways/caller";
import { ask, askOften, describeEnvoy, hostOf, plainGateway } from "./gateways/describe-envoy";
import type { EnvoyOnLoopback } from "./gateways/envoy-on-loopback";
import type { RoutedCase } from "./gateways/rendered";
import { Issuer } from "./gateways/tokens";

// What a real Envoy lets through, by the objects that are rendered, as Envoy Gateway 1.9 understands them. Limits are those that each pod counts by
// itself. Not shown: those that are counted together, which another program counts; addresses behind a load balancer.

const issuer = new Issuer();
const jwt = { issuer: issuer.url, jwksUri: issuer.keysUrl } as const;

function limited(name: string, policy: ApiPolicySpec<RouteTarget>): [string, RoutedCase] {
  return [name, { route: { hosts: [hostOf(name)] }, policy }];
}

const cases = Object.fromEntries([
  limited("by-route", { rateLimits: [{ requests: 5, per: "minute", by: "route" }] }),
  limited("by-address", { rateLimits: [{ requests: 3, per: "minute" }] }),
  limited("by-header", { rateLimits: [{ requests: 3, per: "minute", by: { header: "x-tenant" } }] }),
  limited("by-claim", {
    authentication: { jwt },
    rateLimits: [{ requests: 3, per: "minute", by: { claim: "sub" } }],
  }),
  limited("by-both", {
    rateLimits: [
      { requests: 5, per: "minute", by: "route" },
      { requests: 3, per: "minute", by: "address" },
    ],
  }),
  limited("refilled", { rateLimits: [{ requests: 4, per: "second", by: "route" }] }),
  limited("size", { maxRequestSize: "64Ki" }),
  limited("allowed", { addresses: { allow: ["127.0.1.0/24"], deny: ["127.0.1.9/32"] } }),
  limited("denied", { addresses: { deny: ["127.0.2.0/24"] } }),
]);

describeEnvoy("Envoy before callers that want much", (bench) => {
  let envoy: EnvoyOnLoopback;

  beforeAll(async () => {
    const { authority, start } = bench();
    const endpoint = await issuer.serve(await authority.sign("login.example.com"));
    envoy = await start("limits", plainGateway, cases, { names: new Map([["login.example.com", endpoint]]) });
  });

  afterAll(() => {
    issuer.close();
  });

  it("takes all objects", () => {
    expect(envoy.objections).toEqual([]);
  });

  it("limits all callers of a route together", async () => {
    const one = await askOften(envoy, "by-route", 4, { from: "127.0.0.2" });
    const other = await askOften(envoy, "by-route", 8, { from: "127.0.0.3" });
    expect(statuses([...one, ...other])).toEqual({ 200: 5, 429: 7 });
    expect(envoy.pod("by-route").seen).toHaveLength(5);
  });

  it("limits each address, which a caller cannot make up", async () => {
    const from = (address: string, claimed = "203.0.113.1") =>
      askOften(envoy, "by-address", 5, { from: address, headers: { "x-forwarded-for": claimed } });
    expect(statuses(await from("127.0.0.2"))).toEqual({ 200: 3, 429: 2 });
    expect(statuses(await from("127.0.0.3"))).toEqual({ 200: 3, 429: 2 });
    expect(statuses(await from("127.0.0.2", "203.0.113.2"))).toEqual({ 429: 5 });
  });

  it("limits each value of a header", async () => {
    const of = (tenant: string) => askOften(envoy, "by-header", 5, { headers: { "x-tenant": tenant } });
    expect(statuses(await of("a"))).toEqual({ 200: 3, 429: 2 });
    expect(statuses(await of("b"))).toEqual({ 200: 3, 429: 2 });
  });

  it("limits each user, whom a caller cannot make up", async () => {
    const of = (sub: string, headers: Readonly<Record<string, string>> = {}) =>
      askOften(envoy, "by-claim", 5, {
        headers: { authorization: `Bearer ${issuer.token({ sub })}`, ...headers },
      });
    expect(statuses(await of("ann"))).toEqual({ 200: 3, 429: 2 });
    expect(statuses(await of("bob"))).toEqual({ 200: 3, 429: 2 });
    expect(statuses(await of("ann", { "x-claim-sub": "cem" }))).toEqual({ 429: 5 });
  });

  it("keeps to all limits at once", async () => {
    const from = (address: string) => askOften(envoy, "by-both", 4, { from: address });
    expect(statuses(await from("127.0.0.2"))).toEqual({ 200: 3, 429: 1 });
    expect(statuses(await from("127.0.0.3"))).toEqual({ 200: 2, 429: 2 });
  });

  it("lets through again when the time is over", async () => {
    const started = performance.now();
    const answers: number[] = [];
    while (performance.now() - started < 3000) answers.push((await ask(envoy, "refilled")).status);
    const passed = answers.filter((status) => status === 200).length;
    // Four at once, and four for each second that went by.
    expect(passed).toBeGreaterThanOrEqual(12);
    expect(passed).toBeLessThanOrEqual(17);
    expect(answers.length).toBeGreaterThan(50);
  });

  it("takes bodies up to the bound", async () => {
    const kibibytes = (count: number) => Buffer.alloc(count * 1024, "x");
    const send = async (body: Buffer | readonly Buffer[]) =>
      (await ask(envoy, "size", { method: "POST", body })).status;
    expect(await send(kibibytes(60))).toBe(200);
    expect(await send(kibibytes(65))).toBe(413);
    expect(await send(Array.from({ length: 6 }, () => kibibytes(10)))).toBe(200);
    expect(await send(Array.from({ length: 9 }, () => kibibytes(10)))).toBe(413);
    expect(envoy.pod("size").seen.map(({ size }) => size)).toEqual([60 * 1024, 60 * 1024]);
  });

  it("lets in those addresses that are listed, and none that is denied", async () => {
    const headers = { "x-forwarded-for": "127.0.1.1" };
    const from = async (name: string, address: string) => (await ask(envoy, name, { from: address, headers })).status;
    expect(await from("allowed", "127.0.1.1")).toBe(200);
    expect(await from("allowed", "127.0.1.9")).toBe(403);
    expect(await from("allowed", "127.0.0.1")).toBe(403);
    expect(await from("denied", "127.0.0.1")).toBe(200);
    expect(await from("denied", "127.0.2.7")).toBe(403);
  });
});
