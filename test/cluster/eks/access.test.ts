// Who gets in, and which lists are refused. Whether the principals exist is not looked up.
import fc from "fast-check";
import { checkAccess, type AccessSpec } from "../../../components/cluster";
import { planAccess } from "../../../components/cluster/eks/access";
import { RecordedCluster } from "./recorded-cluster";

const role = (name: string, account = "111122223333") => `arn:aws:iam::${account}:role/${name}`;
const clusterAdmin = "AmazonEKSClusterAdminPolicy";

test("each list has its policy, and only the break-glass entry is protected", () => {
  const access: AccessSpec = {
    admin: [role("platform")],
    deployer: [role("ci/deploy")],
    developer: [role("dev"), { principal: role("shop"), namespaces: ["shop-*"] }],
    viewer: ["arn:aws:iam::111122223333:user/auditor"],
    breakGlass: role("Fire.Alarm"),
  };
  const own = (key: string) => expect.stringMatching(new RegExp(`^${key}-[0-9a-f]{6}$`)) as unknown;
  expect(planAccess(access)).toEqual([
    { key: own("platform"), principal: role("platform"), policy: clusterAdmin, isProtected: false },
    { key: own("deploy"), principal: role("ci/deploy"), policy: clusterAdmin, isProtected: false },
    { key: own("dev"), principal: role("dev"), policy: "AmazonEKSEditPolicy", isProtected: false },
    {
      key: own("shop"),
      principal: role("shop"),
      policy: "AmazonEKSEditPolicy",
      namespaces: ["shop-*"],
      isProtected: false,
    },
    {
      key: own("auditor"),
      principal: "arn:aws:iam::111122223333:user/auditor",
      policy: "AmazonEKSViewPolicy",
      isProtected: false,
    },
    { key: own("fire-alarm"), principal: role("Fire.Alarm"), policy: clusterAdmin, isProtected: true },
  ]);
});

// EKS takes a principal once, and Pulumi makes a renamed entry before it deletes the old one.
test("the name of an entry depends on its principal alone", () => {
  const principals = ["platform", "ops/platform", "Platform", "other"].map((name) => role(name));
  const lists = ["admin", "deployer", "developer", "viewer"] as const;
  const key = (spec: AccessSpec, principal: string) =>
    planAccess(spec).find((entry) => entry.principal === principal)?.key;
  fc.assert(
    fc.property(
      fc.constantFrom(...principals),
      fc.constantFrom(...lists),
      fc.constantFrom(...lists),
      fc.subarray(principals),
      (principal, before, after, others) => {
        const alone = { admin: [], [before]: [principal] };
        const moved = { admin: [], viewer: others.filter((other) => other !== principal) };
        const list = after === "viewer" ? [...moved.viewer, principal] : [principal];
        expect(key({ ...moved, [after]: list }, principal)).toBe(key(alone, principal));
      },
    ),
  );
  const keys = planAccess({ admin: principals }).map((entry) => entry.key);
  expect(new Set(keys).size).toBe(principals.length);
});

test("nobody as administrator is refused", () => {
  expect(checkAccess({ admin: [], viewer: [role("platform")] })).toEqual([
    {
      path: ["admin"],
      message: "nobody would be administrator of the cluster",
      found: "an empty list",
      allowed: "at least one ARN of an IAM role or user",
      fix: "add the role that you administer the account with",
    },
  ]);
});

const allowed = "arn:aws:iam::<account>:role/<name>, or arn:aws:iam::<account>:user/<name>";

test.each(["platform", "arn:aws:iam::111122223333:root", "arn:aws:iam::12:role/platform", ""])(
  "%j is refused as a principal",
  (principal) => {
    expect(checkAccess({ admin: [principal] })).toEqual([
      {
        path: ["admin", 0],
        message: "this is no IAM role or user",
        found: principal,
        allowed,
        fix: "write the ARN of a role: aws iam get-role --role-name <name> shows it",
      },
    ]);
  },
);

test("a session is refused, and its role is told", () => {
  const session = "arn:aws-cn:sts::111122223333:assumed-role/platform/jane@example.com";
  expect(checkAccess({ admin: [role("platform")], breakGlass: session })).toEqual([
    {
      path: ["breakGlass"],
      message: "this is a session of a role, not the role",
      found: session,
      allowed,
      fix: "write arn:aws-cn:iam::111122223333:role/platform, with the path of the role if it has one",
    },
  ]);
});

test("a principal that is listed twice, or makes the cluster, is refused", () => {
  const access = { admin: [role("platform")], developer: [{ principal: role("platform"), namespaces: ["shop"] }] };
  expect(checkAccess(access)).toEqual([
    {
      path: ["developer", 0],
      message: "it is listed as admin already, and EKS takes a principal once",
      found: role("platform"),
      fix: "leave it in the list that allows more",
    },
  ]);
  expect(checkAccess({ admin: [role("platform")] }, role("platform"))).toEqual([
    {
      path: ["admin", 0],
      message: "this role makes the cluster, and EKS has made it administrator by that",
      found: role("platform"),
      fix: "remove it here: a second entry would be refused",
    },
  ]);
});

test("namespaces may not be an empty list", () => {
  const access = { admin: [role("platform")], developer: [{ principal: role("dev"), namespaces: [] }] };
  expect(checkAccess(access)).toEqual([
    { path: ["developer", 0, "namespaces"], message: "namespaces is empty", fix: "name at least one namespace" },
  ]);
});

test("entries and their policies are registered, after the control plane and before the kubernetes provider", async () => {
  const developer = [{ principal: role("shop"), namespaces: ["shop", "shop-*"] }];
  const recorded = await RecordedCluster.of({ cluster: { access: { admin: [role("platform")], developer } } });
  const [admin = "", shop = ""] = recorded.named("AccessEntry");
  expect(recorded.named("AccessPolicyAssociation")).toEqual([admin, shop]);
  expect(recorded.inputs(`AccessEntry:${shop}`)).toEqual({ clusterName: "shop-dev", principalArn: role("shop") });
  const policyArn = (policy: string) => `arn:aws:eks::aws:cluster-access-policy/${policy}`;
  expect(recorded.inputs(`AccessPolicyAssociation:${admin}`)).toEqual({
    clusterName: "shop-dev",
    principalArn: role("platform"),
    policyArn: policyArn(clusterAdmin),
    accessScope: { type: "cluster" },
  });
  expect(recorded.inputs(`AccessPolicyAssociation:${shop}`)).toEqual({
    clusterName: "shop-dev",
    principalArn: role("shop"),
    policyArn: policyArn("AmazonEKSEditPolicy"),
    accessScope: { type: "namespace", namespaces: ["shop", "shop-*"] },
  });
  for (const name of [admin, shop]) {
    expect(recorded.get(`AccessEntry:${name}`).dependsOn).toEqual(["EksCluster:cluster/Cluster:cluster"]);
    expect(recorded.prerequisites(`AccessPolicyAssociation:${name}`)).toContain(`AccessEntry:${name}`);
    expect(recorded.prerequisites("kubernetes:cluster")).toContain(`AccessEntry:${name}`);
    expect(recorded.prerequisites("kubernetes:cluster")).toContain(`AccessPolicyAssociation:${name}`);
  }
});

// Made first and deleted afterwards, the deletion would take the new association away: EKS knows it by its policy.
test("an association is deleted before it is replaced, an entry is not", async () => {
  const deletedFirst = new Map<string, boolean>();
  await RecordedCluster.of({
    options: {
      transformations: [
        ({ type, opts }) => {
          const { deleteBeforeReplace = false } = opts as { deleteBeforeReplace?: boolean };
          deletedFirst.set(type.slice(type.lastIndexOf(":") + 1), deleteBeforeReplace);
          return undefined;
        },
      ],
    },
  });
  expect([...deletedFirst].filter(([, isFirst]) => isFirst).map(([type]) => type)).toEqual(["AccessPolicyAssociation"]);
});
