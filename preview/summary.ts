import { catalogue, type CatalogueEntry } from "../components/core";
import type { Finding } from "../policy";
import { isComponent, shortType, type RecordedResource } from "../testing";

/** The figures of a preview. */
export interface Summary {
  readonly environment: string;
  readonly counts: {
    /** What the engine would make: everything but components. */
    readonly resources: number;
    readonly components: number;
    /** Resources by kind, in alphabetical order. */
    readonly byKind: Readonly<Record<string, number>>;
  };
  /** What the policy rules object to. */
  readonly policy: readonly Finding[];
  /** Every pinned version, with the last day of its support where one is published. */
  readonly versions: readonly { readonly name: string; readonly version: string; readonly endOfLife: string | null }[];
}

export function summarize(
  environment: string,
  resources: readonly RecordedResource[],
  policy: readonly Finding[],
): Summary {
  const made = resources.filter((resource) => !isComponent(resource));
  const kinds = made.map(({ type }) => (type.startsWith("pulumi:providers:") ? "Provider" : shortType(type)));
  return {
    environment,
    counts: {
      resources: made.length,
      components: resources.length - made.length,
      byKind: countEach(kinds),
    },
    policy,
    versions: Object.entries(catalogue as Record<string, CatalogueEntry>).map(([name, { version, endOfLife }]) => ({
      name,
      version,
      endOfLife: endOfLife ?? null,
    })),
  };
}

function countEach(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
