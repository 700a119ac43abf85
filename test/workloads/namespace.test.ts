/**
 * What a Namespace writes into its objects, and what is refused. That an API server takes them, counts by them and lets
 * nobody else in is not shown here.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ExistingCluster } from "../../components/cluster";
import {
  Namespace,
  namespaceNameOf,
  plainNameOf,
  podSecurityOf,
  type NamespaceArgs,
} from "../../components/workloads/namespace/namespace";
import { checkNamespace, type NamespaceSpec } from "../../components/workloads/namespace/namespace-spec";
import type { CustomRole } from "../../components/workloads/namespace/roles";
import { record, type RecordedResource } from "../../testing";
import { refusalOf } from "../refusal";

type Args = Omit<NamespaceArgs, "cluster">;

/** Registers the namespace `shop`, and returns its objects by kind and logical name. */
async function recorded(args: Args = {}): Promise<Record<string, RecordedResource>> {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    new Namespace("shop", { cluster, ...args });
  });
  return Object.fromEntries(
    resources
      .filter(({ parent }) => parent === "Namespace:shop")
      .map((resource) => [`${String(resource.inputs.kind)} ${resource.name}`, resource]),
  );
}

async function objects(args: Args = {}): Promise<Record<string, RecordedResource["inputs"]>> {
  return Object.fromEntries(Object.entries(await recorded(args)).map(([name, { inputs }]) => [name, inputs]));
}

const labels = (name: string) => ({ "app.kubernetes.io/name": name, "app.kubernetes.io/managed-by": "slipway" });
const restricted = Object.fromEntries(
  ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);
const metadata = (name: string) => ({ name, namespace: "shop", labels: labels(name) });
const rbac = "rbac.authorization.k8s.io";
const group = (name: string) => ({ apiGroup: rbac, kind: "Group", name });

test("a namespace of which nothing is said is restricted, and refuses all traffic", async () => {
  expect(await objects()).toEqual({
    "Namespace shop": {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "shop", labels: { ...labels("shop"), ...restricted } },
    },
    "NetworkPolicy shop-default-deny": {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: metadata("default-deny"),
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    },
  });
});

test("fields that say nothing make no object", async () => {
  const args = { quota: { requests: {} }, limits: { max: {} }, access: {}, annotations: {}, labels: {} };
  expect(await objects(args)).toEqual(await objects());
});

test("a looser namespace still tells of pods that restricted would refuse", async () => {
  const { "Namespace shop": namespace } = await objects({ podSecurity: "baseline" });
  expect(namespace).toMatchObject({
    metadata: { labels: { ...restricted, "pod-security.kubernetes.io/enforce": "baseline" } },
  });
});

test("labels, annotations, readiness gates and the owner are on the namespace, the owner on the rest too", async () => {
  const made = await objects({
    objectName: "shop-eu",
    owner: "commerce",
    labels: { "example.com/cost-center": "4711" },
    annotations: { "example.com/contact": "shop@example.com" },
    loadBalancerReadinessGates: true,
    quota: { pods: 5 },
  });
  const owner = { "slipway/owner": "commerce" };
  expect(made["Namespace shop"]?.metadata).toEqual({
    name: "shop-eu",
    labels: {
      ...labels("shop-eu"),
      ...owner,
      ...restricted,
      "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
      "example.com/cost-center": "4711",
    },
    annotations: { "example.com/contact": "shop@example.com" },
  });
  expect(made["ResourceQuota shop-quota"]?.metadata).toEqual({
    name: "quota",
    namespace: "shop-eu",
    labels: { ...labels("quota"), ...owner },
  });
  expect(made["NetworkPolicy shop-default-deny"]?.metadata).toEqual({
    name: "default-deny",
    namespace: "shop-eu",
    labels: { ...labels("default-deny"), ...owner },
  });
});

test("a quota has Kubernetes' names, and zero is a number", async () => {
  const quota = {
    requests: { cpu: "20", memory: "64Gi", ephemeralStorage: "100Gi" },
    limits: { memory: "128Gi" },
    pods: 100,
    storage: "500Gi",
    persistentVolumeClaims: 10,
    loadBalancers: 0,
    nodePorts: 0,
    gpu: 2,
    further: { "count/jobs.batch": 20, "gold.storageclass.storage.k8s.io/requests.storage": "100Gi", secrets: "50" },
  };
  expect((await objects({ quota }))["ResourceQuota shop-quota"]).toEqual({
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: metadata("quota"),
    spec: {
      hard: {
        "requests.cpu": "20",
        "requests.memory": "64Gi",
        "requests.ephemeral-storage": "100Gi",
        "limits.memory": "128Gi",
        pods: "100",
        "requests.storage": "500Gi",
        persistentvolumeclaims: "10",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
        "requests.nvidia.com/gpu": "2",
        "count/jobs.batch": "20",
        "gold.storageclass.storage.k8s.io/requests.storage": "100Gi",
        secrets: "50",
      },
    },
  });
});

test("bounds of containers and of volume claims are one limit range", async () => {
  const limits = {
    defaultLimits: { cpu: "1", memory: "512Mi" },
    defaultRequests: { cpu: "100m" },
    min: { cpu: "10m", memory: "16Mi", ephemeralStorage: "1Mi" },
    max: { cpu: "4", memory: "8Gi" },
    maxVolumeClaim: "100Gi",
  };
  expect((await objects({ limits }))["LimitRange shop-limits"]).toEqual({
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: metadata("limits"),
    spec: {
      limits: [
        {
          type: "Container",
          default: { cpu: "1", memory: "512Mi" },
          defaultRequest: { cpu: "100m" },
          min: { cpu: "10m", memory: "16Mi", "ephemeral-storage": "1Mi" },
          max: { cpu: "4", memory: "8Gi" },
        },
        { type: "PersistentVolumeClaim", max: { storage: "100Gi" } },
      ],
    },
  });
});

test("groups are bound to the cluster's roles and to own ones, which come first", async () => {
  const made = await recorded({
    access: {
      view: ["support"],
      edit: ["shop-developers", "sre"],
      custom: [
        {
          name: "scaler",
          rules: [
            { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["get", "patch"], resourceNames: ["api"] },
            { resources: ["pods"], verbs: ["list"] },
          ],
          groups: ["on-call"],
        },
      ],
    },
  });
  const binding = (name: string, kind: string, groups: string[]) => ({
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: metadata(name),
    roleRef: { apiGroup: rbac, kind, name },
    subjects: groups.map(group),
  });
  expect(
    Object.fromEntries(
      Object.entries(made)
        .filter(([name]) => name.startsWith("Role"))
        .map(([name, { inputs }]) => [name, inputs]),
    ),
  ).toEqual({
    "RoleBinding shop-access.view": binding("view", "ClusterRole", ["support"]),
    "RoleBinding shop-access.edit": binding("edit", "ClusterRole", ["shop-developers", "sre"]),
    "Role shop-access.scaler": {
      apiVersion: `${rbac}/v1`,
      kind: "Role",
      metadata: metadata("scaler"),
      rules: [
        { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["get", "patch"], resourceNames: ["api"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["list"] },
      ],
    },
    "RoleBinding shop-access.scaler": binding("scaler", "Role", ["on-call"]),
  });
  expect(made["RoleBinding shop-access.scaler"]?.dependsOn).toContain("Namespace:shop/Role:shop-access.scaler");
});

test("whoever takes its name waits for the namespace, its policy, its quota and its limit range", async () => {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    const args = { quota: { pods: 5 }, limits: { maxVolumeClaim: "1Gi" }, access: { view: ["support"] } };
    const { namespaceName } = new Namespace("shop", { cluster, ...args });
    const opts = { provider: cluster.provider };
    new k8s.core.v1.ConfigMap("settings", { metadata: { namespace: namespaceName } }, opts);
  });
  const settings = resources.find(({ name }) => name === "settings");
  expect(settings?.inputs).toMatchObject({ metadata: { namespace: "shop" } });
  expect(settings?.dependsOn).toEqual([
    "Namespace:shop/LimitRange:shop-limits",
    "Namespace:shop/NetworkPolicy:shop-default-deny",
    "Namespace:shop/ResourceQuota:shop-quota",
  ]);
});

test("only a protected namespace is protected, and nothing else of it", async () => {
  const args = { quota: { pods: 5 } };
  const protectedOf = async (own: Args) =>
    Object.entries(await recorded({ ...args, ...own }))
      .filter(([, { protect }]) => protect)
      .map(([name]) => name);
  expect(await protectedOf({})).toEqual([]);
  expect(await protectedOf({ protected: false })).toEqual([]);
  expect(await protectedOf({ protected: true })).toEqual(["Namespace shop"]);
});

test("a transform reaches each child", async () => {
  const mark = { metadata: { labels: { mark: "yes" } } };
  const made = await objects({
    quota: { pods: 5 },
    limits: { maxVolumeClaim: "1Gi" },
    access: { view: ["a"], custom: [{ name: "b", rules: [{ resources: ["pods"], verbs: ["get"] }], groups: ["b"] }] },
    transform: {
      namespace: mark,
      networkPolicy: mark,
      quota: mark,
      limitRange: mark,
      role: mark,
      roleBinding: mark,
    },
  });
  expect(Object.keys(made)).toHaveLength(7);
  for (const object of Object.values(made)) expect(object).toMatchObject(mark);
});

test("a namespace can be named by its component, by a text and by an output", async () => {
  await record(() => {
    const cluster = new ExistingCluster("cluster");
    const made = new Namespace("shop", { cluster, objectName: "shop-eu", podSecurity: "privileged" });
    const output = pulumi.output("later");
    expect(namespaceNameOf(made)).toBe(made.namespaceName);
    expect([namespaceNameOf("team"), namespaceNameOf(output)]).toEqual(["team", output]);
    expect([made, "team", output].map(plainNameOf)).toEqual(["shop-eu", "team", undefined]);
    expect([made, "team", output].map(podSecurityOf)).toEqual(["privileged", undefined, undefined]);
  });
});

const problems = (spec: NamespaceSpec) => checkNamespace("shop", spec);

test.each([["default"], ["kube-system"], ["Shop"]])("%s is refused as a name", (name) => {
  expect(checkNamespace(name, {})).toMatchObject([{ path: [], found: name }]);
});

test("a Pod Security level that there is not is refused", () => {
  expect(problems({ podSecurity: "restrict" as "restricted" })).toEqual([
    {
      path: ["podSecurity"],
      message: "there is no such Pod Security level",
      found: "restrict",
      allowed: "restricted, baseline, privileged",
      fix: "did you mean restricted?",
    },
  ]);
});

describe("of a quota is refused", () => {
  test("what is no quantity", () => {
    const bytes = {
      message: "this is no amount of bytes",
      allowed: "a Kubernetes quantity, such as 512Mi or 64Gi",
      fix: "write bytes with Ki, Mi or Gi, without 'B'",
    };
    expect(
      problems({
        quota: {
          requests: { cpu: "2Gi", memory: "64GB" },
          storage: "-1Gi",
          pods: -1,
          gpu: 0.5,
          further: { secrets: "x" },
        },
      }),
    ).toEqual([
      {
        path: ["quota", "requests", "cpu"],
        message: "this is no amount of CPU",
        found: "2Gi",
        allowed: "a Kubernetes quantity, such as 500m or 20",
        fix: "write cores, or thousandths of a core with m",
      },
      { path: ["quota", "requests", "memory"], ...bytes, found: "64GB" },
      ...[
        ["pods", "-1"],
        ["gpu", "0.5"],
      ].map(([field, found]) => ({
        path: ["quota", field],
        message: "the number is none that Kubernetes takes here",
        found,
        allowed: "a whole number from 0",
        fix: "write 0 or more",
      })),
      { path: ["quota", "storage"], ...bytes, found: "-1Gi" },
      {
        path: ["quota", "further", "secrets"],
        message: "this is no quantity",
        found: "x",
        allowed: "a number from 0, or a Kubernetes quantity such as 100Gi",
        fix: "write a number, or bytes with Ki, Mi or Gi",
      },
    ]);
  });

  const counted = "configmaps, replicationcontrollers, resourcequotas, secrets, services";
  const unknown = {
    message: "Kubernetes counts nothing of this name",
    allowed: `${counted}, or count/<resources>.<API group> such as count/jobs.batch`,
  };

  test.each([
    ["requests.cpu", { message: "quota.requests.cpu says this", fix: "write it as requests.cpu of the quota" }],
    ["memory", { message: "quota.requests.memory says this", fix: "write it as requests.memory of the quota" }],
    ["services.nodeports", { message: "quota.nodePorts says this", fix: "write it as nodePorts of the quota" }],
    ["deployments", { ...unknown, fix: "write count/deployments.<API group> to count objects" }],
    ["secret", { ...unknown, fix: "did you mean secrets?" }],
  ])("%s under further", (name, told) => {
    expect(problems({ quota: { further: { [name]: 1 } } })).toEqual([
      { path: ["quota", "further", name], found: name, ...told },
    ]);
  });

  test.each(["count/secrets", "requests.example.com/fpga", "hugepages-2Mi", "requests.hugepages-1Gi", "configmaps"])(
    "but not %s under further",
    (name) => {
      expect(problems({ quota: { further: { [name]: 0 } } })).toEqual([]);
    },
  );

  test("requests beyond the limits", () => {
    const quota = { requests: { cpu: "2", memory: "64Gi" }, limits: { memory: "32Gi" } };
    expect(problems({ quota })).toEqual([
      {
        path: ["quota", "requests", "memory"],
        message: "the requests could never come to this, as the limits together may not",
        found: "requests 64Gi, limits 32Gi",
        fix: "lower it to 32Gi or less, or raise limits.memory of the quota",
      },
    ]);
  });

  test("one of CPU limits, where containers have none by default", () => {
    const quota = { limits: { cpu: "10" } };
    expect(problems({ quota })).toEqual([
      {
        path: ["quota", "limits", "cpu"],
        message: "with this quota, pods without a CPU limit are refused, and workloads have none unless they say so",
        found: "10",
        fix: "add limits.defaultLimits.cpu, or bound quota.requests.cpu instead",
      },
    ]);
    expect(problems({ quota, limits: { defaultLimits: { cpu: "1" } } })).toEqual([]);
    expect(problems({ quota, limits: { max: { cpu: "1" } } })).toEqual([]);
    expect(problems({ quota: { requests: { cpu: "10" }, limits: { memory: "10Gi" } } })).toEqual([]);
  });
});

describe("of bounds is refused", () => {
  test("what is no quantity, zero among it", () => {
    expect(problems({ limits: { min: { cpu: "0" }, maxVolumeClaim: "a lot" } })).toMatchObject([
      { path: ["limits", "min", "cpu"], allowed: "a positive Kubernetes quantity, such as 500m or 20" },
      { path: ["limits", "maxVolumeClaim"], allowed: "a positive Kubernetes quantity, such as 512Mi or 64Gi" },
    ]);
  });

  test("what is out of order, whichever two are said", () => {
    const allowed = "min, defaultRequests, defaultLimits and max in this order, from the least to the most";
    expect(
      problems({
        limits: {
          min: { cpu: "2" },
          defaultLimits: { cpu: "2000m", memory: "1Gi" },
          max: { cpu: "1", memory: "512Mi" },
        },
      }),
    ).toEqual([
      {
        path: ["limits", "defaultLimits", "cpu"],
        message: "defaultLimits is above max",
        found: "defaultLimits 2000m, max 1",
        allowed,
        fix: "lower defaultLimits to 1 or less, or raise max",
      },
      {
        path: ["limits", "defaultLimits", "memory"],
        message: "defaultLimits is above max",
        found: "defaultLimits 1Gi, max 512Mi",
        allowed,
        fix: "lower defaultLimits to 512Mi or less, or raise max",
      },
    ]);
    expect(problems({ limits: { min: { cpu: "2" }, max: { cpu: "1" } } })).toMatchObject([
      { path: ["limits", "min", "cpu"], message: "min is above max" },
    ]);
  });

  test("what does not fit into the quota", () => {
    const quota = { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } };
    expect(problems({ quota, limits: { defaultRequests: { cpu: "2" }, min: { memory: "3Gi" } } })).toEqual([
      {
        path: ["limits", "defaultRequests", "cpu"],
        message: "a container that states no requests would not fit into the quota",
        found: "defaultRequests 2, quota.requests.cpu 1",
        fix: "lower defaultRequests.cpu, or raise the quota",
      },
      {
        path: ["limits", "min", "memory"],
        message: "the smallest container would not fit into the quota",
        found: "min 3Gi, quota.requests.memory 1Gi",
        fix: "lower min.memory, or raise the quota",
      },
      {
        path: ["limits", "min", "memory"],
        message: "the smallest container would not fit into the quota",
        found: "min 3Gi, quota.limits.memory 2Gi",
        fix: "lower min.memory, or raise the quota",
      },
    ]);
  });

  test("a highest limit beyond the quota, as Kubernetes gives it to containers that say nothing", () => {
    const quota = { limits: { memory: "2Gi" } };
    expect(problems({ quota, limits: { max: { memory: "4Gi" } } })).toEqual([
      {
        path: ["limits", "max", "memory"],
        message: "a container that states no limits would not fit into the quota",
        found: "max 4Gi, quota.limits.memory 2Gi",
        fix: "add limits.defaultLimits.memory, as max stands in for it, or raise the quota",
      },
    ]);
    expect(problems({ quota, limits: { max: { memory: "4Gi" }, defaultLimits: { memory: "256Mi" } } })).toEqual([]);
    expect(problems({ quota: { limits: { memory: "0" } }, limits: { max: { memory: "4Gi" } } })).toEqual([]);
  });
});

describe("of access is refused", () => {
  test("a group of Kubernetes' own, one without a name, one twice, and none", () => {
    expect(problems({ access: { view: ["system:authenticated"], edit: ["a", "", "a"], admin: [] } })).toEqual([
      {
        path: ["access", "view", 0],
        message: "groups that begin with system: are Kubernetes' own, and nobody can be put into them here",
        found: "system:authenticated",
        allowed: "a group of your own, such as shop-developers",
        fix: "name the group that your people are in",
      },
      {
        path: ["access", "edit", 1],
        message: "this is no name of a group",
        found: "nothing",
        fix: "write its name, without spaces around it",
      },
      { path: ["access", "edit", 2], message: "this group is listed twice", found: "a", fix: "remove one" },
      { path: ["access", "admin"], message: "the list of groups is empty", fix: "name a group, or remove it" },
    ]);
  });

  const role: CustomRole = { name: "reader", rules: [{ resources: ["pods"], verbs: ["get"] }], groups: ["a"] };
  const refused = (...custom: Partial<CustomRole>[]) =>
    problems({ access: { custom: custom.map((own) => ({ ...role, ...own })) } });

  test.each([
    [[{ name: "edit" }], ["access", "custom", 0, "name"], "this is the name of a role that Kubernetes has"],
    [[{ name: "Reader" }], ["access", "custom", 0, "name"], "the name of a role must be a DNS label"],
    [[{}, {}], ["access", "custom", 1, "name"], "another role of this namespace has this name"],
    [[{ rules: [] }], ["access", "custom", 0, "rules"], "the role may do nothing"],
    [[{ groups: [] }], ["access", "custom", 0, "groups"], "the list of groups is empty"],
    [[{ groups: ["system:a"] }], ["access", "custom", 0, "groups", 0], expect.stringContaining("begin with system:")],
  ])("the custom role %j", (custom, path, message) => {
    expect(refused(...custom)).toMatchObject([{ path, message: message as string }]);
  });

  const rule = (own: object) => refused({ rules: [{ resources: ["pods"], verbs: ["get"], ...own }] });
  const at = ["access", "custom", 0, "rules", 0];

  test("a rule that allows nothing or everything", () => {
    expect(rule({ resources: [], apiGroups: [] })).toEqual([
      { path: [...at, "apiGroups"], message: "apiGroups is empty", fix: "name at least one, or remove it" },
      { path: [...at, "resources"], message: "resources is empty", fix: "name at least one" },
    ]);
    expect(rule({ resources: ["*"], verbs: ["*"] })).toEqual([
      {
        path: [...at, "verbs"],
        message: "the role may do everything to everything",
        found: "* on *",
        allowed: "named verbs on *, or any verb on named resources",
        fix: "name the verbs or the resources, or put the groups into access.admin",
      },
    ]);
    expect(rule({ verbs: ["create"], resourceNames: ["api"] })).toEqual([
      {
        path: [...at, "resourceNames"],
        message: "an object has no name yet when it is created, so the names would refuse every create",
        found: "create with api",
        fix: "write create in a rule without resourceNames",
      },
    ]);
  });

  test.each([
    ["read", "write get, list and watch"],
    ["updat", "write update"],
    ["frobnicate", "write one of these"],
  ])("the verb %s, which there is not", (verb, fix) => {
    const allowed =
      "get, list, watch, create, update, patch, delete, deletecollection, use, bind, escalate, impersonate, *";
    const message = "there is no such verb, so it would allow nothing";
    expect(rule({ verbs: [verb] })).toEqual([{ path: [...at, "verbs", 0], message, found: verb, allowed, fix }]);
  });
});

test("labels that are set here, and names and values that are none, are refused", () => {
  const own = {
    "pod-security.kubernetes.io/enforce": "privileged",
    "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
    "slipway/owner": "me",
    "app.kubernetes.io/name": "x",
    "kubernetes.io/metadata.name": "x",
    "a b": "c",
    purpose: "two words",
  };
  expect(
    problems({ labels: own, annotations: { "/a": "free text" } }).map(({ path, message }) => [path, message]),
  ).toEqual([
    [["labels", "pod-security.kubernetes.io/enforce"], "podSecurity says this"],
    [["labels", "elbv2.k8s.aws/pod-readiness-gate-inject"], "loadBalancerReadinessGates says this"],
    [["labels", "slipway/owner"], "owner says this"],
    [["labels", "app.kubernetes.io/name"], "this label is set already, and means the namespace"],
    [["labels", "kubernetes.io/metadata.name"], "this label is set already, and means the namespace"],
    [["labels", "a b"], "this is no name of a label or annotation"],
    [["labels", "purpose"], "this is no value of a label"],
    [["annotations", "/a"], "this is no name of a label or annotation"],
  ]);
});

test("a namespace that is refused registers nothing, and tells everything at once", async () => {
  const { resources } = await record(() => {
    const cluster = new ExistingCluster("cluster");
    const wrong = { objectName: "kube-shop", owner: "us!", quota: { pods: -1 }, access: { view: ["system:a"] } };
    const refusal = refusalOf(() => new Namespace("shop", { cluster, ...wrong }));
    expect(refusal.problems.map(({ path }) => path)).toEqual([
      ["objectName"],
      ["owner"],
      ["quota", "pods"],
      ["access", "view", 0],
    ]);
  });
  expect(resources.map(({ path }) => path)).not.toContainEqual(expect.stringContaining("shop"));
});
