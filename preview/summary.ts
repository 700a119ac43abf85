import { findKubernetesVersion } from "../components/cluster/eks/kubernetes-versions";
import { catalogue, charts, type CatalogueEntry, type ChartEntry } from "../components/core";
import type { Finding } from "../policy";
import { isComponent, shortType, type RecordedResource } from "../testing";
import { estimateCost, type Cost } from "./cost";
import { estimateFirstUp, type FirstUp } from "./first-up";
import { chartOf, isRelease } from "./manifests";

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
  /** By list prices; only where there is something of AWS. */
  readonly cost?: Cost;
  /** By the critical path; only where there is something of AWS. */
  readonly firstUp?: FirstUp;
  /** What the policy rules object to. */
  readonly policy: readonly Finding[];
  readonly versions: readonly Version[];
}

/** A pinned version. */
export interface Version {
  /** That of the catalogue, `eks` for a cluster, `eks/` with its name for an add-on of EKS, and `chart/` with its name for a chart. */
  readonly name: string;
  readonly version: string;
  /** The last day of support, on EKS of standard support; null where none is published. */
  readonly endOfLife: string | null;
}

/** @param resources all of a program, with what remote components make */
export function summarize(
  environment: string,
  resources: readonly RecordedResource[],
  policy: readonly Finding[],
): Summary {
  const made = resources.filter((resource) => !isComponent(resource));
  const kinds = made.map(({ type }) => (type.startsWith("pulumi:providers:") ? "Provider" : shortType(type)));
  const cost = estimateCost(resources);
  return {
    environment,
    counts: {
      resources: made.length,
      components: resources.length - made.length,
      byKind: countEach(kinds),
    },
    ...(cost === undefined ? {} : { cost, firstUp: estimateFirstUp(resources) }),
    policy,
    versions: [...catalogueVersions(), ...eksVersions(resources), ...chartVersions(resources)],
  };
}

function catalogueVersions(): Version[] {
  return Object.entries(catalogue as Record<string, CatalogueEntry>).map(([name, { version, endOfLife }]) => ({
    name,
    version,
    endOfLife: endOfLife ?? null,
  }));
}

/** Those that an environment asks for, each once, in alphabetical order. */
function eksVersions(resources: readonly RecordedResource[]): Version[] {
  const versions = resources.flatMap(({ type, inputs }): Version[] => {
    if (type === "aws:eks/cluster:Cluster" && typeof inputs.version === "string") {
      const endOfLife = findKubernetesVersion(inputs.version)?.endOfStandardSupport ?? null;
      return [{ name: "eks", version: inputs.version, endOfLife }];
    }
    if (type === "aws:eks/addon:Addon" && typeof inputs.addonVersion === "string") {
      return [{ name: `eks/${String(inputs.addonName)}`, version: inputs.addonVersion, endOfLife: null }];
    }
    return [];
  });
  return eachOnce(versions);
}

/** The same of the charts that an environment installs. What is not of the catalogue has no end that is known. */
function chartVersions(resources: readonly RecordedResource[]): Version[] {
  return eachOnce(
    resources.filter(isRelease).map(({ inputs }) => {
      const { chart, version } = chartOf(inputs);
      const entry = Object.values<ChartEntry>(charts).find((one) => one.chart === chart && one.version === version);
      return { name: `chart/${chart}`, version: String(version), endOfLife: entry?.endOfLife ?? null };
    }),
  );
}

function eachOnce(versions: readonly Version[]): Version[] {
  const byText = new Map(versions.map((version) => [`${version.name} ${version.version}`, version]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, version]) => version);
}

function countEach(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
