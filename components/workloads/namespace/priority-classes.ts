import type * as k8s from "@pulumi/kubernetes";
import { checkDnsLabel, type Problem } from "../../core";
import { checkBounds } from "../bounds";
import { ownedLabels } from "./metadata";

/** Which pods are placed first, and which ones make room for others. Another value or preemption makes the class anew. */
export interface PriorityClassSpec {
  /** A higher one comes first. From -2147483648 to 1000000000; pods without a class have 0. */
  readonly value: number;
  /** Whether its pods may push out those of a lower value where there is no room. Default: true. */
  readonly preemption?: boolean | undefined;
  /**
   * Whether new pods of the whole cluster have it that name none. One class of a cluster at most: to hand it on, take it away,
   * apply, then give it to the other one. Default: no.
   */
  readonly isDefault?: boolean | undefined;
  /** When to use it. Default: none. */
  readonly description?: string | undefined;
}

/** Lowest and highest value. Above are Kubernetes' own classes. Source: `HighestUserDefinablePriority` of Kubernetes 1.36. */
const least = -2_147_483_648;
const most = 1_000_000_000;

/** The fields of a class that Kubernetes never changes. */
export const fixedPriorityFields = ["value", "preemptionPolicy"];

/** The Kubernetes form. */
export function priorityClassArgs(
  name: string,
  spec: PriorityClassSpec,
  owner: string,
): k8s.scheduling.v1.PriorityClassArgs {
  return {
    metadata: { name, labels: ownedLabels(name, owner) },
    value: spec.value,
    ...(spec.preemption === false ? { preemptionPolicy: "Never" } : {}),
    ...(spec.isDefault === true ? { globalDefault: true } : {}),
    ...(spec.description === undefined ? {} : { description: spec.description }),
  };
}

/** What is wrong with the priority classes of one team. Paths start with the class's name. */
export function checkPriorityClasses(classes: Readonly<Record<string, PriorityClassSpec>> = {}): Problem[] {
  const defaults = defaultClasses(classes);
  return [
    ...Object.entries(classes).flatMap(([name, { value }]) => [
      ...checkClassName(name),
      ...checkBounds([[[name, "value"], value, least, most]]),
    ]),
    ...defaults.slice(1).map((name) => secondDefault([name, "isDefault"], name, defaults[0] ?? "")),
  ];
}

/** Names of those that pods get which name none. */
export function defaultClasses(classes: Readonly<Record<string, PriorityClassSpec>> = {}): string[] {
  return Object.entries(classes).flatMap(([name, { isDefault }]) => (isDefault === true ? [name] : []));
}

export function secondDefault(path: Problem["path"], name: string, first: string): Problem {
  return {
    path,
    message: "a cluster has one default priority class",
    found: `${first} and ${name}`,
    fix: "leave isDefault to one of them",
  };
}

function checkClassName(name: string): Problem[] {
  if (!name.startsWith("system-")) return checkDnsLabel("a priority class", name, [name]);
  return [
    {
      path: [name],
      message: "names that begin with system- are Kubernetes' own",
      found: name,
      fix: "choose another name",
    },
  ];
}
