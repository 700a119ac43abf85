import { dnsLabelRule, isDnsLabel } from "./names";
import type { Problem } from "./errors";

/** What a message says of a text that may be a secret, as more people read messages than the configuration. */
export function lengthOf(text: string): string {
  return `a text of ${text.length} ${text.length === 1 ? "character" : "characters"}`;
}

/** What is wrong with the name of a Secret. The text is not shown: what is no name may be the secret itself. */
export function checkSecretName(name: string, path: Problem["path"]): Problem[] {
  if (isDnsLabel(name)) return [];
  return [
    {
      path,
      message: "the name of a Secret must be a DNS label",
      found: lengthOf(name),
      allowed: dnsLabelRule,
      fix: "write the name of a Secret of the cluster, never the secret itself",
    },
  ];
}
