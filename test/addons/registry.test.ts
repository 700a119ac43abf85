// What holds of every add-on that there is, by what a program with them registers. That the charts take the values is what rendering them shows;
// the tables in values-keys/ say which keys were looked at, and for which version.
import { readFileSync } from "node:fs";
import path from "node:path";
import { addOns, type AnyAddOn, type PlatformAddOnsArgs } from "../../components/addons";
import { splitImage } from "../../components/addons/frame/mirrors";
import { isObject, valuesAt } from "../../components/addons/frame/values";
import { charts } from "../../components/core";
import { shortType, type RecordedResource } from "../../testing";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const all: readonly AnyAddOn[] = Object.values(addOns);
const each = all.map((addOn) => [addOn.id, addOn] as const);
const ids = new Set(all.map(({ id }) => id));
const hosts = [...new Set(all.flatMap(({ images }) => images.map((image) => splitImage(image).host)))];

const mirror = "registry.example.com/mirror";
const chartMirror = "https://charts.example.com";

const stated = {
  mirrors: { charts: chartMirror, images: mirror, manifests: "https://files.example.com" },
  capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
} as const;
const metrics = {
  kubePrometheusStack: { alerting: { receivers: { team: { webhook: { url: { secret: "team", key: "url" } } } } } },
  prometheusAdapter: { metrics: { requests_per_second: { series: "http_requests_total" } } },
  prometheusBlackboxExporter: true,
} as const;
const onEks = {
  preset: "full",
  externalDns: { domains: ["example.com"] },
  cloudMap: { namespace: "shop.internal" },
  eckOperator: true,
  fluentBit: { output: { cloudWatch: {} } },
  openTelemetryOperator: true,
  tempo: true,
  ...metrics,
  ...stated,
} as const;
const existing = {
  preset: "full",
  metricsServer: true,
  velero: { bucket: "backups", region: "eu-central-1", credentials: "velero" },
  nodeLocalDns: { dnsServiceIp: "10.96.0.10" },
  nginxGatewayFabric: true,
  nginxIngressController: true,
  eckOperator: true,
  openTelemetryOperator: true,
  tempo: true,
  ...metrics,
  ...stated,
} as const;
const production = { isProduction: true, highlyAvailable: true } as const;
const development = { isProduction: false, highlyAvailable: false } as const;

/** Every add-on is in one of them at least. */
const programs: Readonly<Record<string, () => Promise<{ readonly all: readonly RecordedResource[] }>>> = {
  "EKS in production": () => addOnsOnEks({ ...onEks, ...production }),
  "EKS in development": () => addOnsOnEks({ ...onEks, ...development }),
  "EKS with the Cluster Autoscaler": () => addOnsOnEks(withoutKarpenter({ ...onEks, ...production })),
  "a cluster in production": () => addOnsInExistingCluster({ ...existing, ...production }),
  "a cluster in development": () => addOnsInExistingCluster({ ...existing, ...development }),
  ...together("Istio", { istio: true, istioCni: true, istioZtunnel: true, gatewayApi: true }),
  ...together("Linkerd", { linkerd: true, linkerdCni: true, trustManager: true, certManager: true, gatewayApi: true }),
  ...together("Consul", { consul: true, gatewayApi: true }),
  ...together("all gateways", {
    ...{ envoyGateway: true, kong: true, nginxGatewayFabric: true, nginxIngressController: true, traefik: true },
    ...{ certManager: true, gatewayApi: true },
  }),
};

/** What is not in the presets, with what it needs. */
function together(what: string, addOnsOf: Omit<PlatformAddOnsArgs, "cluster" | "isProduction" | "highlyAvailable">) {
  return Object.fromEntries(
    [production, development].map((stage) => [
      `a cluster with ${what} in ${stage.isProduction ? "production" : "development"}`,
      () => addOnsInExistingCluster({ ...stated, ...addOnsOf, ...stage }),
    ]),
  );
}

function withoutKarpenter(args: Omit<PlatformAddOnsArgs, "cluster">): Omit<PlatformAddOnsArgs, "cluster"> {
  return { ...args, karpenter: false, clusterAutoscaler: true };
}

interface Registered {
  readonly addOn: AnyAddOn;
  /** What it consists of, its own component left out. */
  readonly resources: readonly RecordedResource[];
}

const registered: Registered[] = [];

beforeAll(async () => {
  for (const program of Object.values(programs)) {
    const { all: resources } = await program();
    for (const addOn of all) {
      const below = `PlatformAddOn:add-ons-${addOn.name}/`;
      const own = resources.filter((resource) => resource.path.includes(below));
      if (own.length > 0) registered.push({ addOn, resources: own });
    }
  }
});

const releasesOf = (id: string) =>
  registered
    .filter(({ addOn }) => addOn.id === id)
    .flatMap(({ resources }) => resources.filter(({ type }) => shortType(type) === "Release"));

test("every add-on is in one of the programs", () => {
  expect([...new Set(registered.map(({ addOn }) => addOn.id))].sort()).toEqual([...ids].sort());
});

test("ids are the keys, and names in camel case; no two add-ons have a name in common", () => {
  expect(all.map(({ id }) => id)).toEqual(Object.keys(addOns));
  for (const { id, name } of all) {
    expect(id).toMatch(/^[a-z][A-Za-z]*$/);
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    // OpenCost and OpenTelemetry are one word to their makers.
    if (id !== "openCost" && id !== "openTelemetryOperator")
      expect(id).toBe(name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  }
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test("no definition has two owners", () => {
  const owned = all.flatMap(({ id, crds = [] }) => crds.map((crd) => ({ id, crd })));
  const twice = owned.filter((one) =>
    owned.some((other) => other.id !== one.id && (other.crd === one.crd || other.crd === `*.${groupOf(one.crd)}`)),
  );
  expect(twice).toEqual([]);
});

const groupOf = (crd: string) => crd.slice(crd.indexOf(".") + 1);

test("every chart of the catalogue is that of one add-on, but for that of ExternalDNS, which is there twice", () => {
  const ofOne = all.filter(({ id }) => id !== "cloudMap");
  expect(addOns.cloudMap.charts).toEqual(addOns.externalDns.charts);
  expect(ofOne.flatMap((addOn) => addOn.charts).sort()).toEqual(Object.keys(charts).sort());
});

test("what add-ons say of others is of some that there are, and each pair is told of once", () => {
  const named = (one: AnyAddOn) => [
    ...(one.requires ?? []).map(({ addOn }) => addOn),
    ...(one.conflictsWith ?? []).map(({ addOn }) => addOn),
    ...(one.after ?? []),
  ];
  expect(all.flatMap(named).filter((id) => !ids.has(id))).toEqual([]);
  expect(all.filter((one) => named(one).includes(one.id))).toEqual([]);
  const pairs = all.flatMap(({ id, conflictsWith = [] }) =>
    conflictsWith.map(({ addOn }) => [id, addOn].sort().join()),
  );
  expect(new Set(pairs).size).toBe(pairs.length);
});

test("every namespace has one level of Pod Security, and is made by whoever is in it, or by nobody", () => {
  const levels = new Map<string, Set<unknown>>();
  for (const { namespace } of all) {
    levels.set(namespace.name, (levels.get(namespace.name) ?? new Set()).add(namespace.podSecurity));
  }
  expect([...levels].filter(([, found]) => found.size > 1)).toEqual([]);
});

test("every image has the host that it comes from, and no tag", () => {
  for (const image of all.flatMap(({ images }) => images)) {
    expect(image).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[a-z0-9_-]+)+$/);
  }
});

describe.each(each)("%s", (id, addOn) => {
  const own = () => registered.filter((one) => one.addOn.id === id);

  test("has releases with a name, that come up whole or not at all, within a time", () => {
    const releases = releasesOf(id);
    expect(releases.length > 0).toBe(addOn.charts.length > 0);
    for (const { inputs } of releases) {
      expect(inputs).toMatchObject({
        name: expect.stringMatching(`^${addOn.name}(-crds)?$`) as string,
        namespace: addOn.namespace.name,
        createNamespace: false,
        atomic: true,
        resetValues: true,
      });
      expect(inputs.timeout).toBeGreaterThanOrEqual(300);
    }
  });

  test("has its charts and images from the mirrors alone", () => {
    for (const { inputs } of releasesOf(id)) expect(inputs.repositoryOpts).toEqual({ repo: chartMirror });
    for (const { resources } of own()) {
      const text = JSON.stringify(resources.map(({ inputs }) => inputs));
      const named = new RegExp(`(^|[^a-z0-9.-])(${hosts.map((host) => host.replaceAll(".", "\\.")).join("|")})(/|")`);
      expect(named.exec(text)).toBeNull();
      for (const image of addOn.images) {
        const own = `mirror/${splitImage(image).path}`;
        // Istio names the folder of all of its images, at the end of a value.
        const folder = `${own.slice(0, own.lastIndexOf("/"))}"`;
        expect([own, folder].filter((one) => text.includes(one))).not.toEqual([]);
      }
    }
  });

  test("sets no value of a chart that nobody has looked at for its version", () => {
    for (const { inputs } of releasesOf(id)) {
      const { chart, version, values } = inputs as { chart: string; version: string; values: unknown };
      const table = tableOf(chart);
      expect({ chart: table.chart, version: table.version }).toEqual({ chart, version });
      expect(table.checked).toMatch(/^(rendered with Helm|read in the chart's templates)/);
      expect(leavesOf(values).filter((key) => !table.keys.some((known) => isOf(key, known)))).toEqual([]);
    }
  });

  test("lets no values say how many pods there are, nor what their disruption budgets are", () => {
    const check = addOn.check ?? (() => []);
    const around = { ...surroundings, highlyAvailable: true };
    for (const { inputs } of releasesOf(id).filter(({ inputs: { name } }) => name === addOn.name)) {
      for (const path of leavesOf(inputs.values).filter((leaf) => counts.test(leaf))) {
        const told = check({ values: valuesAt(path, 7) } as never, around).map((problem) => problem.path.join("."));
        const keys = ["values", path.replaceAll("\\.", ".")].join(".");
        expect({
          path,
          isTold: told.some((one) => one.startsWith("values") && `${keys}.`.startsWith(`${one}.`)),
        }).toEqual({
          path,
          isTold: true,
        });
      }
    }
  });

  test("says of each of its pods once what they ask for, and has a spread and a budget only of several", () => {
    for (const highlyAvailable of [true, false]) {
      const pods = addOn.pods({} as never, { ...surroundings, highlyAvailable });
      expect(new Set(pods.map(({ name }) => name)).size).toBe(pods.length);
      for (const { cpuMillis, memoryMib, labels } of pods) {
        expect(cpuMillis).toBeGreaterThan(0);
        expect(memoryMib).toBeGreaterThan(0);
        expect(Object.keys(labels)).not.toEqual([]);
      }
      if (!highlyAvailable) {
        expect(pods.filter(({ replicas }) => replicas !== "perNode" && replicas > 1)).toEqual([]);
      }
    }
  });
});

/** Paths of numbers of pods, and of disruption budgets. */
const counts = /(^|\.)(replicas|replicaCount|podDisruptionBudget|pdb)(\.|$)/;

test.each([
  ["certManager", "replicaCount", 1],
  ["certManager", "webhook.podDisruptionBudget.enabled", true],
  ["kyverno", "admissionController.replicas", 1],
  ["kyverno", "admissionController.podDisruptionBudget.enabled", true],
  ["argoCd", "redis.pdb.enabled", true],
  ["karpenter", "podDisruptionBudget.maxUnavailable", 0],
] as const)("%s refuses the value %s, of which the platform decides", (id, path, value) => {
  const addOn: AnyAddOn = addOns[id];
  const [problem, ...more] =
    addOn
      .check?.({ values: valuesAt(path, value) } as never, {
        ...surroundings,
        highlyAvailable: false,
      })
      .filter((one) => one.path[0] === "values") ?? [];
  expect(more).toEqual([]);
  expect(problem).toMatchObject({
    message: "this value of the chart is decided elsewhere, and two that differ could not both hold",
    fix: "remove it here; the number follows from the stage: highly available or not",
  });
});

test("every number of several pods is under a key by which it is told apart", () => {
  const found = registered.flatMap(({ resources }) =>
    resources
      .filter(({ type }) => shortType(type) === "Release")
      .flatMap(({ inputs }) => leavesOf(inputs.values).filter((leaf) => counts.test(leaf))),
  );
  expect(new Set(found).size).toBeGreaterThan(20);
});

const surroundings = {
  target: "eks",
  isProduction: false,
  kubernetesVersion: "1.36",
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
  planned: new Map<string, never>(),
} as const;

test("metrics are opened to Prometheus alone, and every pod of a namespace of our own is under a policy", () => {
  for (const { addOn, resources } of registered) {
    const policies = resources.filter(({ type }) => shortType(type) === "NetworkPolicy");
    const hasPods = addOn.pods({} as never, { ...surroundings, highlyAvailable: true }).length > 0;
    if (addOn.namespace.podSecurity !== undefined && hasPods) expect(policies).not.toEqual([]);
    for (const { inputs } of policies) expect(inputs.spec).toMatchObject({ policyTypes: ["Ingress", "Egress"] });
  }
});

interface KeyTable {
  readonly chart: string;
  readonly version: string;
  readonly checked: string;
  readonly keys: readonly string[];
}

function tableOf(chart: string): KeyTable {
  return JSON.parse(readFileSync(path.join(__dirname, "values-keys", `${chart}.json`), "utf8")) as KeyTable;
}

/** Whether a path is one of a table, in which `*` stands for a key that users choose. */
function isOf(key: string, known: string): boolean {
  const [keys, knownKeys] = [key, known].map((one) => one.split(/(?<!\\)\./)) as [string[], string[]];
  return keys.length === knownKeys.length && keys.every((one, index) => [one, "*"].includes(knownKeys[index] ?? ""));
}

/** Paths of the values that are no maps, in the form of the tables. */
function leavesOf(value: unknown, keys: readonly string[] = []): string[] {
  if (!isObject(value)) return [keys.join(".")];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...keys, key.replaceAll(".", "\\.")]));
}
