import { main } from "../../stacks/main";
import type { GatewayConfig } from "../../stacks/config/schema";
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
import { gatewayBy, shopOn } from "./traffic-shop";
import { GatewayStandIn } from "./traffic-stand-ins";

// One life of a small shop behind three gateways, one after the other, on an existing cluster: the whole program with the real engine, Helm and API server, and the
// definitions that the makers release, as far as Go modules have them. Charts are small ones that stand in for the real ones: no controller runs,
// so it is not shown that one accepts what is written, nor that a request gets anywhere. Who makes load balancers for gateways is imitated.

const makers = ["certManager", "envoyGateway", "gatewayApi", "prometheusOperator", "traefik"] as const;
const missing = missingOf(makers);
const ofCharts = definitionsInCharts();
const skipped = [...missing, missingCharts(ofCharts)].filter((one) => one !== undefined);
if (skipped.length > 0) process.stdout.write(`\nSKIPPED, of gateways: ${skipped.join("; ")}\n`);

const namespaces = ["shop", "gateway", "traefik"];
const routeKinds = ["httproutes", "grpcroutes"].map((kind) => `${kind}.gateway.networking.k8s.io`);

describeReal("a shop behind one gateway after the other", () => {
  const step = steps();
  const stopped = new AbortController();
  let bed: AddOnsBed;
  let before: InventoryEntry[];
  let assigned: Promise<void>;
  const standIns: GatewayStandIn[] = [];

  beforeAll(async () => {
    bed = await AddOnsBed.open("traffic");
    before = await takeInventory(bed.plane);
    const { repository } = bed;
    repository.addFiles(manifestFiles({ gatewayApi: "gatewayApi", envoyGatewayCrds: "envoyGateway" }));
    const chartsOf = {
      certManager: "certManager",
      prometheusOperatorCrds: "prometheusOperator",
      traefik: "traefik",
    } as const;
    for (const [chart, maker] of Object.entries(chartsOf)) {
      repository.add(standInChart(chart as keyof typeof chartsOf, { specs: specsOf(definitionsOf(maker)) }));
    }
    for (const [chart, definitions] of ofCharts) repository.add(standInChart(chart, { specs: specsOf(definitions) }));
    assigned = bed.plane.assignAddresses(stopped.signal);
  });

  afterEach(() => {
    console.log(bed.timeline.operations.map(({sign,kind,name,begun,ended})=>`${sign} ${kind} ${name} ${(begun/1000).toFixed(1)} ${(ended/1000).toFixed(1)}`).join("\n"));
    bed.timeline.clear();
  });
  afterAll(async () => {
    stopped.abort();
    await Promise.allSettled([assigned, ...standIns.map((one) => one.stop())]);
    await bed.close();
  });

  function program(provider: GatewayConfig["provider"]): Program {
    return () => main(shopOn(bed, { gateway: gatewayBy(provider) }));
  }

  function standIn(className: string, namespace: string, name: string): GatewayStandIn {
    const made = new GatewayStandIn(bed.plane, { className, deployment: [namespace, name] });
    standIns.push(made);
    return made;
  }

  async function previewIsEmpty(provider: GatewayConfig["provider"]): Promise<void> {
    expect(countChanges(succeeded(await bed.preview(program(provider))).changes)).toBe(0);
  }

  /** Objects of all kinds in the namespaces of the shop and the gateway, as `Kind name`, but for what others make of them. */
  async function objects(...kinds: string[]): Promise<string[]> {
    const all = await Promise.all(
      kinds.map((kind) => bed.plane.list<KubernetesObject>(kind, "--all-namespaces", "--ignore-not-found")),
    );
    return all
      .flat()
      .filter(({ metadata }) => metadata.namespace === undefined || namespaces.includes(metadata.namespace))
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort();
  }

  const timing = (label: string, from: number): void => {
    process.stdout.write(`\n${label}: ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
  };

  describe("Envoy Gateway", () => {
    step("comes up with everything that the API server checks by the makers' definitions", async () => {
      const controller = standIn("envoy", "envoy-gateway-system", "envoy-gateway");
      const from = performance.now();
      const outcome = succeeded(await bed.up(program("envoy")));
      timing("up envoy", from);
      expect(Object.keys(outcome.changes)).toEqual(["create"]);
      await controller.serves();
    });

    step("leaves nothing to do", async () => {
      const from = performance.now();
      await previewIsEmpty("envoy");
      timing("preview", from);
    });
  });

  describe("destroy", () => {
    step("x", async () => {
      const from = performance.now();
      const outcome = await bed.destroy();
      timing("destroy", from);
      console.log(
        bed.timeline.operations
          .map(
            ({ sign, kind, name, begun, ended }) =>
              `${sign} ${kind} ${name} ${(begun / 1000).toFixed(1)} ${(ended / 1000).toFixed(1)}`,
          )
          .join("\n"),
      );
      console.log(standIns.map(({ released }) => released));
      succeeded(outcome);
      await bed.platform.removeDefinitions();
      expect(await takeInventory(bed.plane)).toEqual(before);
    });
  });
});
void notAfter;
void routeKinds;
