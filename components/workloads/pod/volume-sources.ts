import type { types } from "@pulumi/kubernetes";
import { parseQuantity, type Problem } from "../../core";
import { checkReferencedName } from "./check-content";
import { referencedName, type OwnContent } from "./content";
import { checkContentFiles, octal, pathsOf } from "./content-files";
import { checkProjected, filesOfProjection, projectionSource } from "./projected-volume";
import type { CsiVolume, FileOptions, HostVolume, VolumeSpec } from "./volume-spec";

type Volume = types.input.core.v1.Volume;

/** What a volume can be made from; one that names none of these is empty. */
const sources = ["config", "secret", "projected", "claim", "hostPath", "csi"] as const;
type Source = (typeof sources)[number];
type SourceVolume<Name extends Source> = Extract<VolumeSpec, Record<Name, unknown>>;

/** Whether a volume is an empty folder at first. */
export function isEmptyVolume(volume: VolumeSpec): boolean {
  return sourcesOf(volume).length === 0;
}

/** Whether a volume is a folder or file of the node. */
export function isHostVolume(volume: VolumeSpec): volume is HostVolume {
  return isMadeFrom(volume, "hostPath");
}

/** Whether containers may write to a volume that says nothing of it. */
export function isWritable(volume: VolumeSpec): boolean {
  return isEmptyVolume(volume) || isMadeFrom(volume, "claim");
}

/** A volume's Kubernetes form, without its name. */
export function volumeSource(volume: VolumeSpec, own: OwnContent): Omit<Volume, "name"> {
  if (isMadeFrom(volume, "config"))
    return { configMap: { name: referencedName(own, volume.config), ...files(volume) } };
  if (isMadeFrom(volume, "secret")) {
    return { secret: { secretName: referencedName(own, volume.secret), ...files(volume) } };
  }
  if (isMadeFrom(volume, "projected")) {
    return { projected: { sources: volume.projected.map((projection) => projectionSource(projection, own)) } };
  }
  if (isMadeFrom(volume, "claim")) return { persistentVolumeClaim: { claimName: volume.claim } };
  if (isMadeFrom(volume, "hostPath")) return { hostPath: hostFolder(volume) };
  if (isMadeFrom(volume, "csi")) return { csi: csiSource(volume) };
  const { memory, sizeLimit } = volume as { memory?: boolean; sizeLimit?: string };
  return {
    emptyDir: { ...(memory === true ? { medium: "Memory" } : {}), ...(sizeLimit === undefined ? {} : { sizeLimit }) },
  };
}

/** Paths of the files of a volume, below it; undefined where they are not known. */
export function filesOf(volume: VolumeSpec, own: OwnContent): readonly string[] | undefined {
  if (isMadeFrom(volume, "config") || isMadeFrom(volume, "secret")) return pathsOf(volume, own);
  if (!isMadeFrom(volume, "projected")) return undefined;
  const lists = volume.projected.map((projection) => filesOfProjection(projection, own));
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** What is wrong with what a volume is made from. Paths are relative to the volume. */
export function checkVolumeSource(volume: VolumeSpec, own: OwnContent): Problem[] {
  const found = sourcesOf(volume);
  if (found.length > 1) {
    return [
      {
        path: [],
        message: `a volume has one source, but this one has ${found.length === 2 ? "both " : ""}${found.join(" and ")}`,
        found: found.join(", "),
        fix: "make a volume of each, or list config maps and secrets under projected",
      },
    ];
  }
  return [...checkOptions(volume, found[0] ?? "empty"), ...checkOneSource(volume, own)];
}

/** A quantity of bytes above zero. */
export function checkBytes(path: Problem["path"], quantity: string): Problem[] {
  if ((parseQuantity(quantity) ?? 0) > 0) return [];
  return [
    {
      path,
      message: "this is no quantity",
      found: quantity,
      allowed: "a positive Kubernetes quantity, such as 64Mi",
      fix: "write bytes with Ki, Mi or Gi, without 'B'",
    },
  ];
}

function sourcesOf(volume: VolumeSpec): Source[] {
  return sources.filter((source) => isMadeFrom(volume, source));
}

function isMadeFrom<Name extends Source>(volume: VolumeSpec, source: Name): volume is SourceVolume<Name> {
  return (volume as Readonly<Record<string, unknown>>)[source] !== undefined;
}

function files({ items, mode, optional }: FileOptions) {
  return {
    ...(items === undefined ? {} : { items: Object.entries(items).map(([key, path]) => ({ key, path })) }),
    ...(mode === undefined ? {} : { defaultMode: octal(mode) }),
    ...(optional === true ? { optional } : {}),
  };
}

function hostFolder({ hostPath, hostPathType }: HostVolume) {
  return { path: hostPath, ...(hostPathType === undefined ? {} : { type: hostPathType }) };
}

function csiSource({ csi, readOnly = true }: CsiVolume): types.input.core.v1.CSIVolumeSource {
  return {
    driver: csi.driver,
    ...(readOnly ? { readOnly } : {}),
    ...(csi.attributes === undefined ? {} : { volumeAttributes: { ...csi.attributes } }),
  };
}

/** Options that only volumes of some sources have. */
const optionsOf: Readonly<Record<Source | "empty", readonly string[]>> = {
  empty: ["memory", "sizeLimit"],
  config: ["items", "mode", "optional"],
  secret: ["items", "mode", "optional"],
  projected: [],
  claim: [],
  hostPath: ["hostPathType"],
  csi: [],
};

function checkOptions(volume: VolumeSpec, source: Source | "empty"): Problem[] {
  const all = new Set(Object.values(optionsOf).flat());
  return Object.entries(volume)
    .filter(([option, value]) => value !== undefined && all.has(option) && !optionsOf[source].includes(option))
    .map(([option]) => ({
      path: [option],
      message: `${source === "empty" ? "an empty volume" : `a volume made from ${source}`} has no such option`,
      found: option,
      ...(optionsOf[source].length === 0 ? {} : { allowed: optionsOf[source].join(", ") }),
      fix: "remove it",
    }));
}

function checkOneSource(volume: VolumeSpec, own: OwnContent): Problem[] {
  if (isMadeFrom(volume, "config") || isMadeFrom(volume, "secret")) return checkContentFiles(volume, own);
  if (isMadeFrom(volume, "projected")) return checkProjected(volume.projected, own);
  if (isMadeFrom(volume, "claim")) return checkReferencedName(["claim"], volume.claim);
  if (isMadeFrom(volume, "hostPath")) return checkHostPath(volume.hostPath);
  if (isMadeFrom(volume, "csi")) return checkDriver(volume.csi.driver);
  const { sizeLimit } = volume as { sizeLimit?: string };
  return sizeLimit === undefined ? [] : checkBytes(["sizeLimit"], sizeLimit);
}

function checkHostPath(hostPath: string): Problem[] {
  if (hostPath.startsWith("/") && !hostPath.split("/").includes("..")) return [];
  return [
    {
      path: ["hostPath"],
      message: "a folder of the node is named by its absolute path",
      found: hostPath,
      allowed: "a path that starts with '/', without '..'",
      fix: "write the whole path",
    },
  ];
}

function checkDriver(driver: string): Problem[] {
  if (/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/i.test(driver)) return [];
  return [
    {
      path: ["csi", "driver"],
      message: "this is no name of a CSI driver",
      found: driver === "" ? '""' : driver,
      allowed: "1 to 63 letters, digits, '-' and '.', with a letter or digit at both ends",
      fix: "copy the name of the CSIDriver, such as secrets-store.csi.k8s.io",
    },
  ];
}
