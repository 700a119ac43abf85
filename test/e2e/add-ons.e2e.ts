import { addOns, type AnyAddOn, type PlatformAddOnsSpec } from "../../components/addons";
import { mirroredImage, splitImage } from "../../components/addons/frame/mirrors";
import { charts } from "../../components/core";
import { AddOnsBed, imageMirror, succeeded } from "./add-ons-bed";
import { StandInController } from "./add-ons-controller";
import { hasCompleted, Journal } from "./add-ons-journal";
import { Choice } from "./add-ons-order";
import { changedNames, fullOnExisting, meaning, recordedValues, textsOf } from "./add-ons-platform";
import { onExisting, type Wanted } from "./add-ons-programs";
import { notAfter } from "./add-ons-timeline";
import { nextVersion, standInChart } from "./chart-repository/stand-in-charts";
import { kindsOfManifest, standInManifests } from "./chart-repository/stand-in-manifests";
import type { KubernetesObject } from "./control-plane";
import type { Program } from "./engine";
import { type InventoryEntry, takeInventory } from "./inventory";
import { countChanges } from "./progress";
import { steps } from "./steps";
import { describeReal } from "./test-bed";

// One life of the preset `full` on an existing cluster, with the real engine, Helm and API server, from the first `up` to the last object gone.
// Charts come from a repository of this process: a small one for each of the catalogue, with its name, version, hooks and definitions,
// which notes the values that it was given. So it is not shown that the real charts take these values, nor that anything they run works.
// No webhook and no APIService of theirs is there. Each test goes on from where the one before it ended.

/** What the tests break at first; and what they upgrade, break, and take out and put in again. */
const broken = "certManager";
const changing = "keda";

const choice = new Choice(fullOnExisting, {
  target: "existing",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: undefined,
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
});

/** What somebody made by a definition of KEDA, outside of the program. */
const scaledObject = {
  apiVersion: "keda.sh/v1alpha1",
  kind: "ScaledObject",
  metadata: { name: "web", namespace: "default" },
  spec: { scaleTargetRef: { name: "web" } },
};

describeReal("add-ons from charts of a repository on loopback", () => {
  const step = steps();
  let bed: AddOnsBed;
  let journal: Journal;
  let before: InventoryEntry[];

  beforeAll(async () => {
    bed = await AddOnsBed.open("add-ons");
    before = await takeInventory(bed.plane);
    journal = new Journal({ kubectl: bed.kubectl, kubeconfig: bed.plane.kubeconfig }, [
      ["secrets", "--selector=owner=helm"],
      ["deployments"],
      ["jobs"],
    ]);
  });

  afterAll(async () => {
    journal.stop();
    await bed.close();
  });

  function program(changes: PlatformAddOnsSpec = {}, rest: Partial<Wanted> = {}): Program {
    return onExisting(bed.plane.kubeconfig, { ...fullOnExisting, ...changes, mirrors: bed.mirrors, ...rest });
  }

  /** Options with another version of the chart, by the escape hatch of the release. */
  function withVersion(id: typeof broken | typeof changing, version: string, timeout = 300): PlatformAddOnsSpec {
    return { [id]: { ...choice.one(id).options, transform: { release: { version, timeout } } } };
  }

  async function previewIsEmpty(): Promise<void> {
    expect(countChanges(succeeded(await bed.preview(program())).changes)).toBe(0);
  }

  /** The object of KEDA's kind, which is to outlive KEDA. */
  async function scaled(): Promise<string | undefined> {
    const [found] = await bed.plane.list<KubernetesObject>("scaledobjects.keda.sh", "--namespace=default");
    return found?.metadata.uid;
  }

  it("has small charts with every kind that add-ons say they bring", () => {
    const missing = Object.values<AnyAddOn>(addOns).flatMap(({ charts: own, manifests = [], crds = [] }) => {
      const inCatalogue = own.filter((chart) => typeof chart === "string");
      const kinds = [
        ...inCatalogue.flatMap((chart) => standInChart(chart).definitions.flatMap((one) => one.kinds)),
        ...manifests.flatMap(kindsOfManifest),
      ];
      const names = kinds.map((kind) => kind.split(" ")[1] ?? "");
      return crds.filter(
        (pattern) => !names.some((name) => name.replace(/^[^.]+/, "*") === pattern || name === pattern),
      );
    });
    expect(missing).toEqual([]);
  });

  describe("the first up", () => {
    step("asks the makers' repository where there is no mirror", async () => {
      const outcome = await bed.preview(onExisting(bed.plane.kubeconfig, { reloader: true }));
      expect(outcome.succeeded).toBe(false);
      expect([...bed.proxy.hosts]).toEqual([new URL(charts.reloader.repository).hostname]);
      expect(bed.repository.requests).toEqual([]);
      bed.proxy.hosts.clear();
    });

    step("is previewed on a cluster that has nothing of it", async () => {
      expect(Object.keys(succeeded(await bed.preview(program())).changes)).toEqual(["create"]);
    });

    step("goes on without a release that does not get ready, and without what needs it", async () => {
      const version = nextVersion(broken);
      bed.repository.add(standInChart(broken, { version, isBroken: true }));
      const outcome = await bed.up(program(withVersion(broken, version, 12)));
      expect(outcome.succeeded).toBe(false);
      expect(outcome.errors.join("\n")).toMatch(/release cert-manager failed, .* context deadline exceeded/);

      const dependent = choice.dependents(broken);
      expect(dependent).toContain("keda");
      const releases = await bed.platform.releases();
      const others = choice.ids.filter((id) => id !== broken && !dependent.includes(id));
      expect([...releases.keys()].sort()).toEqual(choice.releases(others));
      expect(new Set([...releases.values()].map(({ status }) => status))).toEqual(new Set(["deployed"]));
      expect(choice.expectOrder(bed.timeline.operations)).toBeGreaterThan(10);
    });

    step("is gone on with by the next, which makes nothing twice", async () => {
      const made = [...(await bed.platform.releases()).keys()];
      succeeded(await bed.up(program()));
      const releases = [...(await bed.platform.releases()).values()];
      expect(releases.map(({ name }) => name).sort()).toEqual(choice.releases());
      expect(releases.filter(({ revision, status }) => revision !== 1 || status !== "deployed")).toEqual([]);
      const touched = bed.timeline.operations.filter(({ kind }) => kind === "Release").map(({ name }) => name);
      expect(made.filter((name) => touched.includes(`add-ons-${name}`))).toEqual([]);
      expect(choice.expectOrder(bed.timeline.operations)).toBeGreaterThan(30);
      const [certManager, keda] = [broken, changing].map((id) =>
        bed.timeline.find(`+ Release add-ons-${choice.name(id)}`),
      );
      expect(certManager !== undefined && keda !== undefined && notAfter([[certManager, keda]])).toEqual([]);
    });

    step("runs hooks, and goes on when they have run", async () => {
      await Promise.resolve();
      const check = "cert-manager-startupapicheck";
      const deployed = whenDeployed("cert-manager");
      expect(journal.first("Deployment", "cert-manager").at).toBeLessThan(journal.first("Job", check).at);
      expect(journal.first("Job", check, hasCompleted).at).toBeLessThan(deployed);
      expect(bed.timeline.find("+ ClusterIssuer add-ons-cert-manager-issuer-internal").begun).toBeGreaterThan(deployed);
      expect(journal.first("Job", "velero-upgrade-crds", hasCompleted).at).toBeLessThan(
        journal.first("Deployment", "velero").at,
      );
      // Pulumi makes the Secret that the hook would make.
      expect(journal.of("Job", "argo-cd-argocd-redis-secret-init")).toEqual([]);
    });

    step("gives the charts what the offline preview shows", async () => {
      await valuesAreThoseOf(program());
    });

    step("takes charts and images from their mirrors, and nothing from anywhere else", async () => {
      expect([...bed.proxy.hosts]).toEqual([]);
      const asked = new Set(bed.repository.requests.filter((request) => request !== "/index.yaml"));
      const failed = `${charts[broken].chart}-${nextVersion(broken)}`;
      const archives = [...choice.archives(), failed].map((name) => `/${name}.tgz`);
      const files = standInManifests(choice.ids.flatMap((id) => choice.one(id).addOn.manifests ?? []));
      expect([...asked].sort()).toEqual([...archives, ...Object.keys(files)].sort());

      // What is no chart is looked for in the pods that there are.
      const texts = textsOf([
        ...(await bed.platform.values()).values(),
        ...(await bed.plane.list("daemonsets", "--all-namespaces")),
      ]);
      for (const image of choice.ids.flatMap((id) => choice.one(id).addOn.images)) {
        const mirrored = mirroredImage(image, { images: imageMirror });
        const parts = splitImage(mirrored);
        const isMirrored =
          texts.some((text) => text === mirrored || text.startsWith(`${mirrored}:`)) ||
          [parts.host, parts.path].every((part) => texts.includes(part));
        const original = splitImage(image).host;
        const others = texts.filter((text) => text === original || text.startsWith(`${original}/`));
        expect({ image, isMirrored, others }).toEqual({ image, isMirrored: true, others: [] });
      }
    });

    step("leaves nothing to do, also after a look at what the cluster has made of it", async () => {
      await previewIsEmpty();
      expect(countChanges(succeeded(await bed.engine.refresh()).changes)).toBe(0);
      await previewIsEmpty();
    });
  });

  describe("later ups", () => {
    step("upgrade one chart, its definitions with it, and leave the rest alone", async () => {
      const version = nextVersion(changing);
      bed.repository.add(standInChart(changing, { version }));
      await bed.plane.kubectl(["apply", "--filename=-"], { input: JSON.stringify(scaledObject) });
      const uid = await scaled();
      const releases = await bed.platform.releases();
      const definitions = await bed.platform.definitions();

      succeeded(await bed.up(program(withVersion(changing, version))));
      expect(bed.timeline.done).toEqual(["~ Release add-ons-keda"]);
      expect(changedNames(releases, await bed.platform.releases())).toEqual(["keda"]);
      const ofKeda = [...definitions.keys()].filter((name) => name.endsWith("keda.sh")).sort();
      expect(ofKeda).toHaveLength(6);
      expect(changedNames(definitions, await bed.platform.definitions())).toEqual(ofKeda);
      expect((await bed.platform.charts()).get("keda")).toBe(`keda-${version}`);
      expect(await scaled()).toBe(uid);
    });

    step(
      "go back to what was there where a new version does not get ready, and are made good by the next",
      async () => {
        const version = nextVersion(changing).replace(/\d+$/, "999");
        bed.repository.add(standInChart(changing, { version, isBroken: true }));
        const outcome = await bed.up(program(withVersion(changing, version, 6)));
        expect(outcome.errors.join("\n")).toMatch(/release keda failed, .* context deadline exceeded/);
        expect((await bed.platform.charts()).get("keda")).toBe(`keda-${nextVersion(changing)}`);

        succeeded(await bed.up(program()));
        expect((await bed.platform.charts()).get("keda")).toBe(`keda-${charts.keda.version}`);
        expect((await bed.platform.releases()).get("keda")?.status).toBe("deployed");
      },
    );

    step("make one of each of several, and several again", async () => {
      const several = await bed.platform.values();
      const single = program({}, { highlyAvailable: false });
      succeeded(await bed.up(single));
      await valuesAreThoseOf(single);
      const doubled = choice.doubled().map((id) => choice.name(id));
      expect(doubled).toContain("reloader");
      expect(changedNames(several, await bed.platform.values())).toEqual(expect.arrayContaining(doubled));

      succeeded(await bed.up(program()));
      expect(await bed.platform.values()).toEqual(several);
    });

    step("take an add-on away, but not its definitions and what is made by them, and put it in again", async () => {
      const definitions = await bed.platform.definitions();
      const uid = await scaled();
      succeeded(await bed.up(program({ [changing]: false })));
      expect((await bed.platform.releases()).has("keda")).toBe(false);
      expect((await bed.plane.tryKubectl(["get", "namespace", "keda"])).status).toBe(1);
      expect(await bed.platform.definitions()).toEqual(definitions);

      succeeded(await bed.up(program()));
      expect((await bed.platform.releases()).get("keda")).toMatchObject({ revision: 1, status: "deployed" });
      expect(await scaled()).toBe(uid);
      await previewIsEmpty();
    });
  });

  describe("destroy", () => {
    step("waits for what a controller holds, while that controller is there", async () => {
      journal.clear();
      const definitions = [...(await bed.platform.definitions()).keys()];
      const argoCd = new StandInController(
        bed.plane,
        ["argocd", "argocd-application-controller"],
        [{ resource: "applications.argoproj.io", finalizer: "resources-finalizer.argocd.argoproj.io/foreground" }],
      );
      await argoCd.holds(1);
      const outcome = await bed.destroy();
      await argoCd.stop();
      succeeded(outcome);
      expect(argoCd.released).toEqual(["Application root"]);
      const [held, controller] = ["- Application add-ons-argo-cd-root", "- Release add-ons-argo-cd"].map((line) =>
        bed.timeline.find(line),
      );
      expect(held !== undefined && controller !== undefined && notAfter([[held, controller]])).toEqual([]);

      expect(await bed.engine.resources()).toEqual([]);
      expect([...(await bed.platform.releases())]).toEqual([]);
      // The one chart of which no value keeps them.
      const ofGateways = definitions.filter((name) => name.endsWith(".gateway.networking.k8s.io"));
      expect(ofGateways).toHaveLength(10);
      const kept = await bed.platform.definitions();
      expect(definitions.filter((name) => !kept.has(name))).toEqual(ofGateways);
    });

    step("has run the hooks of what goes while its pods were there", async () => {
      await Promise.resolve();
      const gone = journal.first("Deployment", "kyverno-admission-controller", ({ type }) => type === "DELETED").at;
      for (const name of ["kyverno-rm-webhooks", "kyverno-scale-to-zero"]) {
        expect(journal.first("Job", name, hasCompleted).at).toBeLessThan(gone);
      }
    });

    step("leaves nothing but definitions that are kept, and what others have made by them", async () => {
      await bed.plane.kubectl(["delete", "scaledobjects.keda.sh", "web", "--namespace=default"]);
      await bed.platform.removeDefinitions();
      expect(await takeInventory(bed.plane)).toEqual(before);
    });
  });

  describe("a registry of OCI as mirror", () => {
    step("has the same charts", async () => {
      const { plane, platform, repository, mirrors } = bed;
      repository.clear();
      const charted = onExisting(plane.kubeconfig, {
        reloader: true,
        mirrors: { ...mirrors, charts: repository.registry },
      });
      succeeded(await bed.up(charted));
      expect((await platform.charts()).get("reloader")).toBe(`reloader-${charts.reloader.version}`);
      expect(repository.requests).toContain(`/v2/reloader/manifests/${charts.reloader.version}`);
      expect([...bed.proxy.hosts]).toEqual([]);
      expect(countChanges(succeeded(await bed.preview(charted)).changes)).toBe(0);
      succeeded(await bed.destroy());
      expect(await takeInventory(plane)).toEqual(before);
    });
  });

  /** When Helm said that a release was there. */
  function whenDeployed(release: string): number {
    const isDeployed = ({ metadata }: KubernetesObject): boolean => metadata.labels?.status === "deployed";
    return journal.first("Secret", `sh.helm.release.v1.${release}.v1`, ({ object }) => isDeployed(object)).at;
  }

  async function valuesAreThoseOf(wanted: Program): Promise<void> {
    const given = await bed.platform.values();
    const recorded = await recordedValues(wanted);
    expect([...given.keys()].sort()).toEqual([...recorded.keys()].sort());
    for (const [name, values] of recorded) {
      expect({ name, values: given.get(name) }).toEqual({ name, values: meaning(values) });
    }
  }
});
