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

/** What is wrong with lists of which each must hold something: nothing, also where one is left out. */
export function checkFilled(lists: Readonly<Record<string, readonly unknown[] | undefined>>): Problem[] {
  return Object.entries(lists)
    .filter(([, list]) => list?.length === 0)
    .map(([field]) => ({
      path: [field],
      message: `${field} is empty`,
      found: "an empty list",
      fix: "name at least one, or leave it out",
    }));
}
