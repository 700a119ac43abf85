import type { types } from "@pulumi/kubernetes";
import { checkDnsLabel, didYouMean, under, type Problem } from "../../core";

/**
 * Who may do what in the namespace. A group is a text that whoever lets people into the cluster gives them; on EKS that is
 * `access.groups` of the cluster, which makes it an IAM role.
 */
export interface NamespaceAccess {
  /** Groups that may look at everything but secrets and roles (ClusterRole `view`). Default: none. */
  readonly view?: readonly string[] | undefined;
  /** Groups that may change workloads, read secrets, and open shells in pods; network policies too (ClusterRole `edit`). Default: none. */
  readonly edit?: readonly string[] | undefined;
  /** Groups that may also give others access to the namespace; not change its quota (ClusterRole `admin`). Default: none. */
  readonly admin?: readonly string[] | undefined;
  /** Roles of your own. Default: none. */
  readonly custom?: readonly CustomRole[] | undefined;
}

/** A role within the namespace. */
export interface CustomRole {
  /** A DNS label other than `view`, `edit` and `admin`. */
  readonly name: string;
  /** What it may do, at least one rule. */
  readonly rules: readonly RoleRule[];
  /** Groups that have it, at least one. */
  readonly groups: readonly string[];
}

/** What a role may do: each of the verbs to each of the resources. */
export interface RoleRule {
  /** API groups of the resources, such as `apps`; the empty text is that of pods, services and secrets. Default: `[""]`. */
  readonly apiGroups?: readonly string[] | undefined;
  /** Kinds of objects in plural, with what is below it behind a slash, such as `deployments` or `pods/log`. */
  readonly resources: readonly string[];
  /** What may be done, such as `get`, `list`, `watch`. */
  readonly verbs: readonly string[];
  /** Names of the objects. It does not go with `create`, whose object has no name yet. Default: all. */
  readonly resourceNames?: readonly string[] | undefined;
}

type PolicyRule = types.input.rbac.v1.PolicyRule;
type Subject = types.input.rbac.v1.Subject;
type RoleRef = types.input.rbac.v1.RoleRef;

const rbac = "rbac.authorization.k8s.io";
const clusterRoles = ["view", "edit", "admin"] as const;

/** A RoleBinding, and the Role that comes with it unless it is one of the cluster's. Role and binding have the same name. */
export interface PlannedRole {
  readonly name: string;
  readonly rules: PolicyRule[] | undefined;
  readonly roleRef: RoleRef;
  readonly subjects: Subject[];
}

/** The roles of a namespace and who has them. Kubernetes has the ClusterRoles `view`, `edit` and `admin` from the start. */
export function planRoles(access: NamespaceAccess = {}): PlannedRole[] {
  return [
    ...clusterRoles.flatMap((name) => {
      const groups = access[name];
      if (groups === undefined) return [];
      const roleRef = { apiGroup: rbac, kind: "ClusterRole", name };
      return [{ name, rules: undefined, roleRef, subjects: subjectsOf(groups) }];
    }),
    ...(access.custom ?? []).map(({ name, rules, groups }) => ({
      name,
      rules: rules.map(policyRule),
      roleRef: { apiGroup: rbac, kind: "Role", name },
      subjects: subjectsOf(groups),
    })),
  ];
}

/** What is wrong with the roles and groups of a namespace. */
export function checkAccessOf(access: NamespaceAccess = {}): Problem[] {
  const { custom = [] } = access;
  return [
    ...clusterRoles.flatMap((role) => checkGroups([role], access[role])),
    ...custom.flatMap((role, index) =>
      under(
        ["custom", index],
        [
          ...checkRoleName(
            role.name,
            custom.slice(0, index).map(({ name }) => name),
          ),
          ...checkRules(["rules"], role.rules, "name the verbs or the resources, or put the groups into access.admin"),
          ...checkGroups(["groups"], role.groups),
        ],
      ),
    ),
  ];
}

/** What is wrong with a list of groups, if there is one. */
export function checkGroups(path: Problem["path"], groups: readonly string[] | undefined): Problem[] {
  if (groups?.length === 0)
    return [{ path, message: "the list of groups is empty", fix: "name a group, or remove it" }];
  return (groups ?? []).flatMap((group, index) => [
    ...checkGroup([...path, index], group),
    ...(groups?.indexOf(group) === index
      ? []
      : [{ path: [...path, index], message: "this group is listed twice", found: group, fix: "remove one" }]),
  ]);
}

function checkGroup(path: Problem["path"], group: string): Problem[] {
  if (group.startsWith("system:")) {
    return [
      {
        path,
        message: "groups that begin with system: are Kubernetes' own, and nobody can be put into them here",
        found: group,
        allowed: "a group of your own, such as shop-developers",
        fix: "name the group that your people are in",
      },
    ];
  }
  if (group !== "" && group === group.trim()) return [];
  return [
    {
      path,
      message: "this is no name of a group",
      found: group === "" ? "nothing" : `'${group}'`,
      fix: "write its name, without spaces around it",
    },
  ];
}

function checkRoleName(name: string, before: readonly string[]): Problem[] {
  const path = ["name"];
  const label = checkDnsLabel("a role", name, path);
  if (label.length > 0) return label;
  if ((clusterRoles as readonly string[]).includes(name)) {
    return [
      { path, message: "this is the name of a role that Kubernetes has", found: name, fix: "choose another name" },
    ];
  }
  if (!before.includes(name)) return [];
  return [{ path, message: "another role of this namespace has this name", found: name, fix: "rename one of the two" }];
}

/**
 * What is wrong with the rules of a role.
 * @param path that of their list
 * @param narrower what to do in place of allowing everything
 */
export function checkRules(
  path: Problem["path"],
  rules: readonly RoleRule[],
  narrower = "name the verbs or the resources",
): Problem[] {
  if (rules.length === 0) {
    return [{ path, message: "the role may do nothing", fix: "add a rule, or remove the role" }];
  }
  return rules.flatMap((rule, index) => under([...path, index], checkRule(rule, narrower)));
}

function checkRule({ apiGroups, resources, verbs, resourceNames }: RoleRule, narrower: string): Problem[] {
  const lists = { apiGroups, resources, verbs, resourceNames };
  return [
    ...Object.entries(lists)
      .filter(([, list]) => list?.length === 0)
      .map(([field]) => ({
        path: [field],
        message: `${field} is empty`,
        fix: field === "resources" || field === "verbs" ? "name at least one" : "name at least one, or remove it",
      })),
    ...verbs.flatMap((verb, index) => checkVerb(["verbs", index], verb)),
    ...(resources.includes("*") && verbs.includes("*")
      ? [
          {
            path: ["verbs"],
            message: "the role may do everything to everything",
            found: "* on *",
            allowed: "named verbs on *, or any verb on named resources",
            fix: narrower,
          },
        ]
      : []),
    ...(resourceNames !== undefined && verbs.includes("create")
      ? [
          {
            path: ["resourceNames"],
            message: "an object has no name yet when it is created, so the names would refuse every create",
            found: `create with ${resourceNames.join(", ")}`,
            fix: "write create in a rule without resourceNames",
          },
        ]
      : []),
  ];
}

/** Verbs of the API server and of its own resources. Source: kubernetes.io/docs/reference/access-authn-authz/authorization. */
const knownVerbs = [
  ...["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
  ...["use", "bind", "escalate", "impersonate", "*"],
];
const meant: Readonly<Record<string, string>> = {
  read: "get, list and watch",
  write: "create, update, patch and delete",
  edit: "update and patch",
};

/** Kubernetes takes any text for a verb; one that there is not allows nothing. */
function checkVerb(path: Problem["path"], verb: string): Problem[] {
  if (knownVerbs.includes(verb)) return [];
  const near = meant[verb] ?? didYouMean(verb, knownVerbs);
  return [
    {
      path,
      message: "there is no such verb, so it would allow nothing",
      found: verb,
      allowed: knownVerbs.join(", "),
      fix: near === undefined ? "write one of these" : `write ${near}`,
    },
  ];
}

/** The Kubernetes form of a rule. */
export function policyRule({ apiGroups = [""], resources, verbs, resourceNames }: RoleRule): PolicyRule {
  return {
    apiGroups: [...apiGroups],
    resources: [...resources],
    verbs: [...verbs],
    ...(resourceNames === undefined ? {} : { resourceNames: [...resourceNames] }),
  };
}

function subjectsOf(groups: readonly string[]): Subject[] {
  return groups.map((name) => ({ apiGroup: rbac, kind: "Group", name }));
}
