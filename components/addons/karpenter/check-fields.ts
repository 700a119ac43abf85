import type { Problem } from "../../core";

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
