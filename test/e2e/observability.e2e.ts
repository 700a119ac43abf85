import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AddOnsBed, succeeded } from "./add-ons-bed";
import { notAfter, type TimedOperation } from "./add-ons-timeline";
import { standInChart } from "./chart-repository/stand-in-charts";
import type { PersistentVolumeClaim, Secret } from "./cluster-views";
import type { KubernetesObject } from "./control-plane";
import type { Program } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { claims, stackChart, standInOperators } from "./observability-operators";
import { atFirst, keptLogs, observedShop, pagerDutyKey, slackWebhook, type Observed } from "./observability-program";
import { countChanges } from "./progress";
import { steps } from "./steps";
import { currentTestBed, describeReal } from "./test-bed";
import {
  definitionsInCharts,
  definitionsOf,
  missingCharts,
  missingOf,
  specsOf,
  withoutConversion,
} from "./traffic-definitions";
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

/** What has changed before stores and shippers do. */
const changed = { retention: "45d", hasOwnAlert: true, logVolume: "20Gi" } as const;

/** The release that brings the definitions of each kind, and the operator of those that one acts on. */
const broughtBy: Readonly<Record<string, string>> = {
  Beat: "eck-operator",
  Elasticsearch: "eck-operator",
  Kibana: "eck-operator",
  Logstash: "eck-operator",
  OpenTelemetryCollector: "opentelemetry-operator",
  PodMonitor: "prometheus-operator-crds",
  Probe: "prometheus-operator-crds",
  PrometheusRule: "prometheus-operator-crds",
};

/** Groups whose objects are to be as they were written. */
const groups = /(^|\.)(monitoring\.coreos\.com|k8s\.elastic\.co|opentelemetry\.io|cert-manager\.io)\//;
/** The cluster is called by them. */
const called = { project: "add-ons", stack: "observability" } as const;

describeReal("an environment of which everything is seen", () => {
  const step = steps();
  let bed: AddOnsBed;
  let before: InventoryEntry[];
  let operators: ReturnType<typeof standInOperators>;
  let stateFolder: string;

  beforeAll(async () => {
    bed = await AddOnsBed.open("observability");
    stateFolder = path.join((await currentTestBed()).folder, "observability", "state");
    before = await takeInventory(bed.plane);
    const { repository } = bed;
    repository.add(stackChart());
    const inModules = {
      certManager: "certManager",
      prometheusOperatorCrds: "prometheusOperator",
      eckOperator: "elastic",
    } as const;
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

  function place() {
    return { kubeconfig: bed.plane.kubeconfig, mirrors: bed.mirrors };
  }

  function program(changes: Partial<Observed> = {}): Program {
    return observedShop(place(), { ...atFirst, ...changes });
  }

  async function expectNothingToDo(changes: Partial<Observed> = {}): Promise<void> {
    expect(countChanges(succeeded(await bed.preview(program(changes))).changes)).toBe(0);
  }

  /** Objects of kinds, as `namespace/name`. */
  async function objects(kinds: string): Promise<string[]> {
    const all = await bed.plane.list<KubernetesObject>(kinds, "--all-namespaces");
    return all.map(({ metadata: { namespace = "", name } }) => `${namespace}/${name}`).sort();
  }

  async function volumes(): Promise<Map<string, PersistentVolumeClaim>> {
    const all = await bed.plane.list<PersistentVolumeClaim>("persistentvolumeclaims", "--all-namespaces");
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
    const found = await Promise.all(
      Object.entries(kinds).map(async ([name, kind]) => [name, await objects(kind)] as const),
    );
    return Object.fromEntries(found);
  }

  async function releases(): Promise<string[]> {
    return [...(await bed.platform.releases()).keys()].sort();
  }

  /** What was done to resources in the last run. */
  function done(): string[] {
    return bed.timeline.done;
  }

  describe("up", () => {
    step("makes everything, and all custom resources are as they were written", async () => {
      const outcome = succeeded(await bed.up(program()));
      expect(Object.keys(outcome.changes)).toEqual(["create"]);
      expect(await custom()).toEqual({
        beats: ["log-shipping/filebeat", "logging/exporter-store", "tracing/jaeger-store"],
        collectors: ["tracing/agent", "tracing/gateway", "tracing/jaeger"],
        logstashes: ["logging/logstash"],
        podMonitors: ["logging/elasticsearch-exporter", "shop/cart", "tracing/collectors"],
        probes: ["monitoring/target-shop"],
        rules: ["monitoring/platform", "shop/shop"],
        stores: ["logging/elasticsearch", "logging/kibana"],
      });
      expect(await releases()).toEqual(releasesOf("filebeat", "jaeger"));
      expect(await lostOfProgram(bed.plane, program(), groups, called)).toEqual([]);
    });

    if (missing.length === 0) {
      step("would not with what their definitions do not allow", async () => {
        const refused = async (resource: string, namespace: string, name: string, spec: object) => {
          const patch = ["--type=merge", "--dry-run=server", "--patch", JSON.stringify({ spec })];
          const place = [resource, name, `--namespace=${namespace}`];
          return (await bed.plane.tryKubectl(["patch", ...place, ...patch])).stderr;
        };
        expect(
          await refused("elasticsearches.elasticsearch.k8s.elastic.co", "logging", "elasticsearch", { nodeSets: [] }),
        ).toContain("spec.nodeSets: Invalid value");
        expect(
          await refused("probes.monitoring.coreos.com", "monitoring", "target-shop", { interval: "often" }),
        ).toContain("spec.interval: Invalid value");
      });
    }

    step("leaves nothing to do", () => expectNothingToDo());

    step("makes custom resources after their operators", () => {
      const { operations } = bed.timeline;
      const pairs = customAndReleases(operations, "+").map(([custom, release]) => [release, custom] as const);
      expect(pairs.length).toBeGreaterThan(10);
      expect(notAfter(pairs)).toEqual([]);
      return Promise.resolve();
    });

    step("has the same password of Grafana on both sides, and shows no secret to anybody", async () => {
      const secret = async (namespace: string, name: string) => {
        const [found] = await bed.plane.list<Secret>("secret", name, `--namespace=${namespace}`);
        const entries = Object.entries(found?.data ?? {});
        return Object.fromEntries(entries.map(([key, text]) => [key, Buffer.from(text, "base64").toString()]));
      };
      const { password = "" } = await secret("monitoring", "elasticsearch-grafana");
      expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(await secret("logging", "elasticsearch-grafana")).toEqual({
        username: "grafana",
        password,
        roles: "log_reader",
      });
      expect(await secret("monitoring", "alerting")).toEqual({ slack: slackWebhook, pagerduty: pagerDutyKey });
      const { "admin-password": admin = "" } = await secret("monitoring", "grafana-admin");
      const hidden = [password, admin, slackWebhook, pagerDutyKey];
      const forms = hidden.flatMap((text) => [text, Buffer.from(text).toString("base64")]);
      const shown = [...filesUnder(stateFolder), JSON.stringify([...(await bed.platform.values())])];
      expect(shown.some((text) => text.includes("elasticsearch-grafana"))).toBe(true);
      expect(shown.flatMap((text) => forms.filter((form) => text.includes(form)))).toEqual([]);
    });

    step("lets operators make volumes, of the sizes that are asked for", async () => {
      const all = [claims.elasticsearch, ...claims.prometheus].sort();
      await bed.plane.waitFor("there are all claims", 60, async () => (await volumes()).size >= all.length);
      const sizes = [...(await volumes())].map(([name, { spec }]) => [name, spec.resources.requests.storage]);
      expect(Object.fromEntries(sizes)).toEqual(Object.fromEntries(all.map((name) => [name, "10Gi"])));
    });
  });

  describe("a change", () => {
    step("of the time that metrics are kept is one of the stack alone", async () => {
      succeeded(await bed.up(program({ retention: "45d" })));
      expect(done()).toEqual(["~ Release add-ons-kube-prometheus-stack"]);
    });

    step("of an alert is one of the rules of its application", async () => {
      succeeded(await bed.up(program({ retention: "45d", hasOwnAlert: true })));
      expect(done()).toEqual(["+ PrometheusRule shop-own-alerts"]);
    });

    step("of the size of volumes of logs is one of the store, whose documents are not applied again", async () => {
      succeeded(await bed.up(program(changed)));
      expect(done()).toEqual(["~ Elasticsearch observability-elasticsearch"]);
    });
  });

  describe("other stores and shippers", () => {
    const switched = { ...changed, shipper: "fluentBit", traces: "tempo" } as const;

    step("take the places of those before, of which nothing is left", async () => {
      await operators.collectors.holds(3);
      succeeded(await bed.up(program(switched)));
      expect(await custom()).toEqual({
        beats: ["fluent-bit/fluent-bit-store", "logging/exporter-store"],
        collectors: ["tracing/agent", "tracing/gateway"],
        logstashes: [],
        podMonitors: ["logging/elasticsearch-exporter", "shop/cart", "tracing/collectors"],
        probes: ["monitoring/target-shop"],
        rules: ["monitoring/platform", "shop/shop", "shop/shop.own-alerts"],
        stores: ["logging/elasticsearch", "logging/kibana"],
      });
      expect(await releases()).toEqual(releasesOf("fluentBit", "tempo"));
      expect(operators.collectors.released).toEqual(["OpenTelemetryCollector jaeger"]);
      expect(await objects("cronjobs")).toEqual([]);
      expect(await objects("daemonsets")).toContain("fluent-bit/fluent-bit");
      expect((await objects("namespaces")).filter((name) => /log-shipping|fluent-bit|tempo/.test(name))).toEqual([
        "/fluent-bit",
        "/tempo",
      ]);
      expect(await lostOfProgram(bed.plane, program(switched), groups, called)).toEqual([]);
    });

    step("leave nothing to do", () => expectNothingToDo(switched));

    step("leave the logs where they are", async () => {
      expect([...(await volumes()).keys()].sort()).toEqual([claims.elasticsearch, ...claims.prometheus].sort());
    });
  });

  describe("destroy", () => {
    step("takes custom resources away while their operators are there", async () => {
      succeeded(await bed.destroy());
      const pairs = customAndReleases(bed.timeline.operations, "-");
      expect(pairs.length).toBeGreaterThan(10);
      expect(notAfter(pairs)).toEqual([]);
      expect([...operators.collectors.released].sort()).toEqual(
        ["agent", "gateway", "jaeger"].map((name) => `OpenTelemetryCollector ${name}`),
      );
    });

    step("leaves nothing, no volume either, but definitions that Helm keeps", async () => {
      expect(await bed.engine.resources()).toEqual([]);
      expect([...(await volumes()).keys()]).toEqual([]);
    });
  });

  describe("logs whose volumes are to be kept", () => {
    step("are still there when the store is gone", async () => {
      succeeded(await bed.up(keptLogs(place())));
      await bed.plane.waitFor("there is the claim", 60, async () => (await volumes()).size > 0);
      succeeded(await bed.destroy());
      expect(await bed.engine.resources()).toEqual([]);
      expect([...(await volumes()).keys()]).toEqual([claims.elasticsearch]);
      expect(await objects("elasticsearches.elasticsearch.k8s.elastic.co")).toEqual([]);
    });

    step("are the store's again when it comes back", async () => {
      const [uid] = [...(await volumes()).values()].map(({ metadata }) => metadata.uid);
      succeeded(await bed.up(keptLogs(place())));
      expect([...(await volumes()).values()].map(({ metadata }) => metadata.uid)).toEqual([uid]);
      succeeded(await bed.destroy());
    });

    step("are all that is left", async () => {
      await bed.plane.kubectl(["delete", "namespace", "logging"], { timeoutSeconds: 120 });
      await bed.platform.removeDefinitions();
      expect(await takeInventory(bed.plane)).toEqual(before);
    });
  });
});

/** The releases of the environment, by who ships logs and who keeps traces. */
function releasesOf(shipper: Observed["shipper"], traces: Observed["traces"]): string[] {
  return [
    "cert-manager",
    "eck-operator",
    "kube-prometheus-stack",
    "opencost",
    "opentelemetry-operator",
    "prometheus-blackbox-exporter",
    "prometheus-operator-crds",
    ...(shipper === "fluentBit" ? ["fluent-bit"] : []),
    ...(traces === "tempo" ? ["tempo"] : []),
  ].sort();
}

/** What was made, or deleted, of custom resources, each with the same of the release that brings its kind. */
function customAndReleases(
  operations: readonly TimedOperation[],
  sign: TimedOperation["sign"],
): (readonly [custom: TimedOperation, release: TimedOperation])[] {
  const those = operations.filter((one) => one.sign === sign);
  return those.flatMap((custom) =>
    those
      .filter(({ kind, name }) => kind === "Release" && name === `add-ons-${broughtBy[custom.kind] ?? ""}`)
      .map((release) => [custom, release] as const),
  );
}

/** Texts of all files below a folder. */
function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}
