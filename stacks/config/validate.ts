import { didYouMean, under, type Problem } from "../../components/core";
import { checkStack } from "../check";
import { explain, show } from "./explain";
import { sections, type StackConfig } from "./schema";

export interface Validated {
  readonly config: StackConfig;
  readonly problems: readonly Problem[];
}

/**
 * Validates the sections of a configuration, all of them, and what those whose shape is right mean to each other.
 * `config` may be used if there is no problem.
 * @param raw the keys below `config:`; those of other namespaces than `slipway:` belong to others and are left alone
 */
export function validate(environment: string, raw: Readonly<Record<string, unknown>>): Validated {
  const encrypted = findEncrypted(raw);
  const parsed = Object.entries(sections).map(([key, schema]) => ({ key, result: schema.safeParse(raw[key]) }));
  const value = (key: keyof typeof sections): unknown => parsed.find((section) => section.key === key)?.result.data;
  const config = {
    environment,
    cluster: value("slipway:cluster"),
    shop: value("slipway:shop"),
    applications: value("slipway:applications"),
  } as StackConfig;
  return {
    config,
    problems: [
      ...checkKeys(raw),
      ...encrypted,
      ...parsed.flatMap(({ key, result }) =>
        result.success || encrypted.some(({ path }) => path[0] === key)
          ? []
          : raw[key] === undefined
            ? [missingSection(key)]
            : explain(result.error.issues, raw[key], [key]),
      ),
      ...checkStack(config),
    ],
  };
}

function checkKeys(raw: Readonly<Record<string, unknown>>): Problem[] {
  const known = Object.keys(sections);
  return Object.keys(raw)
    .filter((key) => !known.includes(key) && (key.startsWith("slipway:") || !key.includes(":")))
    .map((key) => {
      const meant = didYouMean(key, known) ?? didYouMean(`slipway:${key}`, known);
      return {
        path: [key],
        message: "there is no such section",
        found: key,
        allowed: known.join(", "),
        fix: meant === undefined ? "remove it" : `did you mean ${meant}?`,
      };
    });
}

function missingSection(key: string): Problem {
  return {
    path: [key],
    message: "this section is missing",
    fix: `add ${key}: under config:, as in Pulumi.local.yaml`,
  };
}

/** The configuration of this program is no place for secrets: the objects that it makes would show them. */
function findEncrypted(raw: Readonly<Record<string, unknown>>): Problem[] {
  return Object.entries(raw)
    .filter(([key]) => key.startsWith("slipway:"))
    .flatMap(([key, value]) => under([key], encryptedIn(value)));
}

function encryptedIn(value: unknown): Problem[] {
  if (typeof value !== "object" || value === null) return [];
  if ("secure" in value && typeof value.secure === "string" && Object.keys(value).length === 1) {
    return [
      {
        path: [],
        message: "an encrypted value cannot stand here",
        found: show(value),
        fix: "keep the secret in a Kubernetes Secret, and refer to it: { fromSecret: { name: …, key: … } }",
      },
    ];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    under([Array.isArray(value) ? Number(key) : key], encryptedIn(inner)),
  );
}
