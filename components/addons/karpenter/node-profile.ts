import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { inAccountOf, type EksHandle } from "../../cluster";
import { physicalName, SlipwayComponent, type Transform } from "../../core";

export interface NodeProfileArgs {
  readonly cluster: Pick<EksHandle, "clusterName" | "nodeRoleArn" | "awsProvider">;
  readonly transform?: Transform<aws.iam.InstanceProfileArgs> | undefined;
}

/** Longest name of an instance profile. */
const profileNameLength = 128;

/**
 * The instance profile with which machines that Karpenter starts take the role of the cluster's nodes. It is made here, as Karpenter would
 * need rights over profiles of IAM to make its own, a way to IAM, and its life to take it away again. It is free.
 */
export class NodeProfile extends SlipwayComponent {
  readonly profileName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: NodeProfileArgs, opts?: pulumi.ComponentResourceOptions) {
    super("NodeProfile", name, inAccountOf(args.cluster, opts));
    const { cluster, transform } = args;
    const profile = new aws.iam.InstanceProfile(
      ...this.child<aws.iam.InstanceProfileArgs>(
        "",
        {
          name: physicalName(profileNameLength, `${cluster.clusterName}-karpenter-node`),
          role: cluster.nodeRoleArn.apply(roleName),
        },
        transform,
      ),
    );
    this.profileName = profile.name;
    this.arn = profile.arn;
    this.registerOutputs({ profileName: this.profileName });
  }
}

function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
