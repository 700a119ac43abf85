import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RecordedResource } from "../../testing";
import { imageMirror, type CaseAddOn, type RecordedCase } from "./cases";
import { findChart, otherVersions } from "./chart-folder";
import { leftOut, type Helm } from "./helm";
import { inspect } from "./inspect";
import { manifestFilesOf, type ManifestFiles } from "./manifest-files";
import { isCrd, isHook, parseObjects, type KubernetesObject } from "./objects";
import { checkReach } from "./reach";
import { checkRecord, recordSize } from "./record";
import { releasesOf, shown, type Release } from "./release";

/** What came of a release of a chart. */
export interface ChartReport {
  readonly chart: string;
  readonly version: string;
  readonly release: string;
  /** Why there are no objects of it; undefined where there are. */
  readonly missing: string | undefined;
  readonly objects: number;
  readonly hooks: number;
  /** Bytes of the record that Helm keeps of it; 0 where there are no objects. */
  readonly recordBytes: number;
  /** What of it was not looked at. */
  readonly leftOut: string | undefined;
}

/** What came of an add-on. */
export interface AddOnReport {
  readonly addOn: string;
  readonly charts: readonly ChartReport[];
  /** Files of definitions that are no chart. */
  readonly manifests: readonly Omit<ManifestFiles, "path">[];
  readonly problems: readonly string[];
  /** All objects of its charts and its own, where all its charts were rendered. */
  readonly objects: readonly KubernetesObject[];
  /** Definitions that come with its charts and are installed from elsewhere, and those of its files. */
  readonly definitions: readonly KubernetesObject[];
  readonly namespace: string;
}

/** Where Prometheus is in the cases. */
const prometheusNamespace = "monitoring";

/** Renders every chart of a case with the values that it would be given, and looks at what comes out. */
export async function renderCase(
  { resources, addOns }: RecordedCase,
  folder: string,
  helm: Helm,
): Promise<AddOnReport[]> {
  const releases = releasesOf(resources);
  const manifests = manifestFilesOf(resources, folder);
  const rendered = new Map<string, ReleaseOutcome>();
  for (const release of releases) {
    const before = [
      ...manifests.filter(({ path }) => release.after.has(path)).flatMap(({ objects }) => objects),
      ...[...release.after].flatMap((path) => rendered.get(path)?.objects ?? []),
    ];
    rendered.set(release.path, await renderRelease(release, folder, helm, apisOf(before)));
  }
  const everything = apisOf([...manifests, ...rendered.values()].flatMap(({ objects }) => objects));
  return Promise.all(
    addOns.map(async (one) => {
      const own = releases.filter(({ path }) => isOf(path, one));
      const late = await Promise.all(own.map((release) => checkOrder(release, rendered, folder, helm, everything)));
      const files = manifests.filter(({ path }) => isOf(path, one));
      return report(one, own, rendered, resources, files, late.flat());
    }),
  );
}

interface ReleaseOutcome extends Omit<ChartReport, "objects"> {
  readonly objects: readonly KubernetesObject[];
  readonly definitions: readonly KubernetesObject[];
  readonly problems: readonly string[];
  readonly yaml: string;
}

async function renderRelease(
  release: Release,
  folder: string,
  helm: Helm,
  apis: readonly string[],
): Promise<ReleaseOutcome> {
  const { chart, version, name } = release;
  const about = { chart, version, release: name, leftOut: leftOut(chart) };
  const nothing = { ...about, objects: [], definitions: [], hooks: 0, recordBytes: 0, yaml: "" };
  const file = findChart(folder, release);
  if (file === undefined) {
    const others = otherVersions(folder, release);
    const missing = `not in the folder${others.length === 0 ? "" : `, which has ${others.join(", ")} of it`}`;
    return { ...nothing, missing, problems: [] };
  }
  const [once, again] = [await helm.render(file, release, apis), await helm.render(file, release, apis, 1)];
  if ("error" in once) return { ...nothing, missing: "it cannot be rendered", problems: [once.error] };
  const objects = parsedObjects(once.yaml);
  const recordBytes = await recordBytesOf(file, release, once.yaml, helm);
  return {
    ...about,
    missing: undefined,
    objects,
    definitions: release.skipCrds ? parsedObjects(await helm.definitions(file)) : [],
    hooks: objects.filter(isHook).length,
    recordBytes,
    yaml: once.yaml,
    problems: [
      ...("yaml" in again && again.yaml === once.yaml
        ? []
        : [`${chart}: it is not the same when it is rendered again`]),
      ...checkRecord(chart, recordBytes),
    ],
  };
}

/** Packing takes long, and most releases are the same in every case. */
function recordBytesOf(chart: string, release: Release, yaml: string, helm: Helm): Promise<number> {
  const key = JSON.stringify([chart, release.name, release.values, yaml]);
  const known = recordsByText.get(key) ?? measureRecord(chart, release, yaml, helm);
  recordsByText.set(key, known);
  return known;
}

async function measureRecord(chart: string, release: Release, yaml: string, helm: Helm): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-charts-"));
  try {
    return await recordSize(await helm.packaged(chart, folder), release, yaml);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const recordsByText = new Map<string, Promise<number>>();

/** A chart that leaves out what the cluster does not know yet is installed without it, and nobody is told. */
async function checkOrder(
  release: Release,
  rendered: ReadonlyMap<string, ReleaseOutcome>,
  folder: string,
  helm: Helm,
  apis: readonly string[],
): Promise<string[]> {
  const file = findChart(folder, release);
  const before = rendered.get(release.path);
  if (file === undefined || before === undefined || before.yaml === "") return [];
  const later = await helm.render(file, release, apis);
  if ("yaml" in later && later.yaml === before.yaml) return [];
  const titles = "yaml" in later ? titlesOf(parsedObjects(later.yaml)) : [];
  const missing = titles.filter((title) => !titlesOf(before.objects).includes(title));
  const what = missing.length === 0 ? "objects that differ" : missing.join(", ");
  return [`${release.chart}: once all CRDs are there, it makes ${what}, which it does not when it is installed`];
}

/** Large definitions take long to parse, and are the same in every case. */
function parsedObjects(yaml: string): readonly KubernetesObject[] {
  const known = parsedByText.get(yaml) ?? parseObjects(yaml);
  parsedByText.set(yaml, known);
  return known;
}

const parsedByText = new Map<string, readonly KubernetesObject[]>();

function titlesOf(objects: readonly KubernetesObject[]): string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

function report(
  one: CaseAddOn,
  releases: readonly Release[],
  rendered: ReadonlyMap<string, ReleaseOutcome>,
  resources: readonly RecordedResource[],
  manifests: readonly ManifestFiles[],
  late: readonly string[],
): AddOnReport {
  const { addOn, pods } = one;
  const outcomes = releases.flatMap(({ path }) => rendered.get(path) ?? []);
  const { name: namespace, podSecurity } = addOn.namespace;
  const own = resources.filter(({ path }) => isOf(path, one)).flatMap(ownObject);
  const inFiles = manifests.flatMap((one) => one.objects);
  const objects = [...outcomes.flatMap((outcome) => outcome.objects), ...inFiles.filter((one) => !isCrd(one)), ...own];
  const isComplete = outcomes.every(({ missing }) => missing === undefined);
  return {
    addOn: addOn.name,
    namespace,
    charts: outcomes.map(({ chart, version, release, missing, hooks, recordBytes, leftOut: not, objects: its }) => ({
      chart,
      version,
      release,
      missing,
      hooks,
      recordBytes,
      leftOut: not,
      objects: its.length,
    })),
    manifests,
    objects: isComplete ? objects : [],
    definitions: [...outcomes.flatMap(({ definitions }) => definitions), ...inFiles.filter(isCrd)],
    problems: [
      ...outcomes.flatMap((outcome) => outcome.problems),
      ...late,
      ...(isComplete ? inspect({ objects, namespace, podSecurity, pods, imageMirror }) : []),
      ...(isComplete ? checkReach(objects, namespace, prometheusNamespace) : []),
    ],
  };
}

function isOf(path: string, { addOn }: CaseAddOn): boolean {
  return path.split("/").includes(`PlatformAddOn:add-ons-${addOn.name}`);
}

/** An object that the add-on makes besides its charts. */
function ownObject({ type, inputs }: RecordedResource): KubernetesObject[] {
  if (!type.startsWith("kubernetes:") || typeof inputs.kind !== "string") return [];
  const { data, stringData, ...object } = shown(inputs) as Record<string, unknown>;
  const isSecret = inputs.kind === "Secret";
  return [{ ...object, ...(isSecret ? {} : { data, stringData }) } as unknown as KubernetesObject];
}

/** What a cluster knows by custom resource definitions: groups with versions, and kinds of them. */
function apisOf(objects: readonly KubernetesObject[]): string[] {
  const apis = objects.filter(isCrd).flatMap(({ spec }) => {
    const { group, names, versions } = spec as CrdSpec;
    return versions
      .filter(({ served }) => served)
      .flatMap(({ name }) => [`${group}/${name}`, `${group}/${name}/${names.kind}`]);
  });
  return [...new Set(apis)].sort();
}

interface CrdSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}
