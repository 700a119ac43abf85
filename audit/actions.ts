/**
 * Every action of AWS that an audit asks for, all of which only read: its IAM policy (docs/aws.md) is made of them.
 * Beside them it asks who it is (sts:GetCallerIdentity, which everybody may) and assumes the role of the configuration.
 */
export const auditActions = [
  "ec2:DescribeAddresses",
  "ec2:DescribeEgressOnlyInternetGateways",
  "ec2:DescribeFlowLogs",
  "ec2:DescribeInstances",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeLaunchTemplates",
  "ec2:DescribeNatGateways",
  "ec2:DescribeNetworkAcls",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroupRules",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSnapshots",
  "ec2:DescribeSubnets",
  "ec2:DescribeVolumes",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeVpcs",
  "eks:DescribeCluster",
  "iam:ListInstanceProfiles",
  "iam:ListOpenIDConnectProviderTags",
  "iam:ListOpenIDConnectProviders",
  "iam:ListPolicies",
  "iam:ListPolicyTags",
  "iam:ListRoleTags",
  "iam:ListRoles",
  "kms:DescribeKey",
  "logs:DescribeLogGroups",
  "tag:GetResources",
] as const;

export type AuditAction = (typeof auditActions)[number] | "sts:AssumeRole" | "sts:GetCallerIdentity";
