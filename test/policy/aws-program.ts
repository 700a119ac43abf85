import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { applyRules, awsRules, type Finding } from "../../policy";
import {
  record,
  shortType,
  unknownMark,
  uuid,
  type FakeArgs,
  type FakeOutputs,
  type RecordedResource,
} from "../../testing";

type Changes<Args> = Partial<Args> | undefined;

/** What makes a program of `soundProgram` different from a sound one. */
export interface Unsound {
  readonly stage?: string;
  readonly defaultTags?: pulumi.Input<aws.types.input.ProviderDefaultTags>;
  readonly vpc?: Changes<aws.ec2.VpcArgs>;
  readonly publicSubnets?: Changes<aws.ec2.SubnetArgs>;
  readonly privateSubnets?: Changes<aws.ec2.SubnetArgs>;
  readonly zones?: readonly string[];
  /** Zones that have a NAT gateway. Default: all. */
  readonly natZones?: readonly string[];
  readonly defaultSecurityGroup?: Changes<aws.ec2.DefaultSecurityGroupArgs>;
  readonly securityGroup?: Changes<aws.ec2.SecurityGroupArgs>;
  readonly flowLog?: Changes<aws.ec2.FlowLogArgs>;
  readonly logGroup?: Changes<aws.cloudwatch.LogGroupArgs>;
  readonly key?: Changes<aws.kms.KeyArgs>;
  readonly cluster?: Changes<aws.eks.ClusterArgs>;
  readonly clusterVpcConfig?: Changes<aws.types.input.eks.ClusterVpcConfig>;
  readonly launchTemplate?: Changes<aws.ec2.LaunchTemplateArgs>;
  readonly nodeGroup?: Changes<aws.eks.NodeGroupArgs>;
  readonly addOn?: Changes<aws.eks.AddonArgs>;
  readonly fileSystem?: Changes<aws.efs.FileSystemArgs>;
  readonly storageClass?: Changes<k8s.storage.v1.StorageClassArgs>;
  readonly role?: Changes<aws.iam.RoleArgs>;
  readonly policy?: Changes<aws.iam.PolicyArgs>;
  readonly protect?: boolean;
  /** Left out. */
  readonly without?: readonly ("flowLog" | "defaultSecurityGroup" | "logGroup")[];
  /** Further resources. */
  readonly also?: (made: Made) => void;
}

/** What further resources may refer to. */
export interface Made {
  readonly opts: pulumi.CustomResourceOptions;
  readonly vpc: aws.ec2.Vpc;
  readonly publicSubnets: readonly aws.ec2.Subnet[];
  readonly role: aws.iam.Role;
  readonly kubernetes: k8s.Provider;
}

export const trust = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...statement }] });

/** A network, a cluster with nodes, and what belongs to it, which keeps every rule unless it is changed. */
export function soundProgram(changes: Unsound = {}): void {
  const { stage = "production", zones = ["eu-central-1a", "eu-central-1b"], without = [] } = changes;
  const tags = { Project: "slipway", Environment: "prod", Stage: stage };
  const provider = new aws.Provider("aws", {
    region: "eu-central-1",
    defaultTags: changes.defaultTags ?? { tags },
  });
  const kubernetes = new k8s.Provider("cluster");
  const opts = { provider, protect: changes.protect ?? true };

  const vpc = new aws.ec2.Vpc("network", { cidrBlock: "10.0.0.0/16", ...changes.vpc }, opts);
  const gateway = new aws.ec2.InternetGateway("network", { vpcId: vpc.id }, opts);
  const table = new aws.ec2.RouteTable("network-public", { vpcId: vpc.id }, opts);
  new aws.ec2.Route("network-public", { routeTableId: table.id, gatewayId: gateway.id }, opts);
  const subnets = (tier: string, offset: number, change: Changes<aws.ec2.SubnetArgs>) =>
    zones.map(
      (availabilityZone, index) =>
        new aws.ec2.Subnet(
          `network-${tier}-${availabilityZone}`,
          { vpcId: vpc.id, availabilityZone, cidrBlock: `10.0.${offset + index}.0/24`, ...change },
          opts,
        ),
    );
  const publicSubnets = subnets("public", 0, changes.publicSubnets);
  const privateSubnets = subnets("private", 100, changes.privateSubnets);
  publicSubnets.forEach((subnet, index) => {
    const name = `network-public-${index}`;
    new aws.ec2.RouteTableAssociation(name, { subnetId: subnet.id, routeTableId: table.id }, opts);
    if (changes.natZones?.includes(zones[index] ?? "") === false) return;
    new aws.ec2.NatGateway(name, { subnetId: subnet.id }, opts);
  });
  if (!without.includes("defaultSecurityGroup")) {
    new aws.ec2.DefaultSecurityGroup("network", { vpcId: vpc.id, ...changes.defaultSecurityGroup }, opts);
  }
  if (!without.includes("flowLog")) {
    new aws.ec2.FlowLog("network", { vpcId: vpc.id, trafficType: "ALL", ...changes.flowLog }, opts);
  }
  new aws.ec2.SecurityGroup(
    "web",
    {
      vpcId: vpc.id,
      ingress: [80, 443].map((port) => ({
        protocol: "tcp",
        fromPort: port,
        toPort: port,
        cidrBlocks: ["0.0.0.0/0"],
        ipv6CidrBlocks: ["::/0"],
      })),
      ...changes.securityGroup,
    },
    opts,
  );

  if (!without.includes("logGroup")) {
    const group = { name: "/aws/eks/prod/cluster", retentionInDays: 90, ...changes.logGroup };
    new aws.cloudwatch.LogGroup("cluster", group, opts);
  }
  const key = new aws.kms.Key("cluster", { enableKeyRotation: true, ...changes.key }, opts);
  const role = new aws.iam.Role(
    "workload",
    { assumeRolePolicy: trust({ Principal: { Service: "pods.eks.amazonaws.com" } }), ...changes.role },
    opts,
  );
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" }] };
  new aws.iam.Policy("workload", { policy: JSON.stringify(document), ...changes.policy }, opts);

  const cluster = new aws.eks.Cluster(
    "cluster",
    {
      name: "prod",
      roleArn: role.arn,
      vpcConfig: {
        subnetIds: privateSubnets.map(({ id }) => id),
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
        publicAccessCidrs: ["203.0.113.0/24"],
        ...changes.clusterVpcConfig,
      },
      accessConfig: { authenticationMode: "API" },
      encryptionConfig: { resources: ["secrets"], provider: { keyArn: key.arn } },
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      deletionProtection: true,
      ...changes.cluster,
    },
    opts,
  );
  const template = new aws.ec2.LaunchTemplate(
    "nodes",
    {
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }],
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
      ...changes.launchTemplate,
    },
    opts,
  );
  new aws.eks.NodeGroup(
    "nodes",
    {
      clusterName: cluster.name,
      nodeRoleArn: role.arn,
      amiType: "AL2023_x86_64_STANDARD",
      subnetIds: privateSubnets.map(({ id }) => id),
      scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 1 },
      launchTemplate: { id: template.id, version: "1" },
      ...changes.nodeGroup,
    },
    opts,
  );
  const addOn = { clusterName: cluster.name, addonName: "coredns", addonVersion: "v1.13.1-eksbuild.1" };
  new aws.eks.Addon("coredns", { ...addOn, ...changes.addOn }, opts);
  new aws.efs.FileSystem("shared", { encrypted: true, ...changes.fileSystem }, opts);
  new k8s.storage.v1.StorageClass(
    "gp3",
    { provisioner: "ebs.csi.aws.com", parameters: { type: "gp3", encrypted: "true" }, ...changes.storageClass },
    { provider: kubernetes },
  );
  changes.also?.({ opts, vpc, publicSubnets, role, kubernetes });
}

/** What AWS would give each resource: an identifier and an ARN that are nobody else's, and a name if it has none. */
function fakes({ type, urn, inputs }: FakeArgs): FakeOutputs | undefined {
  if (!type.startsWith("aws:")) return undefined;
  const id = `${shortType(type).toLowerCase()}-${uuid(urn).slice(0, 8)}`;
  const name = inputs.name === undefined ? { name: `name-of-${id}` } : {};
  return { id, outputs: { arn: `arn:aws:fake:::${id}`, ...name } };
}

export async function recordSound(changes: Unsound = {}): Promise<readonly RecordedResource[]> {
  const { stackTraceLimit } = Error;
  // The SDK takes a stack trace for each promise that it makes, which costs most of the time here.
  Error.stackTraceLimit = 0;
  try {
    const { resources } = await record(
      () => {
        soundProgram(changes);
      },
      { fakes },
    );
    return resources;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** As the engine shows a reference in a preview: identifiers that AWS would give are not known. */
export function hideIdentifiers(value: unknown): unknown {
  if (typeof value === "string") return /^[a-z]+-[0-9a-f]{8}$|^arn:aws:fake/.test(value) ? unknownMark : value;
  if (Array.isArray(value)) return value.map(hideIdentifiers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideIdentifiers(inner)]));
}

/** What all of the AWS rules object to. */
export async function objections(changes: Unsound = {}): Promise<Finding[]> {
  return applyRules(awsRules, await recordSound(changes));
}
