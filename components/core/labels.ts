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
