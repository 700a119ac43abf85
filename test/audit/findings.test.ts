// Which of the resources in an account are an environment's, and what is told of them. What this does not prove: that AWS describes
// resources as they are here; test/e2e/audit.e2e.ts asks an emulator.
import fc from "fast-check";
import { pick, type Finding } from "../../audit/findings";
import { clusterTags, type Described } from "../../audit/ownership";
import type { AuditScope } from "../../audit/scope";

const scope: AuditScope = {
  environment: "dev",
  region: "eu-central-1",
  tags: { Project: "slipway", Environment: "dev" },
  clusterName: "slipway-dev",
};
const dev = { Project: "slipway", Environment: "dev", ManagedBy: "slipway" };

function described(id: string, more: Partial<Described> = {}): Described {
  return { service: "ec2", type: id.replace(/-[^-]*$/, ""), id, tags: {}, ...more };
}

function ids(all: readonly Described[]): string[] {
  return pick(scope, all, []).left.map(({ id }) => id);
}

function reasons(left: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(left.map(({ id, because }) => [id, because]));
}

describe("what is the environment's", () => {
  test("what has all of its tags, whatever else it has", () => {
    expect(ids([described("eni-1", { tags: { ...dev, Name: "x" } })])).toEqual(["eni-1"]);
  });

  test.each([
    ["another environment", { ...dev, Environment: "prod" }],
    ["another project", { ...dev, Project: "other" }],
    ["one tag alone", { Environment: "dev" }],
    ["tags in other letters", { project: "slipway", environment: "dev" }],
    ["subnets that it shares", { "kubernetes.io/cluster/slipway-dev": "shared" }],
    ["a cluster whose name begins alike", clusterTags("slipway-dev-2")],
    ["a cluster whose name ends alike", clusterTags("my-slipway-dev")],
    ["nobody", {}],
  ])("not what belongs to %s", (_, tags) => {
    expect(ids([described("eni-1", { tags })])).toEqual([]);
  });

  test.each(Object.entries(clusterTags("slipway-dev")))(
    "what EKS, a controller or a driver tagged %s=%s",
    (key, value) => {
      const { left } = pick(scope, [described("i-1", { tags: { [key]: value } })], []);
      expect(reasons(left)).toEqual({ "i-1": `tag ${key}` });
    },
  );

  test("what has the cluster's name", () => {
    const { left } = pick(scope, [described("sg-1", { isNamedAfterCluster: true })], []);
    expect(reasons(left)).toEqual({ "sg-1": "name of the cluster" });
  });

  test("what keeps its VPC and its roles from being deleted, but nothing that goes with the VPC", () => {
    const { left } = pick(
      scope,
      [
        described("eni-1", { within: "vpc-1" }),
        described("eni-2", { within: "vpc-2" }),
        described("sg-1", { within: "vpc-1", isDefault: true }),
        described("vpc-1", { tags: dev }),
        described("vpc-2"),
      ],
      [],
    );
    expect(reasons(left)).toEqual({ "eni-1": "belongs to vpc-1", "vpc-1": "tags of the environment" });
  });

  test("what goes with the VPC, if it is tagged", () => {
    expect(ids([described("sg-1", { isDefault: true, tags: dev })])).toEqual(["sg-1"]);
  });

  test("rules of a security group only where the group is not listed", () => {
    const rules = [
      described("sgr-1", { partOf: "sg-1", tags: dev }),
      described("sgr-2", { partOf: "sg-2", tags: dev }),
    ];
    expect(ids([described("sg-1", { tags: dev }), described("sg-2"), ...rules])).toEqual(["sg-1", "sgr-2"]);
  });

  test("nothing, whatever others have in the account", () => {
    const word = fc.constantFrom("slipway", "dev", "prod", "slipway-dev-2", "true", "owned", "shared");
    const foreign = fc.dictionary(
      fc.constantFrom("Environment", "Name", "kubernetes.io/cluster/slipway-dev-2", "aws:eks:cluster-name", "Team"),
      word,
    );
    fc.assert(
      fc.property(fc.array(foreign), (tagSets) => {
        expect(ids(tagSets.map((tags, index) => described(`i-${index}`, { tags, within: "vpc-9" })))).toEqual([]);
      }),
    );
  });
});

describe("what is told", () => {
  test("of a resource, in plain values", () => {
    const created = new Date("2026-11-20T23:59:00Z");
    const nat = { type: "nat-gateway", name: "a", state: "available", created, usdPerMonth: 32.850000000000001 };
    expect(pick(scope, [described("nat-1", { ...nat, tags: dev, arn: "arn:nat" })], [])).toEqual({
      left: [
        {
          service: "ec2",
          type: "nat-gateway",
          id: "nat-1",
          arn: "arn:nat",
          name: "a",
          state: "available",
          created: "2026-11-20",
          usdPerMonth: 32.85,
          because: "tags of the environment",
        },
      ],
      notes: [],
    });
  });

  test("by service, type and id, each thing once, in whatever order they were found", () => {
    const things = ["i-2", "eni-1", "i-1", "eni-3", "i-1"].map((id) => described(id, { tags: dev }));
    things.push(described("a", { service: "eks", type: "cluster", tags: dev }));
    fc.assert(
      fc.property(fc.shuffledSubarray(things, { minLength: things.length }), (found) => {
        expect(ids(found)).toEqual(["eni-1", "eni-3", "i-1", "i-2", "a"]);
      }),
    );
  });

  test("of what only the tagging API knows, that it is not verified", () => {
    const arn = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/k8s-shop/50dc6c495c0c9188";
    const tags = { "elbv2.k8s.aws/cluster": "slipway-dev" };
    expect(pick(scope, [], [{ arn, tags }]).left).toEqual([
      {
        service: "elasticloadbalancing",
        type: "loadbalancer",
        id: "app/k8s-shop/50dc6c495c0c9188",
        arn,
        state: "not verified",
        usdPerMonth: 16.43,
        because: "tag elbv2.k8s.aws/cluster",
      },
    ]);
  });

  test("of a key that waits for its deletion, a note: it is not left", () => {
    const key = described("k", { service: "kms", type: "key", tags: dev, ends: new Date("2026-12-01T10:00:00Z") });
    expect(pick(scope, [key], [])).toEqual({
      left: [],
      notes: ["key k goes by itself on 2026-12-01, and costs nothing until then"],
    });
  });

  test("of unused volumes that may be anybody's, a note", () => {
    const driver = { "ebs.csi.aws.com/cluster": "true" };
    const volume = (id: string, more: Partial<Described>) =>
      described(id, { type: "volume", state: "available", ...more });
    const { left, notes } = pick(
      scope,
      [
        volume("vol-1", { tags: driver }),
        volume("vol-2", { tags: driver, state: "in-use" }),
        volume("vol-3", { tags: { ...driver, "kubernetes.io/cluster/other": "owned" } }),
        volume("vol-4", { tags: { ...driver, "ebs.csi.aws.com/cluster-name": "other" } }),
        volume("vol-5", { tags: { ...driver, Project: "other" } }),
        volume("vol-6", { tags: {} }),
        volume("vol-7", { tags: { ...driver, ...dev } }),
      ],
      [],
    );
    expect(left.map(({ id }) => id)).toEqual(["vol-7"]);
    expect(notes).toEqual([
      "volume vol-1 is unused, and was made by the EBS driver of a cluster that its tags do not name",
    ]);
  });
});
