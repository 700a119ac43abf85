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
   * For the night when everything else fails: may do everything, and Pulumi refuses to take it away unless the cluster says
   * `protected: false`. Default: none.
   */
  readonly breakGlass?: string | undefined;
}

/** One access entry with its policy. */
export interface PlannedAccess {
  /**
   * Part of the resource's name: the principal's own name and a hash of its ARN, such as `platform-1a2b3c`. Whatever else is in
   * the lists, and whichever list the principal is in, it stays: EKS would refuse a second entry made before the first one goes.
   */
  readonly key: string;
  readonly principal: string;
  /** Name of the EKS access policy, such as `AmazonEKSViewPolicy`. */
  readonly policy: string;
  /** Left out: the whole cluster. */
  readonly namespaces?: readonly string[];
  readonly isProtected: boolean;
}

const policies = {
  admin: "AmazonEKSClusterAdminPolicy",
  deployer: "AmazonEKSClusterAdminPolicy",
  developer: "AmazonEKSEditPolicy",
  viewer: "AmazonEKSViewPolicy",
  breakGlass: "AmazonEKSClusterAdminPolicy",
} as const;

type AccessRole = keyof typeof policies;

/** The access entries of a cluster, in the order of the roles. */
export function planAccess(spec: AccessSpec): PlannedAccess[] {
  return listed(spec).map(({ role, principal, namespaces }) => ({
    key: keyOf(principal),
    principal,
    policy: policies[role],
    ...(namespaces === undefined ? {} : { namespaces }),
    isProtected: role === "breakGlass",
  }));
}

/**
 * What is wrong with the access entries. Paths start with the role.
 * @param assumed ARN of the role that the AWS provider assumes, if it does
 */
export function checkAccess(spec: AccessSpec, assumed?: string): Problem[] {
  const seen = new Map<string, AccessRole>();
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
    ...listed(spec).flatMap(({ role, path, principal, namespaces }) => {
      const before = seen.get(principal);
      seen.set(principal, role);
      return [
        ...checkPrincipal(path, principal),
        ...(before === undefined
          ? []
          : [
              {
                path,
                message: `it is listed as ${before} already, and EKS takes a principal once`,
                found: principal,
                fix: "leave it in the list that allows more",
              },
            ]),
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

interface Listed {
  readonly role: AccessRole;
  readonly path: Problem["path"];
  readonly principal: string;
  readonly namespaces?: readonly string[];
}

function listed(spec: AccessSpec): Listed[] {
  const plain = (role: AccessRole, principals: readonly string[] = []): Listed[] =>
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
  ];
}

function keyOf(principal: string): string {
  const own = toDnsLabel(principal.slice(principal.lastIndexOf("/") + 1));
  return `${own}-${createHash("sha256").update(principal).digest("hex").slice(0, 6)}`;
}
