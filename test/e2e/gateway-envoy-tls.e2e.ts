import { connect } from "node:http2";
import type { GatewayTlsSpec } from "../../components/gateway";
import { clientTrafficPolicy } from "../../components/gateway/envoy/client-traffic-policy";
import { gatewayCapability } from "../../components/gateway";
import { customResourceArgs } from "../../components/core";
import { call, calls, statuses, type Answer, type Call } from "./gateways/caller";
import { describeEnvoy, hostOf, plainGateway } from "./gateways/describe-envoy";
import type { EnvoyOnLoopback } from "./gateways/envoy-on-loopback";
import type { Manifest } from "./gateways/manifest";
import type { RoutedCase } from "./gateways/rendered";

// How callers come in to a real Envoy, by the objects that are rendered, as Envoy Gateway 1.9 understands them. Certificates are of an authority of the
// test's own. Not shown: that cert-manager issues them, load balancers.

const hosts = ["*.shop.test", "shop.example.com"] as const;
const issuer = "letsencrypt";

const cases: Readonly<Record<string, RoutedCase>> = {
  web: { route: { hosts: [hostOf("web")] } },
  other: { route: { hosts: ["shop.example.com"] } },
};

describeEnvoy("Envoy at the entrance", (bench) => {
  let envoy: EnvoyOnLoopback;
  let strict: EnvoyOnLoopback;

  beforeAll(async () => {
    const { start } = bench();
    const tls: GatewayTlsSpec = { issuer, minimumVersion: "1.3", hsts: false, redirectHttp: false };
    envoy = await start("default", { hosts, tls: { issuer } }, cases);
    strict = await start("strict", { hosts, tls }, cases);
  });

  const secure = (to: EnvoyOnLoopback, asked: Partial<Call> = {}, version?: NonNullable<Call["tls"]>["version"]) =>
    call(to.httpsPort, { host: hostOf("web"), ...asked, tls: { ca: bench().authority.certificate, version } });

  it("takes all objects", () => {
    expect(envoy.objections).toEqual([]);
    expect(strict.objections).toEqual([]);
  });

  it("answers each host by HTTPS, with its certificate", async () => {
    expect((await secure(envoy)).body).toBe("web\n");
    expect((await secure(envoy, { host: "shop.example.com" })).body).toBe("other\n");
    await expect(secure(envoy, { host: "www.example.org" })).rejects.toThrow();
  });

  it("does not answer for one host on a connection for another", async () => {
    const { status } = await secure(envoy, { headers: { host: "shop.example.com" } });
    expect([404, 421]).toContain(status);
  });

  it("speaks HTTP/2", async () => {
    const session = connect(`https://127.0.0.1:${envoy.httpsPort}`, {
      ca: bench().authority.certificate,
      servername: hostOf("web"),
    });
    const status = await new Promise((resolve, reject) => {
      session.on("error", reject);
      const stream = session.request({ ":path": "/", ":authority": hostOf("web") });
      stream.on("response", (headers) => {
        resolve(headers[":status"]);
      });
      stream.on("error", reject);
      stream.resume();
    });
    session.destroy();
    expect(status).toBe(200);
  });

  it("refuses versions of TLS that are older than the oldest", async () => {
    const speaks = (to: EnvoyOnLoopback, version: "TLSv1.1" | "TLSv1.2" | "TLSv1.3") =>
      secure(to, {}, version).then(
        ({ status }) => status,
        (error: unknown) => (String(error).includes("alert protocol version") ? "refused" : error),
      );
    expect(await speaks(envoy, "TLSv1.1")).toBe("refused");
    expect(await speaks(envoy, "TLSv1.2")).toBe(200);
    expect(await speaks(envoy, "TLSv1.3")).toBe(200);
    expect(await speaks(strict, "TLSv1.2")).toBe("refused");
    expect(await speaks(strict, "TLSv1.3")).toBe(200);
  });

  it("tells browsers to come by HTTPS only, unless it is told not to", async () => {
    expect((await secure(envoy)).headers["strict-transport-security"]).toBe("max-age=31536000");
    expect((await secure(strict)).headers).not.toHaveProperty("strict-transport-security");
  });

  it("redirects HTTP to HTTPS, or does not listen to it", async () => {
    for (const host of [hostOf("web"), "shop.example.com"]) {
      const { status, headers } = await call(envoy.httpPort, { host, path: "/cart?id=1" });
      expect(status).toBe(301);
      expect(headers.location).toBe(`https://${host}/cart?id=1`);
    }
    expect((await call(envoy.httpPort, { host: "www.example.org" })).status).toBe(404);
    expect(envoy.pod("web").seen.every(({ path }) => path === "/")).toBe(true);
    await expect(call(strict.httpPort, { host: hostOf("web") })).rejects.toThrow("ECONNREFUSED");
  });
});

describeEnvoy("Envoy behind the load balancer of an EKS cluster", (bench) => {
  const addresses: Readonly<Record<string, RoutedCase>> = {
    limited: { route: { hosts: [hostOf("limited")] }, policy: { rateLimits: [{ requests: 3, per: "minute" }] } },
    listed: { route: { hosts: [hostOf("listed")] }, policy: { addresses: { allow: ["203.0.113.0/24"] } } },
  };
  let envoy: EnvoyOnLoopback;

  beforeAll(async () => {
    envoy = await bench().start("balanced", plainGateway, addresses, { change: asOnEks });
  });

  const told = (name: string, address: string, headers = {}): Promise<Answer> =>
    call(envoy.httpPort, { host: hostOf(name), told: address, headers });

  it("believes the load balancer whose address it is", async () => {
    const from = async (address: string) => {
      const answers = [];
      for (let index = 0; index < 5; index++) answers.push(await told("limited", address));
      return statuses(answers);
    };
    expect(await from("198.51.100.7")).toEqual({ 200: 3, 429: 2 });
    expect(await from("198.51.100.8")).toEqual({ 200: 3, 429: 2 });
    expect((await told("listed", "203.0.113.9")).status).toBe(200);
    expect((await told("listed", "198.51.100.7", { "x-forwarded-for": "203.0.113.9" })).status).toBe(403);
    expect(envoy.pod("listed").seen.map(({ headers }) => headers["x-forwarded-for"])).toEqual(["203.0.113.9"]);
  });

  it("answers nobody who comes past the load balancer", async () => {
    await expect(calls(envoy.httpPort, 1, { host: hostOf("limited") })).rejects.toThrow();
  });
});

/** What is told of connections where the cluster is one of EKS, in place of what is for a cluster at hand. */
function asOnEks(objects: readonly Manifest[]): readonly Manifest[] {
  const around = {
    target: "eks",
    isProduction: false,
    highlyAvailable: true,
    autoMode: false,
    ipFamily: "ipv4",
    region: "eu-central-1",
    loadBalancerCidrs: { public: ["10.0.32.0/20"], internal: [] },
    dualStackNetwork: undefined,
    issuers: undefined,
    prometheusNamespace: undefined,
    hasMonitors: false,
  } as const;
  const rendered = clientTrafficPolicy(plainGateway, gatewayCapability(plainGateway, around), around);
  const policy = customResourceArgs(rendered, { namespace: "gateway" }) as unknown as Manifest;
  return objects.map((object) => (object.kind === "ClientTrafficPolicy" ? policy : object));
}
