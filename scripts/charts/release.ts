import { isObject, type Values } from "../../components/addons/frame/values";
import { chartOf, isRelease } from "../../preview/manifests";
import { secretMark, unknownMark, type RecordedResource } from "../../testing";

/** A release of a chart, as a program registered it. */
export interface Release {
  readonly path: string;
  readonly chart: string;
  readonly version: string;
  readonly name: string;
  readonly namespace: string;
  readonly skipCrds: boolean;
  /** Without secrets, and what only a cloud knows: there is a word in the place of each. */
  readonly values: Values;
  /** Paths of everything that is there before it. */
  readonly after: ReadonlySet<string>;
}

/** The releases of a program, each after those that it waits for. */
export function releasesOf(resources: readonly RecordedResource[]): Release[] {
  const byPath = new Map(resources.map((resource) => [resource.path, resource]));
  const releases = resources.filter(isRelease).map((resource): Release => {
    const { path, name, inputs } = resource;
    const { chart, version } = chartOf(inputs);
    return {
      path,
      chart,
      version: String(version),
      name: typeof inputs.name === "string" ? inputs.name : name,
      namespace: typeof inputs.namespace === "string" ? inputs.namespace : "default",
      skipCrds: inputs.skipCrds === true,
      values: shown(inputs.values ?? {}) as Values,
      after: before(resource, byPath),
    };
  });
  return releases.sort((one, other) => one.after.size - other.after.size);
}

function before(resource: RecordedResource, byPath: ReadonlyMap<string, RecordedResource>): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = ({ dependsOn }: RecordedResource): void => {
    for (const path of dependsOn) {
      if (seen.has(path)) continue;
      seen.add(path);
      const next = byPath.get(path);
      if (next !== undefined) visit(next);
    }
  };
  visit(resource);
  return seen;
}

/** A recorded input, with a word in place of what is not shown. */
export function shown(value: unknown): unknown {
  if (value === secretMark) return "secret";
  if (value === unknownMark) return "unknown";
  if (Array.isArray(value)) return value.map(shown);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner)]));
}
