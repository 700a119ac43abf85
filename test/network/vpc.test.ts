// What a Vpc gives to the AWS provider. Nothing is made, so this does not show that AWS accepts it.
import * as aws from "@pulumi/aws";
import { Vpc, type VpcArgs } from "../../components/network";
import { record } from "../../testing";
import { RecordedNetwork } from "./recorded-network";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const args: VpcArgs = { region: "eu-central-1", cidr: "10.0.0.0/16", zones };

/** `network-private-eu-central-1a` and so on. */
const inZones = (prefix: string, count: number) => zones.slice(0, count).map((zone) => `${prefix}-${zone}`);

/** Names of the resources, by type. */
function namesByType(network: RecordedNetwork): Record<string, string[]> {
  const types = [...new Set([...network.resources.keys()].map((name) => name.split(":")[0] ?? ""))];
  return Object.fromEntries(types.map((type) => [type, network.named(type)]));
}

const always = {
  DefaultSecurityGroup: ["network-default"],
  FlowLog: ["network-flow-logs"],
  LogGroup: ["network-flow-logs"],
  Role: ["network-flow-logs"],
  RolePolicy: ["network-flow-logs"],
  Vpc: ["network"],
};

describe("two zones with one NAT gateway, the default", () => {
  let network: RecordedNetwork;
  beforeAll(async () => {
    network = await RecordedNetwork.of({ ...args, zones: zones.slice(0, 2), clusterName: "shop-dev" });
  });

  test("have these resources", () => {
    const subnets = [
      ...inZones("network-isolated", 2),
      ...inZones("network-private", 2),
      ...inZones("network-public", 2),
    ];
    expect(namesByType(network)).toEqual({
      ...always,
      Eip: ["network-nat-eu-central-1a"],
      InternetGateway: ["network-internet"],
      NatGateway: ["network-nat-eu-central-1a"],
      Route: [...inZones("network-private", 2).map((name) => `${name}-nat`), "network-public-internet"],
      RouteTable: ["network-isolated", ...inZones("network-private", 2), "network-public"],
      RouteTableAssociation: subnets,
      Subnet: subnets,
      VpcEndpoint: ["network-endpoints-dynamodb", "network-endpoints-s3"],
    });
  });

  test.each<[string, unknown]>([
    [
      "Vpc:network",
      {
        cidrBlock: "10.0.0.0/16",
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: { Name: "shop-dev-network" },
      },
    ],
    [
      "DefaultSecurityGroup:network-default",
      { vpcId: "<Vpc:network>", ingress: [], egress: [], tags: { Name: "shop-dev-network-default" } },
    ],
    [
      "Subnet:network-public-eu-central-1b",
      {
        vpcId: "<Vpc:network>",
        availabilityZone: "eu-central-1b",
        cidrBlock: "10.0.96.0/20",
        mapPublicIpOnLaunch: false,
        tags: {
          Name: "shop-dev-network-public-eu-central-1b",
          "kubernetes.io/cluster/shop-dev": "shared",
          "kubernetes.io/role/elb": "1",
        },
      },
    ],
    [
      "Subnet:network-private-eu-central-1b",
      {
        vpcId: "<Vpc:network>",
        availabilityZone: "eu-central-1b",
        cidrBlock: "10.0.64.0/19",
        mapPublicIpOnLaunch: false,
        tags: {
          Name: "shop-dev-network-private-eu-central-1b",
          "karpenter.sh/discovery": "shop-dev",
          "kubernetes.io/cluster/shop-dev": "shared",
          "kubernetes.io/role/internal-elb": "1",
        },
      },
    ],
    [
      "Subnet:network-isolated-eu-central-1b",
      {
        vpcId: "<Vpc:network>",
        availabilityZone: "eu-central-1b",
        cidrBlock: "10.0.120.0/21",
        mapPublicIpOnLaunch: false,
        tags: { Name: "shop-dev-network-isolated-eu-central-1b" },
      },
    ],
    ["InternetGateway:network-internet", { vpcId: "<Vpc:network>", tags: { Name: "shop-dev-network-internet" } }],
    ["RouteTable:network-public", { vpcId: "<Vpc:network>", tags: { Name: "shop-dev-network-public" } }],
    [
      "RouteTableAssociation:network-public-eu-central-1b",
      { subnetId: "<Subnet:network-public-eu-central-1b>", routeTableId: "<RouteTable:network-public>" },
    ],
    [
      "Route:network-public-internet",
      {
        routeTableId: "<RouteTable:network-public>",
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: "<InternetGateway:network-internet>",
      },
    ],
    ["Eip:network-nat-eu-central-1a", { domain: "vpc", tags: { Name: "shop-dev-network-nat-eu-central-1a" } }],
    [
      "NatGateway:network-nat-eu-central-1a",
      {
        subnetId: "<Subnet:network-public-eu-central-1a>",
        allocationId: "<Eip:network-nat-eu-central-1a>",
        connectivityType: "public",
        tags: { Name: "shop-dev-network-nat-eu-central-1a" },
      },
    ],
    [
      "Route:network-private-eu-central-1b-nat",
      {
        routeTableId: "<RouteTable:network-private-eu-central-1b>",
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: "<NatGateway:network-nat-eu-central-1a>",
      },
    ],
    [
      "VpcEndpoint:network-endpoints-s3",
      {
        vpcId: "<Vpc:network>",
        vpcEndpointType: "Gateway",
        serviceName: "com.amazonaws.eu-central-1.s3",
        routeTableIds: [
          "<RouteTable:network-private-eu-central-1a>",
          "<RouteTable:network-public>",
          "<RouteTable:network-isolated>",
          "<RouteTable:network-private-eu-central-1b>",
        ],
        tags: { Name: "shop-dev-network-endpoints-s3" },
      },
    ],
    ["LogGroup:network-flow-logs", { retentionInDays: 30, tags: { Name: "shop-dev-network-flow-logs" } }],
    [
      "FlowLog:network-flow-logs",
      {
        vpcId: "<Vpc:network>",
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: "<arn of LogGroup:network-flow-logs>",
        iamRoleArn: "<arn of Role:network-flow-logs>",
        maxAggregationInterval: 600,
        tags: { Name: "shop-dev-network-flow-logs" },
      },
    ],
  ])("give %s these inputs", (name, inputs) => {
    expect(network.inputs(name)).toEqual(inputs);
  });

  test("let only flow logs of their own account write, and only to their log group", () => {
    const { assumeRolePolicy } = network.get("Role:network-flow-logs").inputs;
    expect(JSON.parse(String(assumeRolePolicy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Action: ["sts:AssumeRole"],
          Condition: {
            StringEquals: { "aws:SourceAccount": "111122223333" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/*" },
          },
        },
      ],
    });
    const { policy } = network.get("RolePolicy:network-flow-logs").inputs;
    expect(JSON.parse(String(policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [`${String(network.get("LogGroup:network-flow-logs").outputs.arn)}:*`],
        },
      ],
    });
  });

  test("are all made by the provider of the outermost component", () => {
    expect(new Set([...network.resources.values()].map(({ provider }) => provider))).toEqual(new Set(["aws:aws"]));
  });

  test("say what a node waits for", () => {
    expect(network.egress).toEqual([
      "NatGateway:network-nat-eu-central-1a",
      "Route:network-private-eu-central-1a-nat",
      "Route:network-private-eu-central-1b-nat",
      "RouteTableAssociation:network-private-eu-central-1a",
      "RouteTableAssociation:network-private-eu-central-1b",
      "VpcEndpoint:network-endpoints-dynamodb",
      "VpcEndpoint:network-endpoints-s3",
    ]);
  });
});

test("three zones with a NAT gateway each have these resources", async () => {
  const network = await RecordedNetwork.of({ ...args, nat: "perZone" });
  const subnets = [
    ...inZones("network-isolated", 3),
    ...inZones("network-private", 3),
    ...inZones("network-public", 3),
  ];
  expect(namesByType(network)).toEqual({
    ...always,
    Eip: inZones("network-nat", 3),
    InternetGateway: ["network-internet"],
    NatGateway: inZones("network-nat", 3),
    Route: [...inZones("network-private", 3).map((name) => `${name}-nat`), "network-public-internet"],
    RouteTable: ["network-isolated", ...inZones("network-private", 3), "network-public"],
    RouteTableAssociation: subnets,
    Subnet: subnets,
    VpcEndpoint: ["network-endpoints-dynamodb", "network-endpoints-s3"],
  });
  expect(network.all.filter(({ type }) => type.startsWith("slipway:")).map(({ path }) => path)).toEqual([
    "Vpc:network",
    "Vpc:network/FlowLogDestination:network-flow-logs",
    "Vpc:network/VpcEndpoints:network-endpoints",
  ]);
});

describe("without NAT, with the endpoints of a private cluster", () => {
  const services = ["ec2", "ecr-api", "ecr-dkr", "eks", "eks-auth", "elasticloadbalancing", "logs", "sts"];
  let network: RecordedNetwork;
  beforeAll(async () => {
    network = await RecordedNetwork.of({
      ...args,
      nat: "none",
      tiers: { public: false },
      podCidr: "100.64.0.0/16",
      interfaceEndpoints: "private",
      flowLogs: false,
    });
  });

  test("there is no way to the internet", () => {
    const tables = ["network-isolated", ...inZones("network-pods", 3), ...inZones("network-private", 3)];
    const subnets = [
      ...inZones("network-isolated", 3),
      ...inZones("network-pods", 3),
      ...inZones("network-private", 3),
    ];
    expect(namesByType(network)).toEqual({
      DefaultSecurityGroup: ["network-default"],
      RouteTable: tables,
      RouteTableAssociation: subnets,
      SecurityGroup: ["network-endpoints"],
      SecurityGroupIngressRule: ["network-endpoints-pods", "network-endpoints-vpc"],
      Subnet: subnets,
      Vpc: ["network"],
      VpcEndpoint: ["dynamodb", ...services, "s3"].sort().map((service) => `network-endpoints-${service}`),
      VpcIpv4CidrBlockAssociation: ["network-pods"],
    });
  });

  test.each<[string, unknown]>([
    [
      "SecurityGroup:network-endpoints",
      {
        vpcId: "<Vpc:network>",
        description: "HTTPS from the VPC to the interface endpoints of AWS services",
        tags: { Name: "network-endpoints" },
      },
    ],
    [
      "SecurityGroupIngressRule:network-endpoints-vpc",
      {
        securityGroupId: "<SecurityGroup:network-endpoints>",
        description: "HTTPS from vpc",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "10.0.0.0/16",
        tags: { Name: "network-endpoints-vpc" },
      },
    ],
    [
      "SecurityGroupIngressRule:network-endpoints-pods",
      {
        securityGroupId: "<SecurityGroup:network-endpoints>",
        description: "HTTPS from pods",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "100.64.0.0/16",
        tags: { Name: "network-endpoints-pods" },
      },
    ],
    [
      "VpcEndpoint:network-endpoints-ecr-api",
      {
        vpcId: "<Vpc:network>",
        vpcEndpointType: "Interface",
        serviceName: "com.amazonaws.eu-central-1.ecr.api",
        subnetIds: inZones("<Subnet:network-private", 3).map((name) => `${name}>`),
        securityGroupIds: ["<SecurityGroup:network-endpoints>"],
        privateDnsEnabled: true,
        tags: { Name: "network-endpoints-ecr-api" },
      },
    ],
  ])("%s has these inputs", (name, inputs) => {
    expect(network.inputs(name)).toEqual(inputs);
  });

  test("a node waits for the endpoints, and for the rules that let it in", () => {
    expect(network.egress).toEqual([
      ...inZones("RouteTableAssociation:network-pods", 3),
      ...inZones("RouteTableAssociation:network-private", 3),
      "SecurityGroupIngressRule:network-endpoints-pods",
      "SecurityGroupIngressRule:network-endpoints-vpc",
      ...["dynamodb", ...services, "s3"].sort().map((service) => `VpcEndpoint:network-endpoints-${service}`),
    ]);
  });
});

describe("pods with a CIDR of their own", () => {
  let network: RecordedNetwork;
  beforeAll(async () => {
    network = await RecordedNetwork.of({ ...args, podCidr: "100.64.0.0/16", clusterName: "shop", ipv6: true });
  });

  test("have subnets that controllers do not find, of IPv4 only", () => {
    expect(network.inputs("Subnet:network-pods-eu-central-1c")).toEqual({
      vpcId: "<Vpc:network>",
      availabilityZone: "eu-central-1c",
      cidrBlock: "100.64.128.0/18",
      mapPublicIpOnLaunch: false,
      tags: { Name: "shop-network-pods-eu-central-1c" },
    });
  });

  test("wait for the CIDR, which nothing else in them refers to", () => {
    expect(network.inputs("VpcIpv4CidrBlockAssociation:network-pods")).toEqual({
      vpcId: "<Vpc:network>",
      cidrBlock: "100.64.0.0/16",
    });
    const association = "VpcIpv4CidrBlockAssociation:network-pods";
    const waiting = [...network.resources.keys()].filter(
      (name) => name.startsWith("Subnet:") && network.prerequisites(name).has(association),
    );
    expect(waiting).toEqual(inZones("Subnet:network-pods", 3));
  });
});

describe("dual stack", () => {
  let network: RecordedNetwork;
  beforeAll(async () => {
    network = await RecordedNetwork.of({ ...args, zones: zones.slice(0, 2), ipv6: true, interfaceEndpoints: ["sqs"] });
  });

  test("has IPv6 routes besides the others", () => {
    expect(network.named("Route")).toEqual([
      "network-private-eu-central-1a-egress-only",
      "network-private-eu-central-1a-nat",
      "network-private-eu-central-1b-egress-only",
      "network-private-eu-central-1b-nat",
      "network-public-internet",
      "network-public-internet-ipv6",
    ]);
    expect(network.egress).toEqual(
      expect.arrayContaining(
        inZones("Route:network-private", 2).flatMap((name) => [`${name}-egress-only`, `${name}-nat`]),
      ),
    );
  });

  test.each<[string, unknown]>([
    [
      "Vpc:network",
      {
        cidrBlock: "10.0.0.0/16",
        enableDnsHostnames: true,
        enableDnsSupport: true,
        assignGeneratedIpv6CidrBlock: true,
        tags: { Name: "network" },
      },
    ],
    [
      "EgressOnlyInternetGateway:network-egress-only",
      { vpcId: "<Vpc:network>", tags: { Name: "network-egress-only" } },
    ],
    [
      "Route:network-private-eu-central-1b-egress-only",
      {
        routeTableId: "<RouteTable:network-private-eu-central-1b>",
        destinationIpv6CidrBlock: "::/0",
        egressOnlyGatewayId: "<EgressOnlyInternetGateway:network-egress-only>",
      },
    ],
    [
      "Route:network-public-internet-ipv6",
      {
        routeTableId: "<RouteTable:network-public>",
        destinationIpv6CidrBlock: "::/0",
        gatewayId: "<InternetGateway:network-internet>",
      },
    ],
    [
      "SecurityGroupIngressRule:network-endpoints-ipv6",
      {
        securityGroupId: "<SecurityGroup:network-endpoints>",
        description: "HTTPS from ipv6",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv6: "2001:db8:1234:1a00::/56",
        tags: { Name: "network-endpoints-ipv6" },
      },
    ],
  ])("gives %s these inputs", (name, inputs) => {
    expect(network.inputs(name)).toEqual(inputs);
  });

  test("gives each subnet a block, and addresses to what is made in it unless it is public", () => {
    const blocks = network
      .ofType("Subnet")
      .map(({ name, inputs }) => [name, inputs.ipv6CidrBlock, inputs.assignIpv6AddressOnCreation]);
    expect(blocks).toEqual([
      ["network-isolated-eu-central-1a", "2001:db8:1234:1a02::/64", true],
      ["network-isolated-eu-central-1b", "2001:db8:1234:1a12::/64", true],
      ["network-private-eu-central-1a", "2001:db8:1234:1a00::/64", true],
      ["network-private-eu-central-1b", "2001:db8:1234:1a10::/64", true],
      ["network-public-eu-central-1a", "2001:db8:1234:1a01::/64", false],
      ["network-public-eu-central-1b", "2001:db8:1234:1a11::/64", false],
    ]);
  });
});

test("in China, names of endpoints differ by service", async () => {
  const network = await RecordedNetwork.of({
    region: "cn-north-1",
    cidr: "10.0.0.0/16",
    zones: ["cn-north-1a", "cn-north-1b"],
    interfaceEndpoints: ["ecr.api", "logs", "com.amazonaws.vpce.cn-north-1.vpce-svc-0123456789abcdef0"],
  });
  expect(network.ofType("VpcEndpoint").map(({ name, inputs }) => [name, inputs.serviceName])).toEqual([
    [
      "network-endpoints-com-amazonaws-vpce-cn-north-1-vpce-svc-0123456789abcdef0",
      "com.amazonaws.vpce.cn-north-1.vpce-svc-0123456789abcdef0",
    ],
    ["network-endpoints-dynamodb", "com.amazonaws.cn-north-1.dynamodb"],
    ["network-endpoints-ecr-api", "cn.com.amazonaws.cn-north-1.ecr.api"],
    ["network-endpoints-logs", "com.amazonaws.cn-north-1.logs"],
    ["network-endpoints-s3", "com.amazonaws.cn-north-1.s3"],
  ]);
});

test("flow logs are kept and chosen as asked", async () => {
  const network = await RecordedNetwork.of({ ...args, flowLogs: { retentionDays: 365, traffic: "REJECT" } });
  expect(network.get("LogGroup:network-flow-logs").inputs.retentionInDays).toBe(365);
  expect(network.get("FlowLog:network-flow-logs").inputs.trafficType).toBe("REJECT");
});

test("a preview registers the same as an update", async () => {
  const full: VpcArgs = {
    ...args,
    nat: "perZone",
    podCidr: "100.64.0.0/16",
    ipv6: true,
    interfaceEndpoints: "private",
  };
  expect((await RecordedNetwork.of(full, false)).all).toEqual((await RecordedNetwork.of(full, true)).all);
});

test("a zone that is appended adds resources, and changes none but the endpoints", async () => {
  const full: VpcArgs = { ...args, nat: "perZone", podCidr: "100.64.0.0/16", ipv6: true };
  const before = await RecordedNetwork.of({ ...full, zones: zones.slice(0, 2) });
  const after = await RecordedNetwork.of(full);
  const changed = [...before.resources].filter(
    ([name, { inputs }]) => JSON.stringify(after.get(name).inputs) !== JSON.stringify(inputs),
  );
  expect(changed.map(([name]) => name)).toEqual([
    "VpcEndpoint:network-endpoints-dynamodb",
    "VpcEndpoint:network-endpoints-s3",
  ]);
});

test("protection reaches everything", async () => {
  const { resources } = await record(() => {
    const provider = new aws.Provider("aws", { region: "eu-central-1" });
    new Vpc("network", args, { providers: [provider], protect: true });
  });
  const made = resources.filter(({ type }) => type.startsWith("aws:"));
  expect(made.length).toBeGreaterThan(20);
  expect(made.filter((resource) => !resource.protect).map(({ path }) => path)).toEqual([]);
});

test("a transform reaches every child of its kind, and none of another", async () => {
  const reached: string[] = [];
  const note = (_args: unknown, _opts: unknown, name: string) => {
    reached.push(name);
  };
  const network = await RecordedNetwork.of({
    ...args,
    zones: zones.slice(0, 1),
    ipv6: true,
    podCidr: "100.64.0.0/16",
    interfaceEndpoints: ["sqs"],
    transform: {
      vpc: { enableNetworkAddressUsageMetrics: true },
      defaultSecurityGroup: note,
      flowLog: note,
      internetGateway: note,
      egressOnlyInternetGateway: note,
      podCidrAssociation: note,
      subnet: note,
      routeTable: note,
      routeTableAssociation: note,
      route: note,
      elasticIp: note,
      natGateway: note,
      gatewayEndpoint: note,
      interfaceEndpoint: note,
      endpointSecurityGroup: note,
      endpointIngressRule: note,
      logGroup: note,
      flowLogRole: note,
      flowLogPolicy: note,
    },
  });
  expect(network.get("Vpc:network").inputs.enableNetworkAddressUsageMetrics).toBe(true);
  const made = [...network.resources.values()].map(({ name }) => name).filter((name) => name !== "network");
  expect(reached.sort()).toEqual(made.sort());
});
