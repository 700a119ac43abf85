import type * as pulumi from "@pulumi/pulumi";
import { checkDnsLabel, didYouMean, under, type Problem } from "../../core";
import { podSecurityLevels, type PodSecurityLevel } from "../pod/security-spec";
import { checkMetadata } from "./metadata";
import { checkQuotaAndLimits, type LimitsSpec, type QuotaSpec } from "./quota";
import { checkAccessOf, type NamespaceAccess } from "./roles";

/** A namespace: what may run in it, how much of it, and who may do what. */
export interface NamespaceSpec {
  /**
   * Pod Security level that is enforced. Whatever it is, pods that `restricted` would refuse are warned of, and are in the API
   * server's audit log. Default: `restricted`.
   */
  readonly podSecurity?: PodSecurityLevel | undefined;
  /** What all that is in it may take together. Default: as much as there is. */
  readonly quota?: QuotaSpec | undefined;
  /** What one container or one volume claim may take, and what a container gets that says nothing. Default: no bounds. */
  readonly limits?: LimitsSpec | undefined;
  /** Who may do what in it, by groups. Default: nobody, but for those whom the whole cluster lets in. */
  readonly access?: NamespaceAccess | undefined;
  /** More labels of the namespace. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Annotations of the namespace. Default: none. */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>> | undefined;
  /**
   * Whether pods become ready only when the load balancers in front of them send them traffic. Needs the AWS Load Balancer
   * Controller; without it nothing happens. Default: no.
   */
  readonly loadBalancerReadinessGates?: boolean | undefined;
  /**
   * Whether Pulumi refuses to delete the namespace, and with it everything in it, volumes first of all. The preview says so;
   * `--skip-preview` deletes what else the program has in it before it comes to that. To take it down, write `false`, apply, then
   * delete. Default: no.
   */
  readonly protected?: boolean | undefined;
}

/** What is wrong with a namespace. */
export function checkNamespace(name: string, spec: NamespaceSpec): Problem[] {
  return [...checkNamespaceName(name), ...checkNamespaceSpec(spec)];
}

/** What is wrong with a namespace, besides its name. */
export function checkNamespaceSpec(spec: NamespaceSpec): Problem[] {
  return [
    ...checkLevel(spec.podSecurity),
    ...checkQuotaAndLimits(spec.quota, spec.limits),
    ...under(["access"], checkAccessOf(spec.access)),
    ...checkMetadata(spec),
  ];
}

/** TypeScript knows the levels; a configuration or a program in JavaScript may not. */
function checkLevel(level: PodSecurityLevel | undefined): Problem[] {
  if (level === undefined || podSecurityLevels.includes(level)) return [];
  const near = didYouMean(level, podSecurityLevels);
  return [
    {
      path: ["podSecurity"],
      message: "there is no such Pod Security level",
      found: level,
      allowed: podSecurityLevels.join(", "),
      fix: near === undefined ? "write one of these" : `did you mean ${near}?`,
    },
  ];
}

/** What is wrong with the name of a namespace that is to be made here, and so to be deleted here one day. */
export function checkNamespaceName(objectName: string): Problem[] {
  const label = checkDnsLabel("a namespace", objectName);
  if (label.length > 0) return label;
  if (objectName !== "default" && !objectName.startsWith("kube-")) return [];
  return [
    {
      path: [],
      message: "this namespace is the cluster's own, and would be deleted with what is made here",
      found: objectName,
      allowed: "any name but default and kube-…",
      fix: "use a namespace of your own",
    },
  ];
}
