import type * as k8s from "@pulumi/kubernetes";
import type { AdmissionRule, Matched } from "./rules";

type ResourceRule = k8s.types.input.admissionregistration.v1.NamedRuleWithOperations;

const operations = ["CREATE", "UPDATE"];

/** What a rule is asked about. Pods are looked at once, when they come: what changes later in them is no concern of any rule. */
const resources: Readonly<Record<Matched, readonly ResourceRule[]>> = {
  pods: [
    { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: ["CREATE"] },
    {
      apiGroups: ["apps"],
      apiVersions: ["v1"],
      resources: ["deployments", "replicasets", "statefulsets", "daemonsets"],
      operations,
    },
    { apiGroups: ["batch"], apiVersions: ["v1"], resources: ["jobs", "cronjobs"], operations },
  ],
  services: [{ apiGroups: [""], apiVersions: ["v1"], resources: ["services"], operations }],
  disruptionBudgets: [{ apiGroups: ["policy"], apiVersions: ["v1"], resources: ["poddisruptionbudgets"], operations }],
  clusterRoleBindings: [
    {
      apiGroups: ["rbac.authorization.k8s.io"],
      apiVersions: ["v1"],
      resources: ["clusterrolebindings"],
      operations,
    },
  ],
};

/** A named expression. */
interface Expression {
  readonly name: string;
  readonly expression: string;
}

/** Each may use those before it. Kinds differ in where they have their pods, so their fields are not looked up in a schema. */
const podVariables: readonly Expression[] = [
  {
    name: "template",
    expression:
      "object.kind == 'Pod' ? dyn(object) : object.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template : dyn(object).spec.template",
  },
  { name: "spec", expression: "variables.template.spec" },
  {
    name: "containers",
    expression: "(has(variables.spec.initContainers) ? variables.spec.initContainers : []) + variables.spec.containers",
  },
  { name: "annotations", expression: mapOf("annotations") },
  { name: "labels", expression: mapOf("labels") },
];

/** Those that an expression uses, and what they use. */
function usedBy(expression: string): Expression[] {
  return podVariables.reduceRight<Expression[]>((used, variable) => {
    const uses = [expression, ...used.map((other) => other.expression)];
    return uses.some((text) => text.includes(`variables.${variable.name}`)) ? [variable, ...used] : used;
  }, []);
}

function mapOf(field: string): string {
  const metadata = "variables.template.metadata";
  return `has(${metadata}) && has(${metadata}.${field}) ? ${metadata}.${field} : {}`;
}

/**
 * Only changes of what a rule looks at: what was there before it may still be labelled, annotated and deleted, which takes changes of its
 * finalizers.
 */
const changed: Readonly<Record<Matched, string>> = {
  pods: "dyn(object).spec != dyn(oldObject).spec",
  services: "dyn(object).spec != dyn(oldObject).spec",
  disruptionBudgets: "dyn(object).spec != dyn(oldObject).spec",
  clusterRoleBindings:
    "(has(object.subjects) ? dyn(object.subjects) : dyn([])) != (has(oldObject.subjects) ? dyn(oldObject.subjects) : dyn([]))",
};

const makers = ["ReplicaSet", "StatefulSet", "DaemonSet", "Job", "Deployment", "CronJob"];

/**
 * What something else has made that was looked at itself, or was there before the rule: its pods may be started anew, where a node is lost in
 * the night. So a rule keeps mistakes out; it is no barrier for whoever would write an owner into a pod by hand.
 */
const isMade =
  "has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(r, has(r.controller) && r.controller && " +
  `r.kind in ${JSON.stringify(makers)})`;

/** What policies of Kubernetes and of Kyverno have in common. */
export interface PolicySpec {
  readonly failurePolicy: "Fail" | "Ignore";
  readonly matchConstraints: {
    readonly resourceRules: ResourceRule[];
    readonly namespaceSelector: k8s.types.input.meta.v1.LabelSelector;
  };
  readonly matchConditions: Expression[];
  readonly variables: Expression[];
  readonly validations: k8s.types.input.admissionregistration.v1.Validation[];
}

/**
 * A rule as a policy.
 * @param excluded namespaces that it does not hold in
 */
export function policySpecOf(
  { matches, wrong, fix, offenders }: AdmissionRule,
  excluded: readonly string[],
  failurePolicy: PolicySpec["failurePolicy"],
): PolicySpec {
  return {
    failurePolicy,
    matchConstraints: {
      resourceRules: [...resources[matches]],
      namespaceSelector: {
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: [...excluded] }],
      },
    },
    matchConditions: [
      ...(matches === "pods" ? [{ name: "stated", expression: `!(${isMade})` }] : []),
      { name: "changed", expression: `oldObject == null || ${changed[matches]}` },
    ],
    variables: [...usedBy(offenders), { name: "offenders", expression: offenders }],
    validations: [
      {
        expression: "size(variables.offenders) == 0",
        message: `${wrong}: ${fix}`,
        messageExpression: `${JSON.stringify(`${wrong}: `)} + variables.offenders.join(', ') + ${JSON.stringify(`; ${fix}`)}`,
      },
    ],
  };
}
