import { checkLabelName, checkLabelValue, labels, ownerLabel, type Problem } from "../../core";
import type { PodSecurityLevel } from "../pod/security-spec";

/** Label by which the AWS Load Balancer Controller gives pods a readiness gate. */
const readinessGates = "elbv2.k8s.aws/pod-readiness-gate-inject";
const podSecurityPrefix = "pod-security.kubernetes.io/";

/** What a namespace's labels and annotations come from. */
interface NamespaceMetadata {
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, unknown>> | undefined;
  readonly loadBalancerReadinessGates?: boolean | undefined;
  readonly owner?: string | undefined;
}

/** Labels of an object of a namespace, and of the namespace itself. */
export function ownedLabels(name: string, owner: string | undefined): Record<string, string> {
  return { ...labels({ name }), ...(owner === undefined ? {} : { [ownerLabel]: owner }) };
}

/** Labels of the namespace. */
export function namespaceLabels(
  objectName: string,
  level: PodSecurityLevel,
  spec: NamespaceMetadata,
): Record<string, string> {
  return {
    ...ownedLabels(objectName, spec.owner),
    ...podSecurityLabels(level),
    ...(spec.loadBalancerReadinessGates === true ? { [readinessGates]: "enabled" } : {}),
    ...spec.labels,
  };
}

/** What is wrong with a namespace's labels and annotations. */
export function checkMetadata({ labels: own = {}, annotations = {} }: NamespaceMetadata): Problem[] {
  return [
    ...Object.entries(own).flatMap(([name, value]) => {
      const path = ["labels", name];
      return [...checkLabelName(path, name), ...checkLabelValue(path, value), ...checkReserved(path, name)];
    }),
    ...Object.keys(annotations).flatMap((name) => checkLabelName(["annotations", name], name)),
  ];
}

/** What is wrong with who answers for it. */
export function checkOwner(owner: string | undefined): Problem[] {
  return owner === undefined ? [] : checkLabelValue(["owner"], owner);
}

/** Audit and warnings stay at the strictest level, so that what a looser namespace lets in is still seen. */
function podSecurityLabels(level: PodSecurityLevel): Record<string, string> {
  return {
    [`${podSecurityPrefix}enforce`]: level,
    [`${podSecurityPrefix}audit`]: "restricted",
    [`${podSecurityPrefix}warn`]: "restricted",
  };
}

/** Labels that are set here: `field` says the same. */
function checkReserved(path: Problem["path"], name: string): Problem[] {
  const field = name.startsWith(podSecurityPrefix)
    ? "podSecurity"
    : name === readinessGates
      ? "loadBalancerReadinessGates"
      : name === ownerLabel
        ? "owner"
        : undefined;
  if (field !== undefined) {
    return [{ path, message: `${field} says this`, found: name, fix: `remove it, and write ${field}` }];
  }
  const isOwn = Object.hasOwn(labels({ name: "", partOf: "" }), name) || name.startsWith("kubernetes.io/");
  if (!isOwn) return [];
  return [
    { path, message: "this label is set already, and means the namespace", found: name, fix: "use another name" },
  ];
}
