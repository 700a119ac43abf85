import type * as pulumi from "@pulumi/pulumi";
import { didYouMean, refuseComponent, type Problem } from "../../core";
import { plainNameOf } from "../namespace/namespace";
import { checkClaimFields } from "./claim-fields";
import {
  claimValues,
  type ClaimClass,
  type ClaimContext,
  type ClaimedValue,
  type ClaimHandle,
  type ClaimKind,
  type ClaimSpec,
  type ProvisionArgs,
} from "./claim-spec";

/** A value of a claim: `env: { DATABASE_URL: claimed("orders-db", "url") }`. */
export function claimed(claim: ClaimHandle | string, value: string): ClaimedValue {
  return { fromClaim: claim, value };
}

/** Whether a value in `env` is one of a claim. */
export function isClaimed(value: unknown): value is ClaimedValue {
  return typeof value === "object" && value !== null && "fromClaim" in value;
}

/** What is wrong with a claim in an environment. Paths are relative to the claim; nothing is registered by looking. */
export function checkClaim(objectName: string, claim: ClaimSpec, context: ClaimContext = {}): Problem[] {
  const found = findClass(claim, context);
  return [
    ...checkClaimFields(objectName, claim),
    ...("problem" in found ? [found.problem] : (found.claimClass.check?.(claim, context) ?? [])),
  ];
}

/** What is wrong with the use of a claim within an application; `path` is that of the value. */
export function checkClaimedName(
  path: Problem["path"],
  { fromClaim, value }: ClaimedValue,
  claims: Readonly<Record<string, ClaimSpec>>,
  context: ClaimContext = {},
): Problem[] {
  if (typeof fromClaim !== "string") return checkValue(path, fromClaim.kind, value, Object.keys(fromClaim.values));
  const claim = Object.hasOwn(claims, fromClaim) ? claims[fromClaim] : undefined;
  if (claim !== undefined) return checkValue(path, claim.kind, value, valueNames(claim, context));
  const known = Object.keys(claims);
  const meant = didYouMean(fromClaim, known);
  return [
    {
      path: [...path, "fromClaim"],
      message: "the application has no claim of this name",
      found: fromClaim,
      ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
      fix: meant === undefined ? "add it under claims" : `did you mean ${meant}?`,
    },
  ];
}

/** What is wrong with the use of a claim outside of an application; `path` is that of the value. */
export function checkClaimedValue(path: Problem["path"], { fromClaim, value }: ClaimedValue): Problem[] {
  if (typeof fromClaim !== "string") return checkValue(path, fromClaim.kind, value, Object.keys(fromClaim.values));
  return [
    {
      path: [...path, "fromClaim"],
      message: "only an application can find a claim by its name",
      found: fromClaim,
      fix: "pass what provisionClaim returned, or make the workload a part of an Application that has the claim",
    },
  ];
}

/**
 * Has a claim met by the class that it names, or else by that of the environment.
 * @throws SlipwayError with everything that is wrong with the claim, before anything of it is registered
 */
export function provisionClaim(
  name: string,
  args: ProvisionArgs,
  classes: Pick<ClaimContext, "claimClasses" | "isProduction">,
  opts: pulumi.ComponentResourceOptions = {},
): ClaimHandle {
  const { claimClasses, isProduction } = classes;
  const context = {
    claimClasses,
    isProduction,
    capabilities: args.capabilities,
    ipFamily: args.cluster.ipFamily,
    target: args.cluster.target,
    namespaceName: plainNameOf(args.namespace),
    partOf: args.partOf,
  };
  refuseComponent("Claim", name, checkClaim(args.objectName, args.claim, context));
  const found = findClass(args.claim, context);
  if ("problem" in found) throw new Error(`the class of the claim ${name} was not checked`);
  return found.claimClass.provision(name, args, opts);
}

/** Names of the Services that meet a claim in its namespace. A claim that nobody meets has none. */
export function claimServiceNames(objectName: string, claim: ClaimSpec, context: ClaimContext): readonly string[] {
  const found = findClass(claim, context);
  return "problem" in found ? [] : (found.claimClass.serviceNames?.(objectName, claim) ?? []);
}

/** Whether a workload can be near to what meets a claim. Of a claim that nobody meets it is not known, and told of elsewhere. */
export function mayHavePods(objectName: string, claim: ClaimSpec, context: ClaimContext): boolean {
  return "problem" in findClass(claim, context) || claimServiceNames(objectName, claim, context).includes(objectName);
}

/** Where nobody meets the claim, that is told of elsewhere. */
function valueNames(claim: ClaimSpec, context: ClaimContext): readonly string[] {
  const found = findClass(claim, context);
  const names = "problem" in found ? undefined : found.claimClass.valueNames?.(claim);
  return names ?? claimValues[claim.kind];
}

type FoundClass = { readonly claimClass: ClaimClass } | { readonly problem: Problem };

/** The class that meets a claim, or why there is none. */
function findClass({ kind, class: wanted }: ClaimSpec, context: ClaimContext): FoundClass {
  const { claimClasses = [], isProduction = false } = context;
  const able = claimClasses.filter(({ kinds }) => kinds.includes(kind));
  if (able.length === 0) return { problem: noClass(kind, claimClasses) };
  if (wanted !== undefined) {
    const named = able.find(({ name }) => name === wanted);
    return named === undefined ? { problem: unknownClass(kind, wanted, able, claimClasses) } : { claimClass: named };
  }
  const lasting = able.find(({ isDevelopment }) => !isDevelopment);
  const claimClass = lasting ?? (isProduction ? undefined : able[0]);
  return claimClass === undefined ? { problem: onlyForDevelopment(kind, able) } : { claimClass };
}

function noClass(kind: ClaimKind, classes: readonly ClaimClass[]): Problem {
  const kinds = [...new Set(classes.flatMap((one) => one.kinds))];
  return {
    path: ["kind"],
    message: `nothing in this environment provides ${aClaim(kind)}`,
    found: kind,
    ...(kinds.length === 0 ? {} : { allowed: kinds.join(", ") }),
    fix: "remove the claim, or pass a class that provides it, such as inClusterClass for development",
  };
}

function unknownClass(
  kind: ClaimKind,
  wanted: string,
  able: readonly ClaimClass[],
  all: readonly ClaimClass[],
): Problem {
  const names = able.map(({ name }) => name);
  const meant = didYouMean(wanted, names);
  return {
    path: ["class"],
    message: all.some(({ name }) => name === wanted)
      ? `this class does not provide ${aClaim(kind)}`
      : "the environment has no class of this name",
    found: wanted,
    allowed: names.join(", "),
    fix: meant === undefined ? "name one of these" : `did you mean ${meant}?`,
  };
}

function onlyForDevelopment(kind: ClaimKind, able: readonly ClaimClass[]): Problem {
  const [first] = able;
  return {
    path: ["class"],
    message: `in production ${aClaim(kind)} of a class for development, without copies and backups, is only had by its name`,
    found: "no class",
    allowed: able.map(({ name }) => name).join(", "),
    fix: `write class: ${first?.name ?? ""} if its data may be lost, or provide it in another way`,
  };
}

function aClaim(kind: ClaimKind): string {
  return `a ${kind}`;
}

function checkValue(path: Problem["path"], kind: ClaimKind, value: string, known: readonly string[]): Problem[] {
  if (known.includes(value)) return [];
  const meant = didYouMean(value, known);
  return [
    {
      path: [...path, "value"],
      message: `${aClaim(kind)} has no value of this name`,
      found: value,
      allowed: known.join(", "),
      fix: meant === undefined ? "name one of these" : `did you mean ${meant}?`,
    },
  ];
}
