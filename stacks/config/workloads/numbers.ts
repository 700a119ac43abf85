import { z } from "zod";

/** Seconds, up to a day. */
export const seconds = (description: string, least = 0) => z.int().min(least).max(86_400).describe(description);

/** A whole number from `least`. */
export const count = (description: string, least = 0, most = 1_000_000) =>
  z.int().min(least).max(most).describe(description);

export const portNumber = z.int().min(1).max(65_535);

export const countOrPercent = (description: string) =>
  z
    .union([
      z.int().min(0),
      z.string().regex(/^(100|[0-9]{1,2})%$/, "a whole number of pods, or a percentage such as 25%"),
    ])
    .describe(description);
