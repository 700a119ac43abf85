import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { lengthOf } from "../../components/core";

/** What stands for a value where there is no key to decrypt it with. */
const standIn = "an encrypted value";

/**
 * A text that the file holds encrypted. While the configuration is checked nothing can show it: it is known by `reveal` alone, and that
 * gives a secret of Pulumi.
 */
export class EncryptedText {
  readonly #text: string;

  /** @param text decrypted; left out where there is no key, as in the offline preview */
  constructor(text = standIn) {
    this.#text = text;
  }

  reveal(): pulumi.Output<string> {
    return pulumi.secret(this.#text);
  }

  toJSON(): object {
    return { secure: "…" };
  }
}

/** A place for an encrypted value, and for nothing else. */
export const encrypted = z
  .custom<EncryptedText>((value) => value instanceof EncryptedText, {
    error: "a secret is written in plain text",
    params: {
      isType: true,
      found: (value: unknown) => (typeof value === "string" ? lengthOf(value) : "a value in plain"),
      allowed: "an encrypted value, secure: …",
      fix: (_: string, beside: readonly string[]) => {
        const other = beside.includes("fromSecret") ? "; or write { fromSecret: { name: …, key: … } }" : "";
        return `let Pulumi encrypt it: pulumi config set --secret --path with the path above${other}`;
      },
    },
  })
  .meta({
    id: "Encrypted",
    type: "object",
    description: "A value that Pulumi has encrypted",
    properties: { secure: { type: "string", description: "Written by pulumi config set --secret --path" } },
    required: ["secure"],
    additionalProperties: false,
  })
  .transform((text) => text.reveal());

/** Whether a value of a stack's file is one that Pulumi has encrypted. */
export function isEncrypted(value: unknown): value is { readonly secure: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "secure" in value &&
    typeof value.secure === "string" &&
    Object.keys(value).length === 1
  );
}
