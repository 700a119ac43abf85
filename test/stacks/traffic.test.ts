/**
 * The same shop behind each gateway and in each mesh, recorded whole, on EKS and in a cluster that is there. What is compared is what is registered:
 * that controllers carry it out is not shown here.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { gatewayProviders } from "../../components/gateway";
import { meshProviders, type MeshProvider } from "../../components/cluster";
import { applyRules, projectRules } from "../../policy";
import { validate } from "../../stacks/config/validate";
import { main } from "../../stacks/main";
import { expandRemoteComponents, record, type RecordedResource } from "../../testing";

const certificate = "arn:aws:acm:eu-central-1:111122223333:certificate/0f0e0d0c-0b0a-4908-8706-050403020100";
const gatewayOf: Readonly<Record<string, object>> = {
  envoy: { provider: "envoy", tls: { issuer: "own" } },
  alb: { provider: "alb", tls: { certificates: [certificate] } },
  nginx: { provider: "nginx", tls: { issuer: "own" } },
  "nginx-with-a-cache": { provider: "nginx", responseCache: true, tls: { issuer: "own" } },
  kong: { provider: "kong", tls: { issuer: "own" } },
  traefik: { provider: "traefik", tls: { issuer: "own" } },
  "aws-api-gateway": { provider: "aws-api-gateway", tls: { certificates: [certificate] } },
  "aws-api-gateway-rest": { provider: "aws-api-gateway", api: "rest", tls: { certificates: [certificate] } },
};

/** A stack's file with this gateway and this mesh: the rest is that of the environment `dev`. */
function configuration(gateway: keyof typeof gatewayOf, mesh: "none" | MeshProvider): Record<string, unknown> {
  const { config } = parse(readFileSync(path.resolve(__dirname, "..", "..", "Pulumi.dev.yaml"), "utf8")) as {
    config: Record<string, unknown>;
  };
  return {
    ...config,
    "slipway:addOns": {
      certManager: { issuers: { own: { selfSigned: true } } },
      awsLoadBalancerController: true,
      gatewayApi: true,
    },
    "slipway:gateway": { hosts: ["shop.example.com"], ...gatewayOf[gateway] },
    ...(mesh === "none" ? {} : { "slipway:mesh": { provider: mesh } }),
    "slipway:shop": { exposure: "gateway", replicas: 2 },
  };
}

async function recordShop(
  gateway: keyof typeof gatewayOf,
  mesh: "none" | MeshProvider,
): Promise<readonly RecordedResource[]> {
  const { config, problems } = validate("dev", configuration(gateway, mesh));
  expect(problems).toEqual([]);
  return (await record(() => main(config), { stack: "dev" })).resources;
}

test("every provider is among those that are tried", () => {
  const tried = Object.values(gatewayOf).map((gateway) => (gateway as { provider: string }).provider);
  expect([...new Set(tried)].sort()).toEqual([...gatewayProviders].sort());
});

/** Of the shop, without what is about traffic: routes and policies of a gateway, and what meshes add. */
function withoutTraffic(resources: readonly RecordedResource[]): Record<string, unknown> {
  const shop = resources.filter(({ path: where }) => where.startsWith("Shop:shop"));
  return Object.fromEntries(
    shop
      .filter(({ type, name }) => workloadTypes.test(type) && !/from-gateway|-mesh$/.test(name))
      .map(({ path: where, type, inputs }) => [where, comparable(type, inputs)]),
  );
}

/** Kinds that a shop without any gateway and mesh has too. */
const workloadTypes =
  /^(slipway:index:(Shop|Microservice|Namespace)$|kubernetes:(core\/v1:(Service|ServiceAccount|Namespace|ConfigMap|Secret)|apps\/v1:|policy\/v1:|autoscaling\/v2:|networking\.k8s\.io\/v1:))/;

/** Meshes and gateways write labels, annotations and ports of their own into objects that are there anyway; everything else stays. */
function comparable(type: string, inputs: RecordedResource["inputs"]): unknown {
  const {
    spec = {},
    metadata = {},
    ...rest
  } = inputs as { spec?: Record<string, unknown>; metadata?: { name?: string } };
  if (type.includes("NetworkPolicy")) return { name: metadata.name, podSelector: spec.podSelector };
  const {
    template,
    trafficDistribution: _,
    ports,
    ...ownSpec
  } = spec as {
    template?: { spec: Record<string, unknown> };
    trafficDistribution?: unknown;
    ports?: { appProtocol?: string }[];
  };
  const { automountServiceAccountToken: __, ...pod } = template?.spec ?? {};
  return {
    ...rest,
    name: metadata.name,
    spec: {
      ...ownSpec,
      pod,
      ports: ports?.map(({ appProtocol: ___, ...port }) => port),
    },
  };
}

const mandatory = (resources: readonly RecordedResource[]) =>
  applyRules(projectRules, expandRemoteComponents(resources)).filter(({ level }) => level === "mandatory");

describe("the shop behind each gateway", () => {
  let alone: ReturnType<typeof withoutTraffic>;

  beforeAll(async () => {
    alone = withoutTraffic(await recordShop("envoy", "none"));
  });

  it("is of the objects that a shop has anyway", () => {
    expect(Object.keys(alone).length).toBeGreaterThan(60);
  });

  it.each(Object.keys(gatewayOf))(
    "%s: the same, with a route of its front end, and no rule is broken",
    async (gateway) => {
      const resources = await recordShop(gateway, "none");
      const routes = resources.filter(({ path: where }) =>
        /^Shop:shop\/Microservice:shop-frontend\/.*(Route|Api|VirtualServer)/.test(where),
      );
      expect(routes).not.toEqual([]);
      expect(withoutTraffic(resources)).toEqual(alone);
      expect(mandatory(resources)).toEqual([]);
    },
  );

  // Whether callers are pods or addresses is what a mesh sees of a gateway: one of each.
  it.each(["envoy", "alb"].flatMap((gateway) => meshProviders.map((mesh) => [gateway, mesh] as const)))(
    "%s, in the mesh %s: the same, and no rule is broken",
    async (gateway, mesh) => {
      const resources = await recordShop(gateway, mesh);
      expect(withoutTraffic(resources)).toEqual(alone);
      expect(mandatory(resources)).toEqual([]);
    },
  );
});
