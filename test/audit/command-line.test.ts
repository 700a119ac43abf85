// The command line of the audit, up to the first question to AWS, and what it prints of the answers.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { auditActions } from "../../audit/actions";
import { parseArn } from "../../audit/arn";
import { AuditError, explain } from "../../audit/failure";
import type { Audit } from "../../audit/find";
import { run as runWith } from "../../audit/run";
import { scopeByName, scopeOf, type AuditScope } from "../../audit/scope";

const root = path.resolve(__dirname, "..", "..");

let printed: string[];
let complained: string[];
let audit: jest.Mock<Promise<Audit>, [AuditScope, number]>;
const run = (args: readonly string[]) => runWith(args, audit);

const nothing: Audit = { accountId: "111122223333", left: [], notes: [] };
const nat = {
  service: "ec2",
  type: "nat-gateway",
  id: "nat-0a",
  name: "slipway-dev-network",
  state: "available",
  created: "2026-11-20",
  usdPerMonth: 32.85,
  because: "tags of the environment",
};
const bucket = { service: "s3", type: "bucket", id: "logs", state: "not verified", because: "tags of the environment" };

beforeEach(() => {
  printed = [];
  complained = [];
  jest.spyOn(console, "log").mockImplementation((text: unknown) => void printed.push(String(text)));
  jest.spyOn(console, "error").mockImplementation((text: unknown) => void complained.push(String(text)));
  audit = jest.fn<Promise<Audit>, [AuditScope, number]>().mockResolvedValue(nothing);
});

afterEach(() => {
  jest.restoreAllMocks();
});

describe("exit status", () => {
  test("0: nothing is left", async () => {
    expect(await run(["dev", "--region", "eu-central-1"])).toBe(0);
    expect(printed).toEqual(["dev: account 111122223333, eu-central-1, cluster slipway-dev\n\nnothing is left"]);
  });

  test("0: a note is nothing that is left", async () => {
    audit.mockResolvedValue({ ...nothing, notes: ["key k goes by itself"] });
    expect(await run(["dev", "--region", "eu-central-1"])).toBe(0);
    expect(printed[0]).toMatch(/\n\nnote: key k goes by itself\nnothing is left$/);
  });

  test("1: AWS could not be asked", async () => {
    audit.mockRejectedValue(new AuditError([explain("tag:GetResources", named("CredentialsProviderError"))]));
    expect(await run(["dev", "--region", "eu-central-1"])).toBe(1);
    expect(complained).toEqual([
      `no AWS credentials were found
  fix: set AWS_PROFILE, or sign in (aws sso login), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
The audit is not complete: nothing is known about what is left.`,
    ]);
    expect(printed).toEqual([]);
  });

  test("1: a mistake in the program", async () => {
    audit.mockRejectedValue(new TypeError("of a test"));
    expect(await run(["dev", "--region", "eu-central-1"])).toBe(1);
    expect(complained.at(-1)).toBe("This is a mistake in the program. SLIPWAY_TRACE=1 shows where.");
  });

  test("2: the environment is not in AWS", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "slipway-audit-"));
    try {
      writeFileSync(path.join(folder, "Pulumi.home.yaml"), "config:\n  slipway:cluster:\n    target: existing\n");
      expect(await run(["home", "--config", folder])).toBe(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(complained).toEqual([
      `Pulumi.home.yaml: 1 problem, nothing was asked.

1. slipway:aws
   problem: the environment has nothing in AWS, so there is nothing to audit
   fix:     name an environment with slipway:aws, or say where to look: --region REGION`,
    ]);
    expect(audit).not.toHaveBeenCalled();
  });

  test("3: something is left", async () => {
    audit.mockResolvedValue({ ...nothing, left: [nat, bucket] });
    expect(await run(["dev", "--region", "eu-central-1"])).toBe(3);
    expect(printed).toEqual([
      `dev: account 111122223333, eu-central-1, cluster slipway-dev

SERVICE  TYPE         ID      NAME                 STATE         CREATED     USD/MONTH  BECAUSE
ec2      nat-gateway  nat-0a  slipway-dev-network  available     2026-11-20  32.85      tags of the environment
s3       bucket       logs    -                    not verified  -           -          tags of the environment

they cost at least 32.85 USD a month, by list prices of us-east-1
2 resources are left`,
    ]);
  });

  test("3: one resource, for a program to read", async () => {
    audit.mockResolvedValue({ ...nothing, left: [nat] });
    expect(await run(["dev", "--region", "eu-central-1", "--json"])).toBe(3);
    expect(JSON.parse(printed.join("\n"))).toEqual({
      environment: "dev",
      account: "111122223333",
      region: "eu-central-1",
      cluster: "slipway-dev",
      left: [nat],
      notes: [],
    });
  });
});

describe("arguments", () => {
  test.each([
    [[], "name an environment: "],
    [["--nope"], "Unknown option '--nope'"],
    [["dev", "prod", "--region", "eu-central-1"], "one environment at a time: prod is one too many"],
    [["dev", "--region", "Frankfurt"], "Frankfurt is no region: such as eu-central-1"],
    [["dev", "--region", "eu-central-1", "--account", "12"], "--account takes twelve digits"],
    [["dev", "--cluster", "x"], "--cluster goes with --region: otherwise the file says it"],
    [
      ["dev", "--region", "eu-central-1", "--timeout", "soon"],
      "--timeout takes whole seconds from 1 to 3600, not soon",
    ],
    [["dev", "--region", "eu-central-1", "--timeout", "0"], "--timeout takes whole seconds from 1 to 3600, not 0"],
  ])("%j are refused with the usage", async (args, reason) => {
    expect(await run(args)).toBe(2);
    expect(complained).toHaveLength(1);
    expect(complained[0]).toContain(reason);
    expect(complained[0]).toContain("\n\nUsage: npm run audit -- ENVIRONMENT ");
    expect(audit).not.toHaveBeenCalled();
  });

  test("without a file, they say where to look", async () => {
    const role = "arn:aws:iam::111122223333:role/audit";
    const args = ["--region", "us-gov-west-1", "--cluster", "main", "--account", "111122223333", "--role", role];
    await run(["old", ...args, "--timeout", "7"]);
    expect(audit).toHaveBeenCalledWith(
      {
        environment: "old",
        region: "us-gov-west-1",
        tags: { Project: "slipway", Environment: "old" },
        clusterName: "main",
        accountId: "111122223333",
        role,
      },
      7,
    );
  });
});

describe("the scope", () => {
  const aws = { region: "eu-central-1", accountId: "111122223333", role: "arn:aws:iam::111122223333:role/deploy" };

  test("is what the environment's file says", () => {
    expect(scopeOf("dev", "slipway", { aws, cluster: { target: "eks", name: "main" } })).toEqual({
      environment: "dev",
      tags: { Project: "slipway", Environment: "dev" },
      clusterName: "main",
      ...aws,
    });
  });

  test("goes by the project and the environment, whatever the client's own tags say", () => {
    const tags = { Environment: "acme-dev", Team: "shop" };
    const scope = scopeOf("dev", "slipway", { aws: { ...aws, tags }, cluster: { target: "eks" } });
    expect(scope.tags).toEqual({ Project: "slipway", Environment: "dev" });
    expect(scope.clusterName).toBe("slipway-dev");
  });

  test("has the cluster's name as the program makes it", () => {
    expect(scopeByName({ environment: "prod", project: "acme", region: "eu-west-1" }).clusterName).toBe("acme-prod");
  });
});

describe("errors of AWS", () => {
  test.each([
    ["ExpiredTokenException", "the AWS credentials have expired"],
    ["AuthFailure", "AWS does not know these credentials"],
    ["UnauthorizedOperation", "the credentials lack the permission ec2:DescribeVpcs"],
    ["TimeoutError", "AWS did not answer everything in time"],
    ["ThrottlingException", "ec2:DescribeVpcs failed: ThrottlingException: of a test"],
  ])("%s: %s", (name, message) => {
    expect(explain("ec2:DescribeVpcs", named(name)).message).toBe(message);
  });

  test("a network that is not there", () => {
    const { message } = explain("sts:GetCallerIdentity", Object.assign(new Error("no address"), { code: "ENOTFOUND" }));
    expect(message).toBe("AWS cannot be reached for sts:GetCallerIdentity: no address");
  });

  test("the same for several questions is told once", () => {
    const failure = { message: "it is late", fix: "sleep" };
    expect(new AuditError([failure, failure]).message.match(/it is late/g)).toHaveLength(1);
  });
});

test.each([
  ["arn:aws:ec2:eu-central-1:1:natgateway/nat-0a", "ec2", "natgateway", "nat-0a"],
  ["arn:aws:logs:eu-central-1:1:log-group:/aws/eks/a/cluster:*", "logs", "log-group", "/aws/eks/a/cluster"],
  ["arn:aws:eks:eu-central-1:1:nodegroup/a/b/0a", "eks", "nodegroup", "a/b/0a"],
  ["arn:aws-cn:s3:::a-bucket", "s3", "bucket", "a-bucket"],
  ["arn:aws:sqs:eu-central-1:1:orders", "sqs", "queue", "orders"],
  ["arn:aws:secretsmanager:eu-central-1:1:secret:db-AbCdEf", "secretsmanager", "secret", "db-AbCdEf"],
])("%s is a %s %s", (arn, service, type, id) => {
  expect(parseArn(arn)).toEqual({ service, type, id });
});

test("docs/aws.md allows every action that is asked for, and no other", () => {
  const text = readFileSync(path.join(root, "docs", "aws.md"), "utf8");
  const block = /^```json\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? "";
  expect(JSON.parse(block)).toEqual({
    Version: "2012-10-17",
    Statement: [{ Sid: "SlipwayAudit", Effect: "Allow", Action: [...auditActions], Resource: "*" }],
  });
});

function named(name: string): Error {
  return Object.assign(new Error("of a test"), { name });
}
