import { didYouMean, toDnsLabel, type Problem } from "../../core";
import type { OwnContent } from "./content";
import { checkRelativePath } from "./content-files";
import type { MainMount, VolumeSpec } from "./volume-spec";
import { filesOf } from "./volume-sources";

/** What is wrong with where a volume is mounted. Paths are relative to the mount. */
export function checkMountPath(mountPath: string): Problem[] {
  const [root, ...folders] = trimmed(mountPath).split("/");
  const isBelowRoot =
    root === "" &&
    folders.length > 0 &&
    !mountPath.includes(":") &&
    folders.every((name) => name !== "" && name !== "..");
  if (isBelowRoot) return [];
  return [
    {
      path: ["mountPath"],
      message: "a volume is mounted at an absolute path below the root",
      found: mountPath,
      allowed: "a path that starts with '/', without '..' and ':'",
      fix: `write /${toDnsLabel(mountPath.split("/").at(-1) ?? "")}, or another folder`,
    },
  ];
}

/** Two mounts at one path. One below another is fine: Kubernetes mounts the outer one first. */
export function checkTwinPath(
  name: string,
  { mountPath }: MainMount,
  before: readonly { readonly name: string; readonly mount: MainMount }[],
): Problem[] {
  if (mountPath === undefined) return [];
  const twin = before.find(
    ({ mount }) => mount.mountPath !== undefined && trimmed(mount.mountPath) === trimmed(mountPath),
  );
  if (twin === undefined) return [];
  return [
    {
      path: ["mountPath"],
      message: "two volumes are mounted at one path",
      found: `${twin.name} and ${name} are both at ${mountPath}`,
      fix: `mount ${name} somewhere else, or remove it`,
    },
  ];
}

/**
 * What is wrong with the single file of a volume that is mounted.
 * @param own undefined: whether there is such a file is not checked
 */
export function checkFile({ file }: MainMount, volume: VolumeSpec | undefined, own: OwnContent | undefined): Problem[] {
  if (file === undefined) return [];
  const wrong = checkRelativePath(["file"], file);
  const known = volume === undefined || own === undefined ? undefined : filesOf(volume, own);
  const isThere = known?.some((one) => one === trimmed(file) || one.startsWith(`${trimmed(file)}/`)) ?? true;
  if (wrong.length > 0 || known === undefined || isThere) return wrong;
  const meant = didYouMean(file, known);
  return [
    {
      path: ["file"],
      message: "the volume has no file of this name, so the container would see an empty folder",
      found: file,
      allowed: known.join(", "),
      fix: meant === undefined ? "name one of its files, or add this one" : `did you mean ${meant}?`,
    },
  ];
}

function trimmed(mountPath: string): string {
  return mountPath.replace(/\/+$/, "");
}
