import type { types } from "@pulumi/kubernetes";
import { checkDnsLabel, toDnsLabel, type Problem } from "../core";
import { parseQuantity } from "./quantities";

/** A folder that a container may write to, as its root file system is read-only. It is empty at first and ends with the pod. */
export interface VolumeSpec {
  /** Absolute path in the container. */
  readonly mountPath: string;
  /** Largest size, as a Kubernetes quantity such as `64Mi`; a pod that writes more is evicted. Default: the node's own limit. */
  readonly sizeLimit?: string | undefined;
}

/** Volumes by name. */
export type Volumes = Readonly<Record<string, VolumeSpec>>;

/** The pod's side. */
export function podVolumes(volumes: Volumes = {}): types.input.core.v1.Volume[] {
  return Object.entries(volumes).map(([name, { sizeLimit }]) => ({
    name,
    emptyDir: sizeLimit === undefined ? {} : { sizeLimit },
  }));
}

/** The container's side. */
export function volumeMounts(volumes: Volumes = {}): types.input.core.v1.VolumeMount[] {
  return Object.entries(volumes).map(([name, { mountPath }]) => ({ name, mountPath }));
}

/** What is wrong with a workload's volumes. */
export function checkVolumes(volumes: Volumes = {}): Problem[] {
  const entries = Object.entries(volumes);
  return entries.flatMap(([name, volume], index) => {
    const twin = entries.slice(0, index).find(([, other]) => trimmed(other.mountPath) === trimmed(volume.mountPath));
    return [
      ...checkDnsLabel("a volume", name, ["volumes", name]),
      ...(isMountPath(volume.mountPath) ? [] : [pathProblem(name, volume)]),
      ...(twin === undefined ? [] : [twinProblem(name, volume, twin[0])]),
      ...checkSize(name, volume.sizeLimit),
    ];
  });
}

function trimmed(mountPath: string): string {
  return mountPath.replace(/\/+$/, "");
}

function isMountPath(mountPath: string): boolean {
  const [root, ...folders] = trimmed(mountPath).split("/");
  return (
    root === "" &&
    folders.length > 0 &&
    !mountPath.includes(":") &&
    folders.every((name) => name !== "" && name !== "..")
  );
}

function pathProblem(name: string, { mountPath }: VolumeSpec): Problem {
  return {
    path: ["volumes", name, "mountPath"],
    message: "a volume is mounted at an absolute path below the root",
    found: mountPath,
    allowed: "a path that starts with '/', without '..' and ':'",
    fix: `write /${toDnsLabel(mountPath.split("/").at(-1) ?? "")}, or another folder`,
  };
}

function twinProblem(name: string, { mountPath }: VolumeSpec, twin: string): Problem {
  return {
    path: ["volumes", name, "mountPath"],
    message: "two volumes are mounted at one path",
    found: `${twin} and ${name} are both at ${mountPath}`,
    fix: `mount ${name} somewhere else, or remove it`,
  };
}

function checkSize(name: string, sizeLimit: string | undefined): Problem[] {
  if (sizeLimit === undefined || (parseQuantity(sizeLimit) ?? 0) > 0) return [];
  return [
    {
      path: ["volumes", name, "sizeLimit"],
      message: "this is no quantity",
      found: sizeLimit,
      allowed: "a positive Kubernetes quantity, such as 64Mi",
      fix: "write bytes with Ki, Mi or Gi, without 'B'",
    },
  ];
}
