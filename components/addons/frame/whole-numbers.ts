import type { Problem } from "../../core";

/** What is wrong with a whole number: nothing, also where it is left out. */
export function checkWhole(path: Problem["path"], value: number | undefined, least: number, most?: number): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= (most ?? value))) return [];
  return [
    {
      path,
      message: "this number is out of bounds",
      found: String(value),
      allowed: most === undefined ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`,
      fix: most === undefined ? `write ${least} or more` : "write a number in between",
    },
  ];
}

/** The least and the most of whole numbers, by the options that they are. */
export type Bounds = Readonly<Record<string, { readonly from: number; readonly to: number }>>;

/** What is wrong with options that are whole numbers. */
export function checkBounds(options: object, bounds: Bounds): Problem[] {
  const values = options as Readonly<Record<string, number | undefined>>;
  return Object.entries(bounds).flatMap(([key, { from, to }]) => checkWhole([key], values[key], from, to));
}
