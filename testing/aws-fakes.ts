import type { FakeArgs, FakeOutputs } from "./fakes";
import { hash, uuid } from "./seeds";

/** Where in AWS a resource is made. */
export type Place = Pick<FakeArgs, "region" | "account">;

/** Where an AWS provider makes its resources, as far as its inputs say so. */
export function placeOf(provider: Readonly<Record<string, unknown>>): Place {
  const { region, allowedAccountIds } = provider;
  const accounts = typeof allowedAccountIds === "string" ? (JSON.parse(allowedAccountIds) as string[]) : [];
  return { region: typeof region === "string" ? region : undefined, account: accounts[0] };
}

/** Where the provider does not say: an account that AWS itself uses in its documentation. */
const defaultAccount = "111122223333";

/** What a type is told apart by, and what AWS adds to it. */
interface AwsFake {
  /** Its identifier. */
  readonly id: (args: FakeArgs) => string;
  readonly outputs?: (args: FakeArgs, id: string) => Readonly<Record<string, unknown>>;
}

/**
 * Plausible outputs of resources of AWS, by type: those that programs hand on. They have the form that AWS gives them, not its
 * meaning: nothing was made.
 */
export function fakeAwsOutputs(args: FakeArgs): FakeOutputs | undefined {
  const fake = Object.hasOwn(fakes, args.type) ? fakes[args.type] : undefined;
  if (fake === undefined) return undefined;
  const id = fake.id(args);
  return { id, outputs: fake.outputs?.(args, id) ?? {} };
}

/** The types that there are fakes for. */
export function fakedAwsTypes(): readonly string[] {
  return Object.keys(fakes);
}

/** `vpc-0f3a…`: a prefix and 17 hex digits, as EC2 makes them. */
const ec2 = (prefix: string, resource = "", more: AwsFake["outputs"] = () => ({})): AwsFake => ({
  id: ({ urn }) => `${prefix}-0${hash(urn).slice(0, 16)}`,
  outputs: (args, id) => ({
    ...(resource === "" ? {} : { arn: arn("ec2", args, `${resource}/${id}`) }),
    ...more(args, id),
  }),
});

/** A part of another resource, which AWS gives no identifier of its own. */
const part: AwsFake = { id: ({ urn }) => `part-${hash(urn).slice(0, 12)}` };

const fakes: Readonly<Record<string, AwsFake>> = {
  "aws:apigateway/apiKey:ApiKey": {
    id: ({ urn }) => hash(urn).slice(0, 10),
    outputs: ({ urn }) => ({ value: hash(`${urn} value`).slice(0, 40) }),
  },
  "aws:apigateway/deployment:Deployment": { id: ({ urn }) => hash(urn).slice(0, 6) },
  "aws:apigateway/integration:Integration": part,
  "aws:apigateway/method:Method": part,
  "aws:apigateway/methodSettings:MethodSettings": part,
  "aws:apigateway/resource:Resource": { id: ({ urn }) => hash(urn).slice(0, 6) },
  "aws:apigateway/restApi:RestApi": {
    id: ({ urn }) => hash(urn).slice(0, 10),
    outputs: (args, id) => ({
      rootResourceId: hash(`${args.urn} root`).slice(0, 10),
      arn: ofService("apigateway", args, `/restapis/${id}`),
      executionArn: arn("execute-api", args, id),
    }),
  },
  "aws:apigateway/stage:Stage": {
    ...part,
    outputs: (args) => ({
      arn: ofService(
        "apigateway",
        args,
        `/restapis/${String(args.inputs.restApi)}/stages/${String(args.inputs.stageName)}`,
      ),
    }),
  },
  "aws:apigateway/usagePlan:UsagePlan": { id: ({ urn }) => hash(urn).slice(0, 6) },
  "aws:apigateway/usagePlanKey:UsagePlanKey": part,
  "aws:apigatewayv2/api:Api": {
    id: ({ urn }) => hash(urn).slice(0, 10),
    outputs: (args, id) => ({
      apiEndpoint: `https://${id}.execute-api.${regionOf(args)}.amazonaws.com`,
      executionArn: arn("execute-api", args, id),
    }),
  },
  "aws:apigatewayv2/apiMapping:ApiMapping": part,
  "aws:apigatewayv2/authorizer:Authorizer": { id: ({ urn }) => hash(urn).slice(0, 6) },
  "aws:apigatewayv2/domainName:DomainName": {
    ...part,
    outputs: (args) => ({
      domainNameConfiguration: {
        ...(args.inputs.domainNameConfiguration as object | undefined),
        targetDomainName: `d-${hash(args.urn).slice(0, 10)}.execute-api.${regionOf(args)}.amazonaws.com`,
      },
    }),
  },
  "aws:apigatewayv2/integration:Integration": { id: ({ urn }) => hash(urn).slice(0, 7) },
  "aws:apigatewayv2/route:Route": { id: ({ urn }) => hash(urn).slice(0, 7) },
  "aws:apigatewayv2/stage:Stage": part,
  "aws:apigatewayv2/vpcLink:VpcLink": { id: ({ urn }) => hash(urn).slice(0, 6) },
  "aws:cloudfront/cachePolicy:CachePolicy": { id: ({ urn }) => uuid(urn) },
  "aws:cloudfront/distribution:Distribution": {
    id: ({ urn }) => `E${hash(urn).slice(0, 13).toUpperCase()}`,
    outputs: ({ urn }) => ({ domainName: `d${hash(urn).slice(0, 13)}.cloudfront.net` }),
  },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": { id: ({ urn }) => uuid(urn) },
  "aws:cloudwatch/eventRule:EventRule": {
    ...part,
    outputs: (args) => ({ name: nameOf(args, "name"), arn: arn("events", args, `rule/${nameOf(args, "name")}`) }),
  },
  "aws:cloudwatch/eventTarget:EventTarget": part,
  "aws:cloudwatch/logGroup:LogGroup": {
    id: ({ urn }) => `lg-${hash(urn).slice(0, 12)}`,
    outputs: (args) => {
      const name = nameOf(args, "name");
      return { name, arn: arn("logs", args, `log-group:${name}`) };
    },
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg", "security-group"),
  "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": ec2("eigw"),
  "aws:ec2/eip:Eip": ec2("eipalloc", "elastic-ip", ({ urn }, id) => ({
    allocationId: id,
    publicIp: `203.0.113.${parseInt(hash(urn).slice(0, 4), 16) % 256}`,
  })),
  "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log"),
  "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2("lt", "launch-template", () => ({
    latestVersion: 1,
    defaultVersion: 1,
  })),
  "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway", () => ({ privateIp: "10.0.0.10" })),
  "aws:ec2/route:Route": ec2("r-rtb"),
  "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ec2("rtbassoc"),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group", (args) => ({ name: nameOf(args, "name") })),
  "aws:ec2/securityGroupRule:SecurityGroupRule": ec2("sgrule"),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
  "aws:ec2/tag:Tag": part,
  "aws:ec2/volume:Volume": ec2("vol", "volume"),
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc", ({ urn, inputs }) => ({
    defaultSecurityGroupId: `sg-0${hash(`${urn} default`).slice(0, 16)}`,
    defaultRouteTableId: `rtb-0${hash(`${urn} default`).slice(0, 16)}`,
    ...(inputs.assignGeneratedIpv6CidrBlock === true ? { ipv6CidrBlock: "2001:db8:1234:1a00::/56" } : {}),
  })),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint", () => ({ prefixListId: "pl-63a5400a" })),
  "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": part,
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": ec2("vpc-cidr-assoc", "", ({ inputs }) => ({
    vpcId: inputs.vpcId,
    cidrBlock: inputs.cidrBlock,
  })),
  "aws:efs/accessPoint:AccessPoint": ec2("fsap"),
  "aws:efs/fileSystem:FileSystem": {
    id: ({ urn }) => `fs-0${hash(urn).slice(0, 16)}`,
    outputs: (args, id) => ({ arn: arn("elasticfilesystem", args, `file-system/${id}`) }),
  },
  "aws:efs/mountTarget:MountTarget": ec2("fsmt"),
  "aws:eks/accessEntry:AccessEntry": {
    ...part,
    outputs: (args) => ({ accessEntryArn: arn("eks", args, `access-entry/${hash(args.urn).slice(0, 12)}`) }),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": part,
  "aws:eks/addon:Addon": {
    ...part,
    outputs: (args) => ({ arn: arn("eks", args, `addon/${hash(args.urn).slice(0, 12)}`) }),
  },
  "aws:eks/cluster:Cluster": {
    ...part,
    outputs: (args) => ({
      arn: arn("eks", args, `cluster/${nameOf(args, "name")}`),
      endpoint: eksEndpoint(args),
      certificateAuthority: { data: certificateAuthority },
      status: "ACTIVE",
      vpcConfig: {
        ...(args.inputs.vpcConfig as object | undefined),
        clusterSecurityGroupId: `sg-0${hash(`${args.urn} cluster`).slice(0, 16)}`,
      },
    }),
  },
  "aws:eks/nodeGroup:NodeGroup": {
    ...part,
    outputs: (args) => ({
      arn: arn("eks", args, `nodegroup/${hash(args.urn).slice(0, 12)}`),
      nodeGroupName: nameOf(args, "nodeGroupName"),
      status: "ACTIVE",
    }),
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    id: ({ urn }) => `a-${hash(urn).slice(0, 17)}`,
    outputs: (args, id) => ({ associationId: id, associationArn: arn("eks", args, `podidentityassociation/${id}`) }),
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    ...part,
    outputs: (args) => {
      const name = nameOf(args, "name");
      return { name, arn: arn("iam", args, `instance-profile/${name}`) };
    },
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    ...part,
    outputs: (args) => ({ arn: arn("iam", args, `oidc-provider/${issuer(args)}`) }),
  },
  "aws:iam/policy:Policy": {
    ...part,
    outputs: (args) => ({ arn: arn("iam", args, `policy/${nameOf(args, "name")}`), name: nameOf(args, "name") }),
  },
  "aws:iam/role:Role": {
    id: ({ urn }) => `AROA${hash(urn).slice(0, 17).toUpperCase()}`,
    outputs: (args) => {
      const name = nameOf(args, "name");
      return { name, arn: arn("iam", args, `role/${name}`) };
    },
  },
  "aws:iam/rolePolicy:RolePolicy": part,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": part,
  "aws:kms/alias:Alias": { ...part, outputs: (args) => ({ arn: arn("kms", args, nameOf(args, "name")) }) },
  "aws:kms/key:Key": {
    id: ({ urn }) => uuid(urn),
    outputs: (args, id) => ({ keyId: id, arn: arn("kms", args, `key/${id}`) }),
  },
  "aws:lb/listener:Listener": {
    ...part,
    outputs: (args) => ({
      arn: arn("elasticloadbalancing", args, `listener/net/${args.name}/${hash(args.urn).slice(0, 16)}`),
    }),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    ...part,
    outputs: (args) => {
      const name = nameOf(args, "name");
      return {
        arn: arn("elasticloadbalancing", args, `loadbalancer/net/${name}/${hash(args.urn).slice(0, 16)}`),
        dnsName: `${name}-${hash(args.urn).slice(0, 16)}.elb.${regionOf(args)}.amazonaws.com`,
      };
    },
  },
  "aws:lb/targetGroup:TargetGroup": {
    ...part,
    outputs: (args) => ({
      arn: arn("elasticloadbalancing", args, `targetgroup/${nameOf(args, "name")}/${hash(args.urn).slice(0, 16)}`),
    }),
  },
  "aws:s3/bucket:Bucket": {
    ...part,
    outputs: (args) => {
      const bucket = nameOf(args, "bucket");
      return { bucket, arn: `arn:aws:s3:::${bucket}` };
    },
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": part,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": part,
  "aws:s3/bucketPolicy:BucketPolicy": part,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": part,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": part,
  "aws:s3/bucketVersioning:BucketVersioning": part,
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
    id: ({ urn }) => `ns-${hash(urn).slice(0, 16)}`,
    outputs: (args, id) => ({
      arn: arn("servicediscovery", args, `namespace/${id}`),
      hostedZone: `Z${hash(`${args.urn} zone`).slice(0, 19).toUpperCase()}`,
    }),
  },
  "aws:sqs/queue:Queue": {
    ...part,
    outputs: (args) => {
      const name = nameOf(args, "name");
      const url = `https://sqs.${regionOf(args)}.amazonaws.com/${args.account ?? defaultAccount}/${name}`;
      return { name, url, arn: arn("sqs", args, name) };
    },
  },
  "aws:sqs/queuePolicy:QueuePolicy": part,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr"),
  "aws:wafv2/webAcl:WebAcl": {
    id: ({ urn }) => uuid(urn),
    outputs: (args, id) => ({
      arn: arn(
        "wafv2",
        args,
        `${args.inputs.scope === "CLOUDFRONT" ? "global" : "regional"}/webacl/${nameOf(args, "name")}/${id}`,
      ),
    }),
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": part,
  "eks:index:Cluster": {
    ...part,
    outputs: (args) => ({
      clusterSecurityGroupId: `sg-0${hash(`${args.urn} cluster`).slice(0, 16)}`,
      oidcIssuer: issuer(args),
      oidcProviderArn: arn("iam", args, `oidc-provider/${issuer(args)}`),
      oidcProviderUrl: `https://${issuer(args)}`,
      kubeconfigJson: JSON.stringify(kubeconfig(args)),
      eksCluster: { kubernetesNetworkConfig: networkOfServices(args) },
    }),
  },
  "eks:index:ManagedNodeGroup": part,
};

function arn(service: string, args: FakeArgs, resource: string): string {
  const region = service === "iam" ? "" : regionOf(args);
  return `arn:aws:${service}:${region}:${args.account ?? defaultAccount}:${resource}`;
}

/** ARNs of API Gateway have no account. */
function ofService(service: string, args: FakeArgs, resource: string): string {
  return `arn:aws:${service}:${regionOf(args)}::${resource}`;
}

/** A name that was asked for, or one that Pulumi would make up. */
function nameOf({ name, urn, inputs }: FakeArgs, field: string): string {
  const asked = inputs[field];
  return typeof asked === "string" ? asked : `${name}-${hash(urn).slice(0, 7)}`;
}

function eksEndpoint(args: FakeArgs): string {
  return `https://${hash(args.urn).slice(0, 32).toUpperCase()}.gr7.${regionOf(args)}.eks.amazonaws.com`;
}

function issuer(args: FakeArgs): string {
  return `oidc.eks.${regionOf(args)}.amazonaws.com/id/${hash(args.urn).slice(0, 32).toUpperCase()}`;
}

/** What EKS chooses where a VPC is in 10.0.0.0/8. */
function networkOfServices({ inputs }: FakeArgs): object {
  return inputs.ipFamily === "ipv6"
    ? { ipFamily: "ipv6", serviceIpv6Cidr: "fd30:1c53:5f8a::/108" }
    : { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16" };
}

const certificateAuthority = Buffer.from("no certificate: a preview has no cluster").toString("base64");

/** In the form of eks.Cluster 4.3. */
function kubeconfig(args: FakeArgs): object {
  const cluster = { server: eksEndpoint(args), "certificate-authority-data": certificateAuthority };
  return { apiVersion: "v1", kind: "Config", clusters: [{ name: "kubernetes", cluster }] };
}

/** Where the provider does not say. */
const defaultRegion = "us-east-1";

function regionOf({ region = defaultRegion }: FakeArgs): string {
  return region;
}
