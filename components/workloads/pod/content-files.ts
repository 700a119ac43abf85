import { type Problem } from "../../core";
import { checkContentKey, checkContentReference } from "./check-content";
import { referencedKeys, type ContentField, type ContentReference, type OwnContent } from "./content";
import type { FileOptions } from "./volume-spec";

/** A config map or a secret of which there are files. */
export type ContentFiles = FileOptions &
  ({ readonly config: ContentReference } | { readonly secret: ContentReference });

/** Whether it is a config map or a secret, and which. */
export function contentOf(content: ContentFiles): [ContentField, ContentReference] {
  return "config" in content ? ["config", content.config] : ["secrets", content.secret];
}

/** Paths of its files; undefined where they are not known. */
export function pathsOf(content: ContentFiles, own: OwnContent): readonly string[] | undefined {
  return content.items === undefined ? referencedKeys(own, ...contentOf(content)) : Object.values(content.items);
}

/** The number that permissions stand for. */
export function octal(mode: string): number {
  return Number.parseInt(mode, 8);
}

/** What is wrong with the files of a config map or a secret. */
export function checkContentFiles(content: ContentFiles, own: OwnContent): Problem[] {
  const [field, reference] = contentOf(content);
  const { items, mode } = content;
  const wrong = checkContentReference(["config" in content ? "config" : "secret"], own, field, reference);
  return [
    ...wrong,
    ...(items !== undefined && Object.keys(items).length === 0 ? [emptyItems()] : []),
    ...Object.entries(items ?? {}).flatMap(([key, file]) => [
      ...(wrong.length > 0 ? [] : checkContentKey(["items", key], own, field, reference, key)),
      ...checkRelativePath(["items", key], file),
    ]),
    ...checkMode(mode),
  ];
}

/** A path below a volume, as Kubernetes takes it. */
export function checkRelativePath(path: Problem["path"], file: string): Problem[] {
  if (file !== "" && !file.startsWith("/") && !file.startsWith("..") && !file.split("/").includes("..")) return [];
  return [
    {
      path,
      message: "this is no path below the volume",
      found: file === "" ? '""' : file,
      allowed: "a path that does not start with '/', without '..'",
      fix: file.startsWith("/") && file.length > 1 ? `write ${file.replace(/^\/+/, "")}` : "write the path of a file",
    },
  ];
}

function emptyItems(): Problem {
  return {
    path: ["items"],
    message: "an empty list of keys would mean all of them",
    found: "{}",
    fix: "name some, or leave it out for all",
  };
}

function checkMode(mode: string | undefined): Problem[] {
  if (mode === undefined || /^0?[0-7]{3}$/.test(mode)) return [];
  return [
    {
      path: ["mode"],
      message: "these are no permissions of a file",
      found: mode,
      allowed: "three octal digits, for owner, group and others, with or without a 0 before them",
      fix: 'write such as "0440"',
    },
  ];
}
