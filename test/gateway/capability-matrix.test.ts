/** The table of what gateways can do: that it is whole, and that nothing is dropped in silence. Whether a cell is true is for the engines' tests. */
import { gatewayEngines } from "../../components/cluster";
import { can } from "../../components/core";
import { capabilityMatrix, checkFeatures } from "../../components/gateway/capability-matrix";
import { engineOf, engines } from "../../components/gateway/engines";
import { gatewayFeatures, type GatewayFeature } from "../../components/gateway/features";
import { gatewayProviders } from "../../components/gateway/gateway-providers";

const features = Object.keys(gatewayFeatures) as GatewayFeature[];

test.each(gatewayEngines)("%s says of everything how it does it, or why not", (name) => {
  for (const feature of features) {
    const support = engines[name].supports[feature];
    const text = can(support) ? support.by : support.not;
    expect(text.trim()).not.toBe("");
    // It stands in a table, and after "cannot do this: ".
    expect(text).not.toMatch(/\n|\.$|unfinished/);
  }
});

test("everything that can be asked for, somebody can do", () => {
  const nobody = features.filter((feature) => !gatewayEngines.some((name) => can(capabilityMatrix[feature][name])));
  expect(nobody).toEqual([]);
});

test("what a gateway cannot do is told, with those that can", () => {
  for (const name of gatewayEngines) {
    for (const feature of features) {
      const problems = checkFeatures([{ feature, path: ["policy"] }], name);
      const support = capabilityMatrix[feature][name];
      expect(problems).toHaveLength(can(support) ? 0 : 1);
      if (!can(support)) expect(problems[0]?.message).toContain(support.not);
    }
  }
  expect(checkFeatures([{ feature: "cache", path: ["policy", "cache"] }], "envoy")).toEqual([
    expect.objectContaining({
      path: ["policy", "cache"],
      found: "response cache",
      allowed: "with F5 NGINX Ingress Controller, Kong Gateway, AWS API Gateway (REST API)",
      fix: "choose another gateway for the environment, such as provider: nginx with responseCache: true, or remove it",
    }),
  ]);
});

test("every provider has an engine, and two of them have two", () => {
  const spec = { hosts: ["a.example.com"], tls: false } as const;
  expect(gatewayProviders.map((provider) => engineOf({ ...spec, provider }).name)).toEqual([
    "envoy",
    "alb",
    "nginxGatewayFabric",
    "kong",
    "traefik",
    "httpApi",
  ]);
  expect(engineOf({ ...spec, provider: "nginx", responseCache: true }).name).toBe("nginxIngressController");
  expect(engineOf({ ...spec, provider: "aws-api-gateway", api: "rest" }).name).toBe("restApi");
});
