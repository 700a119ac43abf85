import type { Surroundings } from "../frame/add-on";

/** Namespaces that every cluster has for itself. */
const clusterNamespaces = ["kube-node-lease", "kube-public", "kube-system"] as const;

/** Those of AWS's own agents, which look into nodes; an organisation may install them in all of its clusters. */
const awsNamespaces = ["amazon-cloudwatch", "amazon-guardduty", "aws-observability"] as const;

/**
 * Namespaces that no rule holds in: besides those of the cluster itself and of AWS those of the add-ons that are there, whose charts do as their makers
 * saw fit, and those of what the platform has operators among them run, who do likewise. Those of others are not among them: whoever made such a namespace would get round the rules.
 */
export function excludedNamespaces(
  exclude: readonly string[] | undefined,
  { planned, target }: Pick<Surroundings, "planned" | "target">,
): readonly string[] {
  const ofAddOns = [...planned.values()].flatMap(({ namespace, operandNamespaces = [] }) => [
    namespace,
    ...operandNamespaces,
  ]);
  const ofAws = target === "eks" ? awsNamespaces : [];
  return [...new Set([...clusterNamespaces, ...ofAws, ...ofAddOns, ...(exclude ?? [])])].sort();
}
