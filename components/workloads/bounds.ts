import type { Problem } from "../core";

/** A number with the least, and the most if there is one, that Kubernetes takes. */
export type Bounded = readonly [path: Problem["path"], value: number | undefined, least: number, most?: number];

/** Bounds that Kubernetes sets; most of them the schema of the configuration states too. */
export function checkBounds(rows: readonly Bounded[]): Problem[] {
  return rows.flatMap((row) => checkWholeNumber(...row));
}

/** What is wrong with a whole number that Kubernetes bounds: nothing, also where it is left out. */
export function checkWholeNumber(...[path, value, least, most]: Bounded): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= (most ?? value))) return [];
  return [
    {
      path,
      message: "the number is none that Kubernetes takes here",
      found: String(value),
      allowed: most === undefined ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`,
      fix: most !== undefined && value > most ? `write ${most} or less` : `write ${least} or more`,
    },
  ];
}
