import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  isLogRetention,
  logRetentions,
  policyDocument,
  SlipwayComponent,
  trustPolicy,
  type Problem,
  type Transform,
} from "../core";
import { nameTag } from "./resource-tags";

export interface FlowLogArgs {
  /**
   * Days that records are kept, one of `logRetentions`. Default 30. In us-east-1, CloudWatch Logs takes 0.50 USD per GB
   * written, and 0.03 USD per GB and month kept. Source: list prices quoted in cloudwatch_service_vended_log.py of
   * aws-samples/sample-cfm-tips-mcp, read in 2026-11.
   */
  readonly retentionDays?: number | undefined;
  /** Which traffic is recorded. Default `ALL`; `REJECT` costs little, and shows what security groups refuse. */
  readonly traffic?: FlowLogTraffic | undefined;
}

export type FlowLogTraffic = "ALL" | "ACCEPT" | "REJECT";

export interface FlowLogTransform {
  readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  readonly flowLogRole?: Transform<aws.iam.RoleArgs>;
  readonly flowLogPolicy?: Transform<aws.iam.RolePolicyArgs>;
}

export interface FlowLogDestinationArgs {
  /** Days that records are kept, one of `logRetentions`. Default 30. */
  readonly retentionDays?: number | undefined;
  /** For the tag `Name`. */
  readonly clusterName?: string | undefined;
  readonly transform?: FlowLogTransform | undefined;
}

export const defaultRetentionDays = 30;

/**
 * Where the flow logs of a VPC go: a log group with an end to its retention, and the role that may write to it.
 *
 * It is made before the VPC, so that it goes after it. The role may not create log groups: what AWS delivers late would
 * else make the deleted group again, which nobody owns and which keeps its events for ever.
 */
export class FlowLogDestination extends SlipwayComponent {
  readonly logGroupArn: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;
  /** A VPC whose flow logs go here depends on it, so that it is the last to go. */
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** The role's permission to write: a flow log depends on it. */
  readonly policy: aws.iam.RolePolicy;

  constructor(name: string, args: FlowLogDestinationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("FlowLogDestination", name, opts);
    const tags = nameTag(name, args.clusterName);

    this.logGroup = new aws.cloudwatch.LogGroup(
      ...this.child(
        "",
        { retentionInDays: args.retentionDays ?? defaultRetentionDays, tags },
        args.transform?.logGroup,
      ),
    );
    this.logGroupArn = this.logGroup.arn;
    const role = this.createRole(tags, args.transform);
    this.policy = this.createPolicy(role, args.transform);

    this.roleArn = role.arn;
    this.registerOutputs({ logGroupArn: this.logGroupArn, roleArn: this.roleArn });
  }

  /** Only flow logs of the account that the log group is in may use the role: AWS acts for others as well. */
  private createRole(tags: Record<string, string>, transform?: FlowLogTransform): aws.iam.Role {
    const source = this.logGroupArn.apply(flowLogSource);
    return new aws.iam.Role(
      ...this.child<aws.iam.RoleArgs>(
        "",
        {
          description: "Writes the flow logs of a VPC to CloudWatch Logs",
          assumeRolePolicy: trustPolicy({
            principal: { Service: "vpc-flow-logs.amazonaws.com" },
            actions: ["sts:AssumeRole"],
            conditions: {
              StringEquals: { "aws:SourceAccount": source.account },
              ArnLike: { "aws:SourceArn": source.arn },
            },
          }),
          tags,
        },
        transform?.flowLogRole,
      ),
    );
  }

  private createPolicy(role: aws.iam.Role, transform?: FlowLogTransform): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(
      ...this.child<aws.iam.RolePolicyArgs>(
        "",
        {
          role: role.name,
          policy: policyDocument([
            {
              effect: "Allow",
              actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
              resources: [pulumi.interpolate`${this.logGroupArn}:*`],
            },
          ]),
        },
        transform?.flowLogPolicy,
      ),
    );
  }
}

/** What is wrong with the flow logs that are asked for. */
export function checkFlowLogs({ retentionDays = defaultRetentionDays }: FlowLogArgs): Problem[] {
  if (isLogRetention(retentionDays)) return [];
  const longer = logRetentions.find((days) => days > retentionDays) ?? Math.max(...logRetentions);
  return [
    {
      path: ["retentionDays"],
      message: "CloudWatch Logs cannot keep events for this long",
      found: String(retentionDays),
      allowed: logRetentions.join(", "),
      fix: `write ${longer}`,
    },
  ];
}

/** Account and ARNs of the flow logs that may write to a log group: those of its own partition, region and account. */
function flowLogSource(logGroupArn: string): { account: string; arn: string } {
  const [, partition = "", , region = "", account = ""] = logGroupArn.split(":");
  return { account, arn: `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` };
}
