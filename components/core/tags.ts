/** What an AWS resource is tagged with. */
export interface TagArgs {
  /** Name of the Pulumi project. */
  readonly project: string;
  /** Name of the environment: the Pulumi stack. */
  readonly environment: string;
  /** How much depends on the environment, such as `production`. */
  readonly stage?: string | undefined;
  /** Tags of the client's own, but those that are set here. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

/** The tags that every AWS resource of an environment carries, by which cost and leaks are found. */
export function tags(args: TagArgs): Record<string, string> {
  return {
    ...args.extra,
    Project: args.project,
    Environment: args.environment,
    ...(args.stage === undefined ? {} : { Stage: args.stage }),
    ManagedBy: "slipway",
  };
}

/** Keys of tags that are set here, or that AWS or EKS keep for themselves. */
export function isReservedTag(key: string): boolean {
  const own = ["project", "environment", "stage", "managedby", "name"];
  return own.includes(key.toLowerCase()) || /^(aws|eks):|^(kubernetes\.io|k8s\.io)\//i.test(key);
}
