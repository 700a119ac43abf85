import { customResourceArgs } from "../../components/core";
import { renderEnvoyRoute } from "../../components/gateway/envoy/envoy-route";
import { countingGateway, exampleGateway, exampleRoutes } from "../gateway/envoy-examples";
import { describeEnvoy } from "./gateways/describe-envoy";
import { secret, service, type Manifest } from "./gateways/manifest";
import { renderedObjects, workloadNamespace } from "./gateways/rendered";
import { translate, type Translation } from "./gateways/translation";

// Envoy Gateway 1.9 holds every example against its schemas and rules, and says what it thinks of each by its conditions. Not shown: what an Envoy
// does by them, for which see the other files, and what is refused only by others, such as the store of counters.

describeEnvoy("Envoy Gateway and the examples of everything that it can do", (bench) => {
  const examples = exampleRoutes();
  let translation: Translation;

  beforeAll(async () => {
    const { hosts } = exampleGateway;
    const gateway = await renderedObjects({ hosts, tls: { issuer: "letsencrypt" }, rateLimitStore: true }, {});
    const objects = examples.flatMap(({ route, counted }) =>
      renderEnvoyRoute(route, counted ? countingGateway : exampleGateway).map(
        (object) => customResourceArgs(object, { namespace: workloadNamespace }) as unknown as Manifest,
      ),
    );
    const secrets = {
      users: { ".htpasswd": "a:{SHA}qZk+NkcGgWq6PiVxeFDCbJzQ2J0=" },
      clients: { a: "b" },
      login: { "client-secret": "c" },
    };
    const certificate = await bench().authority.sign("shop.example.com");
    const pair = { "tls.crt": certificate.certificate, "tls.key": certificate.key };
    translation = await translate(bench().programs.egctl, [
      ...gateway.filter(({ apiVersion }) => apiVersion.startsWith("gateway.")),
      ...objects,
      ...["shop", "shop-next"].map((name) => service(name, workloadNamespace, "10.96.0.1", 80)),
      service("carts", workloadNamespace, "10.96.0.2", 9090),
      ...Object.entries(secrets).map(([name, data]) => secret(name, workloadNamespace, data)),
      ...["gateway-https", "gateway-https-2"].map((name) => secret(name, "gateway", pair)),
    ]);
  });

  it("has an opinion of every one of them", () => {
    const kinds = (name: string, counted: boolean, route: (typeof examples)[number]["route"]) =>
      renderEnvoyRoute(route, counted ? countingGateway : exampleGateway).map((object) => `${object.kind} ${name}`);
    const wanted = examples.flatMap(({ name, counted, route }) => kinds(name, counted, route));
    expect(translation.judged).toEqual(expect.arrayContaining(wanted));
    expect(examples.length).toBeGreaterThan(30);
  });

  it("objects to none, but that the key of log-ins is missing, which is never found without a cluster", () => {
    expect(translation.objections).toEqual([
      { object: "SecurityPolicy oidc", condition: "Accepted: OIDC: HMAC secret /envoy-oidc-hmac not found." },
    ]);
  });

  it("would object to what is not there", async () => {
    const gateway = await renderedObjects({ hosts: ["shop.example.com"], tls: { issuer: "letsencrypt" } }, {});
    const { objections } = await translate(
      bench().programs.egctl,
      gateway.filter(({ apiVersion }) => apiVersion.startsWith("gateway.")),
    );
    expect(objections.map(({ object, condition }) => `${object} ${condition}`).join("\n")).toContain("gateway-https");
  });
});
