import { z } from "zod";

// The bounds are those that the components check, no narrower and no wider.

/** A whole number from `least`, up to `most` if that is given. */
export const count = (description: string, least = 0, most?: number) => {
  const number = z.int().min(least);
  return (most === undefined ? number : number.max(most)).describe(description);
};

/** Whole seconds. */
export const seconds = count;

export const portNumber = z.int().min(1).max(65_535);

export const countOrPercent = (description: string) =>
  z
    .union([
      z.int().min(0),
      z.string().regex(/^(100|[0-9]{1,2})%$/, "a whole number of pods, or a percentage such as 25%"),
    ])
    .describe(description);
