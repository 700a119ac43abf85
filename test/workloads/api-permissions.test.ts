/** What a workload may do in the Kubernetes API, as it is registered. That an API server would grant it is not shown here. */
import { Worker, type WorkerArgs } from "../../components/workloads";
import { checkAccessOf } from "../../components/workloads/namespace/roles";
import { checkApiPermissions } from "../../components/workloads/pod/api-permissions";
import { plainLabels, problemsOf, RecordedWorkloads } from "./recorded-workloads";

type Args = Omit<WorkerArgs, "cluster" | "namespace" | "image">;

const image = "registry.example.com/operator:2.0.1";
const leases = { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update"] };
const nodes = { resources: ["nodes"], verbs: ["get", "list", "watch"] };
const subjects = [{ kind: "ServiceAccount", name: "operator", namespace: "team" }];
const apiGroup = "rbac.authorization.k8s.io";

function recorded(args: Args): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of((cluster) => new Worker("operator", { cluster, namespace: "team", image, ...args }));
}

function problems(args: Args): Promise<string[]> {
  return problemsOf((cluster) => new Worker("operator", { cluster, namespace: "team", image, ...args }));
}

const roles = [
  "Role/operator",
  "RoleBinding/operator",
  "ClusterRole/team.operator",
  "ClusterRoleBinding/team.operator",
];

describe("permissions in the Kubernetes API", () => {
  it("are roles of the account, in the namespace and in the cluster", async () => {
    const workloads = await recorded({ apiPermissions: { namespace: [leases], cluster: [nodes] } });
    const metadata = { name: "operator", namespace: "team", labels: plainLabels("operator") };
    const clusterMetadata = { name: "team.operator", labels: plainLabels("operator") };
    expect(workloads.inputs("Role/operator")).toMatchObject({ metadata, rules: [leases] });
    expect(workloads.inputs("RoleBinding/operator")).toMatchObject({
      metadata,
      roleRef: { apiGroup, kind: "Role", name: "operator" },
      subjects,
    });
    expect(workloads.inputs("ClusterRole/team.operator")).toMatchObject({
      metadata: clusterMetadata,
      rules: [{ apiGroups: [""], ...nodes }],
    });
    expect(workloads.inputs("ClusterRoleBinding/team.operator")).toMatchObject({
      metadata: clusterMetadata,
      roleRef: { apiGroup, kind: "ClusterRole", name: "team.operator" },
      subjects,
    });
    expect(workloads.inputs("ClusterRole/team.operator").metadata).not.toHaveProperty("namespace");
  });

  it("are there before a pod that has them", async () => {
    const workloads = await recorded({ apiPermissions: { namespace: [leases], cluster: [nodes] } });
    expect(workloads.dependencies("Deployment/operator")).toEqual(expect.arrayContaining(roles));
  });

  it("come with a token, and the way to the API server; of one kind alone there is nothing of the other", async () => {
    const workloads = await recorded({ apiPermissions: { namespace: [leases] } });
    expect(workloads.objects.filter((name) => name.includes("Role"))).toEqual([
      "Role/operator",
      "RoleBinding/operator",
    ]);
    expect(workloads.onlyPods.spec.automountServiceAccountToken).toBe(true);
    const plain = await recorded({});
    expect(plain.objects.filter((name) => name.includes("Role"))).toEqual([]);
    expect(plain.onlyPods.spec.automountServiceAccountToken).toBe(false);
    const openPorts = (one: RecordedWorkloads): number[] =>
      (one.spec("NetworkPolicy/operator").egress as { ports?: { port: number }[] }[]).flatMap(({ ports = [] }) =>
        ports.map(({ port }) => port),
      );
    expect(openPorts(workloads)).toEqual(expect.arrayContaining([443, 6443]));
    expect(openPorts(plain)).toEqual([53, 53]);
  });

  it("may be changed on their way", async () => {
    const labels = { changed: "yes" };
    const change = { metadata: { labels } };
    const workloads = await recorded({
      apiPermissions: { namespace: [leases], cluster: [nodes] },
      transform: { role: change, roleBinding: change, clusterRole: change, clusterRoleBinding: change },
    });
    for (const role of roles) expect(workloads.inputs(role)).toMatchObject({ metadata: { labels } });
  });

  it("are refused where they permit nothing, too much, or cannot be used", async () => {
    expect(await problems({ apiPermissions: {} })).toEqual(["apiPermissions: nothing is permitted by it"]);
    expect(await problems({ apiPermissions: { namespace: [] } })).toEqual([
      "apiPermissions.namespace: the role may do nothing",
    ]);
    expect(await problems({ apiPermissions: { cluster: [{ resources: ["*"], verbs: ["*"] }] } })).toEqual([
      "apiPermissions.cluster.0.verbs: the role may do everything to everything",
    ]);
    expect(checkApiPermissions({ apiPermissions: { cluster: [{ resources: ["*"], verbs: ["*"] }] } })).toMatchObject([
      { fix: "name the verbs or the resources" },
    ]);
    expect(
      checkAccessOf({ custom: [{ name: "all", rules: [{ resources: ["*"], verbs: ["*"] }], groups: ["a"] }] }),
    ).toMatchObject([{ fix: "name the verbs or the resources, or put the groups into access.admin" }]);
    expect(await problems({ apiPermissions: { namespace: [leases] }, serviceAccountToken: false })).toEqual([
      "serviceAccountToken: the permissions would be of no use: its containers get no token",
    ]);
  });
});
