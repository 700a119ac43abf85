// The policies as they are written. That they let in what they should, and refuse what they should, a real API server shows:
// test/e2e/admission-policies.e2e.ts.
import { addOnCapabilities, checkPlatformAddOns, type AddOnSurroundings } from "../../components/addons";
import type { AdmissionPoliciesSpec } from "../../components/addons/admission-policies/admission-policies";
import type { RecordedCluster } from "../cluster/eks/recorded-cluster";
import type { RecordedWorkloads } from "../workloads/recorded-workloads";
import { addOnsInExistingCluster, addOnsOnEks } from "./recorded-add-ons";

const always = [
  "clusterAdmin",
  "declaredExceptions",
  "defaultTokens",
  "disruptionBudgets",
  "imageTags",
  "nodePorts",
  "resources",
];
const inKebab = (id: string) => id.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
const named = (prefix: string, ids: readonly string[]) => ids.map((id) => `${prefix}slipway-${inKebab(id)}`).sort();

const clusterNamespaces = ["kube-node-lease", "kube-public", "kube-system"];

/** Of the cluster, and of AWS's own agents, which look into nodes. */
const onEksNamespaces = ["amazon-cloudwatch", "amazon-guardduty", "aws-observability", ...clusterNamespaces];

const excluded = {
  namespaceSelector: {
    matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: onEksNamespaces }],
  },
};

describe("by the API server itself", () => {
  let onEks: RecordedCluster;
  let elsewhere: RecordedWorkloads;
  beforeAll(async () => {
    onEks = await addOnsOnEks({ admissionPolicies: true });
    elsewhere = await addOnsInExistingCluster({
      admissionPolicies: {
        registries: ["quay.io/jetstack"],
        labels: ["slipway/owner"],
        exclude: ["legacy"],
        rules: { nodePorts: "off", imageTags: "deny" },
      },
    });
  });

  it("are eight on EKS, and refuse", () => {
    const suffixes = [...always, "loadBalancerClass"].map(inKebab).sort();
    expect(onEks.named("ValidatingAdmissionPolicy").sort()).toEqual(
      suffixes.map((suffix) => `add-ons-admission-policies-${suffix}`),
    );
    expect(onEks.named("ValidatingAdmissionPolicyBinding").sort()).toEqual(
      suffixes.map((suffix) => `add-ons-admission-policies-${suffix}-binding`),
    );
    for (const { inputs } of onEks.ofType("ValidatingAdmissionPolicyBinding")) {
      expect(inputs.spec).toMatchObject({ validationActions: ["Deny"] });
    }
  });

  it("are written in full: where, what, and in which words", () => {
    expect(onEks.inputs("ValidatingAdmissionPolicy:add-ons-admission-policies-image-tags")).toMatchObject({
      metadata: {
        name: "slipway-image-tags",
        labels: { "app.kubernetes.io/name": "image-tags", "app.kubernetes.io/managed-by": "slipway" },
      },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          ...excluded,
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: ["CREATE"] },
            {
              apiGroups: ["apps"],
              apiVersions: ["v1"],
              resources: ["deployments", "replicasets", "statefulsets", "daemonsets"],
              operations: ["CREATE", "UPDATE"],
            },
            {
              apiGroups: ["batch"],
              apiVersions: ["v1"],
              resources: ["jobs", "cronjobs"],
              operations: ["CREATE", "UPDATE"],
            },
          ],
        },
        matchConditions: [
          // Pods of what was there before the rule are started anew when a node is lost.
          {
            name: "stated",
            expression:
              "!(has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(r, has(r.controller) && r.controller && " +
              'r.kind in ["ReplicaSet","StatefulSet","DaemonSet","Job","Deployment","CronJob"]))',
          },
          { name: "changed", expression: "oldObject == null || dyn(object).spec != dyn(oldObject).spec" },
        ],
        variables: [
          { name: "template" },
          { name: "spec", expression: "variables.template.spec" },
          { name: "containers" },
          { name: "offenders" },
        ],
        validations: [
          {
            expression: "size(variables.offenders) == 0",
            message: "images without a tag of a version: name a tag other than latest, or a digest",
            messageExpression:
              '"images without a tag of a version: " + variables.offenders.join(\', \') + "; name a tag other than latest, or a digest"',
          },
        ],
      },
    });
    expect(onEks.inputs("ValidatingAdmissionPolicyBinding:add-ons-admission-policies-image-tags-binding").spec).toEqual(
      {
        policyName: "slipway-image-tags",
        validationActions: ["Deny"],
      },
    );
  });

  it("only warn where others were first, but for those that are to refuse, and without those that are off", () => {
    const ids = [...always.filter((id) => id !== "nodePorts"), "registries", "labels"];
    const bindings = elsewhere.objects.filter((name) => name.startsWith("ValidatingAdmissionPolicyBinding/"));
    expect(bindings).toEqual(named("ValidatingAdmissionPolicyBinding/", ids));
    for (const name of bindings) {
      const expected = name.endsWith("/slipway-image-tags") ? ["Deny"] : ["Warn", "Audit"];
      expect({ name, actions: elsewhere.spec(name).validationActions }).toEqual({ name, actions: expected });
    }
  });

  it("hold in no namespace that is left out, which also may have administrators", () => {
    const values = [...clusterNamespaces, "legacy"];
    expect(elsewhere.spec("ValidatingAdmissionPolicy/slipway-labels")).toMatchObject({
      matchConstraints: { namespaceSelector: { matchExpressions: [{ values }] } },
    });
    expect(JSON.stringify(elsewhere.spec("ValidatingAdmissionPolicy/slipway-cluster-admin").variables)).toContain(
      JSON.stringify(JSON.stringify(values)).slice(1, -1),
    );
  });

  it("know the registries and labels", () => {
    expect(elsewhere.spec("ValidatingAdmissionPolicy/slipway-registries")).toMatchObject({
      variables: expect.arrayContaining([
        { name: "offenders", expression: expect.stringContaining('["quay.io/jetstack/"].exists(') as string },
      ]) as unknown,
      validations: [{ message: "images from elsewhere than quay.io/jetstack: take them from one of these" }],
    });
    expect(elsewhere.spec("ValidatingAdmissionPolicy/slipway-labels").variables).toContainEqual({
      name: "offenders",
      expression: '["slipway/owner"].filter(l, !(l in variables.labels))',
    });
  });
});

test("by Kyverno, where it is: the same expressions, after it, and as closed as without it", async () => {
  const options: AdmissionPoliciesSpec = { mode: "deny", rules: { resources: "audit" } };
  const withKyverno = await addOnsInExistingCluster({ admissionPolicies: options, kyverno: true });
  const without = await addOnsInExistingCluster({ admissionPolicies: options });
  expect(withKyverno.objects.filter((name) => name.includes("/slipway-"))).toEqual(named("ValidatingPolicy/", always));
  const namespaceSelector = {
    matchExpressions: [
      {
        key: "kubernetes.io/metadata.name",
        operator: "NotIn",
        values: ["kube-node-lease", "kube-public", "kube-system", "kyverno"],
      },
    ],
  };
  for (const id of always.filter((rule) => rule !== "clusterAdmin")) {
    const name = `ValidatingPolicy/slipway-${inKebab(id)}`;
    expect(withKyverno.inputs(name).apiVersion).toBe("policies.kyverno.io/v1");
    expect(withKyverno.dependencies(name)).toContain("Release/kyverno");
    const spec = without.spec(`ValidatingAdmissionPolicy/slipway-${inKebab(id)}`);
    expect(withKyverno.spec(name)).toEqual({
      ...spec,
      matchConstraints: { ...(spec.matchConstraints as object), namespaceSelector },
      failurePolicy: "Fail",
      validationActions: id === "resources" ? ["Warn", "Audit"] : ["Deny"],
      evaluation: { admission: { enabled: true }, background: { enabled: true } },
      webhookConfiguration: { timeoutSeconds: 5 },
    });
  }
});

test.each<[string, Parameters<typeof addOnsInExistingCluster>[0], "Fail" | "Ignore"]>([
  ["where there are several of Kyverno", { kyverno: true }, "Fail"],
  ["where there is one", { kyverno: true, highlyAvailable: false }, "Ignore"],
  ["where several are told to admit", { kyverno: { admitWhenDown: true } }, "Ignore"],
  ["where one is told not to", { kyverno: { admitWhenDown: false }, highlyAvailable: false }, "Fail"],
])("while Kyverno is down they do as it does itself, %s", async (_, choice, failurePolicy) => {
  const recorded = await addOnsInExistingCluster({ admissionPolicies: true, ...choice });
  expect(recorded.inputs("Release/kyverno").values).toMatchObject({
    features: { forceFailurePolicyIgnore: { enabled: failurePolicy === "Ignore" } },
  });
  for (const id of always) {
    expect(recorded.spec(`ValidatingPolicy/slipway-${inKebab(id)}`).failurePolicy).toBe(failurePolicy);
  }
});

test("the namespaces of add-ons that are there are left out, and no others", async () => {
  const recorded = await addOnsInExistingCluster({
    admissionPolicies: true,
    reloader: true,
    descheduler: true,
  });
  const values = ["descheduler", "kube-node-lease", "kube-public", "kube-system", "reloader"];
  expect(recorded.spec("ValidatingAdmissionPolicy/slipway-resources")).toMatchObject({
    matchConstraints: { namespaceSelector: { matchExpressions: [{ values }] } },
  });
  expect(JSON.stringify(recorded.spec("ValidatingAdmissionPolicy/slipway-cluster-admin").variables)).toContain(
    JSON.stringify(JSON.stringify(values)).slice(1, -1),
  );
});

test("so are those of what the platform has operators among them run", async () => {
  const recorded = await addOnsInExistingCluster({ admissionPolicies: true, eckOperator: true });
  const values = ["elastic-system", "kube-node-lease", "kube-public", "kube-system", "log-shipping", "logging"];
  expect(recorded.spec("ValidatingAdmissionPolicy/slipway-declared-exceptions")).toMatchObject({
    matchConstraints: { namespaceSelector: { matchExpressions: [{ values }] } },
  });
});

const around: AddOnSurroundings = {
  target: "existing",
  isProduction: false,
  highlyAvailable: true,
  kubernetesVersion: undefined,
  autoMode: false,
  ipFamily: "ipv4",
  nodeGroups: undefined,
  capabilities: undefined,
};

describe("what workloads may not ask for", () => {
  const onEks: AddOnSurroundings = { ...around, target: "eks" };
  const clusters = ["kube-node-lease", "kube-public", "kube-system"];
  // AWS's own agents look into nodes.
  const awsAgents = ["amazon-cloudwatch", "amazon-guardduty", "aws-observability"];
  const elsewhere = { by: "admissionPolicies", exclude: clusters };
  const by = { ...elsewhere, exclude: [...awsAgents, ...clusters] };
  const provided = (options: AdmissionPoliciesSpec | true, surroundings = onEks) =>
    addOnCapabilities({ admissionPolicies: options }, surroundings);

  it("follows from what is denied: on EKS by default, where others were first by request", () => {
    const refused = { nodePorts: false, unpinnedImages: false };
    expect(provided(true)).toEqual({ admission: [{ ...by, ...refused, classlessLoadBalancers: false }] });
    expect(provided({ mode: "deny" }, around)).toEqual({ admission: [{ ...elsewhere, ...refused }] });
    expect(provided(true, around)).toEqual({});
    expect(provided({ mode: "audit" })).toEqual({});
  });

  it("is each rule's own mode", () => {
    const rules = { imageTags: "audit", loadBalancerClass: "off" } as const;
    expect(provided({ rules })).toEqual({ admission: [{ ...by, nodePorts: false }] });
    expect(provided({ rules: { nodePorts: "deny" }, mode: "audit" })).toEqual({
      admission: [{ ...by, nodePorts: false }],
    });
  });

  it("knows the registries, labels and namespaces", () => {
    const lists = { registries: ["quay.io/jetstack"], labels: ["slipway/owner"], exclude: ["legacy"] };
    const rules = { imageTags: "off", nodePorts: "off" } as const;
    expect(provided({ ...lists, rules, mode: "deny" }, around)).toEqual({
      admission: [
        {
          by: "admissionPolicies",
          exclude: [...clusters, "legacy"],
          registries: ["quay.io/jetstack"],
          podLabels: ["slipway/owner"],
        },
      ],
    });
    expect(
      provided({ ...lists, rules: { ...rules, registries: "audit", labels: "off" }, mode: "deny" }, around),
    ).toEqual({});
  });

  it("is not known while something is wrong with the options", () => {
    expect(provided({ registries: ["https://quay.io"] })).toEqual({});
  });

  it("leaves load balancers of no class to Auto Mode, which has one for them", async () => {
    expect(provided(true, { ...onEks, autoMode: true })).toEqual({
      admission: [{ ...by, nodePorts: false, unpinnedImages: false }],
    });
    const recorded = await addOnsOnEks({ admissionPolicies: true }, { autoMode: true, nodeGroups: undefined });
    expect(recorded.named("ValidatingAdmissionPolicy").sort()).toEqual(
      always.map((id) => `add-ons-admission-policies-${inKebab(id)}`).sort(),
    );
  });
});

const registryForm =
  "a host in lower case, with or without a path, such as quay.io/jetstack, without https:// and without / at its end";

test.each<[string, AdmissionPoliciesSpec, object[]]>([
  [
    "rules that there are none of",
    { rules: { imageTag: "deny" } as AdmissionPoliciesSpec["rules"] },
    [
      {
        path: ["admissionPolicies", "rules", "imageTag"],
        message: "there is no such rule",
        found: "imageTag",
        allowed:
          "imageTags, resources, defaultTokens, declaredExceptions, registries, labels, loadBalancerClass, nodePorts, disruptionBudgets, clusterAdmin",
        fix: "write imageTags",
      },
    ],
  ],
  [
    "rules that have nothing to go by",
    { rules: { registries: "deny", labels: "audit" } },
    [
      {
        path: ["admissionPolicies", "rules", "registries"],
        message: "the rule has nothing to go by: there are no registries",
        found: "deny",
        fix: "add registries, or remove this",
      },
      {
        path: ["admissionPolicies", "rules", "labels"],
        message: "the rule has nothing to go by: there are no labels",
        found: "audit",
        fix: "add labels, or remove this",
      },
    ],
  ],
  [
    "registries that are none",
    { registries: ["https://quay.io", "library", "localhost:5000/a", "quay.io/"] },
    [
      {
        path: ["admissionPolicies", "registries", 0],
        message: "this is no registry of images",
        found: "https://quay.io",
        allowed: registryForm,
        fix: "write host and path alone",
      },
      {
        path: ["admissionPolicies", "registries", 1],
        message: "this is no registry of images",
        found: "library",
        allowed: registryForm,
        fix: "write it with its host, such as docker.io/library",
      },
      {
        path: ["admissionPolicies", "registries", 3],
        message: "this is no registry of images",
        found: "quay.io/",
        allowed: registryForm,
        fix: "write host and path alone",
      },
    ],
  ],
  [
    "labels and namespaces that are none",
    { labels: ["owner of it"], exclude: ["Legacy"] },
    [
      {
        path: ["admissionPolicies", "labels", 0],
        message: "this is no name of a label or annotation",
        found: "owner of it",
        allowed: "a name of at most 63 letters, digits, '-', '_' and '.', with or without a domain and '/' before it",
        fix: "write it like example.com/purpose",
      },
      {
        path: ["admissionPolicies", "exclude", 0],
        message: "the name of a namespace must be a DNS label",
        found: "Legacy",
        allowed: "1 to 63 lower-case letters, digits and '-', with a letter or digit at both ends",
        fix: "name it legacy",
      },
    ],
  ],
])("refuses %s", (_, options, problems) => {
  expect(checkPlatformAddOns({ admissionPolicies: options }, around)).toEqual(problems);
});
