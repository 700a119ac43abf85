import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { SlipwayError } from "../components/core";
import type { PreviewFile } from "./manifests";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** The file system does not let a preview be written. Its message is for the user. */
export class WriteError extends Error {}

/**
 * Puts the files of a preview in the place of those of an earlier one. Until all of them are written, the earlier ones
 * stay as they are. Others who write to the same folder at the same time wait for each other.
 * @param folder the environment's folder, which is made if it is missing
 * @param files `resources.json`, and `summary.json` with the paths of all `files`, are among them: by these a later
 * preview knows that it may replace the folder
 * @param patience how many milliseconds to wait for another preview that writes to the folder
 * @throws SlipwayError if the folder holds files that no preview wrote
 * @throws WriteError if the folder cannot be written
 */
export function replaceFolder(folder: string, files: readonly PreviewFile[], patience = 10 * second): void {
  requireNoFileInTheWay(folder);
  try {
    makeFolders(path.dirname(folder));
    whileLocked(`${folder}.lock`, patience, () => {
      cleanUp(folder);
      requireOwnFolder(folder);
      writeAndSwap(folder, files);
    });
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    throw new WriteError(
      `${folder} cannot be written: ${(error as Error).message}\nmend it, or name another folder with --out`,
    );
  }
}

function writeAndSwap(folder: string, files: readonly PreviewFile[]): void {
  const draft = `${folder}.draft-${randomUUID()}`;
  try {
    for (const parent of new Set([".", ...files.map((file) => path.dirname(file.path))])) {
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

/** One by one, as `recursive` never returns where a folder that exists takes none, such as /proc. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(path.dirname(folder));
  succeeds(() => {
    mkdirSync(folder);
  }, "EEXIST");
}

/** Mends what a preview left that was killed while it wrote: see `swap`. */
function cleanUp(folder: string): void {
  const prefix = `${path.basename(folder)}.draft-`;
  const left = readdirSync(path.dirname(folder))
    .filter((name) => name.startsWith(prefix) && /^[0-9a-f-]{36}(-earlier)?$/.test(name.slice(prefix.length)))
    .map((name) => path.join(path.dirname(folder), name));
  const earlier = left.find((name) => name.endsWith("-earlier"));
  if (earlier !== undefined && !existsSync(folder)) renameSync(earlier, folder);
  for (const name of left.filter((draft) => ageOf(draft) > hour)) rmSync(name, { recursive: true, force: true });
}

/** Holds a lock, which is a folder, meanwhile. One that is older than a minute was left by a preview that was killed. */
function whileLocked(lock: string, patience: number, action: () => void): void {
  const end = Date.now() + patience;
  while (
    !succeeds(() => {
      mkdirSync(lock);
    }, "EEXIST")
  ) {
    if (ageOf(lock) > minute)
      succeeds(() => {
        rmdirSync(lock);
      }, "ENOENT");
    else if (Date.now() < end) sleep(20);
    else throw new WriteError(`another preview writes to the folder: wait for it, or remove ${lock} if there is none`);
  }
  try {
    action();
  } finally {
    succeeds(() => {
      rmdirSync(lock);
    }, "ENOENT");
  }
}

/** Whether an action did not fail with the given code; any other failure is thrown. */
function succeeds(action: () => unknown, code: string): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (codeOf(error) === code) return false;
    throw error;
  }
}

/** Milliseconds since something was written; 0 if it is not there. */
function ageOf(file: string): number {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** The code of an error of the file system, such as `EACCES`. */
function codeOf(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? undefined : code;
}

function requireNoFileInTheWay(folder: string): void {
  const obstacle = firstFile(folder);
  if (obstacle === undefined) return;
  throw new SlipwayError(folder, [
    {
      path: ["--out"],
      message: "a file stands where the folder would be",
      found: obstacle,
      fix: "move it away, or name another folder with --out",
    },
  ]);
}

function requireOwnFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const own = ownFiles(folder);
  const foreign = filesBelow(folder).filter((file) => !own.has(file));
  if (foreign.length === 0) return;
  const shown = foreign.slice(0, 5);
  throw new SlipwayError(folder, [
    {
      path: ["--out"],
      message: "the folder holds files that no preview wrote, and a preview replaces its folder",
      found: [...shown, ...(foreign.length > shown.length ? [`${foreign.length - shown.length} more`] : [])].join(", "),
      fix: "move them away, or name another folder with --out",
    },
  ]);
}

/** What the preview in a folder says that it wrote; nothing if there is no preview in it. */
function ownFiles(folder: string): ReadonlySet<string> {
  const { environment, resources } = readJson(path.join(folder, "resources.json"));
  const { files } = readJson(path.join(folder, "summary.json"));
  const isPreview = typeof environment === "string" && Array.isArray(resources) && Array.isArray(files);
  return new Set(isPreview ? files.map(String) : []);
}

function readJson(file: string): Record<string, unknown> {
  try {
    return { ...(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown> | null) };
  } catch {
    return {};
  }
}

/** Everything below a folder but folders, sorted, with `/` between the parts of a path. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .sort();
}

/** The path itself, or the nearest part of it that exists, if that is no folder. */
function firstFile(folder: string): string | undefined {
  if (existsSync(folder)) return statSync(folder).isDirectory() ? undefined : folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : firstFile(parent);
}
