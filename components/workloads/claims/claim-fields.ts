import { isBucketName, parseQuantity, toDnsLabel, type Problem } from "../../core";
import { checkObjectName } from "../object-name";
import type { ClaimSpec } from "./claim-spec";

/** What is wrong with a claim itself, whoever meets it. Paths are relative to it. */
export function checkClaimFields(objectName: string, claim: ClaimSpec): Problem[] {
  return [...checkObjectName("a claim", objectName), ...checkKindFields(objectName, claim)];
}

function checkKindFields(objectName: string, claim: ClaimSpec): Problem[] {
  switch (claim.kind) {
    case "postgres":
      return [...checkDatabase(claim.database), ...checkAmount("size", claim.size)];
    case "redis":
      return checkAmount("memory", claim.memory);
    case "queue":
      return checkAmount("size", claim.size);
    case "topic":
      return [...checkWhole("partitions", claim.partitions, 1), ...checkAmount("size", claim.size)];
    case "bucket":
      return [...checkBucket(objectName, claim.bucket), ...checkAmount("size", claim.size)];
    case "secret":
      return checkWhole("length", claim.length, 8, 256);
    case "registry":
      return checkAmount("size", claim.size);
  }
}

/** Less is a number of bytes that lost its unit. */
const leastBytes = 2 ** 20;

function checkAmount(field: "size" | "memory", quantity: string | undefined): Problem[] {
  if (quantity === undefined) return [];
  const bytes = parseQuantity(quantity);
  if (bytes !== undefined && bytes >= leastBytes) return [];
  return [
    {
      path: [field],
      message: bytes === undefined || bytes <= 0 ? "this is no quantity" : "this is less than a store can work with",
      found: quantity,
      allowed: `a Kubernetes quantity of at least 1Mi, such as ${field === "size" ? "1Gi" : "64Mi"}`,
      fix: "write bytes with Mi or Gi, without 'B'",
    },
  ];
}

function checkWhole(field: string, value: number | undefined, least: number, most?: number): Problem[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= (most ?? value))) return [];
  return [
    {
      path: [field],
      message: `this is no number of ${field === "length" ? "letters and digits" : field}`,
      found: String(value),
      allowed: most === undefined ? `a whole number from ${least}` : `a whole number from ${least} to ${most}`,
      fix: most !== undefined && value > most ? `write ${most} or less` : `write ${least} or more`,
    },
  ];
}

/** Databases that are there from the start and that nobody can own. Source: PostgreSQL 18, section 22.3. */
const templates: readonly string[] = ["template0", "template1"];

function checkDatabase(database: string | undefined): Problem[] {
  if (database === undefined) return [];
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(database)) {
    const name = database
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, "_")
      .replace(/^(?=[0-9])/, "_")
      .slice(0, 63);
    return [
      {
        path: ["database"],
        message: "this is no name of a database that can be written without quotes",
        found: database,
        allowed: "1 to 63 lower-case letters, digits and '_', not starting with a digit",
        fix: `name it ${name === "" ? "app" : name}`,
      },
    ];
  }
  // Its owner has its name, and names of roles that start so are PostgreSQL's own.
  if (!database.startsWith("pg_") && !templates.includes(database)) return [];
  return [
    {
      path: ["database"],
      message: "PostgreSQL keeps this name for itself",
      found: database,
      allowed: "names that do not start with pg_, but for template0 and template1",
      fix: "use another name, such as app",
    },
  ];
}

const bucketPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];
const bucketSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/** Source: "General purpose bucket naming rules" in the user guide of S3. */
function checkBucket(objectName: string, bucket = objectName): Problem[] {
  const own = bucket === objectName;
  const affix =
    bucketPrefixes.find((prefix) => bucket.startsWith(prefix)) ??
    bucketSuffixes.find((suffix) => bucket.endsWith(suffix));
  const isName = isBucketName(bucket) && !bucket.includes("..") && !/^\d+(\.\d+){3}$/.test(bucket);
  if (isName && affix === undefined) return [];
  return [
    {
      path: ["bucket"],
      message: `${own ? "the claim's name" : "this"} is no name of a bucket${isName ? `: S3 keeps ${affix ?? ""} for itself` : ""}`,
      found: bucket,
      allowed:
        "3 to 63 lower-case letters, digits, '-' and '.', with a letter or digit at both ends, and no IP address",
      fix: own
        ? `add bucket: with another name, such as ${toDnsLabel(`${bucket}-data`)}`
        : `name it ${isName ? "otherwise" : longEnough(toDnsLabel(bucket))}`,
    },
  ];
}

function longEnough(label: string): string {
  return label.length < 3 ? `${label}-data` : label;
}
