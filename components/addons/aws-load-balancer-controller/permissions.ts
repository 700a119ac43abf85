import type { PolicyStatement } from "../../cluster";
import { partitionOf } from "../../network";

export interface LoadBalancerPermissions {
  readonly region: string;
  /** Name of the cluster at EKS, which everything that the controller makes is tagged with. */
  readonly clusterName: string;
  readonly wafv2: boolean;
  readonly shield: boolean;
}

const tag = "elbv2.k8s.aws/cluster";

/**
 * What the controller may do. Source: `docs/install/iam_policy.json` of its release v3.5.0. It is narrower: where that asks for any
 * cluster's tag, this asks for the tag of this cluster; rules of security groups are changed where a group has the tag of this cluster,
 * which EKS and the controller put on theirs (`docs/deploy/installation.md` of the same release recommends it); web ACLs, Shield and
 * the old WAF are left out where they are not asked for.
 */
export function loadBalancerStatements(permissions: LoadBalancerPermissions): PolicyStatement[] {
  return [...reading(permissions), ...securityGroups(permissions), ...loadBalancers(permissions)];
}

function reading({ wafv2, shield }: LoadBalancerPermissions): PolicyStatement[] {
  return [
    {
      effect: "Allow",
      actions: ["iam:CreateServiceLinkedRole"],
      resources: ["*"],
      conditions: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
    },
    {
      effect: "Allow",
      actions: [
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeCoipPools",
        "ec2:DescribeInstances",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeIpamPools",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeTags",
        "ec2:DescribeVpcPeeringConnections",
        "ec2:DescribeVpcs",
        "ec2:GetCoipPoolUsage",
        "ec2:GetSecurityGroupsForVpc",
        "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeSSLPolicies",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "elasticloadbalancing:DescribeTrustStores",
        "acm:DescribeCertificate",
        "acm:ListCertificates",
        "cognito-idp:DescribeUserPoolClient",
        "iam:GetServerCertificate",
        "iam:ListServerCertificates",
      ],
      resources: ["*"],
    },
    ...(wafv2
      ? [allow("wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL")]
      : []),
    ...(shield
      ? [
          allow(
            "shield:GetSubscriptionState",
            "shield:DescribeProtection",
            "shield:CreateProtection",
            "shield:DeleteProtection",
          ),
        ]
      : []),
  ];
}

function securityGroups({ region, clusterName }: LoadBalancerPermissions): PolicyStatement[] {
  const groups = `arn:${partitionOf(region)}:ec2:*:*:security-group/*`;
  return [
    {
      effect: "Allow",
      actions: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
      resources: ["*"],
      conditions: { Null: { [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: "false" } },
    },
    {
      effect: "Allow",
      actions: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:DeleteSecurityGroup"],
      resources: ["*"],
      conditions: { StringEquals: { [`aws:ResourceTag/${tag}`]: clusterName } },
    },
    allow("ec2:CreateSecurityGroup"),
    {
      effect: "Allow",
      actions: ["ec2:CreateTags"],
      resources: [groups],
      conditions: {
        StringEquals: { "ec2:CreateAction": "CreateSecurityGroup", [`aws:RequestTag/${tag}`]: clusterName },
      },
    },
    {
      effect: "Allow",
      actions: ["ec2:CreateTags", "ec2:DeleteTags"],
      resources: [groups],
      conditions: retagging(clusterName),
    },
  ];
}

function loadBalancers({ region, clusterName }: LoadBalancerPermissions): PolicyStatement[] {
  const arn = (resource: string) => `arn:${partitionOf(region)}:elasticloadbalancing:*:*:${resource}`;
  const tagged = [arn("targetgroup/*/*"), arn("loadbalancer/net/*/*"), arn("loadbalancer/app/*/*")];
  return [
    {
      effect: "Allow",
      actions: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
      resources: ["*"],
      conditions: { StringEquals: { [`aws:RequestTag/${tag}`]: clusterName } },
    },
    {
      effect: "Allow",
      actions: ["elasticloadbalancing:AddTags"],
      resources: tagged,
      conditions: {
        StringEquals: {
          "elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"],
          [`aws:RequestTag/${tag}`]: clusterName,
        },
      },
    },
    {
      effect: "Allow",
      actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
      resources: tagged,
      conditions: retagging(clusterName),
    },
    {
      effect: "Allow",
      actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
      resources: [
        arn("listener/net/*/*/*"),
        arn("listener/app/*/*/*"),
        arn("listener-rule/net/*/*/*"),
        arn("listener-rule/app/*/*/*"),
      ],
    },
    {
      effect: "Allow",
      actions: [
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyCapacityReservation",
        "elasticloadbalancing:ModifyIpPools",
        "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:SetIpAddressType",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ],
      resources: ["*"],
      conditions: { StringEquals: { [`aws:ResourceTag/${tag}`]: clusterName } },
    },
    {
      effect: "Allow",
      actions: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
      resources: [arn("targetgroup/*/*")],
    },
    allow(
      "elasticloadbalancing:CreateListener",
      "elasticloadbalancing:DeleteListener",
      "elasticloadbalancing:CreateRule",
      "elasticloadbalancing:DeleteRule",
      "elasticloadbalancing:SetWebAcl",
      "elasticloadbalancing:ModifyListener",
      "elasticloadbalancing:AddListenerCertificates",
      "elasticloadbalancing:RemoveListenerCertificates",
      "elasticloadbalancing:ModifyRule",
      "elasticloadbalancing:SetRulePriorities",
    ),
  ];
}

/** Of what is tagged already any tag may be changed but the one by which it is known whose it is. */
function retagging(clusterName: string): NonNullable<PolicyStatement["conditions"]> {
  return { StringEquals: { [`aws:ResourceTag/${tag}`]: clusterName }, Null: { [`aws:RequestTag/${tag}`]: "true" } };
}

function allow(...actions: PolicyStatement["actions"]): PolicyStatement {
  return { effect: "Allow", actions, resources: ["*"] };
}
