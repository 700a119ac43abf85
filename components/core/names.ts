import { createHash } from "node:crypto";
import { closest, distance } from "fastest-levenshtein";
import type { Problem } from "./errors";

/** Longest name of a DNS label (RFC 1123), and so of a Service. */
export const dnsLabelLength = 63;

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Whether a text is a DNS label: 1 to 63 lower-case letters, digits and `-`, with a letter or digit at both ends. */
export function isDnsLabel(text: string): boolean {
  return text.length <= dnsLabelLength && dnsLabel.test(text);
}

/** What a DNS label is, for error messages. */
export const dnsLabelRule = "1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends";

/** What is wrong with a name that must be a DNS label: nothing, or that it is none. `what` is what it names. */
export function checkDnsLabel(what: string, name: string, path: Problem["path"] = []): Problem[] {
  if (isDnsLabel(name)) return [];
  const message = `the name of ${what} must be a DNS label`;
  return [{ path, message, found: name, allowed: dnsLabelRule, fix: `name it ${toDnsLabel(name)}` }];
}

/** A DNS label as near as possible to a text, to be offered in an error message. */
export function toDnsLabel(text: string): string {
  const label = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, dnsLabelLength)
    .replace(/^-+|-+$/g, "");
  return label === "" ? "app" : label;
}

/**
 * A name for the cloud that is no longer than `limit` characters: a longer one is cut, and a hash of the whole
 * keeps it unique and the same on every run.
 * @throws RangeError if the limit leaves no room for the hash and one more character.
 */
export function physicalName(limit: number, name: string): string {
  const hashLength = 8;
  if (limit < hashLength + 2) throw new RangeError(`a physical name needs at least ${hashLength + 2} characters`);
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, hashLength);
  return `${name.slice(0, limit - hashLength - 1).replace(/[-_.]+$/, "")}-${hash}`;
}

/** The known name that a wrong one was probably meant to be, if one is near enough. */
export function didYouMean(wrong: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = wrong.toLowerCase();
  const nearestLower = closest(
    lower,
    known.map((name) => name.toLowerCase()),
  );
  const nearest = known.find((name) => name.toLowerCase() === nearestLower) ?? nearestLower;
  // Of a short name, two letters are most of it: nothing would be left that could have been meant.
  const tolerance = wrong.length <= 3 ? 1 : Math.max(2, Math.floor(wrong.length / 3));
  // `kubecontext` for `context`, `secur` for `security`.
  const contained = known.find(
    (name) => Math.min(name.length, wrong.length) >= 4 && lower.includes(name.toLowerCase()),
  );
  const begun = known.find((name) => wrong.length >= 3 && name.startsWith(wrong));
  return distance(lower, nearestLower) <= tolerance ? nearest : (begun ?? contained);
}

/** What the name of a cluster at EKS is, for error messages. */
export const clusterNameRule = "1 to 100 letters, digits, '-' and '_', with a letter or digit first";

/** Whether EKS takes a text as the name of a cluster. */
export function isClusterName(text: string): boolean {
  return /^[0-9A-Za-z][\w-]{0,99}$/.test(text);
}
