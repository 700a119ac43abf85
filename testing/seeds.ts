import { createHash } from "node:crypto";

/** A text in the form of a UUID that is the same for the same seed. */
export function uuid(seed: string): string {
  const digits = hash(seed);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join("-");
}

/** The SHA-256 of a text, in hex. */
export function hash(seed: string): string {
  return createHash("sha256").update(seed).digest("hex");
}
