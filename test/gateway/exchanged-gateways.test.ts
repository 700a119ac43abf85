/**
 * What becomes of a gateway that is taken away, or is exchanged for that of another provider: what is said to Pulumi of it. That load
 * balancers go is shown by `npm run e2e`, as far as it can be without AWS.
 */
import { certificate, gatewayOnEks } from "./recorded-gateway";
import type { GatewayArgs } from "../../components/gateway/gateway";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";

const spec = { hosts: ["shop.example.com"], replicas: { min: 2, max: 4 } };
const byIssuer = { ...spec, tls: { issuer: "letsencrypt" } };
const providers: Readonly<Record<string, Omit<GatewayArgs, "cluster">>> = {
  envoy: byIssuer,
  alb: { hosts: spec.hosts, provider: "alb", tls: { certificates: [certificate] } },
  nginx: { ...byIssuer, provider: "nginx" },
  "nginx with a cache": { ...byIssuer, provider: "nginx", responseCache: true },
  kong: { ...byIssuer, provider: "kong" },
  traefik: { ...byIssuer, provider: "traefik" },
};

const recordings = new Map<string, RecordedCluster>();

beforeAll(async () => {
  for (const [name, args] of Object.entries(providers)) recordings.set(name, await gatewayOnEks(args));
});

function recorded(name: string): RecordedCluster {
  const found = recordings.get(name);
  if (found === undefined) throw new Error(`there is no recording of ${name}`);
  return found;
}

/** What is below the gateway: `kind namespace/name` of each object, and which resource it is. */
function objectsOf(name: string): Map<string, string> {
  return new Map(
    recorded(name).all.flatMap(({ inputs, path }): [string, string][] => {
      const { kind, metadata } = inputs as { kind?: string; metadata?: { name?: string; namespace?: string } };
      if (!path.includes("Gateway:gateway") || kind === undefined || metadata?.name === undefined) return [];
      return [[`${kind} ${metadata.namespace ?? ""}/${metadata.name}`, path]];
    }),
  );
}

const names = Object.keys(providers);

describe.each(names)("%s", (name) => {
  test("its namespace is deleted with whatever is in it, and never counts as gone with the cluster", () => {
    expect(recorded(name).get("Namespace:gateway").deletedWith).toBeNull();
  });

  test("its Gateway does not count as gone either", () => {
    const gateways = recorded(name).ofType("Gateway");
    for (const { deletedWith } of gateways) expect(deletedWith).toBeNull();
  });

  // Pulumi makes what is new before it deletes what is no longer there.
  test.each(names.filter((other) => other !== name))("an object that %s has too is the same resource", (other) => {
    const own = objectsOf(name);
    expect(own.size).toBeGreaterThan(2);
    for (const [object, path] of objectsOf(other)) expect([undefined, path]).toContain(own.get(object));
  });

  test("no budget has the name of the one that Envoy Gateway makes, which is the Gateway's", () => {
    expect([...objectsOf(name).keys()]).not.toContain("PodDisruptionBudget gateway/gateway");
  });
});
