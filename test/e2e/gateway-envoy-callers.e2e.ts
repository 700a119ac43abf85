import type { ApiPolicySpec, RouteTarget } from "../../components/gateway";
import { ask, describeEnvoy, hostOf, plainGateway } from "./gateways/describe-envoy";
import type { EnvoyOnLoopback } from "./gateways/envoy-on-loopback";
import type { RoutedCase } from "./gateways/rendered";
import { foreignKey, Issuer, passwordLine } from "./gateways/tokens";

// Whom a real Envoy lets in, by the objects that are rendered, as Envoy Gateway 1.9 understands them. The issuer of tokens is on loopback, by HTTPS,
// where DNS and public authorities would lead elsewhere. Not shown: a log-in by OpenID Connect.

const issuer = new Issuer();
const jwt = { issuer: issuer.url, jwksUri: issuer.keysUrl } as const;

function guarded(
  name: string,
  policy: ApiPolicySpec<RouteTarget>,
  secrets?: RoutedCase["secrets"],
): [string, RoutedCase] {
  return [name, { route: { hosts: [hostOf(name)] }, policy, secrets }];
}

const cases = Object.fromEntries([
  guarded("tokens", { authentication: { jwt: { ...jwt, audiences: ["shop"], claimHeaders: { sub: "x-user" } } } }),
  guarded("any-audience", { authentication: { jwt } }),
  guarded(
    "passwords",
    { authentication: { basic: { users: { secret: "passwords" } } } },
    { passwords: { ".htpasswd": `${passwordLine("ann", "secret")}\n${passwordLine("bob", "other")}\n` } },
  ),
  guarded(
    "keys",
    { authentication: { apiKey: { clients: { secret: "keys" } } } },
    { keys: { partner: "key-of-partner", other: "key-of-other" } },
  ),
  guarded(
    "own-header",
    { authentication: { apiKey: { header: "x-partner-key", clients: { secret: "own-keys" } } } },
    { "own-keys": { partner: "key-of-partner" } },
  ),
  guarded("pages", {
    cors: {
      origins: ["https://www.shop.test", "https://*.example.net"],
      methods: ["GET", "PUT"],
      headers: ["content-type"],
      exposeHeaders: ["x-total"],
      credentials: true,
      maxAge: "10m",
    },
  }),
  guarded("token-pages", { authentication: { jwt }, cors: { origins: ["https://www.shop.test"] } }),
]);

describeEnvoy("Envoy before callers that may, and that may not", (bench) => {
  let envoy: EnvoyOnLoopback;

  beforeAll(async () => {
    const { authority, start } = bench();
    const endpoint = await issuer.serve(await authority.sign("login.example.com"));
    envoy = await start("callers", plainGateway, cases, { names: new Map([["login.example.com", endpoint]]) });
  });

  afterAll(() => {
    issuer.close();
  });

  const status = async (name: string, headers: Readonly<Record<string, string>> = {}, path = "/") =>
    (await ask(envoy, name, { headers, path })).status;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it("takes all objects", () => {
    expect(envoy.objections).toEqual([]);
  });

  it("lets in who brings a token of the issuer, for the audience, that holds", async () => {
    const past = Math.floor(Date.now() / 1000) - 7200;
    const token = issuer.token();
    expect(await status("tokens", bearer(token))).toBe(200);
    expect(await status("tokens")).toBe(401);
    expect(await status("tokens", { authorization: token })).toBe(401);
    expect(await status("tokens", bearer(`${token.slice(0, -10)}AAAAAAAAAA`))).toBe(401);
    expect(await status("tokens", bearer(issuer.token({}, foreignKey())))).toBe(401);
    expect(await status("tokens", bearer(issuer.token({ iat: past, exp: past + 60 })))).toBe(401);
    expect(await status("tokens", bearer(issuer.token({ iss: "https://elsewhere.example.com/" })))).toBe(401);
    expect(await status("tokens", bearer(issuer.token({ aud: "other" })))).toBe(403);
    expect(await status("tokens", {}, `/?access_token=${token}`)).toBe(401);
    expect(envoy.pod("tokens").seen).toHaveLength(1);
  });

  it("checks no audience unless one is asked for", async () => {
    expect(await status("any-audience", bearer(issuer.token({ aud: "other" })))).toBe(200);
  });

  it("tells the workload who calls, and nobody else does", async () => {
    const pod = envoy.pod("tokens");
    pod.reset();
    await status("tokens", { ...bearer(issuer.token({ sub: "bob" })), "x-user": "root" });
    expect(pod.seen.map(({ headers }) => headers["x-user"])).toEqual(["bob"]);
  });

  it("lets in names with their passwords", async () => {
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    expect(await status("passwords", basic("ann:secret"))).toBe(200);
    expect(await status("passwords", basic("bob:other"))).toBe(200);
    expect(await status("passwords", basic("ann:other"))).toBe(401);
    expect(await status("passwords", basic("cem:secret"))).toBe(401);
    expect(await status("passwords")).toBe(401);
    expect(envoy.pod("passwords").seen).toHaveLength(2);
  });

  it("lets in who has a key, in the header that is said", async () => {
    expect(await status("keys", { "x-api-key": "key-of-partner" })).toBe(200);
    expect(await status("keys", { "x-api-key": "key-of-other" })).toBe(200);
    expect(await status("keys", { "x-api-key": "key-of-nobody" })).toBe(401);
    expect(await status("keys")).toBe(401);
    expect(await status("keys", {}, "/?x-api-key=key-of-partner")).toBe(401);
    expect(await status("own-header", { "x-partner-key": "key-of-partner" })).toBe(200);
    expect(await status("own-header", { "x-api-key": "key-of-partner" })).toBe(401);
  });

  describe("browsers", () => {
    const preflight = async (name: string, origin: string, method = "PUT") =>
      ask(envoy, name, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": method, "access-control-request-headers": "content-type" },
      });

    it("are told which origins may call, and how", async () => {
      for (const origin of ["https://www.shop.test", "https://a.example.net"]) {
        const { status: answered, headers } = await preflight("pages", origin);
        expect(answered).toBe(200);
        expect(headers).toMatchObject({
          "access-control-allow-origin": origin,
          "access-control-allow-credentials": "true",
          "access-control-allow-methods": "GET, PUT",
          "access-control-allow-headers": "content-type",
          "access-control-max-age": "600",
        });
      }
      expect(envoy.pod("pages").seen).toHaveLength(0);
    });

    it("are told nothing that lets other origins in", async () => {
      for (const origin of ["https://www.shop.test.evil.test", "http://www.shop.test", "https://example.net"]) {
        expect((await preflight("pages", origin)).headers).not.toHaveProperty("access-control-allow-origin");
        const { headers } = await ask(envoy, "pages", { headers: { origin } });
        expect(headers).not.toHaveProperty("access-control-allow-origin");
      }
    });

    it("may read what is said of the answer itself", async () => {
      const { headers } = await ask(envoy, "pages", { headers: { origin: "https://www.shop.test" } });
      expect(headers).toMatchObject({
        "access-control-allow-origin": "https://www.shop.test",
        "access-control-expose-headers": "x-total",
      });
    });

    it("may ask first without a token, and call with one only", async () => {
      const origin = "https://www.shop.test";
      expect((await preflight("token-pages", origin, "GET")).status).toBe(200);
      expect(await status("token-pages", { origin })).toBe(401);
      expect(await status("token-pages", { origin, ...bearer(issuer.token()) })).toBe(200);
    });
  });
});
