import type { Problem } from "./errors";

/** What an object belongs to. */
export interface LabelArgs {
  /** Name of the workload, such as `cartservice`. */
  readonly name: string;
  /** Name of the whole that it is part of, such as `shop`. */
  readonly partOf?: string | undefined;
}

/** The recommended labels of Kubernetes (`app.kubernetes.io/*`), for the metadata of an object. */
export function labels(args: LabelArgs): Record<string, string> {
  return {
    ...selectorLabels(args.name),
    ...(args.partOf === undefined ? {} : { "app.kubernetes.io/part-of": args.partOf }),
    "app.kubernetes.io/managed-by": "slipway",
  };
}

/** The labels that select a workload's pods. A Deployment's selector cannot be changed, so these never change. */
export function selectorLabels(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name };
}

/** Label that says who answers for an object. */
export const ownerLabel = "slipway/owner";

/** Where annotations say which exceptions pods have: `exceptions.slipway/hostPath`, `exceptions.slipway/proxy.runAsRoot`. */
export const exceptionPrefix = "exceptions.slipway/";

/** A name of a label or annotation, as Kubernetes takes it. */
export const labelName = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;

/** A value of a label, as Kubernetes takes it. */
export const labelValue = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/;

/** What is wrong with the name of a label or annotation. */
export function checkLabelName(path: Problem["path"], name: string): Problem[] {
  if (labelName.test(name)) return [];
  return [
    {
      path,
      message: "this is no name of a label or annotation",
      found: name,
      allowed: "a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it",
      fix: "write it like example.com/purpose",
    },
  ];
}

/** What is wrong with the value of a label. */
export function checkLabelValue(path: Problem["path"], value: string): Problem[] {
  if (labelValue.test(value)) return [];
  return [
    {
      path,
      message: "this is no value of a label",
      found: value,
      allowed: "at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends",
      fix: "shorten it, or put it into an annotation",
    },
  ];
}
