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

test("who is in a group has an entry of its own kind, with the group and no policy", () => {
  const access: AccessSpec = {
    admin: [role("platform")],
    groups: { "shop-developers": [role("shop"), role("dev/cart")], "shop:viewers": [role("support")] },
  };
  const [admin, ...others] = planAccess(access);
  expect(admin).toEqual(planAccess({ admin: [role("platform")] })[0]);
  const planned = (principal: string, own: string, group: string) => {
    const key = planAccess({ admin: [principal] })[0]?.key ?? "";
    expect(key).toMatch(new RegExp(`^${own}-[0-9a-f]{6}$`));
    return { key: `${key}.group`, principal, group, formerKey: key, isProtected: false };
  };
  expect(others).toEqual([
    planned(role("shop"), "shop", "shop-developers"),
    planned(role("dev/cart"), "cart", "shop-developers"),
    planned(role("support"), "support", "shop:viewers"),
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

test("a principal in two groups, or in a list and a group, is refused", () => {
  const admin = [role("platform")];
  expect(checkAccess({ admin, groups: { a: [role("dev")], b: [role("dev")] } })).toEqual([
    {
      path: ["groups", "b", 0],
      message: "it is listed in the group a already, and EKS takes a principal once",
      found: role("dev"),
      fix: "leave it in one group; several teams and roles may name that group",
    },
  ]);
  expect(checkAccess({ admin, groups: { a: [role("platform")] } })).toEqual([
    {
      path: ["groups", "a", 0],
      message: "it is listed as admin already, and EKS takes a principal once",
      found: role("platform"),
      fix: "leave it in the list, or in the group",
    },
  ]);
  expect(checkAccess({ admin, groups: { a: [role("ci")] } }, role("ci"))).toMatchObject([
    { path: ["groups", "a", 0], message: "this role makes the cluster, and EKS has made it administrator by that" },
  ]);
});

test("groups of Kubernetes' own, without a name and without anybody are refused", () => {
  const admin = [role("platform")];
  const groups = {
    "system:masters": [role("a")],
    "system:nodes": [role("b")],
    " shop": [role("c")],
    "": [],
    ok: ["d"],
  };
  const ofSystem = {
    message: "groups that begin with system: are Kubernetes' own, and EKS puts nobody into them",
    allowed: "a group of your own, such as shop-developers",
  };
  const noName = { message: "this is no name of a group", fix: "write a name, without spaces around it" };
  expect(checkAccess({ admin, groups })).toEqual([
    {
      path: ["groups", "system:masters"],
      ...ofSystem,
      found: "system:masters",
      fix: "put the principals into admin",
    },
    { path: ["groups", "system:nodes"], ...ofSystem, found: "system:nodes", fix: "choose another name" },
    { path: ["groups", " shop"], ...noName, found: "' shop'" },
    { path: ["groups", ""], ...noName, found: "nothing" },
    {
      path: ["groups", ""],
      message: "nobody is in this group",
      found: "an empty list",
      fix: "name an IAM role or user, or remove the group",
    },
    {
      path: ["groups", "ok", 0],
      message: "this is no IAM role or user",
      found: "d",
      allowed,
      fix: "write the ARN of a role: aws iam get-role --role-name <name> shows it",
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

// EKS keeps an entry's groups when nothing is said of them any more. Whether the engine takes an alias for this is not shown here.
test("an entry with a group takes over the one that its principal had with a policy, and never the other way round", async () => {
  const formerNames = async (access: AccessSpec) => {
    const found = new Map<string, unknown>();
    const recorded = await RecordedCluster.of({
      cluster: { access },
      options: {
        transformations: [
          ({ type, name, opts }) => {
            const { aliases } = opts as { aliases?: unknown };
            if (type === "aws:eks/accessEntry:AccessEntry") found.set(name, aliases);
            return undefined;
          },
        ],
      },
    });
    return { recorded, names: [...found.keys()], aliases: [...found.values()] };
  };
  const admin = [role("platform")];
  const listed = await formerNames({ admin, developer: [role("shop")] });
  const grouped = await formerNames({ admin, groups: { "shop-developers": [role("shop")] } });
  expect(listed.aliases).toEqual([undefined, undefined]);
  expect(grouped.names[1]).toBe(`${listed.names[1] ?? ""}.group`);
  expect(grouped.aliases).toEqual([undefined, [{ name: listed.names[1] }]]);

  const { recorded, names } = grouped;
  const [ofAdmin = "", ofGroup = ""] = names;
  expect(recorded.inputs(`AccessEntry:${ofGroup}`)).toEqual({
    clusterName: "shop-dev",
    principalArn: role("shop"),
    kubernetesGroups: ["shop-developers"],
  });
  expect(recorded.named("AccessPolicyAssociation")).toEqual([ofAdmin]);
  expect(recorded.inputs(`AccessEntry:${ofAdmin}`)).toEqual(listed.recorded.inputs(`AccessEntry:${ofAdmin}`));
  expect(recorded.prerequisites("kubernetes:cluster")).toContain(`AccessEntry:${ofGroup}`);
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
