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
import { definitionsOf, manifestFiles, missingOf, specsOf } from "./traffic-definitions";
import { lostOfProgram } from "./traffic-lost";
import { shopOn } from "./traffic-shop";

// One life of a small shop in Istio's ambient mode, with the real engine, Helm and API server, and the definitions that Istio releases. Charts are small ones
// that stand in for the real ones: nothing of Istio runs, so it is not shown that it takes what it is told, nor that a call is encrypted.

const makers = ["certManager", "gatewayApi", "istio", "prometheusOperator"] as const;
const missing = missingOf(makers);
if (missing.length > 0) process.stdout.write(`\nSKIPPED, of the kinds of a mesh: ${missing.join("; ")}\n`);

describeReal("a shop in a mesh", () => {
  const step = steps();
  let bed: AddOnsBed;
  let before: InventoryEntry[];

  beforeAll(async () => {
    bed = await AddOnsBed.open("traffic-mesh");
    before = await takeInventory(bed.plane);
    const { repository } = bed;
    repository.addFiles(manifestFiles({ gatewayApi: "gatewayApi" }));
    repository.add(standInChart("istioBase", { specs: specsOf(definitionsOf("istio")) }));
    repository.add(standInChart("certManager", { specs: specsOf(definitionsOf("certManager")) }));
    repository.add(standInChart("prometheusOperatorCrds", { specs: specsOf(definitionsOf("prometheusOperator")) }));
  });

  afterAll(async () => {
    await bed.close();
  });

  const program: Program = () =>
    main(shopOn({ kubeconfig: bed.plane.kubeconfig, mirrors: bed.mirrors }, { mesh: { provider: "istio" } }));

  async function objects(...kinds: readonly string[]): Promise<string[]> {
    const all = await bed.plane.list<KubernetesObject>(kinds.join(","), "--namespace=shop", "--ignore-not-found");
    return all.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();
  }

  step("comes up, with all that the mesh is told as it was written", async () => {
    succeeded(await bed.up(program));
    const [namespace] = await bed.plane.list<KubernetesObject>("namespaces", "shop");
    expect(namespace?.metadata.labels).toMatchObject({
      "istio.io/dataplane-mode": "ambient",
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    expect(
      await objects(
        "gateways.gateway.networking.k8s.io",
        "httproutes.gateway.networking.k8s.io",
        "virtualservices.networking.istio.io",
        "destinationrules.networking.istio.io",
        "authorizationpolicies.security.istio.io",
        "peerauthentications.security.istio.io",
      ),
    ).toEqual([
      "AuthorizationPolicy cart",
      "AuthorizationPolicy cart-next",
      "AuthorizationPolicy cart.requests",
      "AuthorizationPolicy cart.split.cart-next",
      "AuthorizationPolicy checkout",
      "AuthorizationPolicy checkout.to.cart",
      "AuthorizationPolicy checkout.to.cart-next",
      "AuthorizationPolicy checkout.to.cart.requests",
      "AuthorizationPolicy default-deny",
      "Gateway shop-waypoint",
      "HTTPRoute cart.mesh.http",
    ]);
    expect(await lostOfProgram(bed.plane, program)).toEqual([]);
  });

  step("leaves nothing to do", async () => {
    expect(countChanges(succeeded(await bed.preview(program)).changes)).toBe(0);
  });

  step("goes down before the mesh does", async () => {
    succeeded(await bed.destroy());
    const { operations } = bed.timeline;
    const own = operations.filter(({ name, kind }) => name.startsWith("shop-") && kind !== "Namespace");
    const mesh = operations.filter(({ name, kind }) => kind === "Release" && name.startsWith("add-ons-istio"));
    expect(mesh.length).toBeGreaterThan(2);
    const pairs = own.flatMap((first) => mesh.map((second) => [first, second] as const));
    expect(pairs.length).toBeGreaterThan(20);
    expect(notAfter(pairs)).toEqual([]);
    expect(await bed.engine.resources()).toEqual([]);
    await bed.platform.removeDefinitions();
    expect(await takeInventory(bed.plane)).toEqual(before);
  });
});
