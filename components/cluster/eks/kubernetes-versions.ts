import { catalogue, didYouMean, type Problem } from "../../core";

/** How long AWS supports a Kubernetes version on EKS. All days are `YYYY-MM-DD`. */
export interface KubernetesVersion {
  /** The minor version, such as `1.36`. */
  readonly version: string;
  /** The day it came to EKS; left out where it is not known. */
  readonly released?: string;
  /** The last day of standard support, at $0.10 an hour for the control plane. */
  readonly endOfStandardSupport: string;
  /** The last day of extended support, at $0.60 an hour. Clusters are upgraded by AWS after it. */
  readonly endOfExtendedSupport: string;
}

/** The upgrade policy of a cluster: whether AWS upgrades it when standard support ends, or charges extended support. */
export type SupportType = "STANDARD" | "EXTENDED";

/** Something that is allowed, but not for long. */
export interface VersionWarning {
  /** Without a full stop. */
  readonly message: string;
  readonly fix: string;
}

/**
 * The versions that EKS supports, newest first. Source: the release calendar in the EKS User Guide, "Understand the
 * Kubernetes version lifecycle on EKS", as recorded by https://endoflife.date/amazon-eks on 2026-08-22.
 */
export const kubernetesVersions: readonly KubernetesVersion[] = [
  {
    version: "1.36",
    released: "2026-06-02",
    endOfStandardSupport: "2027-08-02",
    endOfExtendedSupport: "2028-08-02",
  },
  {
    version: "1.35",
    released: "2026-01-28",
    endOfStandardSupport: "2027-03-27",
    endOfExtendedSupport: "2028-03-27",
  },
  {
    version: "1.34",
    released: "2025-10-06",
    endOfStandardSupport: "2026-12-02",
    endOfExtendedSupport: "2027-12-02",
  },
  {
    version: "1.33",
    released: "2025-05-28",
    endOfStandardSupport: "2026-07-29",
    endOfExtendedSupport: "2027-07-29",
  },
  { version: "1.32", endOfStandardSupport: "2026-03-23", endOfExtendedSupport: "2027-03-23" },
  { version: "1.31", endOfStandardSupport: "2025-11-26", endOfExtendedSupport: "2026-11-26" },
];

/** The version that new clusters get: the minor version of the catalogue's. */
export const defaultKubernetesVersion = catalogue.kubernetes.version.split(".").slice(0, 2).join(".");

/** How many days before an end of support it is told. */
export const warningDays = 60;

/** The support dates of a minor version, or `undefined` for one that is not known. */
export function findKubernetesVersion(version: string): KubernetesVersion | undefined {
  return kubernetesVersions.find((entry) => entry.version === version);
}

/**
 * What is wrong with a version on a day: it is not known, or its support is over. The day is an argument, never the
 * clock's, so that a preview is the same each time.
 * @param today `YYYY-MM-DD`
 */
export function checkKubernetesVersion(
  version: string,
  today: string,
  supportType: SupportType,
  path: Problem["path"] = [],
): Problem[] {
  const entry = findKubernetesVersion(version);
  if (entry === undefined) return [unknownVersion(version, today, path)];
  const { endOfStandardSupport, endOfExtendedSupport } = entry;
  if (isAfter(today, endOfExtendedSupport)) {
    return [
      {
        path,
        message: `EKS stopped supporting Kubernetes ${version} on ${endOfExtendedSupport}`,
        found: version,
        allowed: supportedOn(today, supportType),
        fix: `write ${newerVersion(version)}`,
      },
    ];
  }
  if (supportType === "STANDARD" && isAfter(today, endOfStandardSupport)) {
    return [
      {
        path,
        message: `the standard support of Kubernetes ${version} on EKS ended on ${endOfStandardSupport}`,
        found: version,
        allowed: supportedOn(today, supportType),
        fix: `write ${newerVersion(version)}, or write supportType: EXTENDED, which costs $0.60 an hour, not $0.10, until ${endOfExtendedSupport}`,
      },
    ];
  }
  return [];
}

/**
 * What will soon be wrong with a version: the end of the support that the cluster has is fewer than 60 days away. Empty
 * for a version that `checkKubernetesVersion` refuses.
 * @param today `YYYY-MM-DD`
 */
export function warnKubernetesVersion(version: string, today: string, supportType: SupportType): VersionWarning[] {
  const entry = findKubernetesVersion(version);
  if (entry === undefined || checkKubernetesVersion(version, today, supportType).length > 0) return [];
  const standard = !isAfter(today, entry.endOfStandardSupport);
  const end = standard ? entry.endOfStandardSupport : entry.endOfExtendedSupport;
  const days = daysBetween(today, end);
  if (days >= warningDays) return [];
  const support = standard ? "standard support" : "extended support";
  return [
    {
      message: `the ${support} of Kubernetes ${version} on EKS ends on ${end}, in ${days} ${days === 1 ? "day" : "days"}; ${consequence(standard, supportType)}`,
      fix: upgradeAdvice(version),
    },
  ];
}

function consequence(standard: boolean, supportType: SupportType): string {
  if (standard && supportType === "EXTENDED") return "then the control plane costs $0.60 an hour, not $0.10";
  return "then AWS upgrades the cluster by itself";
}

function upgradeAdvice(version: string): string {
  const next = nextVersion(version);
  return next === undefined
    ? "look for a newer version of EKS, and add it to the table"
    : `plan the upgrade to ${next}`;
}

/** A running cluster goes up one minor version at a time, a new one may begin with the newest. */
function newerVersion(version: string): string {
  const next = nextVersion(version) ?? defaultKubernetesVersion;
  if (next === defaultKubernetesVersion) return `"${next}"`;
  return `"${defaultKubernetesVersion}" for a new cluster, "${next}" as the next step of a running one`;
}

function nextVersion(version: string): string | undefined {
  return kubernetesVersions[kubernetesVersions.findIndex((entry) => entry.version === version) - 1]?.version;
}

function unknownVersion(version: string, today: string, path: Problem["path"]): Problem {
  const versions = kubernetesVersions.map((entry) => entry.version);
  const minor = /^v?(1\.\d+)\.\d+$/.exec(version)?.[1];
  const oldest = versions.at(-1) ?? "";
  const isOld = /^1\.\d\d$/.test(version) && Number(version.slice(2)) < Number(oldest.slice(2));
  const meant = minor === undefined ? didYouMean(version, versions) : versions.find((known) => known === minor);
  return {
    path,
    message:
      minor === undefined
        ? isOld
          ? `EKS no longer supports Kubernetes ${version}`
          : "no Kubernetes version of EKS by this name is known"
        : "EKS chooses the patch release itself: only the minor version is written",
    found: version,
    allowed: supportedOn(today, "STANDARD"),
    fix: `write "${isOld || meant === undefined || !isSupported(meant, today) ? defaultKubernetesVersion : meant}"`,
  };
}

function isSupported(version: string, today: string): boolean {
  const entry = findKubernetesVersion(version);
  return entry !== undefined && !isAfter(today, entry.endOfStandardSupport);
}

function supportedOn(today: string, supportType: SupportType): string {
  const supported = kubernetesVersions.filter(
    (entry) => !isAfter(today, supportType === "STANDARD" ? entry.endOfStandardSupport : entry.endOfExtendedSupport),
  );
  return supported.length === 0 ? "none of the table" : supported.map((entry) => entry.version).join(", ");
}

/** Days of the form `YYYY-MM-DD` have the order of their text. */
function isAfter(day: string, end: string): boolean {
  return day > end;
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
