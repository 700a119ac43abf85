import type { Rule } from "../rule";
import { awsRule } from "./aws-rule";
import { hidden, list, look } from "./visible";

/** By these, cost is divided and leaks are found. */
const requiredTags: readonly string[] = ["Project", "Environment"];

/** Types that cost something or hold others, and take tags. */
export const taggedTypes: readonly string[] = [
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:ebs/volume:Volume",
  "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
  "aws:ec2/eip:Eip",
  "aws:ec2/flowLog:FlowLog",
  "aws:ec2/instance:Instance",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:efs/accessPoint:AccessPoint",
  "aws:efs/fileSystem:FileSystem",
  "aws:eks/addon:Addon",
  "aws:eks/cluster:Cluster",
  "aws:eks/nodeGroup:NodeGroup",
  "aws:elasticache/replicationGroup:ReplicationGroup",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:kms/key:Key",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:msk/cluster:Cluster",
  "aws:rds/cluster:Cluster",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
];

const taggedResources = awsRule({
  name: "tagged-resources",
  level: "mandatory",
  types: taggedTypes,
  check: (resource, around) => {
    const { tags, isComplete } = around.tagsOf(resource);
    const missing = requiredTags.filter((tag) => look(tags, tag) === undefined);
    if (missing.length === 0 || !isComplete) return [];
    return [
      {
        message: `it has no tag ${missing.join(", ")}`,
        fix: "give the aws provider defaultTags, and the resource that provider",
      },
    ];
  },
});

/** The provider's default tags stop at the launch template: instances and volumes get those of its specifications. */
const taggedInstances = awsRule({
  name: "tagged-instances",
  level: "advisory",
  types: ["aws:ec2/launchTemplate:LaunchTemplate"],
  check: ({ inputs }) => {
    const { values, isComplete } = list(inputs, "tagSpecifications");
    const isSeen = isComplete && values.every((one) => look(one, "resourceType") !== hidden);
    const untagged = ["instance", "volume"].filter((type) => {
      const specification = values.find((one) => look(one, "resourceType") === type);
      return (
        look(specification, "tags") !== hidden &&
        requiredTags.some((tag) => look(specification, "tags", tag) === undefined)
      );
    });
    if (untagged.length === 0 || !isSeen) return [];
    return [
      {
        message: `each ${untagged.join(" and ")} that it starts has no tag ${requiredTags.join(", ")}`,
        fix: "add them to tagSpecifications",
      },
    ];
  },
});

export const tagRules: readonly Rule[] = [taggedResources, taggedInstances];
