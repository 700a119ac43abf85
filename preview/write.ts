import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SlipwayError } from "../components/core";
import type { PreviewFile } from "./manifests";

/** What a preview's folder may hold; one that holds anything else is somebody's own. */
const ours = ["manifests", "resources.json", "summary.json"];

/**
 * Puts the files of a preview in the place of those of an earlier one. Until all of them are written, the earlier ones
 * stay as they are.
 * @param folder the environment's folder, which is made if it is missing
 * @throws SlipwayError if the folder holds files that no preview wrote
 */
export function replaceFolder(folder: string, files: readonly PreviewFile[]): void {
  requireOwnFolder(folder);
  mkdirSync(path.dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}.draft-`);
  try {
    for (const parent of new Set(files.map((file) => path.dirname(file.path)))) {
      mkdirSync(path.join(draft, parent), { recursive: true });
    }
    for (const file of files) writeFileSync(path.join(draft, file.path), file.text);
    swap(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Afterwards `draft` holds what was in `folder`, if anything. */
function swap(draft: string, folder: string): void {
  if (!existsSync(folder)) {
    renameSync(draft, folder);
    return;
  }
  const earlier = `${draft}-earlier`;
  renameSync(folder, earlier);
  try {
    renameSync(draft, folder);
  } catch (error) {
    renameSync(earlier, folder);
    throw error;
  }
  renameSync(earlier, draft);
}

function requireOwnFolder(folder: string): void {
  const obstacle = firstFile(folder);
  if (obstacle !== undefined) {
    throw new SlipwayError(folder, [
      {
        path: ["--out"],
        message: "a file stands where the folder would be",
        found: obstacle,
        fix: "move it away, or name another folder with --out",
      },
    ]);
  }
  if (!existsSync(folder)) return;
  const foreign = readdirSync(folder).filter((name) => !ours.includes(name));
  if (foreign.length === 0) return;
  throw new SlipwayError(folder, [
    {
      path: ["--out"],
      message: "the folder holds files that no preview wrote, and a preview replaces its folder",
      found: foreign.join(", "),
      fix: "move them away, or name another folder with --out",
    },
  ]);
}

/** The path itself, or the nearest part of it that exists, if that is no folder. */
function firstFile(folder: string): string | undefined {
  if (existsSync(folder)) return statSync(folder).isDirectory() ? undefined : folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : firstFile(parent);
}
