/** What a Team makes, and what is refused. That groups have people in them is the cluster's: test/cluster/eks/access.test.ts. */
import { ExistingCluster } from "../../components/cluster";
import type { Namespace } from "../../components/workloads/namespace/namespace";
import { Team, type TeamArgs } from "../../components/workloads/namespace/team";
import { checkTeam, checkTeams, type TeamSpec } from "../../components/workloads/namespace/team-spec";
import { record, type RecordedResource } from "../../testing";
import { refusalOf } from "../refusal";

type Args = Omit<TeamArgs, "cluster">;

async function recorded(args: Args, then: (team: Team) => void = () => undefined): Promise<RecordedResource[]> {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    then(new Team("commerce", { cluster, ...args }));
  });
  return resources.filter(({ path }) => path.startsWith("Team:commerce"));
}

const args: Args = {
  namespaces: {
    shop: { quota: { pods: 50 }, access: { view: ["support", "everyone"], custom: [] } },
    "shop-batch": { podSecurity: "baseline" },
  },
  groups: { developers: ["commerce-developers"], viewers: ["everyone"] },
  priorityClasses: {
    checkout: { value: 100_000, description: "What customers wait for" },
    reports: { value: -10, preemption: false, isDefault: true },
  },
};

test("has its namespaces, roles in each of them, and its priority classes", async () => {
  const made = await recorded(args);
  expect(made.map(({ path }) => path)).toEqual([
    "Team:commerce",
    "Team:commerce/Namespace:commerce-namespace.shop",
    ...["shop-batch", "shop"].flatMap((name) => {
      const own = `Team:commerce/Namespace:commerce-namespace.${name}`;
      return [
        ...(name === "shop" ? [] : [own]),
        `${own}/Namespace:commerce-namespace.${name}`,
        `${own}/NetworkPolicy:commerce-namespace.${name}-default-deny`,
        ...(name === "shop" ? [`${own}/ResourceQuota:commerce-namespace.shop-quota`] : []),
        `${own}/RoleBinding:commerce-namespace.${name}-access.edit`,
        `${own}/RoleBinding:commerce-namespace.${name}-access.view`,
      ];
    }),
    "Team:commerce/PriorityClass:commerce-priority.checkout",
    "Team:commerce/PriorityClass:commerce-priority.reports",
  ]);
  const groupsOf = (name: string) =>
    (made.find((resource) => resource.name === name)?.inputs.subjects as { name: string }[]).map((one) => one.name);
  expect(groupsOf("commerce-namespace.shop-access.view")).toEqual(["everyone", "support"]);
  expect(groupsOf("commerce-namespace.shop-access.edit")).toEqual(["commerce-developers"]);
  expect(groupsOf("commerce-namespace.shop-batch-access.view")).toEqual(["everyone"]);
});

test("everything has the owner's label, and nobody else's", async () => {
  const owners = (made: RecordedResource[]) =>
    made
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ inputs }) => (inputs.metadata as { labels: Record<string, string> }).labels["slipway/owner"]);
  expect(owners(await recorded(args))).toEqual(Array(11).fill("commerce"));
  expect(new Set(owners(await recorded({ ...args, teamName: "sales" })))).toEqual(new Set(["sales"]));
});

test("priority classes say only what is not the default", async () => {
  const made = await recorded(args);
  const inputs = (name: string) => made.find((resource) => resource.name === `commerce-priority.${name}`)?.inputs;
  const ofKind = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass" };
  const metadata = (name: string) => ({
    name,
    labels: {
      "app.kubernetes.io/name": name,
      "app.kubernetes.io/managed-by": "slipway",
      "slipway/owner": "commerce",
    },
  });
  expect(inputs("checkout")).toEqual({
    ...ofKind,
    metadata: metadata("checkout"),
    value: 100_000,
    description: "What customers wait for",
  });
  expect(inputs("reports")).toEqual({
    ...ofKind,
    metadata: metadata("reports"),
    value: -10,
    preemptionPolicy: "Never",
    globalDefault: true,
  });
});

// Kubernetes never changes these two fields, and the name is taken as long as the old class is there.
test("a priority class with another value is made anew, the old one deleted first", async () => {
  const found: unknown[] = [];
  await recorded({
    ...args,
    transform: {
      priorityClass: (_, { replaceOnChanges, deleteBeforeReplace }) => {
        found.push({ replaceOnChanges, deleteBeforeReplace });
      },
    },
  });
  const expected = { replaceOnChanges: ["value", "preemptionPolicy"], deleteBeforeReplace: true };
  expect(found).toEqual([expected, expected]);
});

test("namespaces come after the priority classes, and after what the team comes after", async () => {
  const afterOf = async (own: Args) => {
    const { resources } = await record(() => {
      const cluster = new ExistingCluster("cluster");
      new Team("commerce", { cluster, ...own }, { dependsOn: cluster.provider });
    });
    const namespace = resources.find(({ type, name }) => type.endsWith("core/v1:Namespace") && name.endsWith(".shop"));
    const classes = resources.filter(({ type }) => type.endsWith(":PriorityClass"));
    return { ofNamespace: namespace?.dependsOn, ofClasses: classes.map(({ dependsOn }) => dependsOn) };
  };
  const provider = "ExistingCluster:cluster/kubernetes:cluster";
  expect(await afterOf(args)).toEqual({
    ofNamespace: [
      "Team:commerce/PriorityClass:commerce-priority.checkout",
      "Team:commerce/PriorityClass:commerce-priority.reports",
    ],
    ofClasses: [[provider], [provider]],
  });
  expect(await afterOf({ namespaces: { shop: {} } })).toEqual({ ofNamespace: [provider], ofClasses: [] });
});

test("a namespace is found by its name, and another one is refused", async () => {
  const found: Namespace[] = [];
  await recorded(args, (team) => {
    found.push(team.namespace("shop"));
    expect(refusalOf(() => team.namespace("shpo")).problems).toEqual([
      {
        path: ["namespaces"],
        message: "the team has no such namespace",
        found: "shpo",
        allowed: "shop, shop-batch",
        fix: "did you mean shop?",
      },
    ]);
  });
  expect(found.map(({ objectName, podSecurity }) => [objectName, podSecurity])).toEqual([["shop", "restricted"]]);
});

test("a transform reaches the children of a namespace, and priority classes", async () => {
  const mark = { metadata: { labels: { mark: "yes" } } };
  const transform = { namespaces: { shop: { quota: mark } }, priorityClass: mark };
  const marked = (await recorded({ ...args, transform })).filter(
    ({ inputs }) => (inputs.metadata as { labels?: { mark?: string } } | undefined)?.labels?.mark === "yes",
  );
  expect(marked.map(({ name }) => name)).toEqual([
    "commerce-namespace.shop-quota",
    "commerce-priority.checkout",
    "commerce-priority.reports",
  ]);
});

test("everything that is wrong with a team is told at once", async () => {
  await record(() => {
    const cluster = new ExistingCluster("cluster");
    const wrong: Args = {
      teamName: "The Team",
      namespaces: { "kube-shop": {}, shop: { quota: { pods: -1 } } },
      groups: { admins: ["system:masters"], viewers: [] },
      priorityClasses: { "system-shop": { value: 1 }, Big: { value: 1_000_000_001 } },
      transform: { namespaces: { shpo: {} } },
    };
    const refusal = refusalOf(() => new Team("commerce", { cluster, ...wrong }));
    expect(refusal.problems.map(({ path, message }) => [path, message])).toEqual([
      [["teamName"], "the name of a team must be a DNS label"],
      [["namespaces", "kube-shop"], "this namespace is the cluster's own, and would be deleted with what is made here"],
      [["namespaces", "shop", "quota", "pods"], "the number is none that Kubernetes takes here"],
      [["groups", "viewers"], "the list of groups is empty"],
      [
        ["groups", "admins", 0],
        "groups that begin with system: are Kubernetes' own, and nobody can be put into them here",
      ],
      [["priorityClasses", "system-shop"], "names that begin with system- are Kubernetes' own"],
      [["priorityClasses", "Big"], "the name of a priority class must be a DNS label"],
      [["priorityClasses", "Big", "value"], "the number is none that Kubernetes takes here"],
      [["transform", "namespaces", "shpo"], "there is no such namespace"],
    ]);
  });
});

test("a team without a namespace is refused", () => {
  expect(checkTeam({ namespaces: {} })).toEqual([
    { path: ["namespaces"], message: "the team has no namespace", fix: "add one by its name" },
  ]);
});

test.each([-2_147_483_648, 0, 1_000_000_000])("a priority of %d is taken", (value) => {
  expect(checkTeam({ namespaces: { a: {} }, priorityClasses: { one: { value } } })).toEqual([]);
});

const twoDefaults = {
  message: "a cluster has one default priority class",
  found: "one and two",
  fix: "leave isDefault to one of them",
};
const isDefault = { value: 1, isDefault: true };

test("two default priority classes of one team are refused", () => {
  expect(checkTeam({ namespaces: { a: {} }, priorityClasses: { one: isDefault, two: isDefault } })).toEqual([
    { path: ["priorityClasses", "two", "isDefault"], ...twoDefaults },
  ]);
});

test("teams may not have the same namespace, the same priority class or two defaults", () => {
  const teams: Record<string, TeamSpec> = {
    commerce: { namespaces: { shop: {}, cart: {} }, priorityClasses: { one: isDefault, high: { value: 2 } } },
    sales: { namespaces: { shop: {} }, priorityClasses: { two: isDefault, high: { value: 2 } } },
  };
  expect(checkTeams(teams)).toEqual([
    {
      path: ["sales", "namespaces", "shop"],
      message: "a namespace belongs to one team",
      found: "shop, which commerce has",
      fix: "rename it, or leave it to commerce",
    },
    {
      path: ["sales", "priorityClasses", "high"],
      message: "priority classes are of the whole cluster, and this name is taken",
      found: "high, which commerce has",
      fix: "rename it, or leave it to commerce",
    },
    { path: ["sales", "priorityClasses", "two", "isDefault"], ...twoDefaults },
  ]);
  expect(checkTeams({ commerce: { namespaces: { shop: {} } }, sales: { namespaces: { crm: {} } } })).toEqual([]);
});

// In the program too: `a` with the namespace `b-c`, and `a-b` with `c`.
test("teams and namespaces whose names meet get different names in the program", async () => {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    new Team("a", { cluster, namespaces: { "b-c": {}, "b-c-quota": {} } });
    new Team("a-namespace", { cluster, namespaces: { c: { quota: { pods: 1 } } } });
    new Team("a-b", { cluster, namespaces: { c2: {} } });
  });
  const names = resources.map(({ type, name }) => `${type} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});
