import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../../core";

export interface WorkloadLogGroupArgs {
  /** Its name, such as `/slipway/dev/workloads`. */
  readonly logGroup: string;
  readonly days: number;
  /** Whether Pulumi refuses to delete it, and logs with it. */
  readonly protected: boolean;
}

/** The log group of CloudWatch that the logs of a cluster's workloads go to. About 0.63 USD for each GB that is taken in (eu-central-1). */
export class WorkloadLogGroup extends SlipwayComponent {
  readonly arn: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: WorkloadLogGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("WorkloadLogGroup", name, opts);
    const group = new aws.cloudwatch.LogGroup(
      ...this.child<aws.cloudwatch.LogGroupArgs>(
        "",
        { name: args.logGroup, retentionInDays: args.days },
        undefined,
        args.protected ? { protect: true } : {},
      ),
    );
    this.arn = group.arn;
    this.ready = [group];
    this.registerOutputs({ arn: this.arn });
  }
}
