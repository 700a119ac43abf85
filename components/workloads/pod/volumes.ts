import type { types } from "@pulumi/kubernetes";
import type { PlatformCapabilities } from "../../cluster";
import { checkDnsLabel, didYouMean, parseQuantity, under, type Problem } from "../../core";
import type { OwnContent } from "./content";
import { checkFile, checkMountPath, checkTwinPath } from "./mounts";
import type { MainMount, MountSpec, VolumeClaims, VolumeClaimSpec, Volumes } from "./volume-spec";
import { checkBytes, checkVolumeSource, isEmptyVolume, isHostVolume, isWritable, volumeSource } from "./volume-sources";

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

/**
 * The claims that a StatefulSet makes for each of its pods, by name: their order is part of what Kubernetes never changes, so another one
 * would replace the StatefulSet.
 */
export function volumeClaimTemplates(claims: VolumeClaims): types.input.core.v1.PersistentVolumeClaim[] {
  const byName = Object.entries(claims).sort(([one], [other]) => (one < other ? -1 : 1));
  return byName.map(([name, { size, class: className, accessModes = ["ReadWriteOnce"] }]) => ({
    metadata: { name },
    spec: {
      accessModes: [...accessModes],
      ...(className === undefined ? {} : { storageClassName: className }),
      resources: { requests: { storage: size } },
    },
  }));
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

/** What is wrong with the volume claims of a stateful service, but for their names and where they are mounted: `checkVolumes` looks at those. */
export function checkVolumeClaims(
  claims: VolumeClaims | undefined,
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  const entries = Object.entries(claims ?? {});
  if (entries.length === 0) {
    return [
      {
        path: ["volumeClaims"],
        message: "a stateful service without a volume claim keeps nothing",
        found: "no volume claim",
        fix: "add one, such as data: { size: 10Gi, mountPath: /data }, or make it a service (Microservice)",
      },
    ];
  }
  return entries.flatMap(([name, claim]) =>
    under(
      ["volumeClaims", name],
      [
        ...checkBytes(["size"], claim.size),
        ...checkGrowth(claim),
        ...checkModes(claim),
        ...checkClass(claim, capabilities),
      ],
    ),
  );
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

function checkGrowth({ size, grownFrom }: VolumeClaimSpec): Problem[] {
  if (grownFrom === undefined) return [];
  const wrong = checkBytes(["grownFrom"], grownFrom);
  const [before, after] = [parseQuantity(grownFrom), parseQuantity(size)];
  if (wrong.length > 0 || before === undefined || after === undefined || before < after) return wrong;
  return [
    {
      path: ["size"],
      message: "a volume only grows, it never shrinks",
      found: `${size}, grown from ${grownFrom}`,
      allowed: `more than ${grownFrom}`,
      fix: "write a larger size; for a smaller one make another claim and copy what it holds",
    },
  ];
}

function checkModes({ accessModes }: VolumeClaimSpec): Problem[] {
  if (accessModes === undefined) return [];
  const path = ["accessModes"];
  if (accessModes.length === 0) {
    return [
      { path, message: "a volume claim without an access mode", found: "[]", fix: "leave it out for ReadWriteOnce" },
    ];
  }
  if (!accessModes.includes("ReadWriteOncePod") || accessModes.length === 1) return [];
  return [
    {
      path,
      message: "ReadWriteOncePod goes with no other access mode",
      found: accessModes.join(", "),
      fix: "remove it, or all others",
    },
  ];
}

/** What the cluster's classes can do, if it is known which there are. */
function checkClass(claim: VolumeClaimSpec, capabilities: PlatformCapabilities | undefined): Problem[] {
  const classes = capabilities?.storageClasses;
  if (classes === undefined) return [];
  const names = Object.keys(classes);
  const [defaultName] = names.filter((name) => classes[name]?.isDefault === true);
  const name = claim.class ?? defaultName;
  const storageClass = name === undefined || !Object.hasOwn(classes, name) ? undefined : classes[name];
  if (name === undefined || storageClass === undefined) return [unknownClass(name, names)];
  const which = claim.class === undefined ? `${name}, the default` : name;
  const shared = claim.accessModes?.filter((mode) => mode.endsWith("Many")) ?? [];
  const able = (ability: "shared" | "expandable"): Pick<Problem, "allowed"> => {
    const others = names.filter((other) => classes[other]?.[ability] === true);
    return others.length === 0 ? {} : { allowed: `the class ${others.join(" or ")}` };
  };
  return [
    ...(shared.length === 0 || storageClass.shared === true
      ? []
      : [
          {
            path: ["accessModes"],
            message: "volumes of this class are for pods of one node",
            found: `${shared.join(", ")} of ${which}`,
            ...able("shared"),
            fix: "use a class of shared storage, or ReadWriteOnce",
          },
        ]),
    ...(claim.grownFrom === undefined || storageClass.expandable
      ? []
      : [
          {
            path: ["size"],
            message: "volumes of this class cannot grow",
            found: `${claim.size}, grown from ${claim.grownFrom}, of ${which}`,
            ...able("expandable"),
            fix: `leave the size at ${claim.grownFrom}, or make another claim of a class that can grow and copy what it holds`,
          },
        ]),
  ];
}

function unknownClass(name: string | undefined, names: readonly string[]): Problem {
  const meant = name === undefined ? undefined : didYouMean(name, names);
  return {
    path: ["class"],
    message:
      name === undefined
        ? "the cluster has no default class of storage"
        : "the cluster has no class of storage of this name",
    ...(name === undefined ? {} : { found: name }),
    ...(names.length === 0 ? {} : { allowed: names.join(", ") }),
    fix:
      meant !== undefined
        ? `did you mean ${meant}?`
        : `name one of the classes, or add it to slipway:capabilities.storageClasses`,
  };
}
