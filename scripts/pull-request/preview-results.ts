import { readFileSync } from "node:fs";
import { z } from "zod";

/** Longest text that a preview's complaints are kept to, in characters; a comment holds 65,536. */
export const outputLimit = 8000;

const short = z.string().max(1000);

const finding = z.object({
  rule: short,
  level: z.enum(["mandatory", "advisory"]),
  path: short,
  message: short,
  fix: short,
});

/** The part of a `summary.json` that a comment shows. */
const summary = z.object({
  counts: z.object({ resources: z.int().nonnegative(), byKind: z.record(short, z.int().nonnegative()) }),
  policy: z.array(finding).max(10_000),
  cost: z.object({ usdPerMonth: z.number().nonnegative() }).optional(),
  firstUp: z.object({ seconds: z.number().nonnegative() }).optional(),
});

const environmentResult = z.object({
  /** A name without a character that Markdown or HTML would take for its own. */
  environment: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/),
  /** Exit status of the preview: 0 fine, 1 internal error, 2 invalid configuration, 3 a mandatory policy is violated. */
  status: z.int().min(0).max(255),
  /** What the preview wrote to its error output. */
  output: z.string().max(outputLimit),
  /** Missing if the preview wrote no files. */
  summary: summary.optional(),
});

const previewResults = z.object({
  /** Number of the pull request, as its own run says: to be checked before it is used. */
  pullRequest: z.int().positive().optional(),
  environments: z.array(environmentResult).max(100),
});

export type EnvironmentSummary = z.infer<typeof summary>;
export type EnvironmentResult = z.infer<typeof environmentResult>;

/** The previews of all environments. They come from a run of somebody's pull request: nothing in them is to be trusted. */
export type PreviewResults = z.infer<typeof previewResults>;

/** Largest file that is read, in bytes. */
const fileLimit = 20 * 1024 * 1024;

/**
 * Checks what a run of a pull request says.
 * @throws Error if the text is too large, no JSON, or of another shape
 */
export function parsePreviewResults(text: string): PreviewResults {
  if (text.length > fileLimit)
    throw new Error(`the results have ${text.length} characters, and more than ${fileLimit}`);
  return previewResults.parse(JSON.parse(text));
}

/**
 * The results of a preview, from the file that `scripts/preview-environments.ts` wrote.
 * @throws Error if there is such a file, and it does not hold results
 */
export function readPreviewResults(file: string): PreviewResults | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return parsePreviewResults(text);
}

/** Reads the part of a `summary.json` that a comment shows. */
export function parseSummary(text: string): EnvironmentSummary {
  return summary.parse(JSON.parse(text));
}
