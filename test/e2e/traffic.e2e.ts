import type { GatewayConfig } from "../../stacks/config/schema";
import { main } from "../../stacks/main";
import { AddOnsBed, succeeded } from "./add-ons-bed";
import { notAfter } from "./add-ons-timeline";
import { standInChart } from "./chart-repository/stand-in-charts";
import type { KubernetesObject } from "./control-plane";
import type { Program } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { countChanges } from "./progress";
import { steps } from "./steps";
import { describeReal } from "./test-bed";
import {
  definitionsInCharts,
  definitionsOf,
  manifestFiles,
  missingCharts,
  missingOf,
  specsOf,
} from "./traffic-definitions";
import { lostOfProgram } from "./traffic-lost";
import { gatewayBy, shopOn } from "./traffic-shop";
import { GatewayStandIn } from "./traffic-stand-ins";

// One life of a small shop behind three gateways, one after the other, on an existing cluster: the whole program with the real engine, Helm and API
// server, and the definitions that the makers release, as far as they can be had. Charts are small ones that stand in for the real ones: no
// controller runs, so it is not shown that one accepts what is written, nor that a request gets anywhere. Who makes load balancers for
// gateways is imitated, and stricter than the real ones, which do not hold their gateways.

const makers = ["certManager", "envoyGateway", "gatewayApi", "prometheusOperator", "traefik"] as const;
const missing = missingOf(makers);
const ofCharts = definitionsInCharts();
const skipped = [...missing, missingCharts(ofCharts)].filter((one) => one !== undefined);
if (skipped.length > 0) process.stdout.write(`\nSKIPPED, of the kinds of gateways: ${skipped.join("; ")}\n`);

type Provider = "envoy" | "traefik" | "nginx";

/** What each gateway has in the cluster besides its Gateway: the release, the Services with load balancers, and its own kind of route for gRPC. */
const parts: Readonly<
  Record<Provider, { readonly release: string; readonly balancers: readonly string[]; readonly calls: string }>
> = {
  envoy: { release: "envoy-gateway", balancers: ["gateway/gateway-envoy"], calls: "GRPCRoute" },
  traefik: { release: "traefik", balancers: ["traefik/traefik"], calls: "HTTPRoute" },
  nginx: { release: "nginx-gateway-fabric", balancers: ["gateway/gateway-nginx"], calls: "GRPCRoute" },
};
/** Kinds of the gateways alone, with what a shop has of each. */
const policies: Readonly<Record<Provider, readonly string[]>> = {
  envoy: [
    "BackendTrafficPolicy shop/cart",
    "ClientTrafficPolicy gateway/gateway",
    "EnvoyProxy gateway/gateway",
    "SecurityPolicy shop/cart",
    "SecurityPolicy shop/checkout",
  ],
  traefik: [
    "Middleware shop/cart-cors",
    "Middleware shop/cart-limit-1",
    "Middleware shop/cart-policy",
    "Middleware shop/cart-size",
    "Middleware shop/checkout-addresses",
    "Middleware shop/checkout-policy",
    "ServersTransport shop/cart-1",
    "TLSOption gateway/default",
    "TraefikService shop/cart-1",
    "TraefikService shop/checkout-1",
  ],
  nginx: [
    "ClientSettingsPolicy shop/cart",
    "NginxProxy gateway/gateway",
    "ProxySettingsPolicy shop/cart",
    "RateLimitPolicy shop/cart",
    "SnippetsFilter shop/checkout",
  ],
};
const groups = /\.(gateway\.envoyproxy\.io|traefik\.io|gateway\.nginx\.org)$/;

describeReal("a shop behind one gateway after the other", () => {
  const step = steps();
  const stopped = new AbortController();
  const standIns: GatewayStandIn[] = [];
  let bed: AddOnsBed;
  let before: InventoryEntry[];
  let assigned: Promise<void>;
  let pods: readonly string[];

  beforeAll(async () => {
    bed = await AddOnsBed.open("traffic");
    before = await takeInventory(bed.plane);
    const { repository } = bed;
    repository.addFiles(manifestFiles({ gatewayApi: "gatewayApi", envoyGatewayCrds: "envoyGateway" }));
    const inModules = { certManager: "certManager", prometheusOperatorCrds: "prometheusOperator", traefik: "traefik" };
    for (const [chart, maker] of Object.entries(inModules) as [keyof typeof inModules, (typeof makers)[number]][]) {
      repository.add(standInChart(chart, { specs: specsOf(definitionsOf(maker)) }));
    }
    for (const [chart, definitions] of ofCharts) repository.add(standInChart(chart, { specs: specsOf(definitions) }));
    assigned = bed.plane.assignAddresses(stopped.signal);
  });

  afterAll(async () => {
    stopped.abort();
    await Promise.allSettled([assigned, ...standIns.map((one) => one.stop())]);
    await bed.close();
  });

  function program(provider: GatewayConfig["provider"]): Program {
    return () =>
      main(shopOn({ kubeconfig: bed.plane.kubeconfig, mirrors: bed.mirrors }, { gateway: gatewayBy(provider) }));
  }

  function standIn(className: string, namespace: string, name: string): GatewayStandIn {
    const made = new GatewayStandIn(bed.plane, { className, deployment: [namespace, name] });
    standIns.push(made);
    return made;
  }

  async function previewIsEmpty(provider: Provider): Promise<void> {
    expect(countChanges(succeeded(await bed.preview(program(provider))).changes)).toBe(0);
  }

  /** Objects of some kinds, as `Kind namespace/name`. */
  async function objects(...kinds: readonly string[]): Promise<string[]> {
    if (kinds.length === 0) return [];
    const all = await bed.plane.list<KubernetesObject>(kinds.join(","), "--all-namespaces", "--ignore-not-found");
    return all.map(({ kind, metadata: { namespace = "", name } }) => `${kind} ${namespace}/${name}`).sort();
  }

  /** Objects of the kinds that gateways bring themselves. */
  async function ownObjects(): Promise<string[]> {
    const names = (await bed.plane.kubectl(["api-resources", "--verbs=list", "--output=name"])).trim().split("\n");
    return objects(...names.filter((name) => groups.test(name)));
  }

  /** Namespace and name of the Services with load balancers. */
  async function balancers(): Promise<string[]> {
    const all = await bed.plane.list<KubernetesObject & { readonly spec: { readonly type: string } }>(
      "services",
      "--all-namespaces",
    );
    return all
      .filter(({ spec }) => spec.type === "LoadBalancer")
      .map(({ metadata: { namespace = "", name } }) => `${namespace}/${name}`);
  }

  async function podsOfShop(): Promise<string[]> {
    const found = await bed.plane.list<KubernetesObject>("pods", "--namespace=shop");
    return found.map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
  }

  /** Expects that there is one gateway with its routes, all of it as it was written, and nothing of another one. */
  async function expectOnly(provider: Provider): Promise<void> {
    expect(await objects("gateways.gateway.networking.k8s.io", "gatewayclasses.gateway.networking.k8s.io")).toEqual([
      "Gateway gateway/gateway",
      // That of NGINX Gateway Fabric is in its real chart.
      ...(provider === "nginx" ? [] : [`GatewayClass /${provider}`]),
    ]);
    expect(await objects("httproutes.gateway.networking.k8s.io", "grpcroutes.gateway.networking.k8s.io")).toEqual(
      ["HTTPRoute gateway/gateway-to-https", "HTTPRoute shop/cart", `${parts[provider].calls} shop/checkout`].sort(),
    );
    expect(await ownObjects()).toEqual(policies[provider]);
    expect(await balancers()).toEqual(parts[provider].balancers);
    expect([...(await bed.platform.releases()).keys()].sort()).toEqual(
      ["cert-manager", "prometheus-operator-crds", parts[provider].release].sort(),
    );
    expect(await lostOfProgram(bed.plane, program(provider))).toEqual([]);
  }

  /** Expects that a gateway was let go while its controller was there, and that the pods of the shop are those that there were. */
  async function expectSwitched(old: Provider): Promise<void> {
    const gateway = bed.timeline.operations.filter(({ kind }) => kind === "Gateway");
    const release = bed.timeline.find(`- Release add-ons-${parts[old].release}`);
    expect(gateway.length).toBeGreaterThan(0);
    expect(notAfter(gateway.map((one) => [one, release] as const))).toEqual([]);
    expect(await podsOfShop()).toEqual(pods);
  }

  describe("Envoy Gateway", () => {
    step("comes up, with all that it is told as it was written", async () => {
      const controller = standIn("envoy", "envoy-gateway-system", "envoy-gateway");
      const outcome = succeeded(await bed.up(program("envoy")));
      expect(Object.keys(outcome.changes)).toEqual(["create"]);
      await controller.serves();
      await expectOnly("envoy");
      // The autoscalers want two of each.
      await bed.plane.waitFor("there are all pods of the shop", 60, async () => (await podsOfShop()).length === 6);
      pods = await podsOfShop();
    });

    if (missing.length === 0) {
      step("would not with what its makers' definitions do not allow", async () => {
        const refused = async (resource: string, spec: object) => {
          const patch = ["--type=merge", "--dry-run=server", "--patch", JSON.stringify({ spec })];
          return (await bed.plane.tryKubectl(["patch", resource, "cart", "--namespace=shop", ...patch])).stderr;
        };
        expect(await refused("httproutes.gateway.networking.k8s.io", { hostnames: ["not a host"] })).toContain(
          "spec.hostnames[0]: Invalid value",
        );
        expect(await refused("backendtrafficpolicies.gateway.envoyproxy.io", { retry: { numRetries: -1 } })).toContain(
          "spec.retry.numRetries: Invalid value",
        );
      });
    }

    step("leaves nothing to do", () => previewIsEmpty("envoy"));
  });

  describe("Traefik", () => {
    step("takes its place, of which nothing is left, and no pod of the shop starts anew", async () => {
      succeeded(await bed.up(program("traefik")));
      expect(standIns[0]?.released).toEqual(["Service gateway-envoy", "Gateway gateway"]);
      await expectSwitched("envoy");
      await expectOnly("traefik");
    });

    step("leaves nothing to do", () => previewIsEmpty("traefik"));
  });

  describe("NGINX Gateway Fabric", () => {
    step("takes the place of that", async () => {
      const controller = standIn("nginx", "nginx-gateway-fabric", "nginx-gateway-fabric");
      succeeded(await bed.up(program("nginx")));
      await controller.serves();
      await expectSwitched("traefik");
      await expectOnly("nginx");
    });

    step("leaves nothing to do", () => previewIsEmpty("nginx"));
  });

  describe("destroy", () => {
    step("takes routes away, then the gateway, then what carries it out", async () => {
      succeeded(await bed.destroy());
      const { operations } = bed.timeline;
      const of = (...kinds: string[]) => operations.filter(({ kind }) => kinds.includes(kind));
      const gateway = of("Gateway");
      const release = operations.filter(({ name }) => name === "add-ons-nginx-gateway-fabric");
      expect(gateway).toHaveLength(1);
      const pairs = [
        ...of("HTTPRoute", "GRPCRoute").flatMap((first) => gateway.map((second) => [first, second] as const)),
        ...gateway.flatMap((first) => release.map((second) => [first, second] as const)),
      ];
      expect(pairs.length).toBeGreaterThan(3);
      expect(notAfter(pairs)).toEqual([]);
      expect(standIns[1]?.released).toEqual(["Service gateway-nginx", "Gateway gateway"]);
    });

    step("leaves nothing but definitions that Helm keeps", async () => {
      expect(await bed.engine.resources()).toEqual([]);
      await bed.platform.removeDefinitions();
      expect(await takeInventory(bed.plane)).toEqual(before);
    });
  });
});
