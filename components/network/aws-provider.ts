import * as aws from "@pulumi/aws";

/** Where in AWS an environment is, and as whom it is made. */
export interface AwsProviderArgs {
  /** Such as `eu-central-1`. */
  readonly region: string;
  /** Twelve digits. The provider refuses to touch any other account. Default: whichever the credentials lead to. */
  readonly accountId?: string | undefined;
  /** ARN of a role that is assumed for every call. Default: the credentials as they are. */
  readonly role?: string | undefined;
  /** Tags of every resource that the provider makes. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The provider of everything in AWS: components get it through the option `providers` of the outermost of them. */
export function createAwsProvider(name: string, args: AwsProviderArgs): aws.Provider {
  return new aws.Provider(name, {
    region: args.region as aws.Region,
    ...(args.accountId === undefined ? {} : { allowedAccountIds: [args.accountId] }),
    ...(args.role === undefined ? {} : { assumeRoles: [{ roleArn: args.role, sessionName: "slipway" }] }),
    defaultTags: { tags: { ...args.tags } },
  });
}
