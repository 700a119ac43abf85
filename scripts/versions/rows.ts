import { addOnNames, addOnVersion, pinnedKubernetesVersions } from "../../components/cluster/eks/add-on-versions";
import {
  defaultKubernetesVersion,
  kubernetesVersions,
  warningDays,
} from "../../components/cluster/eks/kubernetes-versions";
import { catalogue, charts, manifests, type CatalogueEntry, type ChartEntry } from "../../components/core";

/** A version that the product pins, or that EKS has. */
export interface VersionRow {
  /** That of the catalogue; `chart/…` for a chart, `manifest/…` for files of a release, `eks` for a version of EKS, `eks/…` for an add-on of EKS. */
  readonly name: string;
  /** Without a digest. */
  readonly version: string;
  /** Version of the program that a chart installs. */
  readonly appVersion?: string;
  /** Minor versions of Kubernetes that it is for. */
  readonly kubernetes?: string;
  /** SPDX expression. */
  readonly licence?: string;
  /** Last day of support, `YYYY-MM-DD`. */
  readonly endOfLife?: string;
  /** Days until then; fewer than 0 when it is over. */
  readonly daysLeft?: number;
  /** Who says so. */
  readonly source: string;
  /** Whether it is installed where nothing else is asked for; a version of EKS that one may choose is not. */
  readonly pinned: boolean;
}

const calendar = "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html";

/**
 * Every version, by name, then by the version of Kubernetes, newest first.
 * @param day on which days are counted, `YYYY-MM-DD`
 */
export function versionRows(day: string): VersionRow[] {
  return [...catalogueRows(), ...chartRows(), ...manifestRows(), ...eksRows(day), ...eksAddOnRows()]
    .map((row) => (row.endOfLife === undefined ? row : { ...row, daysLeft: daysBetween(day, row.endOfLife) }))
    .sort((one, other) => compare(one.name, other.name));
}

/** What ends within so many days, or has ended, of what is installed where nothing else is asked for. */
export function endingSoon(rows: readonly VersionRow[], days: number = warningDays): VersionRow[] {
  return rows.filter((row) => row.pinned && isEnding(row, days));
}

/** Whether its support ends within so many days, or has ended. */
export function isEnding({ daysLeft }: VersionRow, days: number = warningDays): boolean {
  return daysLeft !== undefined && daysLeft < days;
}

function catalogueRows(): VersionRow[] {
  return Object.entries<CatalogueEntry>(catalogue).map(([name, entry]) => ({ name, ...commonColumns(entry) }));
}

function chartRows(): VersionRow[] {
  return Object.values<ChartEntry>(charts).map((entry) => ({
    name: `chart/${entry.chart}`,
    ...commonColumns(entry),
    appVersion: entry.appVersion,
    kubernetes: `${entry.kubernetes.from}-${entry.kubernetes.to}`,
  }));
}

function manifestRows(): VersionRow[] {
  return Object.entries<CatalogueEntry>(manifests).map(([name, entry]) => ({
    name: `manifest/${name}`,
    ...commonColumns(entry),
  }));
}

function commonColumns({ version, licence, endOfLife, source }: CatalogueEntry): Omit<VersionRow, "name"> {
  const [withoutDigest = version] = version.split("@");
  return { version: withoutDigest, licence, source, pinned: true, ...(endOfLife === undefined ? {} : { endOfLife }) };
}

/** Where standard support is over, the end of extended support counts. */
function eksRows(day: string): VersionRow[] {
  return kubernetesVersions.map(({ version, endOfStandardSupport, endOfExtendedSupport }) => {
    const isStandard = endOfStandardSupport >= day;
    return {
      name: isStandard ? "eks" : "eks (extended)",
      version,
      kubernetes: version,
      endOfLife: isStandard ? endOfStandardSupport : endOfExtendedSupport,
      source: calendar,
      pinned: version === defaultKubernetesVersion,
    };
  });
}

function eksAddOnRows(): VersionRow[] {
  return addOnNames.flatMap((name) =>
    pinnedKubernetesVersions.flatMap((kubernetes) => {
      const found = addOnVersion(name, kubernetes);
      if (found === undefined) return [];
      const { version, source } = found;
      return [{ name: `eks/${name}`, version, kubernetes, source, pinned: true }];
    }),
  );
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
