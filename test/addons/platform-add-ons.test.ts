// What add-ons come to as resources, in which order, and what goes how. That an engine keeps that order, and that nothing is left, is shown on
// the sandbox.
import * as k8s from "@pulumi/kubernetes";
import {
  addOnCapabilities,
  addOns,
  helmAddOn,
  PlatformAddOns,
  withOptions,
  type AddOn,
  type AddOnContext,
  type AddOnSurroundings,
  type CommonOptions,
  type HelmAddOn,
  type HelmOptions,
} from "../../components/addons";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import { problemsOf, RecordedWorkloads, refusalOf } from "../workloads/recorded-workloads";
import { madeUpAddOn } from "./made-up-add-on";
import { addOnsInExistingCluster, addOnsOnEks, nodeGroups } from "./recorded-add-ons";

/** An add-on of one's own out of a chart of the catalogue. */
const ownChart = (stated: Partial<HelmAddOn<HelmOptions>> = {}): AddOn<HelmOptions> =>
  helmAddOn<HelmOptions>({
    id: "own",
    name: "own",
    summary: "One's own",
    chart: "reloader",
    namespace: { name: "own", podSecurity: "baseline" },
    images: [],
    pods: () => [],
    traffic: () => [],
    owned: {},
    values: () => ({}),
    ...stated,
  });

const configMap = ({ child, place }: AddOnContext<CommonOptions>, name: string) =>
  new k8s.core.v1.ConfigMap(...child("map", { metadata: { name } }, undefined, { dependsOn: [...place] }));

describe("on EKS", () => {
  let recorded: RecordedCluster;
  const contexts: AddOnContext<CommonOptions>[] = [];
  const own = madeUpAddOn("own", {
    requires: [{ addOn: "reloader", because: "it restarts it" }],
    provides: () => ({ keda: true }),
    deploy: (context) => {
      contexts.push(context);
      return { ready: [configMap(context, "own")] };
    },
  });
  const owner = madeUpAddOn("owner", {
    owns: "volumes",
    deploy: (context) => ({ ready: [configMap(context, "owner")] }),
  });
  beforeAll(async () => {
    recorded = await addOnsOnEks({
      reloader: true,
      others: [withOptions(own, { anyKubernetes: true }), withOptions(owner, {})],
      isProduction: true,
      protected: true,
      mirrors: { charts: "https://charts.example.com" },
      capabilities: { prometheus: { url: "http://prometheus.monitoring:9090", namespace: "monitoring" } },
    });
  });

  test("an add-on is a namespace, who may talk to it, and a release, in the cluster", () => {
    const below = "PlatformAddOns:add-ons/PlatformAddOn:add-ons-reloader";
    const all = recorded.all.filter(({ path }) => path.includes("PlatformAddOn:add-ons-reloader"));
    expect(all.map(({ path }) => path).sort()).toEqual([
      below,
      `${below}/Namespace:add-ons-reloader`,
      `${below}/NetworkPolicy:add-ons-reloader`,
      `${below}/Release:add-ons-reloader`,
    ]);
    expect(recorded.inputs("Namespace:add-ons-reloader").metadata).toEqual({
      name: "reloader",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
      },
    });
    expect(recorded.inputs("NetworkPolicy:add-ons-reloader").metadata).toEqual({
      name: "reloader",
      namespace: "reloader",
    });
    const [provider] = new Set(all.slice(1).map((resource) => resource.provider));
    expect(provider).toMatch(/kubernetes/);
  });

  test("everything waits for nodes, the release for its namespace and policy", () => {
    for (const name of ["Namespace:add-ons-reloader", "ConfigMap:add-ons-owner-map"]) {
      expect(recorded.prerequisites(name)).toContain("ManagedNodeGroup:cluster-general");
    }
    const before = recorded.prerequisites("Release:add-ons-reloader");
    expect(before).toContain("Namespace:add-ons-reloader");
    expect(before).toContain("NetworkPolicy:add-ons-reloader");
  });

  test("what needs another waits for all of it, and others do not", () => {
    const before = recorded.prerequisites("Namespace:add-ons-own");
    expect(before).toContain("Release:add-ons-reloader");
    expect(before).toContain("NetworkPolicy:add-ons-reloader");
    expect(recorded.prerequisites("ConfigMap:add-ons-owner-map")).not.toContain("Release:add-ons-reloader");
  });

  test("what owns nothing goes with the cluster, what owns something is taken away before it", () => {
    const cluster = recorded.get("Cluster:cluster").path;
    for (const name of ["Namespace:add-ons-reloader", "Release:add-ons-reloader", "ConfigMap:add-ons-own-map"]) {
      expect(recorded.get(name).deletedWith).toBe(cluster);
    }
    expect(recorded.get("ConfigMap:add-ons-owner-map").deletedWith).toBeNull();
    // What is left in its namespace may wait for a controller that is gone.
    expect(recorded.get("Namespace:add-ons-owner").deletedWith).toBe(cluster);
  });

  test("an add-on sees the cluster, its options, and what else there is", () => {
    expect(contexts).toHaveLength(1);
    const [context] = contexts;
    expect(context).toMatchObject({
      target: "eks",
      kubernetesVersion: "1.36",
      ipFamily: "ipv4",
      isProduction: true,
      highlyAvailable: true,
      isProtected: true,
      hasMonitors: false,
      prometheusNamespace: "monitoring",
      options: { anyKubernetes: true },
      mirrors: { charts: "https://charts.example.com" },
    });
    expect([...(context?.planned.keys() ?? [])].sort()).toEqual(["own", "owner", "reloader"]);
    expect(context?.eks?.clusterName).toBe("shop-dev");
  });

  test("what they bring is told, and what is there is what later things wait for", async () => {
    const parts: string[] = [];
    const told: Pick<PlatformAddOns, "provides" | "addOns">[] = [];
    await RecordedWorkloads.of((cluster) => {
      const made = new PlatformAddOns("add-ons", {
        cluster,
        reloader: true,
        others: [
          withOptions(own, {}),
          withOptions(madeUpAddOn("more", { provides: () => ({ nodePurposes: ["batch"] }) }), {}),
          withOptions(madeUpAddOn("most", { provides: () => ({ nodePurposes: ["gpu"], keda: true }) }), {}),
        ],
      });
      parts.push(...made.ready.map(({ constructor }) => constructor.name));
      told.push(made);
    });
    expect(told[0]?.provides).toEqual({ keda: true, nodePurposes: ["batch", "gpu"] });
    expect([...(told[0]?.addOns.keys() ?? [])]).toEqual(["more", "most", "reloader", "own"]);
    expect(parts).toEqual([
      ...["Namespace", "Namespace"],
      ...["Namespace", "NetworkPolicy", "Release"],
      ...["Namespace", "ConfigMap"],
    ]);
  });
});

describe("in a cluster that is there already", () => {
  test("nothing goes with the cluster, which stays", async () => {
    const recorded = await addOnsInExistingCluster({ reloader: true });
    expect(recorded.objects).toEqual(["Namespace/reloader", "NetworkPolicy/reloader", "Release/reloader"]);
    for (const name of recorded.objects) expect(recorded.get(name).deletedWith).toBeNull();
  });

  test("a namespace that two share is made once, before both; one that is there already is not made", async () => {
    const shared = { name: "shared", podSecurity: "baseline" } as const;
    const deploy: AddOn["deploy"] = (context) => ({ ready: [configMap(context, context.parent.logicalName)] });
    const recorded = await addOnsInExistingCluster({
      others: [
        withOptions(madeUpAddOn("a", { namespace: shared, deploy }), {}),
        withOptions(madeUpAddOn("b", { namespace: shared, deploy, traffic: () => [{ to: "apis" }] }), {}),
        withOptions(madeUpAddOn("c", { namespace: { name: "kube-system", podSecurity: undefined }, deploy }), {}),
      ],
    });
    expect(recorded.objects.filter((name) => name.startsWith("Namespace/"))).toEqual(["Namespace/shared"]);
    expect(recorded.dependencies("ConfigMap/add-ons-a")).toEqual(["Namespace/shared"]);
    expect(recorded.dependencies("NetworkPolicy/b")).toEqual(["Namespace/shared"]);
    expect(recorded.dependencies("ConfigMap/add-ons-b").sort()).toEqual(["Namespace/shared", "NetworkPolicy/b"]);
    expect(recorded.dependencies("ConfigMap/add-ons-c")).toEqual([]);
  });

  test("several policies have several names", async () => {
    const traffic: AddOn["traffic"] = () => [{ to: "namespace" }, { name: "web", pods: { app: "web" }, to: "apis" }];
    const recorded = await addOnsInExistingCluster({ others: [withOptions(madeUpAddOn("own", { traffic }), {})] });
    expect(recorded.objects).toEqual(["Namespace/own", "NetworkPolicy/own", "NetworkPolicy/own-web"]);
  });

  test("in production there are several of what there may be several of, unless it is said otherwise", async () => {
    const seen: boolean[] = [];
    const own = madeUpAddOn("own", {
      deploy: ({ highlyAvailable }) => {
        seen.push(highlyAvailable);
        return { ready: [] };
      },
    });
    await addOnsInExistingCluster({ others: [withOptions(own, {})] });
    await addOnsInExistingCluster({ others: [withOptions(own, {})], highlyAvailable: false });
    expect(seen).toEqual([true, false]);
  });
});

describe("the release of a chart", () => {
  test("has a name, comes up whole or not at all, and forgets the values that it had before", async () => {
    const recorded = await addOnsInExistingCluster({
      others: [withOptions(ownChart({ timeoutSeconds: 900, skipCrds: true }), {})],
    });
    expect(recorded.inputs("Release/own")).toEqual({
      chart: "reloader",
      version: "2.2.16",
      repositoryOpts: { repo: "https://stakater.github.io/stakater-charts" },
      name: "own",
      namespace: "own",
      createNamespace: false,
      atomic: true,
      resetValues: true,
      timeout: 900,
      skipCrds: true,
      values: {},
      compat: "true", // by the SDK itself
    });
  });

  test("is given what options make, then images from the mirror, then what the user adds, then the transform", async () => {
    const addOn = ownChart({
      images: [{ image: "ghcr.io/a/b", at: "image.repository" }],
      values: () => ({ image: { repository: "ghcr.io/a/b", pullPolicy: "Always" }, replicas: 2, list: [1, 2] }),
    });
    const recorded = await addOnsInExistingCluster({
      mirrors: { images: "registry.example.com/mirror" },
      others: [
        withOptions(addOn, {
          values: { replicas: 3, list: [], image: { tag: "1" } },
          transform: { release: { description: "changed" } },
        }),
      ],
    });
    expect(recorded.inputs("Release/own")).toMatchObject({ description: "changed" });
    expect(recorded.inputs("Release/own").values).toEqual({
      image: { repository: "registry.example.com/mirror/a/b", pullPolicy: "Always", tag: "1" },
      replicas: 3,
      list: [],
    });
  });

  test("may be of charts of one's own", async () => {
    const chart = { chart: "shop", version: "1.0.0", repository: "oci://registry.example.com/charts" };
    const crdChart = {
      chart: { chart: "shop-crds", version: "1.1.0", repository: "https://charts.example.com" },
      values: () => ({}),
    };
    const recorded = await addOnsInExistingCluster({ others: [withOptions(ownChart({ chart, crdChart }), {})] });
    expect(recorded.inputs("Release/own")).toMatchObject({
      chart: "oci://registry.example.com/charts/shop",
      version: "1.0.0",
    });
    expect(recorded.inputs("Release/own-crds")).toMatchObject({
      chart: "shop-crds",
      version: "1.1.0",
      repositoryOpts: { repo: "https://charts.example.com" },
    });
  });

  test("is not made where its transform returns new arguments, which would be lost", async () => {
    const transform = { release: (args: object) => ({ ...args, timeout: 900 }) };
    const made = addOnsInExistingCluster({ others: [withOptions(ownChart(), { transform })] });
    await expect(made).rejects.toThrow(
      /^the transform of add-ons-own: 1 problem.*\n[^]*a function that returns an object/,
    );
  });

  test("comes after that of its definitions, which has a name of its own, and after what it needs besides", async () => {
    const recorded = await addOnsInExistingCluster({
      others: [
        withOptions(
          ownChart({
            crdChart: { chart: "prometheusOperatorCrds", values: () => ({ crds: { keep: true } }) },
            before: ({ child, place }) => [
              new k8s.core.v1.Secret(
                ...child("secret", { metadata: { name: "own" } }, undefined, { dependsOn: [...place] }),
              ),
            ],
            then: ({ child }, release) => [
              new k8s.core.v1.ConfigMap(
                ...child("map", { metadata: { name: "own" } }, undefined, { dependsOn: [release] }),
              ),
            ],
          }),
          { transform: { release: { description: "changed" } } },
        ),
      ],
    });
    expect(recorded.inputs("Release/own-crds")).toMatchObject({
      chart: "prometheus-operator-crds",
      namespace: "own",
      atomic: true,
      resetValues: true,
      values: { crds: { keep: true } },
    });
    expect(recorded.inputs("Release/own-crds").description).toBeUndefined();
    expect(recorded.dependencies("Release/own-crds")).toEqual(["Namespace/own"]);
    expect(recorded.dependencies("Release/own").sort()).toEqual(["Namespace/own", "Release/own-crds", "Secret/own"]);
    expect(recorded.dependencies("ConfigMap/own")).toEqual(["Release/own"]);
  });

  const identity: HelmAddOn<HelmOptions>["identity"] = {
    serviceAccount: "own",
    annotationsAt: "serviceAccount.annotations",
    indispensableFor: "writing records",
    statements: ({ isProduction }) =>
      isProduction ? [{ effect: "Allow", actions: ["route53:ListHostedZones"], resources: ["*"] }] : undefined,
  };

  test("comes after the identity of its service account, where these options need one", async () => {
    const others = [withOptions(ownChart({ identity }), {})];
    const recorded = await addOnsOnEks({ others, isProduction: true });
    const [association] = recorded.ofType("PodIdentityAssociation").filter(({ inputs }) => inputs.namespace === "own");
    expect(association?.inputs).toMatchObject({ serviceAccount: "own" });
    expect(recorded.prerequisites("Release:add-ons-own")).toContain(
      `PodIdentityAssociation:${association?.name ?? ""}`,
    );
    const without = await addOnsOnEks({ others });
    expect(without.ofType("PodIdentityAssociation").filter(({ inputs }) => inputs.namespace === "own")).toEqual([]);
  });
});

describe("what is wrong is told before anything is registered", () => {
  test("of the choice, of one's own add-ons and of mirrors at once", async () => {
    const deploy = jest.fn();
    const own = madeUpAddOn("own", { requires: [{ addOn: "velero", because: "it is backed up" }], deploy });
    const { problems } = await refusalOf(
      (cluster) =>
        new PlatformAddOns("add-ons", {
          cluster,
          keda: true,
          velero: false,
          others: [withOptions(own, {})],
          mirrors: { charts: "charts.example.com", images: { "docker.io": "https://registry.example.com" } },
        }),
    );
    expect(deploy).not.toHaveBeenCalled();
    expect(problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      "keda: keda needs cert-manager: it signs the certificates between its parts",
      "velero: own needs velero: it is backed up",
      "mirrors.charts: this is no address of a repository of charts",
      "mirrors.images.docker.io: this is no registry of images",
      "mirrors.images: images of add-ons come from ghcr.io, and there is no mirror of it",
    ]);
  });

  test("of mirrors in plain text, in production alone", async () => {
    const args = { reloader: true, mirrors: { charts: "http://charts.example.com" } };
    expect(
      await problemsOf((cluster) => new PlatformAddOns("add-ons", { cluster, ...args, isProduction: true })),
    ).toEqual(["mirrors.charts: in production nothing comes in plain text: charts could be changed on their way"]);
    expect((await addOnsInExistingCluster(args)).objects).toContain("Release/reloader");
  });

  test("of an add-on of one's own with what to do in others, and of one that is there twice", async () => {
    const own = madeUpAddOn("own", { requires: [{ addOn: "yours", because: "it reads it" }] });
    const { problems } = await refusalOf(
      (cluster) =>
        new PlatformAddOns("add-ons", {
          cluster,
          reloader: true,
          others: [withOptions(own, {}), withOptions(addOns.reloader, {})],
        }),
    );
    expect(problems.map(({ path, fix }) => `${path.join(".")}: ${fix}`)).toEqual([
      "reloader: leave one reloader, in others or outside of them",
      "own: add yours to others, or take own out of others",
    ]);
  });

  test("of an add-on of one's own that has the name of another", async () => {
    expect(
      await problemsOf(
        (cluster) => new PlatformAddOns("add-ons", { cluster, others: [withOptions(madeUpAddOn("reloader"), {})] }),
      ),
    ).toEqual(["reloader: there is another add-on of this id or name, from which it could not be told apart"]);
  });
});

describe("a preset", () => {
  const around: AddOnSurroundings = {
    target: "eks",
    isProduction: false,
    highlyAvailable: false,
    kubernetesVersion: "1.36",
    autoMode: false,
    ipFamily: "ipv4",
    nodeGroups: Object.values(nodeGroups).map(({ purpose, size }) => ({ purpose, min: size.min })),
    capabilities: undefined,
  };

  test("leaves out what the cluster cannot have, and what is switched off", async () => {
    const addOns = (recorded: RecordedCluster) => recorded.get("PlatformAddOns:add-ons").outputs.addOns as string[];
    const minimal = addOns(await addOnsOnEks({ preset: "minimal" }));
    expect(minimal).toEqual(["certManager", "awsLoadBalancerController"]);
    const without = addOns(await addOnsOnEks({ preset: "minimal", awsLoadBalancerController: false, reloader: true }));
    expect(without).toEqual(["certManager", "reloader"]);
    const existing = await addOnsInExistingCluster({ preset: "minimal" });
    expect(existing.objects.filter((name) => name.startsWith("Release/"))).toEqual(["Release/cert-manager"]);
  });

  test("brings what its add-ons bring", () => {
    expect(addOnCapabilities({ preset: "standard", karpenter: false }, around)).toMatchObject({
      keda: true,
      externalMetrics: true,
      awsLoadBalancerController: true,
    });
    expect(addOnCapabilities({ preset: "standard", keda: false, karpenter: false }, around).keda).toBeUndefined();
  });
});
