// What is refused before anything is made. What only AWS knows (quotas, zones of an account, used ranges) is not checked.
import * as pulumi from "@pulumi/pulumi";
import {
  checkExistingVpc,
  checkVpc,
  regions,
  Vpc,
  type ExistingVpcArgs,
  type GatewayService,
  type VpcArgs,
} from "../../components/network";
import { record } from "../../testing";
import { laterRefusalOf } from "../refusal";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const good: VpcArgs = { region: "eu-central-1", cidr: "10.0.0.0/16", zones };

/** The problems of arguments that differ from good ones. */
const problems = (changes: Partial<VpcArgs>) => checkVpc({ ...good, ...changes });

test.each<[string, Partial<VpcArgs>]>([
  ["the default", {}],
  ["no NAT, and no cluster", { nat: "none" }],
  ["no NAT, for a cluster with endpoints", { nat: "none", clusterName: "shop", interfaceEndpoints: "private" }],
  [
    "no NAT, for a cluster whose way out is made elsewhere",
    { nat: "none", clusterName: "shop", interfaceEndpoints: [] },
  ],
  ["no public tier, and no NAT", { nat: "none", tiers: { public: false } }],
  ["a NAT gateway in each of one zone", { nat: "perZone", zones: ["eu-central-1a"] }],
  ["the preset of endpoints, and more", { interfaceEndpoints: ["private", "sqs", "com.amazonaws.eu-central-1.ssm"] }],
  ["the smallest VPC", { cidr: "192.168.10.0/23" }],
  [
    "a smaller VPC with one tier",
    { cidr: "10.0.0.0/24", tiers: { private: { prefix: 26 }, public: false, isolated: false }, nat: "none" },
  ],
  ["pods from shared addresses", { podCidr: "100.64.0.0/16" }],
  ["pods from another block of the same range", { podCidr: "10.2.0.0/16" }],
  ["a VPC of shared addresses", { cidr: "100.64.0.0/16", podCidr: "100.65.0.0/16" }],
  ["a VPC in either range of EKS Services", { cidr: "10.100.0.0/16" }],
  ["a VPC in the other range of EKS Services", { cidr: "172.20.0.0/16" }],
])("%s is accepted", (_, changes) => {
  expect(problems(changes)).toEqual([]);
});

const aCidr = "four numbers and a prefix, such as 10.0.0.0/16";
const ranges = "a block within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10";

describe("the CIDR", () => {
  test.each([
    ["10.0.0.0", "this is not an IPv4 CIDR", aCidr, "write an address and the length of its prefix"],
    ["10.0.0.0/33", "this is not an IPv4 CIDR", aCidr, "write an address and the length of its prefix"],
    ["10.0.0.300/16", "this is not an IPv4 CIDR", aCidr, "write an address and the length of its prefix"],
    ["fd00::/56", "this is not an IPv4 CIDR", aCidr, "write an address and the length of its prefix"],
    ["10.0.0.0/8", "AWS allows no VPC as large as this", "/16 to /28", "write a prefix of /16"],
    ["10.0.0.0/29", "AWS allows no VPC as small as this", "/16 to /28", "write a prefix of /16"],
    [
      "8.8.0.0/16",
      "these addresses belong to somebody else, who could not be reached any more",
      ranges,
      "choose a block that no network of yours uses, such as 10.0.0.0/16",
    ],
    [
      "198.19.0.0/16",
      "these addresses belong to somebody else, who could not be reached any more",
      ranges,
      "choose a block that no network of yours uses, such as 10.0.0.0/16",
    ],
    [
      "10.0.0.0/24",
      "the VPC is too small: a private subnet would have 32 addresses, and nodes, their pods and an upgrade of EKS need free addresses",
      "64 addresses or more in a private subnet",
      "write 10.0.0.0/23, the smallest that fits",
    ],
    [
      "10.0.7.0/26",
      "the VPC is too small: a private subnet would have 8 addresses, and nodes, their pods and an upgrade of EKS need free addresses",
      "64 addresses or more in a private subnet",
      "write 10.0.6.0/23, the smallest that fits",
    ],
  ])("%s is refused", (cidr, message, allowed, fix) => {
    expect(problems({ cidr })).toEqual([{ path: ["cidr"], message, found: cidr, allowed, fix }]);
  });

  test("with bits beyond its prefix is corrected", () => {
    expect(problems({ cidr: "10.0.5.0/16" })).toEqual([
      {
        path: ["cidr"],
        message: "the address has bits beyond its prefix, so AWS would keep another CIDR than this one",
        found: "10.0.5.0/16",
        fix: "write 10.0.0.0/16",
      },
    ]);
  });
});

describe("tiers", () => {
  test("have a smallest size each", () => {
    const tiers = { public: { prefix: 28 }, private: { prefix: 27 }, isolated: { prefix: 29 } };
    expect(problems({ tiers })).toEqual([
      {
        path: ["tiers", "private", "prefix"],
        message: "the private subnets are too small: nodes, their pods and an upgrade of EKS need free addresses",
        found: "27",
        allowed: "a whole number from 16 to 26",
        fix: "write 26 or less",
      },
      {
        path: ["tiers", "public", "prefix"],
        message: "the public subnets are too small: an Application Load Balancer needs a /27 with eight free addresses",
        found: "28",
        allowed: "a whole number from 16 to 27",
        fix: "write 27 or less",
      },
      {
        path: ["tiers", "isolated", "prefix"],
        message: "the isolated subnets are too small: AWS makes no smaller subnet",
        found: "29",
        allowed: "a whole number from 16 to 28",
        fix: "write 28 or less",
      },
    ]);
  });

  test("have a prefix that is a whole number", () => {
    expect(problems({ tiers: { private: { prefix: 20.5 } } })).toEqual([
      {
        path: ["tiers", "private", "prefix"],
        message: "this is not the prefix of a subnet",
        found: "20.5",
        allowed: "a whole number from 16 to 26",
        fix: "write a prefix, such as 20 for 4,096 addresses",
      },
    ]);
  });

  test("that do not fit are told with the CIDR in which they would", () => {
    expect(problems({ cidr: "10.0.16.0/20", tiers: { private: { prefix: 21 }, isolated: false } })).toEqual([
      {
        path: ["tiers"],
        message: "the subnets of a zone do not fit into its quarter of the VPC",
        found: "private /21, public /24",
        allowed: "what fits into /22",
        fix: "make a tier smaller, or write cidr: 10.0.0.0/18, the smallest that fits",
      },
    ]);
  });

  test("that fit into no VPC are told so", () => {
    expect(problems({ tiers: { private: { prefix: 17 } } })).toEqual([
      {
        path: ["tiers"],
        message: "the subnets of a zone do not fit into its quarter of the VPC",
        found: "private /17, public /20, isolated /21",
        allowed: "what fits into /18",
        fix: "make a tier smaller, or leave one out with false",
      },
    ]);
  });
});

describe("the CIDR for pods", () => {
  const other = "AWS adds no CIDR of this range to a VPC of the other";
  test.each([
    [
      "10.0.0.0/16",
      "10.0.128.0/17",
      "the CIDR for pods overlaps that of the VPC",
      "a block beside it",
      "100.64.0.0/16",
    ],
    ["10.4.0.0/16", "172.16.0.0/16", other, "a block within 10.0.0.0/8 or 100.64.0.0/10", "100.64.0.0/16"],
    ["192.168.0.0/16", "10.0.0.0/16", other, "a block within 192.168.0.0/16 or 100.64.0.0/10", "100.64.0.0/16"],
    ["100.64.0.0/16", "10.0.0.0/16", other, "100.64.0.0/10", "100.65.0.0/16"],
    ["10.1.0.0/16", "10.0.0.0/16", "AWS adds no CIDR from 10.0.0.0/16 to such a VPC", "100.64.0.0/10", "100.64.0.0/16"],
    [
      "172.16.0.0/16",
      "172.31.0.0/16",
      "AWS adds no CIDR from 172.31.0.0/16 to such a VPC",
      "100.64.0.0/10",
      "100.64.0.0/16",
    ],
  ])("beside %s is not %s", (cidr, podCidr, message, allowed, better) => {
    const found = `${podCidr}, in a VPC of ${cidr}`;
    expect(problems({ cidr, podCidr })).toEqual([
      { path: ["podCidr"], message, found, allowed, fix: `write ${better}` },
    ]);
  });

  test("has room for a subnet in each zone", () => {
    expect(problems({ podCidr: "100.64.3.0/25" })).toEqual([
      {
        path: ["podCidr"],
        message: "the CIDR for pods is too small: the subnet of a zone would have 32 addresses",
        found: "100.64.3.0/25",
        allowed: "/24 or larger; /16 leaves room for prefixes of /28, which must be contiguous",
        fix: "write 100.64.3.0/24 or a larger one",
      },
    ]);
  });
});

describe("ways out", () => {
  test("by NAT need a public tier", () => {
    const message = "a NAT gateway needs a public subnet, and the public tier is left out";
    const rest = {
      allowed: "none, without public subnets",
      fix: "write nat: none, or let the VPC have public subnets",
    };
    expect(problems({ tiers: { public: false } })).toEqual([{ path: ["nat"], message, found: "single", ...rest }]);
    expect(problems({ tiers: { public: false }, nat: "perZone" })).toEqual([
      { path: ["nat"], message, found: "perZone", ...rest },
    ]);
  });

  test("are needed by the nodes of a cluster", () => {
    expect(problems({ nat: "none", clusterName: "shop" })).toEqual([
      {
        path: ["interfaceEndpoints"],
        message: "without NAT and endpoints, nodes reach neither image registries nor AWS, and never join the cluster",
        found: "nat: none, and no interface endpoints",
        allowed: "private, a list of services, or an empty list if the way out is made elsewhere",
        fix: "write interfaceEndpoints: private, or nat: single",
      },
    ]);
  });

  test.each<[readonly GatewayService[], string]>([
    [[], "none"],
    [["dynamodb"], "dynamodb"],
  ])("to images lead over S3, which gateway endpoints %j leave out", (gatewayEndpoints, found) => {
    expect(problems({ nat: "none", interfaceEndpoints: "private", gatewayEndpoints })).toEqual([
      {
        path: ["gatewayEndpoints"],
        message: "ECR keeps the layers of images in S3, which is out of reach without NAT",
        found,
        allowed: "a list with s3",
        fix: "add s3, which is free of charge",
      },
    ]);
  });
});

describe("endpoints", () => {
  const aName =
    "private, or the last part of an endpoint's name, such as ecr.api of com.amazonaws.eu-central-1.ecr.api";
  const malformed = "this is not the name of a service that has an interface endpoint";
  const fix = "write private, or a list of services in lower case";

  test("have names of services", () => {
    expect(problems({ interfaceEndpoints: ["SQS", "ecr api", ""] })).toEqual(
      ["SQS", "ecr api", '""'].map((found, index) => ({
        path: ["interfaceEndpoints", index],
        message: malformed,
        found,
        allowed: aName,
        fix,
      })),
    );
  });

  test("have one preset", () => {
    const interfaceEndpoints = "privat" as "private";
    expect(problems({ interfaceEndpoints })).toEqual([
      { path: ["interfaceEndpoints"], message: malformed, found: "privat", allowed: aName, fix },
    ]);
  });

  test("are named once, be it by the preset", () => {
    const twice = { message: "this service is named twice", fix: "remove it" };
    expect(problems({ interfaceEndpoints: ["sqs", "private", "sqs", "ec2"] })).toEqual([
      { path: ["interfaceEndpoints", 2], found: "sqs", ...twice },
      { path: ["interfaceEndpoints", 3], found: "ec2", ...twice },
    ]);
    expect(problems({ gatewayEndpoints: ["s3", "s3"] })).toEqual([
      { path: ["gatewayEndpoints", 1], found: "s3", ...twice },
    ]);
  });

  test("that are free as gateways are not paid for", () => {
    expect(problems({ interfaceEndpoints: ["s3"] })).toEqual([
      {
        path: ["interfaceEndpoints", 0],
        message: "this service has a gateway endpoint, which is free of charge",
        found: "s3",
        fix: "remove it here, and name it in gatewayEndpoints",
      },
    ]);
  });

  test("that are gateways are of two services", () => {
    const gatewayEndpoints = ["dynamo", "sqs"] as unknown as GatewayService[];
    const rest = { message: "this service has no gateway endpoint", allowed: "s3, dynamodb" };
    expect(problems({ gatewayEndpoints })).toEqual([
      { path: ["gatewayEndpoints", 0], found: "dynamo", fix: "did you mean dynamodb?", ...rest },
      { path: ["gatewayEndpoints", 1], found: "sqs", fix: "remove it, or name it in interfaceEndpoints", ...rest },
    ]);
  });
});

test.each([
  [10, "write 14"],
  [0, "write 1"],
  [5000, "write 3653"],
])("flow logs cannot be kept for %d days", (retentionDays, fix) => {
  expect(problems({ flowLogs: { retentionDays } })).toEqual([
    {
      path: ["flowLogs", "retentionDays"],
      message: "CloudWatch Logs cannot keep events for this long",
      found: String(retentionDays),
      allowed:
        "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
      fix,
    },
  ]);
});

test("there is no IPv6 in China", () => {
  expect(problems({ region: "cn-north-1", zones: ["cn-north-1a", "cn-north-1b"], ipv6: true })).toEqual([
    {
      path: ["ipv6"],
      message: "EKS has no IPv6 in the regions of China",
      found: "true, in cn-north-1",
      allowed: "false",
      fix: "remove ipv6",
    },
  ]);
});

test("the name of the cluster is one that EKS takes", () => {
  expect(problems({ clusterName: "shop/dev" })).toEqual([
    {
      path: ["clusterName"],
      message: "this is not the name of an EKS cluster",
      found: "shop/dev",
      allowed: "1 to 100 letters, digits, '-' and '_', with a letter or digit first",
      fix: "write the name that the cluster has, or is to have",
    },
  ]);
});

test("everything is told at once, and nothing is registered", async () => {
  const registered: string[] = [];
  const refusal = await laterRefusalOf(() =>
    record(
      () => new Vpc("network", { region: "eu-centrl-1", cidr: "10.0.0.0/25", zones: [], tiers: { public: false } }),
      {
        fakes: ({ name }) => {
          registered.push(name);
          return undefined;
        },
      },
    ),
  );
  expect(refusal.message).toBe(`Vpc network: 4 problems, nothing of it was registered.

1. region
   problem: there is no such AWS region
   found:   eu-centrl-1
   allowed: ${Object.keys(regions).join(", ")}
   fix:     did you mean eu-central-1?

2. zones
   problem: a network needs at least one zone
   found:   none
   allowed: 1 to 4 zones
   fix:     name the zones; EKS needs two, production three

3. cidr
   problem: the VPC is too small: a private subnet would have 16 addresses, and nodes, their pods and an upgrade of EKS need free addresses
   found:   10.0.0.0/25
   allowed: 64 addresses or more in a private subnet
   fix:     write 10.0.0.0/23, the smallest that fits

4. nat
   problem: a NAT gateway needs a public subnet, and the public tier is left out
   found:   single
   allowed: none, without public subnets
   fix:     write nat: none, or let the VPC have public subnets`);
  expect(registered).toEqual([]);
});

describe("an existing VPC", () => {
  const existing = {
    region: "eu-central-1",
    vpcId: "vpc-0a1b2c3d4e5f60718",
    subnets: { private: { "eu-central-1a": "subnet-0a1b2c3d", "eu-central-1b": "subnet-0a1b2c3d4e5f60718" } },
  } satisfies ExistingVpcArgs;

  test("has no problem with short and long IDs", () => {
    expect(checkExistingVpc(existing)).toEqual([]);
  });

  test("may be known by outputs", () => {
    const id = pulumi.output("subnet-1");
    const subnets = { private: { "eu-central-1a": id, "eu-central-1b": id } };
    expect(checkExistingVpc({ ...existing, vpcId: pulumi.output("vpc-1"), subnets })).toEqual([]);
  });

  test.each([{}, { private: {} }, { public: { "eu-central-1a": "subnet-0a1b2c3d" } }])(
    "with the subnets %j needs private ones",
    (subnets) => {
      expect(checkExistingVpc({ ...existing, subnets })).toEqual([
        {
          path: ["subnets", "private"],
          message: "a network needs private subnets, as nodes and pods run in them",
          found: "none",
          allowed: "at least one; EKS needs two, in different zones",
          fix: "add the IDs of the private subnets by zone, such as eu-central-1a: subnet-0123456789abcdef0",
        },
      ]);
    },
  );

  test("has zones of its region, IDs of their kind, and each subnet once", () => {
    const subnets = {
      public: { "eu-west-1a": "subnet-0a1b2c3e" },
      private: { "eu-central-1a": "subnet-0a1b2c3d", "eu-central-1b": "0a1b2c3d" },
      isolated: { "eu-central-1a": "subnet-0a1b2c3d" },
    };
    expect(checkExistingVpc({ ...existing, vpcId: "vpc-XYZ", subnets })).toEqual([
      {
        path: ["vpcId"],
        message: "this is not the ID of a VPC",
        found: "vpc-XYZ",
        allowed: "vpc- and 8 or 17 hexadecimal digits, such as vpc-0123456789abcdef0",
        fix: "write the ID, as `aws ec2 describe-vpcs` shows it",
      },
      {
        path: ["subnets", "public", "eu-west-1a"],
        message: "this zone is in another region than eu-central-1",
        found: "eu-west-1a",
        allowed: "eu-central-1 and one letter, such as eu-central-1a",
        fix: "write eu-central-1a, or change the region to eu-west-1",
      },
      {
        path: ["subnets", "private", "eu-central-1b"],
        message: "this is not the ID of a subnet",
        found: "0a1b2c3d",
        allowed: "subnet- and 8 or 17 hexadecimal digits, such as subnet-0123456789abcdef0",
        fix: "write the ID, as `aws ec2 describe-subnets` shows it",
      },
      {
        path: ["subnets", "isolated", "eu-central-1a"],
        message: "this subnet is named already, as subnets.private.eu-central-1a",
        found: "subnet-0a1b2c3d",
        allowed: "each subnet once: it is in one zone, and has one tier",
        fix: "write the ID of another subnet, or remove one of the two",
      },
    ]);
  });

  test("has subnets for pods wherever nodes are", () => {
    const subnets = { ...existing.subnets, pods: { "eu-central-1a": "subnet-0a1b2c3e" } };
    expect(checkExistingVpc({ ...existing, subnets })).toEqual([
      {
        path: ["subnets", "pods"],
        message: "some zones with nodes have no subnet for pods",
        found: "eu-central-1a",
        allowed: "a subnet in each of eu-central-1a, eu-central-1b",
        fix: "add eu-central-1b, or remove the subnets for pods",
      },
    ]);
  });

  test("has a region, and no IPv6 in China", () => {
    expect(checkExistingVpc({ ...existing, region: "eu-central1" }).map(({ path, fix }) => ({ path, fix }))).toEqual([
      { path: ["region"], fix: "did you mean eu-central-1?" },
    ]);
    const subnets = { private: { "cn-north-1a": "subnet-0a1b2c3d" } };
    expect(
      checkExistingVpc({ ...existing, region: "cn-north-1", subnets, ipv6: true }).map(({ path }) => path),
    ).toEqual([["ipv6"]]);
  });
});
