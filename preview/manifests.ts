import { stringify } from "yaml";
import { shortType, type RecordedResource } from "../testing";

/** A file of a preview: its path below the environment's folder, and its text. */
export interface PreviewFile {
  readonly path: string;
  readonly text: string;
}

/** One YAML file for each Kubernetes object: `manifests/<namespace or _cluster>/<kind>-<name>.yaml`. */
export function manifestFiles(resources: readonly RecordedResource[]): PreviewFile[] {
  return resources.filter(isKubernetesObject).map((resource) => {
    const { namespace = "_cluster", name } = metadataOf(resource);
    const kind = shortType(resource.type).toLowerCase();
    return {
      path: `manifests/${namespace}/${kind}-${name}.yaml`,
      text: stringify(manifest(resource.inputs), { lineWidth: 0, aliasDuplicateObjects: false }),
    };
  });
}

function isKubernetesObject(resource: RecordedResource): boolean {
  return resource.type.startsWith("kubernetes:") && typeof resource.inputs.kind === "string";
}

function metadataOf(resource: RecordedResource): { namespace?: string; name: string } {
  const metadata = (resource.inputs.metadata ?? {}) as { namespace?: unknown; name?: unknown };
  return {
    ...(typeof metadata.namespace === "string" ? { namespace: metadata.namespace } : {}),
    name: typeof metadata.name === "string" ? metadata.name : resource.name,
  };
}

/** A manifest is text for people and tools: what cannot be shown is named. */
function manifest(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(manifest);
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  const [only, second] = Object.keys(record);
  if (second === undefined && record.secret === true && only === "secret") return "(secret)";
  if (second === undefined && record.unknown === true && only === "unknown") return "(known after up)";
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, manifest(inner)]));
}
