import type { Problem } from "../../core";

/** Kubernetes takes an empty list of a policy for everything, which nobody means who writes one. `all` is what it takes it for. */
export function checkNotEmpty(path: Problem["path"], list: readonly unknown[] | undefined, all: string): Problem[] {
  if (list?.length !== 0) return [];
  return [
    { path, message: `an empty list would mean ${all}`, found: "[]", fix: `name some, or leave it out for ${all}` },
  ];
}
