import { createHash } from "node:crypto";
import { toDnsLabel, type Problem } from "../../core";

/** Somebody who may change what is in some namespaces. */
export interface NamespacedPrincipal {
  /** ARN of an IAM role or user. */
  readonly principal: string;
  /** Namespaces that it may change; `*` stands for any text, as in `shop-*`. */
  readonly namespaces: readonly string[];
}

/** Who may do what in the cluster, by ARNs of IAM roles or users. Nobody else gets in, but the role that made the cluster. */
export interface AccessSpec {
  /**
   * The role or user that makes the cluster, with the first `pulumi up`. EKS makes it administrator by that, and refuses another
   * entry for it, so it gets none. Default: the role that the AWS provider assumes, if it does.
   */
  readonly creator?: string | undefined;
  /** May do everything (`AmazonEKSClusterAdminPolicy`). At least one, so that nobody is locked out. */
  readonly admin: readonly string[];
  /** Pipelines that run `pulumi up`; they make namespaces and roles, so they may do everything too. Default: none. */
  readonly deployer?: readonly string[] | undefined;
  /** May change workloads (`AmazonEKSEditPolicy`), everywhere or in some namespaces. Default: none. */
  readonly developer?: readonly (string | NamespacedPrincipal)[] | undefined;
  /** May look at everything but secrets (`AmazonEKSViewPolicy`). Default: none. */
  readonly viewer?: readonly string[] | undefined;
  /**
   * Groups of Kubernetes, each with the principals that are in it, and no policy of EKS: what a group may do is said by roles in
   * the cluster, such as those of a `Team`. A principal is in one group; several teams may name that group. Default: none.
   */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * For the night when everything else fails: may do everything, and Pulumi refuses to take it away unless the cluster says
   * `protected: false`. Default: none.
   */
  readonly breakGlass?: string | undefined;
}

/** One access entry, with its policy or its group. */
export interface PlannedAccess {
  /**
   * Part of the resource's name: the principal's own name and a hash of its ARN, such as `platform-1a2b3c`. Whatever else is in
   * the lists, and whichever list the principal is in, it stays: EKS would refuse a second entry made before the first one goes.
   */
  readonly key: string;
  readonly principal: string;
  /** Name of the EKS access policy, such as `AmazonEKSViewPolicy`. Left out for those who are in a group. */
  readonly policy?: string;
  /** Left out: the whole cluster. */
  readonly namespaces?: readonly string[];
  /** Group of Kubernetes that it is in. */
  readonly group?: string;
  /** The key that the principal's entry had before, if it had a policy: it becomes this entry. */
  readonly formerKey?: string;
  readonly isProtected: boolean;
}

const policies = {
  admin: "AmazonEKSClusterAdminPolicy",
  deployer: "AmazonEKSClusterAdminPolicy",
  developer: "AmazonEKSEditPolicy",
  viewer: "AmazonEKSViewPolicy",
  breakGlass: "AmazonEKSClusterAdminPolicy",
} as const;

type PolicyRole = keyof typeof policies;

/** The access entries of a cluster, in the order of the roles, and then of the groups. */
export function planAccess(spec: AccessSpec): PlannedAccess[] {
  return listed(spec).map((entry) => {
    const { principal } = entry;
    const key = keyOf(principal);
    if (entry.group !== undefined) {
      // EKS keeps an entry's groups when nothing is said of them any more. So an entry with a policy is never one that had a group:
      // EKS refuses it until that one is gone. The other way round nothing is kept, and the entry is taken over.
      return { key: `${key}.group`, principal, group: entry.group, formerKey: key, isProtected: false };
    }
    const { role, namespaces } = entry;
    return {
      key,
      principal,
      policy: policies[role],
      ...(namespaces === undefined ? {} : { namespaces }),
      isProtected: role === "breakGlass",
    };
  });
}

/**
 * What is wrong with the access entries. Paths start with the role.
 * @param assumed ARN of the role that the AWS provider assumes, if it does
 */
export function checkAccess(spec: AccessSpec, assumed?: string): Problem[] {
  const seen = new Map<string, string>();
  const creator = spec.creator ?? assumed;
  return [
    ...(spec.creator === undefined ? [] : checkPrincipal(["creator"], spec.creator)),
    ...(spec.creator === undefined || assumed === undefined || spec.creator === assumed
      ? []
      : [
          {
            path: ["creator"],
            message: "it is the role that Pulumi assumes that makes the cluster",
            found: spec.creator,
            allowed: assumed,
            fix: "remove it, or correct role in slipway:aws",
          },
        ]),
    ...(spec.admin.length > 0
      ? []
      : [
          {
            path: ["admin"],
            message: "nobody would be administrator of the cluster",
            found: "an empty list",
            allowed: "at least one ARN of an IAM role or user",
            fix: "add the role that you administer the account with",
          },
        ]),
    ...checkGroups(spec.groups),
    ...listed(spec).flatMap(({ role, group, path, principal, namespaces }) => {
      const before = seen.get(principal);
      seen.set(principal, group === undefined ? role : `in the group ${group}`);
      return [
        ...checkPrincipal(path, principal),
        ...(before === undefined ? [] : [listedTwice(path, principal, before, group)]),
        ...(creator !== undefined && principal === creator
          ? [
              {
                path,
                message: "this role makes the cluster, and EKS has made it administrator by that",
                found: principal,
                fix: "remove it here: a second entry would be refused",
              },
            ]
          : []),
        ...(namespaces?.length === 0
          ? [{ path: [...path, "namespaces"], message: "namespaces is empty", fix: "name at least one namespace" }]
          : []),
      ];
    }),
  ];
}

function listedTwice(path: Problem["path"], principal: string, before: string, group: string | undefined): Problem {
  const isInGroup = before.startsWith("in the group ");
  return {
    path,
    message: `it is listed ${isInGroup ? before : `as ${before}`} already, and EKS takes a principal once`,
    found: principal,
    fix:
      group === undefined
        ? "leave it in the list that allows more"
        : isInGroup
          ? "leave it in one group; several teams and roles may name that group"
          : "leave it in the list, or in the group",
  };
}

/** What is wrong with the groups, besides who is in them. Paths start with the group. */
function checkGroups(groups: AccessSpec["groups"] = {}): Problem[] {
  return Object.entries(groups).flatMap(([group, principals]) => [
    ...checkGroupName(["groups", group], group),
    ...(principals.length > 0
      ? []
      : [
          {
            path: ["groups", group],
            message: "nobody is in this group",
            found: "an empty list",
            fix: "name an IAM role or user, or remove the group",
          },
        ]),
  ]);
}

function checkGroupName(path: Problem["path"], group: string): Problem[] {
  if (group.startsWith("system:")) {
    return [
      {
        path,
        message: "groups that begin with system: are Kubernetes' own, and EKS puts nobody into them",
        found: group,
        allowed: "a group of your own, such as shop-developers",
        fix: group === "system:masters" ? "put the principals into admin" : "choose another name",
      },
    ];
  }
  if (group !== "" && group === group.trim()) return [];
  return [
    {
      path,
      message: "this is no name of a group",
      found: group === "" ? "nothing" : `'${group}'`,
      fix: "write a name, without spaces around it",
    },
  ];
}

/** ARN of something that can be an access entry: `sts` ARNs are sessions, and the root of an account is refused by EKS. */
const principalForm = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

function checkPrincipal(path: Problem["path"], principal: string): Problem[] {
  if (principalForm.test(principal)) return [];
  const session = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal);
  return [
    {
      path,
      message: session === null ? "this is no IAM role or user" : "this is a session of a role, not the role",
      found: principal,
      allowed: "arn:aws:iam::<account>:role/<name>, or arn:aws:iam::<account>:user/<name>",
      fix:
        session === null
          ? "write the ARN of a role: aws iam get-role --role-name <name> shows it"
          : `write arn:${session[1] ?? "aws"}:iam::${session[2] ?? ""}:role/${session[3] ?? ""}, with the path of the role if it has one`,
    },
  ];
}

type Listed = (
  | { readonly role: PolicyRole; readonly group?: undefined; readonly namespaces?: readonly string[] }
  | { readonly role: "groups"; readonly group: string; readonly namespaces?: undefined }
) & {
  readonly path: Problem["path"];
  readonly principal: string;
};

function listed(spec: AccessSpec): Listed[] {
  const plain = (role: PolicyRole, principals: readonly string[] = []): Listed[] =>
    principals.map((principal, index) => ({ role, path: [role, index], principal }));
  return [
    ...plain("admin", spec.admin),
    ...plain("deployer", spec.deployer),
    ...(spec.developer ?? []).map((entry, index): Listed => {
      const place = { role: "developer" as const, path: ["developer", index] };
      return typeof entry === "string" ? { ...place, principal: entry } : { ...place, ...entry };
    }),
    ...plain("viewer", spec.viewer),
    ...(spec.breakGlass === undefined
      ? []
      : [{ role: "breakGlass" as const, path: ["breakGlass"], principal: spec.breakGlass }]),
    ...Object.entries(spec.groups ?? {}).flatMap(([group, principals]) =>
      principals.map((principal, index): Listed => ({
        role: "groups",
        group,
        path: ["groups", group, index],
        principal,
      })),
    ),
  ];
}

function keyOf(principal: string): string {
  const own = toDnsLabel(principal.slice(principal.lastIndexOf("/") + 1));
  return `${own}-${createHash("sha256").update(principal).digest("hex").slice(0, 6)}`;
}
