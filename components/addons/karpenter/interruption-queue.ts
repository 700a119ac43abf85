import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inAccountOf, type EksHandle } from "../../cluster";
import { physicalName, refusedWithoutTls, resourcePolicy, SlipwayComponent, type Transform } from "../../core";

export interface InterruptionQueueArgs {
  readonly cluster: Pick<EksHandle, "clusterName" | "awsProvider">;
  readonly transform?: InterruptionQueueTransform | undefined;
}

/** One transform for each child. */
export interface InterruptionQueueTransform {
  readonly queue?: Transform<aws.sqs.QueueArgs>;
  readonly policy?: Transform<aws.sqs.QueuePolicyArgs>;
  /** A function is called for each, with its logical name. */
  readonly rule?: Transform<aws.cloudwatch.EventRuleArgs>;
  /** A function is called for each, with its logical name. */
  readonly target?: Transform<aws.cloudwatch.EventTargetArgs>;
}

/** What AWS tells of machines. Source: the CloudFormation template of Karpenter 1.14. */
const events = {
  "spot-interruption": { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  "state-change": { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
  "capacity-reservation": {
    source: "aws.ec2",
    detailType: "EC2 Capacity Reservation Instance Interruption Warning",
  },
  health: { source: "aws.health", detailType: "AWS Health Event" },
} as const;

/** Longest names that SQS and EventBridge take. */
const queueNameLength = 80;
const ruleNameLength = 64;

/** A warning that is older than this is of no use any more. */
const retentionSeconds = 300;

/**
 * The queue in which Karpenter hears of machines that AWS is about to take away, so that it drains them in time; and the rules that fill it.
 * It is encrypted, and takes messages from these rules alone. Rules are free, and the queue costs by its messages: cents.
 */
export class InterruptionQueue extends SlipwayComponent {
  readonly queueName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** What must be there before messages come. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: InterruptionQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    super("InterruptionQueue", name, inAccountOf(args.cluster, opts));
    const { cluster, transform } = args;
    const ownName = `${cluster.clusterName}-karpenter`;

    const queue = new aws.sqs.Queue(
      ...this.child<aws.sqs.QueueArgs>(
        "",
        {
          name: physicalName(queueNameLength, ownName),
          messageRetentionSeconds: retentionSeconds,
          sqsManagedSseEnabled: true,
        },
        transform?.queue,
      ),
    );
    const rules = this.createRules(ownName, transform);
    const policy = new aws.sqs.QueuePolicy(
      ...this.child<aws.sqs.QueuePolicyArgs>(
        "",
        { queueUrl: queue.url, policy: queuePolicy(queue.arn, Object.values(rules)) },
        transform?.policy,
      ),
    );
    const targets = Object.entries(rules).map(
      ([event, rule]) =>
        new aws.cloudwatch.EventTarget(
          ...this.child<aws.cloudwatch.EventTargetArgs>(
            event,
            { rule: rule.name, targetId: "karpenter", arn: queue.arn },
            transform?.target,
            { dependsOn: [policy] },
          ),
        ),
    );

    this.queueName = queue.name;
    this.arn = queue.arn;
    this.ready = [policy, ...targets];
    this.registerOutputs({ queueName: this.queueName });
  }

  private createRules(
    ownName: string,
    transform?: InterruptionQueueTransform,
  ): Readonly<Record<string, aws.cloudwatch.EventRule>> {
    const rules = Object.entries(events).map(([event, { source, detailType }]) => {
      const rule = new aws.cloudwatch.EventRule(
        ...this.child<aws.cloudwatch.EventRuleArgs>(
          event,
          {
            name: physicalName(ruleNameLength, `${ownName}-${event}`),
            description: `${detailType}, for Karpenter`,
            eventPattern: JSON.stringify({ source: [source], "detail-type": [detailType] }),
          },
          transform?.rule,
        ),
      );
      return [event, rule] as const;
    });
    return Object.fromEntries(rules);
  }
}

function queuePolicy(queueArn: pulumi.Output<string>, rules: readonly aws.cloudwatch.EventRule[]) {
  return resourcePolicy([
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": rules.map(({ arn }) => arn) } },
    },
    refusedWithoutTls("sqs:*", queueArn),
  ]);
}
