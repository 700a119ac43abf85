import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RecordedResource } from "../../testing";
import { parseObjects, type KubernetesObject } from "./objects";

/** Files of definitions that are no chart, which an add-on has applied by their addresses. */
export interface ManifestFiles {
  /** Of the resource that has them applied. */
  readonly path: string;
  readonly files: number;
  /** Those of them that are not in the folder. */
  readonly missing: readonly string[];
  readonly objects: readonly KubernetesObject[];
}

/**
 * What of them is in a folder: each by the path of its address, the host left out, as a mirror has them
 * (`kubernetes-sigs/gateway-api/v1.6.1/config/…`).
 */
export function manifestFilesOf(resources: readonly RecordedResource[], folder: string): ManifestFiles[] {
  return resources
    .filter(({ type }) => type === "kubernetes:yaml/v2:ConfigGroup")
    .map(({ path: at, inputs }) => {
      const names =
        (inputs.files as readonly string[] | undefined)?.map((file) => new URL(file).pathname.slice(1)) ?? [];
      const [there, missing] = [true, false].map((is) =>
        names.filter((one) => existsSync(path.join(folder, one)) === is),
      );
      return {
        path: at,
        files: names.length,
        missing: missing ?? [],
        objects: (there ?? []).flatMap((one) => objectsIn(path.join(folder, one))),
      };
    });
}

/** Large, and the same in every case. */
function objectsIn(file: string): readonly KubernetesObject[] {
  const known = parsed.get(file) ?? parseObjects(readFileSync(file, "utf8"));
  parsed.set(file, known);
  return known;
}

const parsed = new Map<string, readonly KubernetesObject[]>();
