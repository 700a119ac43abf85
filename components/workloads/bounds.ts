import type { Problem } from "../core";

/** A number with the least, and the most if there is one, that Kubernetes takes. */
export type Bounded = readonly [
  path: readonly (string | number)[],
  value: number | undefined,
  least: number,
  most?: number,
];

/** Bounds that Kubernetes sets; most of them the schema of the configuration states too. */
export function checkBounds(rows: readonly Bounded[]): Problem[] {
  return rows
    .filter(
      ([, value, least, most]) =>
        value !== undefined && !(Number.isInteger(value) && value >= least && value <= (most ?? value)),
    )
    .map(([path, value, least, most]) => ({
      path,
      message: "the number is none that Kubernetes takes here",
      found: String(value),
      allowed: most === undefined ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`,
      fix:
        value !== undefined && most !== undefined && value > most ? `write ${most} or less` : `write ${least} or more`,
    }));
}
