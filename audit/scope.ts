import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { SlipwayError, tags } from "../components/core";

/** What an audit looks for, and where. */
export interface AuditScope {
  /** Name of the environment, for messages. */
  readonly environment: string;
  /** Such as `eu-central-1`. IAM is asked as well, which has no regions. */
  readonly region: string;
  /** Tags that every AWS resource of the environment carries: what has all of them is the environment's. */
  readonly tags: Readonly<Record<string, string>>;
  /** Name of the EKS cluster, by which what Kubernetes and EKS make on their own is found. */
  readonly clusterName: string;
  /** Twelve digits. An audit of another account is refused. Default: whichever the credentials lead to. */
  readonly accountId?: string;
  /** ARN of a role that is assumed for every call. Default: the credentials as they are. */
  readonly role?: string;
}

/** What is read of an environment's configuration. */
export interface AuditedConfig {
  readonly aws?:
    | {
        readonly region: string;
        readonly accountId?: string | undefined;
        readonly role?: string | undefined;
        readonly tags?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  readonly cluster: { readonly target: string; readonly name?: string | undefined };
}

/**
 * What an audit of an environment looks for.
 * @param project name of the Pulumi project
 * @throws SlipwayError if the environment is not in AWS
 */
export function scopeOf(environment: string, project: string, { aws, cluster }: AuditedConfig): AuditScope {
  if (aws === undefined) {
    throw new SlipwayError(
      `Pulumi.${environment}.yaml`,
      [
        {
          path: ["slipway:aws"],
          message: "the environment has nothing in AWS, so there is nothing to audit",
          fix: "name an environment with slipway:aws, or say where to look: --region REGION",
        },
      ],
      "nothing was asked",
    );
  }
  return {
    ...scopeByName({ environment, project, region: aws.region, extra: aws.tags }),
    ...(cluster.name === undefined ? {} : { clusterName: cluster.name }),
    ...(aws.accountId === undefined ? {} : { accountId: aws.accountId }),
    ...(aws.role === undefined ? {} : { role: aws.role }),
  };
}

/** The same for an environment whose configuration is no longer there. */
export function scopeByName(args: {
  readonly environment: string;
  readonly project: string;
  readonly region: string;
  /** Tags of the client's own, which win over the project's. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}): AuditScope {
  const { Project = args.project, Environment = args.environment } = tags(args);
  return {
    environment: args.environment,
    region: args.region,
    tags: { Project, Environment },
    clusterName: `${args.project}-${args.environment}`,
  };
}

/** Name of the Pulumi project, from `Pulumi.yaml`. */
export function projectName(folder: string): string {
  const content: unknown = parse(readFileSync(path.join(folder, "Pulumi.yaml"), "utf8"));
  if (typeof content === "object" && content !== null && "name" in content) return String(content.name);
  throw new SlipwayError("Pulumi.yaml", [{ path: ["name"], message: "there is no name", fix: "write name: slipway" }]);
}
