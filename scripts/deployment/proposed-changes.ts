import { createHash } from "node:crypto";
import { z } from "zod";

/** What `pulumi preview --json` writes, as far as it matters here. */
const preview = z.object({
  steps: z
    .array(z.object({ op: z.string(), urn: z.string(), replaceReasons: z.array(z.string()).nullish() }))
    .nullish(),
  diagnostics: z.array(z.object({ severity: z.string(), message: z.string(), urn: z.string().nullish() })).nullish(),
});

/** One step that the engine would take. */
export interface Change {
  /** Such as `create`, `update`, `delete`, `replace`. */
  readonly operation: string;
  readonly urn: string;
  /** The properties for which a resource would be replaced. */
  readonly replacedFor: readonly string[];
}

export interface ProposedChanges {
  /** Everything but resources that stay as they are, sorted by URN and operation. */
  readonly changes: readonly Change[];
  /** Errors of the preview; the changes are not all of them if there is one. */
  readonly errors: readonly string[];
}

/** Operations that change nothing in the cloud. */
const idle = new Set(["same", "read", "refresh"]);

/**
 * Reads a preview of the engine.
 * @throws Error if the text is not what `pulumi preview --json` writes
 */
export function parseProposedChanges(text: string): ProposedChanges {
  const { steps, diagnostics } = preview.parse(JSON.parse(text));
  return {
    changes: (steps ?? [])
      .filter(({ op }) => !idle.has(op))
      .map(({ op, urn, replaceReasons }) => ({ operation: op, urn, replacedFor: [...(replaceReasons ?? [])].sort() }))
      .sort((one, other) => compare(one.urn, other.urn) || compare(one.operation, other.operation)),
    errors: (diagnostics ?? [])
      .filter(({ severity }) => severity === "error")
      .map(({ urn, message }) => (urn ? `${urn}: ${message.trim()}` : message.trim())),
  };
}

/**
 * Identifies a set of changes: which resources are created, updated, replaced and for which properties, and deleted.
 * Values are not in it: the commit fixes what the program asks for, and a preview that may not write to the cluster sees
 * fewer defaults of the API server than one that may.
 */
export function digest({ changes }: ProposedChanges): string {
  return createHash("sha256").update(JSON.stringify(changes)).digest("hex");
}

/** The changes in Markdown, deletions and replacements first: what a person approves. */
export function describeChanges(environment: string, { changes, errors }: ProposedChanges): string {
  const told = [`## ${environment}: ${changes.length === 0 ? "nothing changes" : tally(changes)}`];
  if (errors.length > 0)
    told.push(`The preview failed:\n\n\`\`\`text\n${errors.join("\n").replaceAll("```", "'''")}\n\`\`\``);
  const listed = [...changes].sort((one, other) => weight(one) - weight(other));
  if (listed.length > 0) told.push(listed.slice(0, listLimit).map(line).join("\n"));
  if (listed.length > listLimit) told.push(`${listed.length - listLimit} more are in the log.`);
  return `${told.join("\n\n")}\n`;
}

/** A summary of a job holds a megabyte; nobody reads more. */
const listLimit = 500;

function line({ operation, urn, replacedFor }: Change): string {
  const reason = replacedFor.length === 0 ? "" : `, for ${replacedFor.map((name) => `\`${name}\``).join(", ")}`;
  const mark = operation.includes("delete") || operation.includes("replace") ? `**${operation}**` : operation;
  return `- ${mark} \`${urn.replaceAll("`", "'")}\`${reason}`;
}

function weight({ operation }: Change): number {
  if (operation === "delete") return 0;
  return operation.includes("replace") ? 1 : 2;
}

function tally(changes: readonly Change[]): string {
  const counts = new Map<string, number>();
  for (const { operation } of changes) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return [...counts].map(([operation, amount]) => `${amount} ${operation}`).join(", ");
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
