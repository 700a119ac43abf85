/**
 * Every rule of the AWS half, with a program that keeps it and one that does not. All of them look at what a program
 * asks for; none shows that AWS would do what it is asked.
 */
import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import path from "node:path";
import { awsRules, projectRules, type Finding } from "../../policy";
import { taggedTypes } from "../../policy/aws/tag-rules";
import { secretMark, unknownMark, type RecordedResource } from "../../testing";
import { hideIdentifiers, objections, recordSound, trust, type Unsound } from "./aws-program";

type Expected = Pick<Finding, "path" | "message" | "fix">;

const everything = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
const allOfS3 = JSON.stringify({
  Statement: [{ Effect: "Allow", Action: ["s3:*", "sqs:SendMessage"], Resource: ["*"] }],
});
const allButIam = JSON.stringify({ Statement: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] });

const sendFromEvents = {
  Effect: "Allow",
  Principal: { Service: "events.amazonaws.com" },
  Action: "sqs:SendMessage",
  Resource: "*",
};
const denied = (condition: object) => ({
  Effect: "Deny",
  Principal: "*",
  Action: "sqs:*",
  Resource: "*",
  Condition: condition,
});

function queueWithPolicy(statements: readonly object[], opts: pulumi.CustomResourceOptions): void {
  const queue = new aws.sqs.Queue("events", { sqsManagedSseEnabled: true }, opts);
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  new aws.sqs.QueuePolicy("events", { queueUrl: queue.id, policy }, opts);
}

/** A rule, what is changed about a sound program in production, and the only thing that any rule then says. */
const violations: [rule: string, title: string, changes: Unsound, expected: Expected][] = [
  [
    "open-public-endpoint-in-production",
    "a public endpoint for 0.0.0.0/0",
    { clusterVpcConfig: { publicAccessCidrs: ["203.0.113.0/24", "0.0.0.0/0"] } },
    {
      path: "Cluster:cluster",
      message: "everyone may reach the public API endpoint: publicAccessCidrs has 0.0.0.0/0",
      fix: "set endpointPublicAccess to false, or name your own addresses in publicAccessCidrs",
    },
  ],
  [
    "open-public-endpoint-in-production",
    "a public endpoint without CIDRs",
    { clusterVpcConfig: { publicAccessCidrs: [] } },
    {
      path: "Cluster:cluster",
      message: "everyone may reach the public API endpoint: no publicAccessCidrs limit it",
      fix: "set endpointPublicAccess to false, or name your own addresses in publicAccessCidrs",
    },
  ],
  [
    "open-public-endpoint-in-production",
    "a public endpoint for one half of the internet",
    { clusterVpcConfig: { publicAccessCidrs: ["128.0.0.0/1"] } },
    {
      path: "Cluster:cluster",
      message: "everyone may reach the public API endpoint: publicAccessCidrs has 128.0.0.0/1",
      fix: "set endpointPublicAccess to false, or name your own addresses in publicAccessCidrs",
    },
  ],
  [
    "private-endpoint",
    "a cluster without a private endpoint",
    { clusterVpcConfig: { endpointPrivateAccess: false } },
    {
      path: "Cluster:cluster",
      message: "it has no private API endpoint",
      fix: "set endpointPrivateAccess to true",
    },
  ],
  [
    "encrypted-secrets",
    "a cluster without a key",
    { cluster: { encryptionConfig: undefined } },
    {
      path: "Cluster:cluster",
      message: "Kubernetes secrets are not encrypted by a KMS key of yours",
      fix: 'set encryptionConfig with resources ["secrets"] and the ARN of a KMS key',
    },
  ],
  [
    "control-plane-logs-in-production",
    "a control plane that does not write all logs",
    { cluster: { enabledClusterLogTypes: ["api", "audit", "scheduler"] } },
    {
      path: "Cluster:cluster",
      message: "it does not log authenticator, controllerManager",
      fix: "add them to enabledClusterLogTypes",
    },
  ],
  [
    "owned-log-group",
    "logs that go to a log group of EKS",
    { without: ["logGroup"] },
    {
      path: "Cluster:cluster",
      message: "the stack does not own the log group /aws/eks/prod/cluster, so EKS makes one that keeps logs for ever",
      fix: "add a log group of this name with a retention, and make the cluster depend on it",
    },
  ],
  [
    "access-entries-only",
    "a cluster that reads aws-auth",
    { cluster: { accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } } },
    {
      path: "Cluster:cluster",
      message: "its authentication mode is API_AND_CONFIG_MAP",
      fix: "set accessConfig.authenticationMode to API",
    },
  ],
  [
    "access-entries-only",
    "a cluster that does not say who may do what",
    { cluster: { accessConfig: undefined } },
    {
      path: "Cluster:cluster",
      message: "its authentication mode is not set",
      fix: "set accessConfig.authenticationMode to API",
    },
  ],
  [
    "no-aws-auth",
    "the ConfigMap aws-auth",
    {
      also: ({ kubernetes }) => {
        const metadata = { name: "aws-auth", namespace: "kube-system" };
        new k8s.core.v1.ConfigMap("auth", { metadata }, { provider: kubernetes });
        new k8s.core.v1.ConfigMap("other", { metadata: { ...metadata, name: "other" } }, { provider: kubernetes });
      },
    },
    {
      path: "ConfigMap:auth",
      message: "aws-auth gives access that access entries do not show",
      fix: "add an access entry instead",
    },
  ],
  [
    "no-system-groups",
    "an access entry for system:masters",
    {
      also: ({ opts }) => {
        const kubernetesGroups = ["developers", "system:masters"];
        new aws.eks.AccessEntry("admin", { clusterName: "prod", principalArn: "arn", kubernetesGroups }, opts);
      },
    },
    {
      path: "AccessEntry:admin",
      message: "it gives the group system:masters",
      fix: "associate an access policy such as AmazonEKSClusterAdminPolicy",
    },
  ],
  [
    "fixed-add-ons",
    "an add-on without a version",
    { addOn: { addonVersion: undefined } },
    { path: "Addon:coredns", message: "its version may be another one tomorrow", fix: "set addonVersion" },
  ],
  [
    "imds-v2",
    "a launch template that answers to IMDSv1",
    { launchTemplate: { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 } } },
    {
      path: "LaunchTemplate:nodes",
      message: "IMDSv1 answers without a token",
      fix: "set metadataOptions.httpTokens to required",
    },
  ],
  [
    "imds-v2",
    "a launch template with two hops",
    { launchTemplate: { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } } },
    {
      path: "LaunchTemplate:nodes",
      message: "pods reach the instance metadata: the hop limit is 2",
      fix: "set metadataOptions.httpPutResponseHopLimit to 1",
    },
  ],
  [
    "imds-v2",
    "a launch template that leaves the hops to the image",
    { launchTemplate: { metadataOptions: { httpTokens: "required" } } },
    {
      path: "LaunchTemplate:nodes",
      message: "pods reach the instance metadata: the hop limit is not set",
      fix: "set metadataOptions.httpPutResponseHopLimit to 1",
    },
  ],
  [
    "node-launch-template",
    "a node group without a launch template",
    { nodeGroup: { launchTemplate: undefined } },
    {
      path: "NodeGroup:nodes",
      message: "EKS makes its launch template, with a hop limit of 2 and a volume that is not encrypted",
      fix: "set launchTemplate",
    },
  ],
  [
    "encrypted-volumes",
    "a launch template with a plain volume",
    {
      launchTemplate: {
        blockDeviceMappings: [
          { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
          { deviceName: "/dev/xvdb", ebs: { volumeSize: 20 } },
          { deviceName: "/dev/xvdc", virtualName: "ephemeral0" },
          { deviceName: "/dev/xvdd", noDevice: "" },
        ],
      },
    },
    {
      path: "LaunchTemplate:nodes",
      message: "the volume /dev/xvdb is not encrypted",
      fix: "set ebs.encrypted to true",
    },
  ],
  [
    "encrypted-volumes",
    "a launch template that says nothing of its volumes",
    { launchTemplate: { blockDeviceMappings: undefined } },
    {
      path: "LaunchTemplate:nodes",
      message: "whether its volumes are encrypted is left to the image",
      fix: "add a blockDeviceMapping whose ebs.encrypted is true",
    },
  ],
  [
    "encrypted-volumes",
    "a plain EBS volume",
    {
      also: ({ opts }) => {
        const availabilityZone = "eu-central-1a";
        new aws.ebs.Volume("plain", { availabilityZone, size: 1 }, opts);
        new aws.ebs.Volume("encrypted", { availabilityZone, size: 1, encrypted: true }, opts);
      },
    },
    { path: "Volume:plain", message: "it is not encrypted", fix: "set encrypted to true" },
  ],
  [
    "encrypted-volumes",
    "an instance with plain volumes",
    {
      also: ({ opts }) => {
        new aws.ec2.Instance(
          "bastion",
          {
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
            rootBlockDevice: { encrypted: true },
            ebsBlockDevices: [{ deviceName: "/dev/sdf" }],
          },
          opts,
        );
      },
    },
    { path: "Instance:bastion", message: "the volume /dev/sdf is not encrypted", fix: "set encrypted to true" },
  ],
  [
    "encrypted-volumes",
    "a storage class of plain volumes",
    { storageClass: { parameters: { type: "gp3" } } },
    {
      path: "StorageClass:gp3",
      message: "its volumes are not encrypted",
      fix: 'set parameters.encrypted to "true"',
    },
  ],
  [
    "supported-node-images",
    "a node group of Amazon Linux 2",
    { nodeGroup: { amiType: "AL2_x86_64" } },
    {
      path: "NodeGroup:nodes",
      message: "AL2_x86_64 is Amazon Linux 2, which AWS no longer mends",
      fix: "use Amazon Linux 2023 (AL2023_x86_64_STANDARD) or Bottlerocket",
    },
  ],
  [
    "supported-node-images",
    "a launch template of Amazon Linux 2",
    {
      launchTemplate: {
        imageId: "resolve:ssm:/aws/service/eks/optimized-ami/1.32/amazon-linux-2/recommended/image_id",
      },
    },
    {
      path: "LaunchTemplate:nodes",
      message:
        "resolve:ssm:/aws/service/eks/optimized-ami/1.32/amazon-linux-2/recommended/image_id is Amazon Linux 2, which AWS no longer mends",
      fix: "use Amazon Linux 2023 (AL2023_x86_64_STANDARD) or Bottlerocket",
    },
  ],
  [
    "private-nodes",
    "nodes in a subnet whose route leads to the internet",
    {
      also: ({ opts, publicSubnets }) => {
        new aws.eks.NodeGroup(
          "open",
          {
            clusterName: "prod",
            nodeRoleArn: "arn",
            subnetIds: publicSubnets.slice(0, 1).map(({ id }) => id),
            scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 1 },
            launchTemplate: { id: "lt-1", version: "1" },
          },
          opts,
        );
      },
    },
    {
      path: "NodeGroup:open",
      message: "its nodes are in public subnets: network-public-eu-central-1a",
      fix: "give it private subnets",
    },
  ],
  [
    "private-nodes",
    "nodes with public addresses",
    { launchTemplate: { networkInterfaces: [{ associatePublicIpAddress: "true" }] } },
    {
      path: "LaunchTemplate:nodes",
      message: "its instances get public addresses",
      fix: "remove associatePublicIpAddress",
    },
  ],
  [
    "closed-security-groups",
    "a security group with SSH for everyone",
    {
      securityGroup: {
        ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] }],
      },
    },
    {
      path: "SecurityGroup:web",
      message: "0.0.0.0/0 may reach tcp port 22",
      fix: "name the addresses or security groups that need it",
    },
  ],
  [
    "closed-security-groups",
    "a security group with every port for everyone",
    { securityGroup: { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }] } },
    {
      path: "SecurityGroup:web",
      message: "::/0 may reach every port",
      fix: "name the addresses or security groups that need it",
    },
  ],
  [
    "closed-security-groups",
    "a rule of its own that is open",
    {
      also: ({ opts }) => {
        const rule = { securityGroupId: "sg-1", protocol: "tcp", fromPort: 80, toPort: 443, cidrBlocks: ["0.0.0.0/0"] };
        new aws.ec2.SecurityGroupRule("in", { ...rule, type: "ingress" }, opts);
        new aws.ec2.SecurityGroupRule("out", { ...rule, type: "egress" }, opts);
      },
    },
    {
      path: "SecurityGroupRule:in",
      message: "0.0.0.0/0 may reach tcp ports 80 to 443",
      fix: "name the addresses or security groups that need it",
    },
  ],
  [
    "closed-security-groups",
    "an ingress rule that is open",
    {
      also: ({ opts }) => {
        const rule = { securityGroupId: "sg-1", ipProtocol: "tcp", cidrIpv6: "::/0" };
        new aws.vpc.SecurityGroupIngressRule("web", { ...rule, fromPort: 443, toPort: 443 }, opts);
        new aws.vpc.SecurityGroupIngressRule("kubelet", { ...rule, fromPort: 10250, toPort: 10250 }, opts);
      },
    },
    {
      path: "SecurityGroupIngressRule:kubelet",
      message: "::/0 may reach tcp port 10250",
      fix: "name the addresses or security groups that need it",
    },
  ],
  [
    "empty-default-security-group",
    "a default security group with rules",
    { defaultSecurityGroup: { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] } },
    {
      path: "DefaultSecurityGroup:network",
      message: "the default security group has rules",
      fix: "remove ingress and egress",
    },
  ],
  [
    "empty-default-security-group",
    "a VPC whose default security group is that of AWS",
    { without: ["defaultSecurityGroup"] },
    {
      path: "Vpc:network",
      message: "its default security group lets all of its members talk to each other and to everyone",
      fix: "add a DefaultSecurityGroup without rules",
    },
  ],
  [
    "flow-logs-in-production",
    "a VPC without flow logs",
    { without: ["flowLog"] },
    { path: "Vpc:network", message: "it has no flow logs", fix: "add a FlowLog" },
  ],
  [
    "flow-logs-in-production",
    "a VPC beside one with flow logs",
    { flowLog: { vpcId: "vpc-of-somebody-else" } },
    { path: "Vpc:network", message: "it has no flow logs", fix: "add a FlowLog" },
  ],
  [
    "nat-per-zone-in-production",
    "a NAT gateway in one zone of two",
    { natZones: ["eu-central-1b"] },
    {
      path: "Vpc:network",
      message: "there is no NAT gateway in eu-central-1a, so the loss of eu-central-1b cuts them off",
      fix: "add one in each zone",
    },
  ],
  [
    "no-wildcard-policies",
    "a policy for everything",
    { policy: { policy: everything } },
    {
      path: "Policy:workload",
      message: "it allows * on *",
      fix: "name the actions, or the ARNs of the resources",
    },
  ],
  [
    "no-wildcard-policies",
    "an inline policy for all of a service",
    { role: { inlinePolicies: [{ name: "s3", policy: allOfS3 }] } },
    {
      path: "Role:workload",
      message: "it allows s3:* on *",
      fix: "name the actions, or the ARNs of the resources",
    },
  ],
  [
    "no-wildcard-policies",
    "a role policy for everything but some actions",
    {
      also: ({ opts, role }) => {
        new aws.iam.RolePolicy("most", { role: role.name, policy: allButIam }, opts);
      },
    },
    {
      path: "RolePolicy:most",
      message: "it allows every action but a few on *",
      fix: "name the actions, or the ARNs of the resources",
    },
  ],
  [
    "no-wildcard-policies",
    "a policy that is an object",
    { policy: { policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }] } } },
    {
      path: "Policy:workload",
      message: "it allows ec2:* on *",
      fix: "name the actions, or the ARNs of the resources",
    },
  ],
  [
    "named-principals",
    "a role for anyone",
    { role: { assumeRolePolicy: trust({ Principal: { AWS: "*" }, Condition: { Bool: { a: "b" } } }) } },
    {
      path: "Role:workload",
      message: "anyone may assume it: the principal is *",
      fix: "name the principals",
    },
  ],
  [
    "named-principals",
    "a key for anyone",
    { key: { policy: trust({ Principal: "*", Action: "kms:Decrypt", Resource: "*" }) } },
    {
      path: "Key:cluster",
      message: "its policy is for anyone: the principal is *",
      fix: "name the principals",
    },
  ],
  [
    "no-administrators",
    "a workload that is an administrator",
    {
      also: ({ opts, role }) => {
        const policyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
        new aws.iam.RolePolicyAttachment("admin", { role: role.name, policyArn }, opts);
      },
    },
    {
      path: "RolePolicyAttachment:admin",
      message: "AdministratorAccess makes the workload that has the role workload an administrator",
      fix: "allow the actions that it needs",
    },
  ],
  [
    "no-administrators",
    "a service account that may make policies, by OpenID Connect",
    {
      role: {
        assumeRolePolicy: trust({
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.example" },
          Condition: { StringEquals: { "oidc.example:sub": "system:serviceaccount:shop:cart" } },
        }),
        managedPolicyArns: ["arn:aws-us-gov:iam::aws:policy/IAMFullAccess"],
      },
    },
    {
      path: "Role:workload",
      message: "IAMFullAccess makes the workload that has the role workload an administrator",
      fix: "allow the actions that it needs",
    },
  ],
  [
    "log-retention",
    "a log group that keeps its logs for ever",
    { logGroup: { retentionInDays: 0 } },
    { path: "LogGroup:cluster", message: "it keeps its logs for ever", fix: "set retentionInDays" },
  ],
  [
    "encrypted-file-systems",
    "a plain file system",
    { fileSystem: { encrypted: undefined } },
    {
      path: "FileSystem:shared",
      message: "it is not encrypted",
      fix: "set encrypted to true, before it holds anything",
    },
  ],
  [
    "encrypted-queues",
    "a plain queue",
    { also: ({ opts }) => new aws.sqs.Queue("plain", { sqsManagedSseEnabled: false }, opts) },
    {
      path: "Queue:plain",
      message: "it is not encrypted",
      fix: "set sqsManagedSseEnabled to true, or name a key",
    },
  ],
  [
    "queues-over-tls",
    "a queue for a service, also in plain",
    {
      also: ({ opts }) => {
        queueWithPolicy([sendFromEvents], opts);
      },
    },
    {
      path: "QueuePolicy:events",
      message: "it lets messages be sent and read in plain",
      fix: "add a statement that denies sqs:* to everyone where aws:SecureTransport is false",
    },
  ],
  [
    "queues-over-tls",
    "a queue that denies what is not in plain",
    {
      also: ({ opts }) => {
        queueWithPolicy([sendFromEvents, denied({ Bool: { "aws:SecureTransport": "true" } })], opts);
      },
    },
    {
      path: "QueuePolicy:events",
      message: "it lets messages be sent and read in plain",
      fix: "add a statement that denies sqs:* to everyone where aws:SecureTransport is false",
    },
  ],
  [
    "rotated-keys",
    "a key that is never rotated",
    { key: { enableKeyRotation: undefined } },
    { path: "Key:cluster", message: "it is never rotated", fix: "set enableKeyRotation to true" },
  ],
  [
    "deletion-protection-in-production",
    "a cluster that AWS would delete",
    { cluster: { deletionProtection: undefined } },
    {
      path: "Cluster:cluster",
      message: "AWS would delete it on request",
      fix: "set deletionProtection to true",
    },
  ],
  [
    "protected-state-in-production",
    "a bucket that Pulumi would delete",
    {
      also: ({ opts }) => {
        new aws.s3.Bucket("orders", {}, { ...opts, protect: false });
      },
    },
    {
      path: "Bucket:orders",
      message: "a change could delete it, and what it holds",
      fix: "set the option protect to true",
    },
  ],
  [
    "tagged-resources",
    "a resource of a provider without tags",
    {
      also: ({ opts }) => {
        const provider = new aws.Provider("other", { region: "eu-central-1" });
        new aws.ec2.Eip("untagged", {}, { ...opts, provider });
        new aws.ec2.Eip("tagged", { tags: { Project: "slipway", Environment: "prod" } }, { ...opts, provider });
      },
    },
    {
      path: "Eip:untagged",
      message: "it has no tag Project, Environment",
      fix: "give the aws provider defaultTags, and the resource that provider",
    },
  ],
  [
    "tagged-instances",
    "a launch template whose volumes are not tagged",
    {
      launchTemplate: {
        tagSpecifications: [{ resourceType: "instance", tags: { Project: "slipway", Environment: "prod" } }],
      },
    },
    {
      path: "LaunchTemplate:nodes",
      message: "each volume that it starts has no tag Project, Environment",
      fix: "add them to tagSpecifications",
    },
  ],
];

test("a sound program is not objected to, in production or elsewhere", async () => {
  expect(await objections()).toEqual([]);
  expect(await objections({ stage: "development" })).toEqual([]);
});

test.each(violations)("%s objects to %s", async (rule, _title, changes, expected) => {
  const level = awsRules.find(({ name }) => name === rule)?.level;
  expect(await objections(changes)).toEqual([{ rule, level, ...expected }]);
});

describe("rules about zones", () => {
  const fix = "add subnets of a second zone";
  const rule = { rule: "several-zones-in-production", level: "mandatory", path: "Cluster:cluster", fix };

  test("object to a cluster and its nodes in one zone, in production", async () => {
    expect(await objections({ zones: ["eu-central-1a"] })).toEqual([
      { ...rule, message: "its subnets are all in eu-central-1a" },
      { ...rule, message: "its nodes are all in eu-central-1a" },
    ]);
    expect(await objections({ zones: ["eu-central-1a"], stage: "staging" })).toEqual([]);
  });

  test("say nothing where a subnet was not made by the program", async () => {
    const existing = { subnetIds: ["subnet-1", "subnet-2"] };
    expect(await objections({ zones: ["eu-central-1a"], clusterVpcConfig: existing, nodeGroup: existing })).toEqual([]);
  });
});

describe("outside of production", () => {
  test.each<[rule: string, changes: Unsound]>([
    ["open-public-endpoint", { clusterVpcConfig: { publicAccessCidrs: ["0.0.0.0/0"] } }],
    ["control-plane-logs", { cluster: { enabledClusterLogTypes: [] } }],
    ["flow-logs", { without: ["flowLog"] }],
  ])("%s only advises", async (rule, changes) => {
    const found = await objections({ ...changes, stage: "development" });
    expect(found.map((finding) => [finding.rule, finding.level])).toEqual([[rule, "advisory"]]);
  });

  test("nothing needs protection, and one NAT gateway will do", async () => {
    const changes = { protect: false, cluster: { deletionProtection: false }, natZones: ["eu-central-1a"] };
    expect(await objections({ ...changes, stage: "development" })).toEqual([]);
    expect((await objections(changes)).map(({ rule, path }) => [rule, path])).toEqual([
      ["nat-per-zone-in-production", "Vpc:network"],
      ["deletion-protection-in-production", "Cluster:cluster"],
      ["protected-state-in-production", "Cluster:cluster"],
      ["protected-state-in-production", "FileSystem:shared"],
      ["protected-state-in-production", "Key:cluster"],
    ]);
  });

  test("a resource's own tag Stage wins", async () => {
    const changes = { cluster: { tags: { Stage: "production" }, deletionProtection: false }, stage: "development" };
    expect((await objections(changes)).map(({ rule }) => rule)).toEqual(["deletion-protection-in-production"]);
  });
});

test("no-public-addresses advises where every machine of a subnet gets an address, and private-nodes knows it", async () => {
  const changes = { privateSubnets: { mapPublicIpOnLaunch: true }, zones: ["eu-central-1a", "eu-central-1b"] };
  expect((await objections(changes)).map(({ rule, level, path }) => [rule, level, path])).toEqual([
    ["private-nodes", "mandatory", "NodeGroup:nodes"],
    ["no-public-addresses", "advisory", "Subnet:network-private-eu-central-1a"],
    ["no-public-addresses", "advisory", "Subnet:network-private-eu-central-1b"],
  ]);
});

test.each<[title: string, changes: Unsound]>([
  ["a closed public endpoint", { clusterVpcConfig: { endpointPublicAccess: false, publicAccessCidrs: undefined } }],
  ["no instance metadata at all", { launchTemplate: { metadataOptions: { httpEndpoint: "disabled" } } }],
  ["a key that signs, and cannot be rotated", { key: { keyUsage: "SIGN_VERIFY", enableKeyRotation: undefined } }],
  ["a storage class of another provisioner", { storageClass: { provisioner: "efs.csi.aws.com", parameters: {} } }],
  ["all of a service on named resources", { policy: { policy: allOfS3.replace('"*"', '"arn:aws:s3:::orders/*"') } }],
  ["a denial of everything", { policy: { policy: everything.replace("Allow", "Deny") } }],
  ["a policy that is no JSON", { policy: { policy: "{" } }],
  [
    "a key for the services of one account",
    { key: { policy: trust({ Principal: "*", Condition: { a: { b: "c" } } }) } },
  ],
  [
    "an administrator who deploys",
    {
      role: {
        assumeRolePolicy: trust({ Principal: { Federated: "token.actions.githubusercontent.com" } }),
        managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      },
    },
  ],
  ["a regional NAT gateway", { natZones: [], also: regionalNatGateway }],
])("nothing objects to %s", async (_, changes) => {
  expect(await objections(changes)).toEqual([]);
});

function regionalNatGateway({ opts, vpc }: Parameters<NonNullable<Unsound["also"]>>[0]): void {
  new aws.ec2.NatGateway("regional", { availabilityMode: "regional", vpcId: vpc.id }, opts);
}

describe("what cannot be seen", () => {
  test("is not objected to, nor taken for a mistake", async () => {
    const secret = <T>(value: T) => pulumi.secret(value);
    const unknown = pulumi.unknown as never;
    expect(
      await objections({
        clusterVpcConfig: { publicAccessCidrs: secret(["0.0.0.0/0"]), endpointPrivateAccess: unknown },
        cluster: { enabledClusterLogTypes: ["api", secret("audit")], accessConfig: { authenticationMode: unknown } },
        launchTemplate: { metadataOptions: unknown, tagSpecifications: unknown },
        policy: { policy: secret(everything) },
        role: { assumeRolePolicy: unknown, managedPolicyArns: secret(["arn:aws:iam::aws:policy/AdministratorAccess"]) },
        key: { enableKeyRotation: unknown, policy: unknown },
        logGroup: { retentionInDays: unknown },
        securityGroup: { ingress: unknown },
      }),
    ).toEqual([]);
  });

  test("of tags, leaves out what depends on them", async () => {
    const changes = { defaultTags: pulumi.secret({ tags: {} }), protect: false };
    expect(await objections(changes)).toEqual([]);
  });

  /** Each value of a sound program and of its violations is hidden in turn. No rule may throw, or object to more. */
  test.each([
    ["unknown", unknownMark],
    ["secret", secretMark],
  ])("is of no consequence wherever it is: %s", async (_, mark) => {
    const resources = await recordSound();
    for (const hiddenResource of resources) {
      for (const variant of hide(hiddenResource.inputs, mark)) {
        const program = resources.map((resource) =>
          resource === hiddenResource ? { ...resource, inputs: variant as RecordedResource["inputs"] } : resource,
        );
        const found = awsRules.flatMap((rule) => rule.check(program).map(({ message }) => [rule.name, message]));
        expect([hiddenResource.path, variant, found]).toEqual([hiddenResource.path, variant, []]);
      }
    }
  });

  test("is found by what it was computed from: identifiers that are known only after up", async () => {
    const changes = { zones: ["eu-central-1a"], natZones: [] };
    const resources = (await recordSound(changes)).map((resource) => ({
      ...resource,
      inputs: hideIdentifiers(resource.inputs) as RecordedResource["inputs"],
      outputs: {},
    }));
    const found = awsRules.flatMap((rule) =>
      rule.check(resources).map(({ path, message }) => [rule.name, path, message]),
    );
    expect(found).toEqual([
      ["several-zones-in-production", "Cluster:cluster", "its subnets are all in eu-central-1a"],
      ["several-zones-in-production", "Cluster:cluster", "its nodes are all in eu-central-1a"],
    ]);
  });
});

/** Copies of a value in each of which one value in it is hidden. */
function hide(value: unknown, mark: object): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      [mark, ...hide(item, mark)].map((inner) => value.map((other: unknown, at) => (at === index ? inner : other))),
    );
  }
  return Object.entries(value).flatMap(([key, item]) =>
    [mark, ...hide(item, mark)].map((inner) => ({ ...value, [key]: inner })),
  );
}

test("every rule has a name of its own and a program that violates it", () => {
  const names = awsRules.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const elsewhere = ["several-zones-in-production", "no-public-addresses"];
  const advice = ["open-public-endpoint", "control-plane-logs", "flow-logs"];
  const shown = [...violations.map(([rule]) => rule), ...elsewhere, ...advice];
  expect(names.filter((name) => !shown.includes(name))).toEqual([]);
});

test("docs/policy.md tells every rule with its level and none that is not there", () => {
  const page = readFileSync(path.resolve(__dirname, "..", "..", "docs", "policy.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const told = rows.flatMap((row) => {
    const [, names = "", levels = ""] = row.split("|");
    const levelOf = levels.split(",").map((level) => level.trim());
    return [...names.matchAll(/`([^`]+)`/g)].map(([, name], index) => [name, levelOf[index]]);
  });
  expect(told.sort()).toEqual(projectRules.map(({ name, level }) => [name, level]).sort());
});

test.each(taggedTypes)("%s takes tags", (type) => {
  const [, folder = "", name = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
  const declaration = readFileSync(require.resolve(`@pulumi/aws/${folder}/${name}`).replace(/js$/, "d.ts"), "utf8");
  expect(declaration).toContain(`Args {`);
  expect(declaration.slice(declaration.indexOf("Args {"))).toMatch(/^ +tags\?: /m);
});
