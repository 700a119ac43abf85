import type { types } from "@pulumi/kubernetes";
import { checkDnsLabel, didYouMean, under, type Problem } from "../../core";
import type { OwnContent } from "./content";
import { checkFile, checkMountPath, checkTwinPath } from "./mounts";
import type { MainMount, MountSpec, VolumeClaims, Volumes } from "./volume-spec";
import { checkVolumeSource, isEmptyVolume, isHostVolume, isWritable, volumeSource } from "./volume-sources";

type VolumeMount = types.input.core.v1.VolumeMount;

/** Volumes and volume claims by name, each with where a container sees it. */
export type Mounts = Readonly<Record<string, string | MountSpec>>;

/** The pod's side. */
export function podVolumes(volumes: Volumes | undefined, own: OwnContent): types.input.core.v1.Volume[] {
  return Object.entries(volumes ?? {}).map(([name, volume]) => ({ name, ...volumeSource(volume, own) }));
}

/** The main container's side. */
export function mainMounts(volumes: Volumes = {}, claims: VolumeClaims = {}): VolumeMount[] {
  return [...Object.entries(volumes), ...Object.entries(claims)].flatMap(([name, mount]) =>
    hasPath(mount) ? [volumeMount(name, mount, isWrittenTo(name, volumes))] : [],
  );
}

/** The side of another container. */
export function otherMounts(
  mounts: Mounts | undefined,
  volumes: Volumes = {},
  claims: VolumeClaims = {},
): VolumeMount[] {
  return Object.entries(mounts ?? mountsOfEmptyVolumes(volumes))
    .filter(([name]) => Object.hasOwn(volumes, name) || Object.hasOwn(claims, name))
    .map(([name, mount]) => volumeMount(name, mountSpec(mount), isWrittenTo(name, volumes)));
}

/** Names of the volumes that are folders or files of the node. */
export function hostPathVolumes(volumes: Volumes = {}): string[] {
  return Object.entries(volumes).flatMap(([name, volume]) => (isHostVolume(volume) ? [name] : []));
}

/**
 * What is wrong with a pod's volumes, and with where its main container sees them and the volume claims.
 * @param mountedElsewhere names of the volumes and claims that other containers list under `mounts`
 */
export function checkVolumes(
  volumes: Volumes | undefined,
  own: OwnContent,
  claims: VolumeClaims = {},
  mountedElsewhere: readonly string[] = [],
): Problem[] {
  const mounts = [
    ...Object.entries(volumes ?? {}).map(([name, mount]) => ({ field: "volumes", name, mount })),
    ...Object.entries(claims).map(([name, mount]) => ({ field: "volumeClaims", name, mount })),
  ];
  return mounts.flatMap(({ field, name, mount }, index) => {
    const before = mounts.slice(0, index);
    const volume = field === "volumes" ? volumes?.[name] : undefined;
    return [
      ...checkDnsLabel(field === "volumes" ? "a volume" : "a volume claim", name, [field, name]),
      ...(before.some((other) => other.name === name) ? [twinName(field, name)] : []),
      ...under(
        [field, name],
        [
          ...checkMainMount(name, mount, mountedElsewhere),
          ...checkTwinPath(name, mount, before),
          ...checkFile(mount, volume, own),
          ...(volume === undefined ? [] : checkVolumeSource(volume, own)),
        ],
      ),
    ];
  });
}

/**
 * What is wrong with where another container than the main one sees volumes. Paths are relative to the container.
 * @param own left out: whether a single file exists is not checked
 */
export function checkMounts(
  mounts: Mounts | undefined,
  volumes: Volumes = {},
  claims: VolumeClaims = {},
  own?: OwnContent,
): Problem[] {
  const specs = Object.entries(mounts ?? {}).map(([name, mount]) => ({ name, mount: mountSpec(mount) }));
  const known = [...Object.keys(volumes), ...Object.keys(claims)];
  return specs.flatMap(({ name, mount }, index) => {
    const volume = Object.hasOwn(volumes, name) ? volumes[name] : undefined;
    return under(
      ["mounts", name],
      [
        ...(known.includes(name) ? [] : [unknownVolume(name, known)]),
        ...checkMountPath(mount.mountPath),
        ...checkTwinPath(name, mount, specs.slice(0, index)),
        ...checkFile(mount, volume, own),
      ],
    );
  });
}

/**
 * Mounts that the node is to see too, which Kubernetes allows to privileged containers alone. Paths are relative to the container.
 * @param mounts by the field that has them, of a container that is not privileged
 */
export function checkPropagation(
  mounts: Readonly<Record<string, Readonly<Record<string, string | MainMount>> | undefined>>,
): Problem[] {
  return Object.entries(mounts).flatMap(([field, byName]) =>
    Object.entries(byName ?? {})
      .filter(([, mount]) => typeof mount !== "string" && mount.propagation === "Bidirectional")
      .map(([name]) => ({
        path: [field, name, "propagation"],
        message: "only a privileged container may mount something for the node to see",
        found: "Bidirectional",
        fix: "use HostToContainer, or give the container the exception privileged",
      })),
  );
}

function hasPath(mount: MainMount): mount is MountSpec {
  return mount.mountPath !== undefined;
}

function mountSpec(mount: string | MountSpec): MountSpec {
  return typeof mount === "string" ? { mountPath: mount } : mount;
}

/** Whether a volume is written to by those that say nothing of it. Volume claims are. */
function isWrittenTo(name: string, volumes: Volumes): boolean {
  const volume = Object.hasOwn(volumes, name) ? volumes[name] : undefined;
  return volume === undefined || isWritable(volume);
}

/** What the main container only reads, another one may have to write first. */
function mountsOfEmptyVolumes(volumes: Volumes): Mounts {
  return Object.fromEntries(
    Object.entries(volumes).flatMap(([name, volume]): [string, MountSpec][] => {
      const { mountPath, file } = volume;
      return isEmptyVolume(volume) && mountPath !== undefined ? [[name, { mountPath, file }]] : [];
    }),
  );
}

function volumeMount(
  name: string,
  { mountPath, file, propagation, ...mount }: MountSpec,
  isWritten: boolean,
): VolumeMount {
  const readOnly = mount.readOnly ?? !isWritten;
  return {
    name,
    mountPath,
    ...(file === undefined ? {} : { subPath: file }),
    ...(readOnly ? { readOnly } : {}),
    ...(propagation === undefined ? {} : { mountPropagation: propagation }),
  };
}

function twinName(field: string, name: string): Problem {
  return {
    path: [field, name],
    message: "a volume and a volume claim have one name",
    found: name,
    fix: "rename one of them",
  };
}

function checkMainMount(name: string, mount: MainMount, mountedElsewhere: readonly string[]): Problem[] {
  if (hasPath(mount)) return checkMountPath(mount.mountPath);
  const stray = (["file", "propagation"] as const).filter((field) => mount[field] !== undefined);
  return [
    ...stray.map((field) => ({
      path: [field],
      message: "it says how the main container sees the volume, but not where",
      found: field,
      fix: "add mountPath, or move it to the mounts of another container",
    })),
    ...(mountedElsewhere.includes(name) ? [] : [unmountedProblem(name)]),
  ];
}

function unmountedProblem(name: string): Problem {
  return {
    path: [],
    message: "no container sees this volume",
    found: name,
    fix: "add mountPath, name it under mounts of another container, or remove it",
  };
}

function unknownVolume(name: string, known: readonly string[]): Problem {
  const meant = didYouMean(name, known);
  return {
    path: [],
    message: "the pod has no volume of this name",
    found: name,
    ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
    fix: meant === undefined ? "add it under volumes" : `did you mean ${meant}?`,
  };
}
