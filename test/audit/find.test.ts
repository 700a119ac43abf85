// The whole audit against answers that are written here, as an emulator is never behind. What this does not prove: that these are
// the answers of AWS.
import { EC2Client } from "@aws-sdk/client-ec2";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EKSClient } from "@aws-sdk/client-eks";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { STSClient } from "@aws-sdk/client-sts";
import { auditActions } from "../../audit/actions";
import { audit } from "../../audit/find";
import type { AuditScope } from "../../audit/scope";

const scope: AuditScope = {
  environment: "dev",
  region: "eu-central-1",
  tags: { Project: "slipway", Environment: "dev" },
  clusterName: "slipway-dev",
};
const Tags = [
  { Key: "Project", Value: "slipway" },
  { Key: "Environment", Value: "dev" },
];

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

type Answer = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, Answer | Error | ((input: Answer) => Answer)>>;

interface Sender {
  send(command: { readonly input: object }): Promise<object>;
}

/** The commands that were sent. */
let sent: string[] = [];

/** What the services answer, by command; nothing by default. */
function answer(answers: Answers): void {
  sent = [];
  const usual: Answers = {
    GetCallerIdentityCommand: { Account: "111122223333", Arn: "arn:aws:iam::111122223333:user/me" },
    DescribeClusterCommand: failure("ResourceNotFoundException"),
    ...answers,
  };
  const clients = [
    CloudWatchLogsClient,
    EC2Client,
    EKSClient,
    IAMClient,
    KMSClient,
    ResourceGroupsTaggingAPIClient,
    STSClient,
  ];
  for (const client of clients) {
    jest.spyOn(client.prototype as unknown as Sender, "send").mockImplementation((command) => {
      const { name } = command.constructor;
      sent.push(name);
      const given = usual[name] ?? {};
      if (given instanceof Error) return Promise.reject(given);
      return Promise.resolve(typeof given === "function" ? given({ ...command.input }) : given);
    });
  }
}

function failure(name: string): Error {
  return Object.assign(new Error("of a test"), { name });
}

function tagged(...arns: string[]) {
  return { GetResourcesCommand: { ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN, Tags })) } };
}

async function left(answers: Answers): Promise<string[]> {
  answer(answers);
  return (await audit(scope, 10)).left.map(({ type, id, state = "" }) => `${type} ${id} ${state}`.trim());
}

const here = "arn:aws:%:eu-central-1:111122223333:";
const arn = (service: string, resource: string) => here.replace("%", service) + resource;

afterEach(() => {
  jest.restoreAllMocks();
});

describe("what the tagging API still knows, and is gone", () => {
  test.each([
    arn("ec2", "vpc/vpc-0a"),
    arn("ec2", "natgateway/nat-0a"),
    arn("ec2", "elastic-ip/eipalloc-0a"),
    arn("ec2", "vpc-flow-log/fl-0a"),
    arn("ec2", "security-group-rule/sgr-0a"),
    arn("eks", "cluster/slipway-dev"),
    arn("eks", "cluster/renamed"),
    arn("eks", "nodegroup/slipway-dev/general/0a"),
    arn("eks", "podidentityassociation/slipway-dev/a-1"),
    arn("logs", "log-group:/aws/eks/slipway-dev/cluster"),
    "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/1",
  ])("is not listed: %s", async (gone) => {
    expect(await left(tagged(gone))).toEqual([]);
  });

  test("a key that its service no longer has", async () => {
    const answers = { ...tagged(arn("kms", "key/1")), DescribeKeyCommand: failure("NotFoundException") };
    expect(await left(answers)).toEqual([]);
  });

  test("an instance and a gateway that EC2 shows for an hour after their end", async () => {
    const answers = {
      ...tagged(arn("ec2", "instance/i-0a"), arn("ec2", "natgateway/nat-0a")),
      DescribeInstancesCommand: {
        Reservations: [{ Instances: [{ InstanceId: "i-0a", State: { Name: "terminated" }, Tags }] }],
      },
      DescribeNatGatewaysCommand: { NatGateways: [{ NatGatewayId: "nat-0a", State: "deleted", Tags }] },
    };
    expect(await left(answers)).toEqual([]);
  });
});

describe("what is there", () => {
  test("what is on its way out is left until it is out", async () => {
    const answers = {
      DescribeNatGatewaysCommand: { NatGateways: [{ NatGatewayId: "nat-0a", State: "deleting", Tags }] },
      DescribeInstancesCommand: {
        Reservations: [{ Instances: [{ InstanceId: "i-0a", State: { Name: "shutting-down" }, Tags }] }],
      },
    };
    expect(await left(answers)).toEqual(["instance i-0a shutting-down", "nat-gateway nat-0a deleting"]);
  });

  test("parts of a cluster that is there, and services that are not asked, are not verified", async () => {
    const answers = {
      ...tagged(
        arn("eks", "nodegroup/slipway-dev/general/0a"),
        arn("elasticfilesystem", "file-system/fs-0a"),
        "arn:aws:s3:::slipway-dev-logs",
      ),
      DescribeClusterCommand: { cluster: { status: "ACTIVE" } },
    };
    expect(await left(answers)).toEqual([
      "cluster slipway-dev ACTIVE",
      "nodegroup slipway-dev/general/0a not verified",
      "file-system fs-0a not verified",
      "bucket slipway-dev-logs not verified",
    ]);
  });

  test("a log group, whose tags the tagging API alone has, and not those whose names begin alike", async () => {
    const names = [
      "/aws/eks/slipway-dev-2/cluster",
      "/aws/eks/slipway-dev/cluster",
      "flow-logs",
      "flow-logs-of-others",
    ];
    const answers = {
      ...tagged(arn("logs", "log-group:flow-logs")),
      DescribeLogGroupsCommand: ({ logGroupNamePrefix }: Answer) => ({
        logGroups: names
          .filter((name) => name.startsWith(String(logGroupNamePrefix)))
          .map((logGroupName) => ({ logGroupName, arn: arn("logs", `log-group:${logGroupName}:*`) })),
      }),
    };
    expect(await left(answers)).toEqual(["log-group /aws/eks/slipway-dev/cluster", "log-group flow-logs"]);
  });

  test("the interfaces and the group of the control plane, by the cluster's whole name", async () => {
    const interfaces = ["Amazon EKS slipway-dev", "Amazon EKS slipway-dev-2"];
    const groups = ["eks-cluster-sg-slipway-dev-11", "eks-cluster-sg-slipway-dev-2-11", "eks-cluster-sg-slipway-dev-x"];
    const answers = {
      DescribeNetworkInterfacesCommand: {
        NetworkInterfaces: interfaces.map((Description, index) => ({
          NetworkInterfaceId: `eni-${index}`,
          Description,
        })),
      },
      DescribeSecurityGroupsCommand: {
        SecurityGroups: groups.map((GroupName, index) => ({ GroupId: `sg-${index}`, GroupName })),
      },
    };
    expect(await left(answers)).toEqual(["network-interface eni-0", "security-group sg-0"]);
  });
});

describe("an audit that is not complete", () => {
  test("says so, with every permission that is missing, and lists nothing", async () => {
    const denied = failure("AccessDeniedException");
    answer({ GetResourcesCommand: denied, ListRolesCommand: failure("AccessDenied"), DescribeVpcsCommand: denied });
    await expect(audit(scope, 10)).rejects.toThrow(
      ["tag:GetResources", "ec2:DescribeVpcs", "iam:ListRoles"]
        .flatMap((action) => [
          `the credentials lack the permission ${action}`,
          `  fix: allow ${action}: the policy of the audit is in docs/aws.md`,
        ])
        .join("\n"),
    );
  });

  test("is not begun in another account", async () => {
    answer({});
    await expect(audit({ ...scope, accountId: "999999999999" }, 10)).rejects.toThrow(
      "these credentials are for account 111122223333 (arn:aws:iam::111122223333:user/me), and dev is in account 999999999999",
    );
    expect(sent).toEqual(["GetCallerIdentityCommand"]);
  });

  test("is looked at with the role of the configuration", async () => {
    answer({ AssumeRoleCommand: { Credentials: { AccessKeyId: "a", SecretAccessKey: "b", SessionToken: "c" } } });
    await audit({ ...scope, role: "arn:aws:iam::111122223333:role/deploy" }, 10);
    expect(sent.slice(0, 2)).toEqual(["AssumeRoleCommand", "GetCallerIdentityCommand"]);

    answer({ AssumeRoleCommand: failure("AccessDenied") });
    await expect(audit({ ...scope, role: "arn:aws:iam::111122223333:role/deploy" }, 10)).rejects.toThrow(
      "the role of the configuration may not be assumed with these credentials",
    );
  });
});

test("only reads", async () => {
  answer({
    ...tagged(arn("kms", "key/1"), arn("logs", "log-group:x"), arn("eks", "cluster/x")),
    ListRolesCommand: { Roles: [{ RoleName: "x" }, { RoleName: "aws", Path: "/aws-service-role/eks.amazonaws.com/" }] },
    ListPoliciesCommand: { Policies: [{ Arn: "x" }] },
    ListOpenIDConnectProvidersCommand: { OpenIDConnectProviderList: [{ Arn: "x" }] },
  });
  await audit(scope, 10);
  const asked = [...new Set(sent)]
    .map((name) => name.replace("Command", ""))
    .filter((name) => !name.endsWith("Identity"));
  expect(asked.sort()).toEqual(auditActions.map((action) => action.replace(/^\w+:/, "")).sort());
  expect(asked.filter((name) => !/^(Describe|List|Get)/.test(name))).toEqual([]);
  expect(sent.filter((name) => name === "ListRoleTagsCommand")).toHaveLength(1);
});
