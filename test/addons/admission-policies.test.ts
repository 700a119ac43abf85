// The policies as they are written. That they let in what they should, and refuse what they should, a real API server shows:
// test/e2e/admission-policies.e2e.ts.
import { addOns, checkPlatformAddOns, type AddOnSurroundings, type AnyAddOn } from "../../components/addons";
import type { AdmissionPoliciesSpec } from "../../components/addons/admission-policies/admission-policies";
import { excludedNamespaces } from "../../components/addons/admission-policies/namespaces";
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

const excluded = {
  namespaceSelector: {
    matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: excludedNamespaces() }],
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
              resources: ["deployments", "statefulsets", "daemonsets"],
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
    const values = excludedNamespaces(["legacy"]);
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

test("by Kyverno, where it is: the same expressions, after it, and open while it is down", async () => {
  const options: AdmissionPoliciesSpec = { mode: "deny", rules: { resources: "audit" } };
  const withKyverno = await addOnsInExistingCluster({ admissionPolicies: options, kyverno: true });
  const without = await addOnsInExistingCluster({ admissionPolicies: options });
  expect(withKyverno.objects.filter((name) => name.includes("/slipway-"))).toEqual(named("ValidatingPolicy/", always));
  for (const id of always) {
    const name = `ValidatingPolicy/slipway-${inKebab(id)}`;
    expect(withKyverno.inputs(name).apiVersion).toBe("policies.kyverno.io/v1");
    expect(withKyverno.dependencies(name)).toContain("Release/kyverno");
    expect(withKyverno.spec(name)).toEqual({
      ...without.spec(`ValidatingAdmissionPolicy/slipway-${inKebab(id)}`),
      failurePolicy: "Ignore",
      validationActions: id === "resources" ? ["Warn", "Audit"] : ["Deny"],
      evaluation: { admission: { enabled: true }, background: { enabled: true } },
      webhookConfiguration: { timeoutSeconds: 5 },
    });
  }
});

test("the namespaces of all add-ons are left out", () => {
  const own = Object.values<AnyAddOn>(addOns).map(({ namespace }) => namespace.name);
  expect(excludedNamespaces()).toEqual([...new Set([...own, "kube-node-lease", "kube-public", "kube-system"])].sort());
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
