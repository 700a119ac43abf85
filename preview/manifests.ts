import { DEFAULT_SCHEMA, dump, Type } from "js-yaml";
import { secretMark, shortType, unknownMark, type RecordedResource } from "../testing";

/** A file of a preview: its path below the environment's folder, and its text. */
export interface PreviewFile {
  readonly path: string;
  readonly text: string;
}

/**
 * One YAML file for each Kubernetes object: `manifests/<namespace or _cluster>/<kind>-<name>.yaml`. Where objects of
 * several API groups would have the same file, its name begins with `<kind>.<group>`.
 */
export function manifestFiles(resources: readonly RecordedResource[]): PreviewFile[] {
  const objects = resources.filter(isKubernetesObject);
  const groups = new Map<string, Set<string>>();
  for (const object of objects) {
    const file = fileOf(object);
    groups.set(file, (groups.get(file) ?? new Set()).add(groupOf(object)));
  }
  return objects.map((object) => {
    const file = fileOf(object);
    const isShared = (groups.get(file)?.size ?? 0) > 1;
    return {
      path: isShared ? fileOf(object, `.${groupOf(object)}`) : file,
      text: yaml(object.inputs),
    };
  });
}

/**
 * One YAML file for each release of a Helm chart, `manifests/releases/<name>.yaml`: which chart it is, where it is from, and the values that
 * it is given. Releases of one name in several namespaces have the namespace in front of it.
 */
export function releaseFiles(resources: readonly RecordedResource[]): PreviewFile[] {
  const releases = resources.filter(isRelease);
  return releases.map((release) => {
    const { name, namespace } = releaseNameOf(release);
    const isShared = releases.some((other) => other !== release && releaseNameOf(other).name === name);
    return {
      path: `manifests/releases/${isShared ? `${namespace}.` : ""}${name}.yaml`,
      text: yaml({ ...chartOf(release.inputs), name, namespace, values: release.inputs.values ?? {} }),
    };
  });
}

/** Whether it is a chart, be it Helm that installs it or Pulumi. */
export function isRelease({ type }: RecordedResource): boolean {
  return type === "kubernetes:helm.sh/v3:Release" || type === "kubernetes:helm.sh/v4:Chart";
}

/** Name, version and repository of the chart of a release. */
export function chartOf({ chart, version, repositoryOpts }: RecordedResource["inputs"]): {
  readonly chart: string;
  readonly version: unknown;
  readonly repository: unknown;
} {
  const address = String(chart);
  const slash = address.lastIndexOf("/");
  return slash >= 0
    ? { chart: address.slice(slash + 1), version, repository: address.slice(0, slash) }
    : { chart: address, version, repository: (repositoryOpts as { repo?: unknown } | undefined)?.repo };
}

function releaseNameOf({ name, inputs }: RecordedResource): { name: string; namespace: string } {
  return {
    name: typeof inputs.name === "string" ? inputs.name : name,
    namespace: typeof inputs.namespace === "string" ? inputs.namespace : "default",
  };
}

/** Whether it is an object that Pulumi makes; a patch changes one that somebody else makes. */
function isKubernetesObject({ type, inputs }: RecordedResource): boolean {
  return type.startsWith("kubernetes:") && typeof inputs.kind === "string" && !type.endsWith("Patch");
}

function fileOf(object: RecordedResource, group = ""): string {
  const { namespace = "_cluster", name } = metadataOf(object);
  return `manifests/${namespace}/${shortType(object.type).toLowerCase()}${group}-${name}.yaml`;
}

/** `serving.knative.dev` of `kubernetes:serving.knative.dev/v1:Service`. */
function groupOf({ type }: RecordedResource): string {
  return type.slice(type.indexOf(":") + 1).replace(/[/:].*$/, "");
}

function metadataOf(resource: RecordedResource): { namespace?: string; name: string } {
  const metadata = (resource.inputs.metadata ?? {}) as { namespace?: unknown; name?: unknown };
  return {
    ...(typeof metadata.namespace === "string" ? { namespace: metadata.namespace } : {}),
    name: typeof metadata.name === "string" ? metadata.name : resource.name,
  };
}

/** What some readers of YAML 1.1 take for a number, and the writer does not know as one: `1_000`, `e0`, `.`. It is quoted. */
const oddNumber = new Type("tag:yaml.org,2002:odd-number", {
  kind: "scalar",
  resolve: (text: unknown) =>
    typeof text === "string" && /^[-+]?(\.\d*|[\d._]*e[-+]?\d+|[\d.][\da-fx.:+-]*_[\da-fx_.:+-]*)$/i.test(text),
  predicate: () => false,
});
const schema = DEFAULT_SCHEMA.extend({ implicit: [oddNumber] });

/** Strings that are something else to a reader of YAML 1.1, such as kubectl, are quoted: `no`, `010`, `1:30`, `1_000`. */
function yaml(value: unknown): string {
  // `yaml`, which reads configurations with the places of mistakes, takes much longer to write.
  return dump(manifest(value), { schema, lineWidth: -1, noRefs: true, quotingType: '"' });
}

/** A manifest is text for people and tools: what cannot be shown is named. */
function manifest(value: unknown): unknown {
  if (value === secretMark) return "(secret)";
  if (value === unknownMark) return "(known after up)";
  if (Array.isArray(value)) return value.map(manifest);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, manifest(inner)]));
}
