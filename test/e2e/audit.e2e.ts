/**
 * The audit's own command line against moto, an emulator of AWS: what is an environment's is found, and nothing else.
 * What this does not prove: that AWS answers as moto does. moto lists no EKS resources and no load balancers by tag here, deletes at
 * once, and its tagging API is never behind; `test/audit` has those cases as plain values.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Account } from "../audit/account";
import { findMoto, startMoto, type Moto } from "../audit/moto";
import { run } from "./command";

const root = path.resolve(__dirname, "..", "..");
const region = "eu-central-1";
const dev = { Project: "slipway", Environment: "dev", ManagedBy: "slipway" };
const prod = { ...dev, Environment: "prod" };

interface Answer {
  readonly left: readonly { type: string; id: string; because: string; state?: string; usdPerMonth?: number }[];
  readonly notes: readonly string[];
}

const { program, missing } = findMoto((line) => process.stdout.write(`\n${line}\n`));
if (missing !== undefined) process.stdout.write(`\nSKIPPED, the audit: ${missing}\n`);

let moto: Moto;
let account: Account;

async function audit(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const command = [path.join(root, "scripts", "run-ts.cjs"), path.join(root, "audit", "cli.ts"), "dev", ...args];
  const { status, stdout, stderr } = await run(process.execPath, command, {
    env: {
      PATH: process.env.PATH,
      HOME: path.join(root, "nobody"),
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ACCESS_KEY_ID: "auditor",
      AWS_SECRET_ACCESS_KEY: "auditor",
      ...env,
    },
  });
  return { status, stdout, stderr };
}

/** What is found, as JSON. */
async function findings(env: NodeJS.ProcessEnv = {}): Promise<Answer & { status: number }> {
  const { status, stdout, stderr } = await audit(["--region", region, "--json"], env);
  expect(stderr).toBe("");
  return { ...(JSON.parse(stdout) as Answer), status };
}

/** Everything that looks like the environment's, and is not. */
async function makeForeignThings(): Promise<string> {
  const vpc = await account.vpc(prod, "10.9.0.0/16");
  const subnet = await account.subnet(vpc, "10.9.0.0/24", { "kubernetes.io/cluster/slipway-dev": "shared" });
  await account.networkInterface(subnet, "Amazon EKS slipway-dev-2");
  await account.securityGroup(vpc, "eks-cluster-sg-slipway-dev-2-7");
  await account.volume(5, { "kubernetes.io/cluster/slipway-dev-2": "owned" });
  await account.volume(5, { Environment: "dev" });
  await account.volume(5, { Project: "other", Environment: "dev" });
  await account.logGroup("/aws/eks/slipway-dev-2/cluster");
  await account.cluster("slipway-dev-2", [subnet]);
  await account.role("other", prod);
  await account.key("other", {});
  return vpc;
}

(program === undefined ? describe.skip : describe)("the audit", () => {
  beforeAll(async () => {
    moto = await startMoto(program ?? "");
  });

  beforeEach(async () => {
    await moto.reset();
    account = new Account(moto.endpoint, region);
  });

  afterAll(async () => {
    await moto.stop();
  });

  it("finds nothing in an account of others", async () => {
    await makeForeignThings();
    expect(await audit(["--region", region])).toEqual({
      status: 0,
      stdout: "dev: account 123456789012, eu-central-1, cluster slipway-dev\n\nnothing is left\n",
      stderr: "",
    });
  });

  it("finds everything of an environment, and nothing more when it is gone", async () => {
    const foreign = await makeForeignThings();
    const foreignSubnet = await account.subnet(foreign, "10.9.1.0/24", {});

    const vpc = await account.vpc({ ...dev, Name: "network" });
    const subnet = await account.subnet(vpc, "10.0.0.0/24", dev);
    const untagged = await account.subnet(vpc, "10.0.1.0/24", {});
    const address = await account.address(dev);
    const nat = await account.natGateway(subnet, address, dev);
    const inVpc = await account.networkInterface(subnet, "left by a load balancer");
    const ofNode = await account.networkInterface(foreignSubnet, "aws-K8S-i-1", {
      "cluster.k8s.amazonaws.com/name": "slipway-dev",
    });
    const ofControlPlane = await account.networkInterface(foreignSubnet, "Amazon EKS slipway-dev");
    const group = await account.securityGroup(foreign, "eks-cluster-sg-slipway-dev-123456789");
    const volume = await account.volume(20, { "kubernetes.io/cluster/slipway-dev": "owned" });
    const snapshot = await account.snapshot(volume, { "ebs.csi.aws.com/cluster-name": "slipway-dev" });
    const template = await account.launchTemplate("eks-nodes", { "eks:cluster-name": "slipway-dev" });
    const instance = await account.instance(foreignSubnet, { "eks:eks-cluster-name": "slipway-dev" });
    const peering = await account.peering(vpc, foreign, dev);
    const late = await account.logGroup("/aws/eks/slipway-dev/cluster");
    const flowLogs = await account.logGroup("/slipway-dev/flow-logs", dev);
    const cluster = await account.cluster("slipway-dev", [subnet]);
    const key = await account.key("secrets", dev);
    const role = await account.role("cluster-role", dev);
    const profile = await account.instanceProfile("eks-profile", role);
    const policy = await account.policy("cluster-policy", dev);
    const issuer = await account.identityProvider("oidc.eks.eu-central-1.amazonaws.com/id/1", dev);
    const nobodys = await account.volume(8, { "ebs.csi.aws.com/cluster": "true" });

    const found = await findings();
    const seen = found.left.map(({ type, id, because }) => [type, id, because]);
    const environment = "tags of the environment";
    const name = "name of the cluster";
    const expected = [
      ["cluster", cluster, name],
      ["elastic-ip", address, environment],
      ["instance", instance, "tag eks:eks-cluster-name"],
      ["instance-profile", profile, `belongs to ${role}`],
      ["key", key, environment],
      ["launch-template", template, "tag eks:cluster-name"],
      ["log-group", flowLogs, environment],
      ["log-group", late, name],
      ["nat-gateway", nat, environment],
      ["network-interface", inVpc, `belongs to ${vpc}`],
      ["network-interface", ofControlPlane, name],
      ["network-interface", ofNode, "tag cluster.k8s.amazonaws.com/name"],
      ["oidc-provider", issuer, environment],
      ["policy", policy, environment],
      ["role", role, environment],
      ["security-group", group, name],
      ["snapshot", snapshot, "tag ebs.csi.aws.com/cluster-name"],
      ["subnet", subnet, environment],
      ["subnet", untagged, `belongs to ${vpc}`],
      ["volume", volume, "tag kubernetes.io/cluster/slipway-dev"],
      ["vpc", vpc, environment],
      ["vpc-peering-connection", peering, environment],
    ];
    // moto makes a network interface of its own for a NAT gateway.
    const ofNat = found.left.filter(({ type, id }) => type === "network-interface" && !seenIds(expected).has(id));
    expect(ofNat.length).toBeLessThanOrEqual(1);
    expect(
      sorted(seen.filter(([, id = ""]) => !seenIds(ofNat.map(({ type, id: itsId }) => [type, itsId])).has(id))),
    ).toEqual(sorted(expected));
    expect(found.status).toBe(3);
    expect(found.notes).toEqual([
      `volume ${nobodys} is unused, and was made by the EBS driver of a cluster that its tags do not name`,
    ]);
    expect(
      Object.fromEntries(found.left.flatMap((one) => (one.usdPerMonth ? [[one.type, one.usdPerMonth]] : []))),
    ).toEqual({ cluster: 73, "elastic-ip": 3.65, key: 1, "nat-gateway": 32.85, volume: 1.6 });
    expect(found.left.filter(({ state }) => state === "not verified").map(({ id }) => id)).toEqual([peering]);

    const table = await audit(["--region", region]);
    expect(table.status).toBe(3);
    expect(table.stdout.trimEnd().split("\n").at(-1)).toBe(`${found.left.length} resources are left`);
    expect(table.stdout).toMatch(
      new RegExp(`^ec2 +nat-gateway +${nat} +- +available +[\\d-]{10} +32\\.85 +${environment}$`, "m"),
    );

    await account.empty();
    const after = await findings();
    expect(after.left).toEqual([]);
    expect(after.status).toBe(0);
    // The deleted gateway, the ended instance and the key are still listed by AWS, and cost nothing.
    expect(after.notes).toEqual([
      expect.stringMatching(`^key ${key} goes by itself on \\d{4}-\\d\\d-\\d\\d, and costs nothing until then$`),
    ]);
  });

  it("takes region, account and cluster from the environment's file", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "slipway-audit-"));
    const write = (accountId: string): void => {
      const text = readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8");
      writeFileSync(path.join(folder, "Pulumi.dev.yaml"), text.replace(/accountId: .*/, `accountId: "${accountId}"`));
    };
    try {
      await account.logGroup("/aws/eks/slipway-dev/cluster");
      write("123456789012");
      const { status, stdout } = await audit(["--config", folder]);
      expect(status).toBe(3);
      expect(stdout).toMatch(/^dev: account 123456789012, eu-central-1, cluster slipway-dev\n/);
      expect(stdout).toMatch(/\n1 resource is left\n$/);

      write("111111111111");
      expect(await audit(["--config", folder])).toMatchObject({ status: 1, stdout: "" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reads every page of an answer", async () => {
    const names = Array.from({ length: 110 }, (_, index) => `/slipway-dev/${String(index).padStart(3, "0")}`);
    for (const name of names) await account.logGroup(name, dev);
    const late = Array.from({ length: 60 }, (_, index) => `/aws/eks/slipway-dev/${index}`);
    for (const name of late) await account.logGroup(name);
    const { left } = await findings();
    expect(left.map(({ id }) => id)).toEqual([...late, ...names].sort());
  });

  it("tells why AWS could not be asked, and says nothing about what is left", async () => {
    expect(await audit(["--region", region, "--account", "111111111111"])).toEqual({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^these credentials are for account 123456789012 \(.*\), and dev is in account 111111111111\n {2}fix: /,
      ) as string,
    });
    const none = await audit(["--region", region], { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    expect(none).toMatchObject({ status: 1, stdout: "" });
    expect(none.stderr).toContain("no AWS credentials were found\n  fix: set AWS_PROFILE");

    const nowhere = await audit(["--region", region, "--timeout", "20"], { AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    expect(nowhere).toMatchObject({ status: 1, stdout: "" });
    expect(nowhere.stderr).toContain("AWS cannot be reached for sts:GetCallerIdentity");

    await moto.enforce(true);
    const unknown = await audit(["--region", region]);
    await moto.enforce(false);
    expect(unknown).toMatchObject({ status: 1, stdout: "" });
    expect(unknown.stderr).toContain("AWS does not know these credentials");
  });

  it("needs the policy of docs/aws.md, and no more", async () => {
    await account.vpc(dev);
    await account.role("cluster-role", dev);
    await account.policy("cluster-policy", dev);
    await account.key("secrets", dev);
    await account.identityProvider("oidc.eks.eu-central-1.amazonaws.com/id/1", dev);
    await account.logGroup("/slipway-dev/flow-logs", dev);
    const actions = documentedActions();
    const auditor = await account.user("auditor", allow(actions));
    const denied = ["ec2:DescribeVolumes", "iam:ListRoleTags"];
    const lacking = await account.user("lacking", allow(actions.filter((action) => !denied.includes(action))));
    const powerless = await account.user("powerless", allow(["ec2:CreateVpc"]));
    await moto.enforce(true);
    try {
      expect((await findings(auditor)).status).toBe(3);

      const refused = await audit(["--region", region], lacking);
      expect(refused).toEqual({
        status: 1,
        stdout: "",
        stderr: [
          ...denied.flatMap((action) => [
            `the credentials lack the permission ${action}`,
            `  fix: allow ${action}: the policy of the audit is in docs/aws.md`,
          ]),
          "The audit is not complete: nothing is known about what is left.\n",
        ].join("\n"),
      });

      // These are asked about what the others have found.
      const later = /^(iam:List\w+Tags|kms:DescribeKey)$/;
      const { stderr } = await audit(["--region", region], powerless);
      expect(actions.filter((action) => !stderr.includes(action))).toEqual(actions.filter((one) => later.test(one)));
    } finally {
      await moto.enforce(false);
    }
  });
});

function documentedActions(): string[] {
  const text = readFileSync(path.join(root, "docs", "aws.md"), "utf8");
  const block = /^```json\n(\{\n {2}"Version"[\s\S]*?)^```$/m.exec(text)?.[1] ?? "";
  const { Statement } = JSON.parse(block) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action);
}

/** moto takes the name that requests are signed for, `tagging`, for the prefix of the action; AWS calls it `tag`. */
function allow(actions: readonly string[]) {
  const Action = actions.map((action) => action.replace(/^tag:/, "tagging:"));
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] };
}

function seenIds(rows: readonly (readonly (string | undefined)[])[]): Set<string> {
  return new Set(rows.map(([, id = ""]) => id));
}

function sorted<Row extends readonly (string | undefined)[]>(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) => (one.join(" ") < other.join(" ") ? -1 : 1));
}
