/** What an AWS resource is tagged with. */
export interface TagArgs {
  /** Name of the Pulumi project. */
  readonly project: string;
  /** Name of the environment: the Pulumi stack. */
  readonly environment: string;
  /** How much depends on the environment, such as `production`. */
  readonly stage?: string | undefined;
  /** Tags of the client's own, which win over these. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

/** The tags that every AWS resource of an environment carries, by which cost and leaks are found. */
export function tags(args: TagArgs): Record<string, string> {
  return {
    Project: args.project,
    Environment: args.environment,
    ...(args.stage === undefined ? {} : { Stage: args.stage }),
    ManagedBy: "slipway",
    ...args.extra,
  };
}
