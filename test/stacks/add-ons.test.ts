/**
 * The add-ons of a configuration, as the whole program makes them. What each of them is given is shown by test/addons; that charts and
 * clusters take it is shown by `npm run charts` and `npm run e2e`.
 */
import { addOns, type AddOnId } from "../../components/addons";
import { didYouMean, formatPath, type Problem } from "../../components/core";
import { addOnSurroundings, coreAddOns, mirrorsOf, platformAddOns } from "../../stacks/add-ons";
import { platformCapabilities } from "../../stacks/capabilities";
import type { StackConfig } from "../../stacks/config";
import { validate } from "../../stacks/config/validate";
import { main } from "../../stacks/main";
import { record, type RecordedResource } from "../../testing";

const existing = { target: "existing" } as const;
const shop = {};

async function resourcesOf(config: Omit<StackConfig, "environment">): Promise<readonly RecordedResource[]> {
  return (await record(() => main({ environment: "test", ...config }), { stack: "test" })).resources;
}

const releaseOf = (resources: readonly RecordedResource[], name: string) =>
  resources.find(({ type, inputs }) => type === "kubernetes:helm.sh/v3:Release" && inputs.name === name);

const problemsOf = (config: Readonly<Record<string, unknown>>): readonly Problem[] =>
  validate("test", config, "2026-11-20").problems;
const told = (config: Readonly<Record<string, unknown>>) =>
  problemsOf(config).map(({ path, message }) => `${formatPath(path)}: ${message}`);

describe("in a cluster that is there already", () => {
  let resources: readonly RecordedResource[];
  beforeAll(async () => {
    resources = await resourcesOf({
      cluster: existing,
      addOns: { certManager: true, keda: true, reloader: true },
      charts: { mirror: "oci://registry.example.com/charts" },
      images: { mirror: { "quay.io": "registry.example.com/quay", "ghcr.io": "registry.example.com/github" } },
      shop,
    });
  });

  test("they are one component, in which each is one", () => {
    const components = resources.filter(({ type }) => /^slipway:index:PlatformAddOns?$/.test(type));
    expect(components.map(({ path }) => path)).toEqual([
      "PlatformAddOns:add-ons",
      "PlatformAddOns:add-ons/PlatformAddOn:add-ons-cert-manager",
      "PlatformAddOns:add-ons/PlatformAddOn:add-ons-keda",
      "PlatformAddOns:add-ons/PlatformAddOn:add-ons-reloader",
    ]);
  });

  test("where nothing is said of the stage, there is one pod of each", () => {
    expect(releaseOf(resources, "reloader")?.inputs.values).toMatchObject({
      reloader: { deployment: { replicas: 1 } },
    });
  });

  test("workloads come after them, and so go before them", () => {
    const namespace = resources.find(({ path }) => path === "Shop:shop");
    const release = (name: string) => `PlatformAddOns:add-ons/PlatformAddOn:add-ons-${name}/Release:add-ons-${name}`;
    expect(namespace).toBeDefined();
    const objects = resources.filter(({ path }) => path.startsWith("Shop:shop/Namespace:shop-namespace/Namespace:"));
    expect(objects).toHaveLength(1);
    for (const { dependsOn } of objects) {
      expect(dependsOn).toEqual(
        expect.arrayContaining([release("keda"), release("reloader"), release("cert-manager")]),
      );
    }
  });

  test("charts and images are taken from the mirrors", () => {
    const release = releaseOf(resources, "reloader")?.inputs;
    expect(release).toMatchObject({ chart: "oci://registry.example.com/charts/reloader" });
    expect(release).not.toHaveProperty("repositoryOpts");
    expect(release?.values).toMatchObject({ image: { repository: "registry.example.com/github/stakater/reloader" } });
  });
});

test("where none is asked for, or none is left, there is no component of them", async () => {
  for (const addOns of [undefined, {}, { keda: false }]) {
    const resources = await resourcesOf({ cluster: existing, addOns, shop });
    expect(resources.filter(({ type }) => type.startsWith("slipway:index:PlatformAddOn"))).toEqual([]);
  }
});

test.each([
  ["development", false, false],
  ["staging", true, false],
  ["production", true, true],
] as const)("in %s they are as many, and as careful, as the stage asks for", (stage, highlyAvailable, isProduction) => {
  expect(addOnSurroundings({ stage, cluster: existing }, "existing", undefined)).toEqual({
    target: "existing",
    isProduction,
    highlyAvailable,
    kubernetesVersion: undefined,
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: undefined,
    capabilities: undefined,
  });
});

test("on EKS they know the version of Kubernetes, unless EKS has no such version, and the groups of nodes", () => {
  const size = { min: 2, max: 3 };
  const access = { admin: [] };
  const cluster = { target: "eks", access, ipFamily: "ipv6", nodeGroups: { a: { purpose: "system", size } } } as const;
  expect(addOnSurroundings({ stage: "staging", cluster }, "eks", { zones: [] })).toEqual({
    target: "eks",
    isProduction: false,
    highlyAvailable: true,
    kubernetesVersion: "1.36",
    autoMode: false,
    ipFamily: "ipv6",
    nodeGroups: [{ purpose: "system", min: 2 }],
    capabilities: { zones: [] },
  });
  const version = (stated: string) =>
    addOnSurroundings({ cluster: { ...cluster, version: stated } }, "eks", undefined).kubernetesVersion;
  expect([version("1.35"), version("1.99")]).toEqual(["1.35", undefined]);
  const auto = { target: "eks", access, autoMode: true } as const;
  expect(addOnSurroundings({ cluster: auto }, "eks", undefined)).toMatchObject({
    autoMode: true,
    nodeGroups: undefined,
  });
});

test("what EKS itself keeps is told apart from the rest", () => {
  const section = { preset: "minimal", sharedStorage: true, versions: {}, blockStorage: {}, keda: true } as const;
  expect(platformAddOns(section)).toEqual({ preset: "minimal", keda: true });
  expect(coreAddOns(section)).toEqual({ sharedStorage: true, versions: {}, blockStorage: {} });
  expect(mirrorsOf({})).toEqual({});
});

describe("what they bring", () => {
  test("workloads may rely on, and what is stated holds", () => {
    const config = { cluster: existing, addOns: { certManager: true, keda: true } } as const;
    const brought = { certManager: { issuers: [] } };
    expect(platformCapabilities(config)).toEqual({ ...brought, keda: true, externalMetrics: true });
    expect(platformCapabilities({ ...config, capabilities: { externalMetrics: false, customMetrics: true } })).toEqual({
      ...brought,
      keda: true,
      externalMetrics: false,
      customMetrics: true,
    });
  });

  const onKafka = (addOns: unknown) => ({
    "slipway:cluster": existing,
    ...(addOns === undefined ? {} : { "slipway:addOns": addOns }),
    "slipway:applications": {
      orders: {
        workers: {
          importer: {
            image: "registry.example.com/importer:1",
            replicas: {
              min: 1,
              max: 3,
              kafka: [{ brokers: ["kafka.messaging:9092"], topic: "orders", consumerGroup: "orders", lagPerPod: 100 }],
            },
          },
        },
      },
    },
  });

  test("an autoscaler by a queue is refused without KEDA, and right with it", () => {
    expect(told(onKafka(undefined))).toHaveLength(1);
    expect(told(onKafka({ certManager: true, keda: true }))).toEqual([]);
  });

  test.each([
    [
      "an option of one is wrong",
      { certManager: true, keda: { anyKubernetes: 5 } },
      "slipway:addOns.keda.anyKubernetes",
    ],
    ["the preset is wrong", { preset: "medium" }, "slipway:addOns.preset"],
    ["one is misspelt", { certManager: true, kedda: true }, "slipway:addOns.kedda"],
    ["the section is no map", ["keda"], "slipway:addOns"],
  ])("is taken for granted while %s", (_, section, path) => {
    expect(problemsOf(onKafka(section)).map((problem) => formatPath(problem.path))).toEqual([path]);
  });
});

describe("a mistake", () => {
  test("of the shape keeps others from being told of what hangs on it, and nothing else", () => {
    expect(
      told({
        "slipway:cluster": existing,
        "slipway:addOns": {
          certManagr: { issuers: { letsencrypt: { acme: { email: 5 } } } },
          keda: { values: { podIdentity: { aws: { irsa: { enabled: true } } } } },
        },
      }),
    ).toEqual([
      "slipway:addOns.certManagr: there is no such key here",
      "slipway:addOns.keda.values.podIdentity.aws.irsa.enabled: this value of the chart is decided elsewhere, and two that differ could not both hold",
    ]);
  });

  test("in the preset leaves what is stated checked, but for what the preset might have", () => {
    expect(told({ "slipway:cluster": existing, "slipway:addOns": { preset: 5, keda: true } })).toEqual([
      "slipway:addOns.preset: the value is none of those that are allowed",
    ]);
    expect(
      told({ "slipway:cluster": existing, "slipway:addOns": { preset: 5, certManager: false, keda: true } }),
    ).toEqual([
      "slipway:addOns.preset: the value is none of those that are allowed",
      "slipway:addOns.certManager: keda needs cert-manager: it signs the certificates between its parts",
    ]);
  });

  test("in the cluster leaves them checked against what either kind of cluster is", () => {
    const config = {
      "slipway:cluster": { target: "elsewhere" },
      "slipway:addOns": { keda: true, metricsServer: true },
    };
    expect(told(config)).toEqual([
      "slipway:cluster.target: the value is none of those that are allowed",
      "slipway:addOns.keda: keda needs cert-manager: it signs the certificates between its parts",
    ]);
  });

  test("in mirrors is told where they stand", () => {
    const config = {
      "slipway:cluster": existing,
      "slipway:addOns": { reloader: true },
      "slipway:charts": { mirror: "charts.example.com" },
      "slipway:images": { mirror: { "quay.io": "https://quay.example.com" } },
    };
    expect(told(config)).toEqual([
      "slipway:charts.mirror: this is no address of a repository of charts",
      "slipway:images.mirror.quay.io: this is no registry of images",
      "slipway:images.mirror: images of add-ons come from ghcr.io, and there is no mirror of it",
    ]);
  });
});

test("each is found by the name that its project goes by", () => {
  const ids = Object.keys(addOns) as AddOnId[];
  const names = ids.map((id) => [addOns[id].name, didYouMean(addOns[id].name, ids)]);
  expect(names.filter(([, meant], index) => meant !== ids[index])).toEqual([]);
});
