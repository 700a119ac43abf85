import { z } from "zod";
import { dnsLabelRule, isDnsLabel, toDnsLabel } from "../../components/core";

/** A name in Kubernetes. */
export const dnsLabel = z
  .string()
  .meta({ pattern: "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" })
  .refine(isDnsLabel, {
    error: "the name must be a DNS label",
    params: { allowed: dnsLabelRule, fix: (text: string) => `write ${toDnsLabel(text)}` },
  });

/** Any text, with what it means. */
export const text = (description: string) => z.string().describe(description);

/** Keys and texts, such as labels. */
export const texts = (description: string) => z.record(z.string(), z.string()).describe(description);

export const textList = (description: string) => z.array(z.string()).describe(description);

/** Texts of which an empty list would mean all. */
export const someTexts = (description: string) => z.array(z.string()).min(1).describe(description);

/**
 * One of several kinds of maps. A key that it has not makes it another kind: otherwise a union would take the kind that lacks nothing but
 * the key for the one that is meant, whatever the others say.
 */
export const kind = <const Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape).check(({ issues }) => {
    for (const issue of issues) Object.assign(issue, { continue: false });
  });
