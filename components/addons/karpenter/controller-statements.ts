import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../cluster";
import type { PolicyConditions } from "../../core";

/** What the controller's rights are bounded by. */
export interface ControllerBounds {
  /** Such as `aws`. */
  readonly partition: string;
  readonly region: string;
  /** Name of the cluster at EKS. */
  readonly clusterName: string;
  readonly nodeRoleArn: pulumi.Output<string>;
  readonly instanceProfileArn: pulumi.Output<string>;
  readonly queueArn: pulumi.Output<string>;
  /** Whether any pool is on spot. */
  readonly usesSpot: boolean;
  /** ARNs of the keys of disks. */
  readonly kmsKeys: readonly string[];
}

/**
 * What Karpenter may do: start machines that carry the tags of the cluster and of a pool, take away those alone, and look at what there is.
 * Source: the CloudFormation template of Karpenter 1.14, without what it says of instance profiles, of which there is one that Karpenter
 * does not make, and of zonal shifts, which are off.
 */
export function controllerStatements(bounds: ControllerBounds): PolicyStatement[] {
  return [...machineStatements(bounds), ...roleStatements(bounds), ...readStatements(bounds), ...keyStatements(bounds)];
}

const made = ["fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"];
const shared = ["security-group", "subnet", "capacity-reservation", "placement-group"];
const ofAnyPool = { "karpenter.sh/nodepool": "*" };

function machineStatements({ partition, region, clusterName }: ControllerBounds): PolicyStatement[] {
  const arn = (resource: string, account = "*") => `arn:${partition}:ec2:${region}:${account}:${resource}/*`;
  const ownership = `kubernetes.io/cluster/${clusterName}`;
  const existing = {
    StringEquals: tags("ResourceTag", { [ownership]: "owned" }),
    StringLike: tags("ResourceTag", ofAnyPool),
  };
  const requested = { [ownership]: "owned", "eks:eks-cluster-name": clusterName };
  return [
    {
      effect: "Allow",
      actions: ["ec2:RunInstances", "ec2:CreateFleet"],
      resources: [arn("image", ""), arn("snapshot", ""), ...shared.map((resource) => arn(resource))],
    },
    {
      effect: "Allow",
      actions: ["ec2:RunInstances", "ec2:CreateFleet"],
      resources: [arn("launch-template")],
      conditions: existing,
    },
    {
      effect: "Allow",
      actions: ["ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"],
      resources: made.map((resource) => arn(resource)),
      conditions: { StringEquals: tags("RequestTag", requested), StringLike: tags("RequestTag", ofAnyPool) },
    },
    {
      effect: "Allow",
      actions: ["ec2:CreateTags"],
      resources: made.map((resource) => arn(resource)),
      conditions: {
        StringEquals: {
          ...tags("RequestTag", requested),
          "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
        },
        StringLike: tags("RequestTag", ofAnyPool),
      },
    },
    {
      effect: "Allow",
      actions: ["ec2:CreateTags"],
      resources: [arn("instance")],
      conditions: {
        ...existing,
        StringEqualsIfExists: tags("RequestTag", { "eks:eks-cluster-name": clusterName }),
        "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
      },
    },
    {
      effect: "Allow",
      actions: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      resources: [arn("instance"), arn("launch-template")],
      conditions: existing,
    },
  ];
}

function tags(kind: "ResourceTag" | "RequestTag", values: Readonly<Record<string, string>>): PolicyConditions[string] {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`aws:${kind}/${key}`, value]));
}

/** The account has a role for spot once anybody has used it there; until then whoever is first makes it. */
function roleStatements({ partition, nodeRoleArn, usesSpot }: ControllerBounds): PolicyStatement[] {
  return [
    {
      effect: "Allow",
      actions: ["iam:PassRole"],
      resources: [nodeRoleArn],
      conditions: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
    },
    ...(usesSpot
      ? [
          {
            effect: "Allow" as const,
            actions: ["iam:CreateServiceLinkedRole" as const],
            resources: [`arn:${partition}:iam::*:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot`],
            conditions: { StringEquals: { "iam:AWSServiceName": "spot.amazonaws.com" } },
          },
        ]
      : []),
  ];
}

function readStatements(bounds: ControllerBounds): PolicyStatement[] {
  const { partition, region, clusterName, nodeRoleArn, instanceProfileArn, queueArn } = bounds;
  // The role of the nodes is in the account of the cluster.
  const clusterArn = nodeRoleArn.apply(
    (arn) => `arn:${partition}:eks:${region}:${arn.split(":")[4] ?? "*"}:cluster/${clusterName}`,
  );
  return [
    { effect: "Allow", actions: ["eks:DescribeCluster"], resources: [clusterArn] },
    {
      effect: "Allow",
      actions: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      resources: [queueArn],
    },
    {
      effect: "Allow",
      actions: [
        "ec2:DescribeCapacityReservations",
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribePlacementGroups",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSpotPriceHistory",
        "ec2:DescribeSubnets",
      ],
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      effect: "Allow",
      actions: ["ssm:GetParameter"],
      resources: [`arn:${partition}:ssm:${region}::parameter/aws/service/*`],
    },
    { effect: "Allow", actions: ["pricing:GetProducts", "iam:ListInstanceProfiles"], resources: ["*"] },
    { effect: "Allow", actions: ["iam:GetInstanceProfile"], resources: [instanceProfileArn] },
  ];
}

/** What EC2 asks of whoever starts a machine whose disks have a key of one's own. Source: EBS User Guide, "Permissions for IAM users". */
function keyStatements({ region, kmsKeys }: ControllerBounds): PolicyStatement[] {
  if (kmsKeys.length === 0) return [];
  const viaEc2 = { "kms:ViaService": `ec2.${region}.amazonaws.com` };
  return [
    {
      effect: "Allow",
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
      resources: kmsKeys,
      conditions: { StringEquals: viaEc2 },
    },
    {
      effect: "Allow",
      actions: ["kms:CreateGrant"],
      resources: kmsKeys,
      conditions: { StringEquals: viaEc2, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}
