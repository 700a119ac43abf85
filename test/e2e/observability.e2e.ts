import { charts } from "../../components/core";
import { AddOnsBed, succeeded } from "./add-ons-bed";
import { notAfter } from "./add-ons-timeline";
import { standInChart } from "./chart-repository/stand-in-charts";
import type { PersistentVolumeClaim } from "./cluster-views";
import type { KubernetesObject } from "./control-plane";
import { type InventoryEntry, takeInventory } from "./inventory";
import { atFirst, observedShop, type Observed } from "./observability-program";
import { claims, stackChart, standInOperators } from "./observability-operators";
import { countChanges } from "./progress";
import { steps } from "./steps";
import { describeReal } from "./test-bed";
import { definitionsInCharts, definitionsOf, missingCharts, missingOf, specsOf, withoutConversion } from "./traffic-definitions";
import { lostOfProgram } from "./traffic-lost";

// One life of everything that is seen of an environment, on an existing cluster: the whole program with the real engine, Helm and API server, and the definitions of the
// operators of Prometheus and of Elastic as they are released. Those of the operator of collectors are in its chart alone: where no folder of charts is named, one that
// takes everything stands in for them. Charts are small ones that stand in for the real ones, and so do the operators: no Prometheus, Elasticsearch or collector runs. That
// they accept what they are told, that webhooks do, and what volumes hold is not shown.

const makers = ["certManager", "elastic", "prometheusOperator"] as const;
const missing = missingOf(makers);
const ofCharts = definitionsInCharts(["openTelemetryOperator"]);
const skipped = [...missing, missingCharts(ofCharts, ["openTelemetryOperator"])].filter((one) => one !== undefined);
if (skipped.length > 0) process.stdout.write(`\nSKIPPED, of the kinds of observability: ${skipped.join("; ")}\n`);

/** Groups whose objects are to be as they were written. */
const groups = /(^|\.)(monitoring\.coreos\.com|k8s\.elastic\.co|opentelemetry\.io|cert-manager\.io)\//;

describeReal("an environment of which everything is seen", () => {
  const step = steps();
  let bed: AddOnsBed;
  let before: InventoryEntry[];
  let operators: ReturnType<typeof standInOperators>;

  beforeAll(async () => {
    bed = await AddOnsBed.open("observability");
    before = await takeInventory(bed.plane);
    const { repository } = bed;
    repository.add(stackChart());
    const inModules = { certManager: "certManager", prometheusOperatorCrds: "prometheusOperator", eckOperator: "elastic" } as const;
    for (const [chart, maker] of Object.entries(inModules) as [keyof typeof inModules, (typeof makers)[number]][]) {
      repository.add(standInChart(chart, { specs: specsOf(definitionsOf(maker)) }));
    }
    for (const [chart, definitions] of ofCharts) {
      // Between its versions its operator would convert, which is not there.
      repository.add(standInChart(chart, { specs: withoutConversion(specsOf(definitions)) }));
    }
    operators = standInOperators(bed.plane);
  });

  afterAll(async () => {
    await Promise.allSettled(Object.values(operators).map((one) => one.stop()));
    await bed.close();
  });

  function program(changes: Partial<Observed> = {}) {
    return observedShop({ kubeconfig: bed.plane.kubeconfig, mirrors: bed.mirrors }, { ...atFirst, ...changes });
  }

  async function expectNothingToDo(changes: Partial<Observed> = {}): Promise<void> {
    expect(countChanges(succeeded(await bed.preview(program(changes))).changes)).toBe(0);
  }

  /** Objects of kinds, as `namespace/name`. */
  async function objects(kinds: string): Promise<string[]> {
    const all = await bed.plane.list<KubernetesObject>(kinds, "--all-namespaces", "--ignore-not-found");
    return all.map(({ metadata: { namespace = "", name } }) => `${namespace}/${name}`).sort();
  }

  async function volumes(): Promise<Map<string, PersistentVolumeClaim>> {
    const all = await bed.plane.list<PersistentVolumeClaim>("persistentvolumeclaims", "--all-namespaces", "--ignore-not-found");
    return new Map(all.map((one) => [`${one.metadata.namespace ?? ""}/${one.metadata.name}`, one]));
  }

  async function custom(): Promise<Record<string, string[]>> {
    const kinds = {
      beats: "beats.beat.k8s.elastic.co",
      collectors: "opentelemetrycollectors.opentelemetry.io",
      logstashes: "logstashes.logstash.k8s.elastic.co",
      podMonitors: "podmonitors.monitoring.coreos.com",
      probes: "probes.monitoring.coreos.com",
      rules: "prometheusrules.monitoring.coreos.com",
      stores: "elasticsearches.elasticsearch.k8s.elastic.co,kibanas.kibana.k8s.elastic.co",
    };
    const found = await Promise.all(Object.entries(kinds).map(async ([name, kind]) => [name, await objects(kind)] as const));
    return Object.fromEntries(found);
  }

  describe("up", () => {
    step("makes everything, and all custom resources are as they were written", async () => {
      const outcome = succeeded(await bed.up(program()));
      expect(Object.keys(outcome.changes)).toEqual(["create"]);
      console.log(await custom(), [...(await bed.platform.releases()).keys()].sort(), outcome.changes);
      expect(await lostOfProgram(bed.plane, program(), groups)).toEqual([]);
    });

    step("leaves nothing to do", () => expectNothingToDo());

    step("has operators make volumes", async () => {
      const all = [claims.elasticsearch, ...claims.prometheus].sort();
      await bed.plane.waitFor("there are all claims", 60, async () => (await volumes()).size >= all.length);
      expect([...(await volumes()).keys()].sort()).toEqual(all);
    });
  });
});
