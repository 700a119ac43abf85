import type { types } from "@pulumi/kubernetes";
import { dnsLabelRule, isDnsLabel, toDnsLabel, type Problem } from "../core";
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
    const twin = entries.slice(0, index).find(([, other]) => other.mountPath === volume.mountPath);
    return [
      ...(isDnsLabel(name) ? [] : [nameProblem(name)]),
      ...(volume.mountPath.startsWith("/") && !volume.mountPath.includes(":") ? [] : [pathProblem(name, volume)]),
      ...(twin === undefined ? [] : [twinProblem(name, volume, twin[0])]),
      ...checkSize(name, volume.sizeLimit),
    ];
  });
}

function nameProblem(name: string): Problem {
  return {
    path: ["volumes", name],
    message: "the name of a volume must be a DNS label",
    found: name,
    allowed: dnsLabelRule,
    fix: `name it ${toDnsLabel(name)}`,
  };
}

function pathProblem(name: string, { mountPath }: VolumeSpec): Problem {
  return {
    path: ["volumes", name, "mountPath"],
    message: "a volume is mounted at an absolute path",
    found: mountPath,
    allowed: "a path that starts with '/' and has no ':'",
    fix: `write /${mountPath.replaceAll(":", "").replace(/^\/+/, "")}`,
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
