import { CloudWatchLogsClient, CreateLogGroupCommand, DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import { CreateClusterCommand, DeleteClusterCommand, EKSClient } from "@aws-sdk/client-eks";
import * as iam from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from "@aws-sdk/client-kms";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** Tags of a resource, as a record. */
export type Tags = Readonly<Record<string, string>>;

/** Makes resources in an account, one call each, and takes them away again. */
export class Account {
  readonly ec2: ec2.EC2Client;
  readonly eks: EKSClient;
  readonly iam: iam.IAMClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly #undo: (() => Promise<unknown>)[] = [];

  constructor(endpoint: string, region: string) {
    const settings = { endpoint, region, credentials: { accessKeyId: "maker", secretAccessKey: "maker" } };
    this.ec2 = new ec2.EC2Client(settings);
    this.eks = new EKSClient(settings);
    this.iam = new iam.IAMClient(settings);
    this.kms = new KMSClient(settings);
    this.logs = new CloudWatchLogsClient(settings);
  }

  /** Takes everything away, the last first: some of it leaves a trace that AWS shows for a while. */
  async empty(): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
  }

  async vpc(tags: Tags, cidr = "10.0.0.0/16"): Promise<string> {
    const command = new ec2.CreateVpcCommand({ CidrBlock: cidr, TagSpecifications: specify("vpc", tags) });
    const id = required((await this.ec2.send(command)).Vpc?.VpcId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteVpcCommand({ VpcId: id })));
    return id;
  }

  async subnet(vpc: string, cidr: string, tags: Tags): Promise<string> {
    const specification = specify("subnet", tags);
    const command = new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: cidr, TagSpecifications: specification });
    const id = required((await this.ec2.send(command)).Subnet?.SubnetId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteSubnetCommand({ SubnetId: id })));
    return id;
  }

  async address(tags: Tags): Promise<string> {
    const command = new ec2.AllocateAddressCommand({ Domain: "vpc", TagSpecifications: specify("elastic-ip", tags) });
    const id = required((await this.ec2.send(command)).AllocationId);
    this.#undo.push(() => this.ec2.send(new ec2.ReleaseAddressCommand({ AllocationId: id })));
    return id;
  }

  async natGateway(subnet: string, address: string, tags: Tags): Promise<string> {
    const TagSpecifications = specify("natgateway", tags);
    const command = new ec2.CreateNatGatewayCommand({ SubnetId: subnet, AllocationId: address, TagSpecifications });
    const id = required((await this.ec2.send(command)).NatGateway?.NatGatewayId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: id })));
    return id;
  }

  async networkInterface(subnet: string, description: string, tags: Tags = {}): Promise<string> {
    const command = new ec2.CreateNetworkInterfaceCommand({
      SubnetId: subnet,
      Description: description,
      TagSpecifications: specify("network-interface", tags),
    });
    const id = required((await this.ec2.send(command)).NetworkInterface?.NetworkInterfaceId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })));
    return id;
  }

  async securityGroup(vpc: string, name: string, tags: Tags = {}): Promise<string> {
    const command = new ec2.CreateSecurityGroupCommand({
      VpcId: vpc,
      GroupName: name,
      Description: "of a test",
      TagSpecifications: specify("security-group", tags),
    });
    const id = required((await this.ec2.send(command)).GroupId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteSecurityGroupCommand({ GroupId: id })));
    return id;
  }

  async volume(gibibytes: number, tags: Tags): Promise<string> {
    const command = new ec2.CreateVolumeCommand({
      AvailabilityZone: "eu-central-1a",
      Size: gibibytes,
      VolumeType: "gp3",
      TagSpecifications: specify("volume", tags),
    });
    const id = required((await this.ec2.send(command)).VolumeId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteVolumeCommand({ VolumeId: id })));
    return id;
  }

  async snapshot(volume: string, tags: Tags): Promise<string> {
    const command = new ec2.CreateSnapshotCommand({ VolumeId: volume, TagSpecifications: specify("snapshot", tags) });
    const id = required((await this.ec2.send(command)).SnapshotId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteSnapshotCommand({ SnapshotId: id })));
    return id;
  }

  async launchTemplate(name: string, tags: Tags): Promise<string> {
    const command = new ec2.CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      LaunchTemplateData: { InstanceType: "t3.small" },
      TagSpecifications: specify("launch-template", tags),
    });
    const id = required((await this.ec2.send(command)).LaunchTemplate?.LaunchTemplateId);
    this.#undo.push(() => this.ec2.send(new ec2.DeleteLaunchTemplateCommand({ LaunchTemplateId: id })));
    return id;
  }

  async instance(subnet: string, tags: Tags): Promise<string> {
    const command = new ec2.RunInstancesCommand({
      ImageId: "ami-12c6146b",
      InstanceType: "t3.small",
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnet,
      TagSpecifications: specify("instance", tags),
    });
    const id = required((await this.ec2.send(command)).Instances?.[0]?.InstanceId);
    this.#undo.push(() => this.ec2.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] })));
    return id;
  }

  async peering(vpc: string, peer: string, tags: Tags): Promise<string> {
    const TagSpecifications = specify("vpc-peering-connection", tags);
    const command = new ec2.CreateVpcPeeringConnectionCommand({ VpcId: vpc, PeerVpcId: peer, TagSpecifications });
    const id = required((await this.ec2.send(command)).VpcPeeringConnection?.VpcPeeringConnectionId);
    // moto keeps a deleted one, and its tags with it.
    this.#undo.push(() => this.ec2.send(new ec2.DeleteTagsCommand({ Resources: [id], Tags: list(tags) })));
    this.#undo.push(() => this.ec2.send(new ec2.DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id })));
    return id;
  }

  async logGroup(name: string, tags: Tags = {}): Promise<string> {
    await this.logs.send(new CreateLogGroupCommand({ logGroupName: name, tags }));
    this.#undo.push(() => this.logs.send(new DeleteLogGroupCommand({ logGroupName: name })));
    return name;
  }

  async cluster(name: string, subnets: readonly string[], tags: Tags = {}): Promise<string> {
    const command = new CreateClusterCommand({
      name,
      roleArn: "arn:aws:iam::123456789012:role/cluster",
      resourcesVpcConfig: { subnetIds: [...subnets] },
      tags,
    });
    await this.eks.send(command);
    this.#undo.push(() => this.eks.send(new DeleteClusterCommand({ name })));
    return name;
  }

  async key(description: string, tags: Tags): Promise<string> {
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const id = required(
      (await this.kms.send(new CreateKeyCommand({ Description: description, Tags }))).KeyMetadata?.KeyId,
    );
    this.#undo.push(() => this.kms.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 })));
    return id;
  }

  async role(name: string, tags: Tags): Promise<string> {
    const Tags = list(tags);
    await this.iam.send(new iam.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust, Tags }));
    this.#undo.push(() => this.iam.send(new iam.DeleteRoleCommand({ RoleName: name })));
    return name;
  }

  async instanceProfile(name: string, role: string): Promise<string> {
    const profile = { InstanceProfileName: name };
    await this.iam.send(new iam.CreateInstanceProfileCommand(profile));
    await this.iam.send(new iam.AddRoleToInstanceProfileCommand({ ...profile, RoleName: role }));
    this.#undo.push(() => this.iam.send(new iam.DeleteInstanceProfileCommand(profile)));
    this.#undo.push(() => this.iam.send(new iam.RemoveRoleFromInstanceProfileCommand({ ...profile, RoleName: role })));
    return name;
  }

  async policy(name: string, tags: Tags): Promise<string> {
    const command = new iam.CreatePolicyCommand({ PolicyName: name, PolicyDocument: nothing, Tags: list(tags) });
    const arn = required((await this.iam.send(command)).Policy?.Arn);
    this.#undo.push(() => this.iam.send(new iam.DeletePolicyCommand({ PolicyArn: arn })));
    return name;
  }

  async identityProvider(host: string, tags: Tags): Promise<string> {
    const command = new iam.CreateOpenIDConnectProviderCommand({ Url: `https://${host}`, Tags: list(tags) });
    const arn = required((await this.iam.send(command)).OpenIDConnectProviderArn);
    this.#undo.push(() => this.iam.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })));
    return host;
  }

  /** A user with one policy, and his credentials. */
  async user(name: string, policy: unknown): Promise<{ AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string }> {
    await this.iam.send(new iam.CreateUserCommand({ UserName: name }));
    const document = { UserName: name, PolicyName: "audit", PolicyDocument: JSON.stringify(policy) };
    await this.iam.send(new iam.PutUserPolicyCommand(document));
    const { AccessKey: key } = await this.iam.send(new iam.CreateAccessKeyCommand({ UserName: name }));
    return { AWS_ACCESS_KEY_ID: required(key?.AccessKeyId), AWS_SECRET_ACCESS_KEY: required(key?.SecretAccessKey) };
  }
}

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "eks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const nothing = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::nothing/*" }],
});

function list(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function specify(type: ec2.ResourceType, tags: Tags): ec2.TagSpecification[] {
  const Tags = list(tags);
  return Tags.length === 0 ? [] : [{ ResourceType: type, Tags }];
}

function required(text: string | undefined): string {
  if (text === undefined) throw new Error("the answer lacks what was made");
  return text;
}
