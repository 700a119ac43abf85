import type { types } from "@pulumi/kubernetes";
import type { Problem } from "../../core";
import { checkRules, policyRule, type RoleRule } from "../namespace/roles";
import type { PodFields } from "./pod-spec";

type PolicyRule = types.input.rbac.v1.PolicyRule;

/** What a workload's service account may do in the Kubernetes API, by rules of RBAC. */
export interface ApiPermissions {
  /** In its own namespace: a Role. Default: nothing. */
  readonly namespace?: readonly RoleRule[] | undefined;
  /** In the whole cluster: a ClusterRole `<namespace>.<name>`. Default: nothing. */
  readonly cluster?: readonly RoleRule[] | undefined;
}

type PermittedFields = Pick<PodFields<unknown>, "apiPermissions" | "serviceAccountToken">;

/** Whether the containers get a token for the Kubernetes API. */
export function hasApiToken({ apiPermissions, serviceAccountToken }: PermittedFields): boolean {
  return serviceAccountToken ?? apiPermissions !== undefined;
}

/** The rules in Kubernetes' form; undefined where there is nothing to allow. */
export function apiRoles({ namespace, cluster }: ApiPermissions = {}): {
  readonly role: PolicyRule[] | undefined;
  readonly clusterRole: PolicyRule[] | undefined;
} {
  return { role: namespace?.map(policyRule), clusterRole: cluster?.map(policyRule) };
}

/** What is wrong with the permissions. */
export function checkApiPermissions({ apiPermissions, serviceAccountToken }: PermittedFields): Problem[] {
  if (apiPermissions === undefined) return [];
  const { namespace, cluster } = apiPermissions;
  return [
    ...(namespace === undefined && cluster === undefined
      ? [
          {
            path: ["apiPermissions"],
            message: "nothing is permitted by it",
            found: "neither namespace nor cluster",
            fix: "add rules under one of them, or remove it",
          },
        ]
      : []),
    ...(namespace === undefined ? [] : checkRules(["apiPermissions", "namespace"], namespace)),
    ...(cluster === undefined ? [] : checkRules(["apiPermissions", "cluster"], cluster)),
    ...(serviceAccountToken === false
      ? [
          {
            path: ["serviceAccountToken"],
            message: "the permissions would be of no use: its containers get no token",
            found: "false",
            fix: "remove it, or apiPermissions",
          },
        ]
      : []),
  ];
}
