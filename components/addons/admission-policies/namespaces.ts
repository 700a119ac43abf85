/** Namespaces that every cluster has for itself. */
const clusterNamespaces = ["kube-node-lease", "kube-public", "kube-system"] as const;

/** Those of all add-ons that there are: their charts do as their makers saw fit. */
const addOnNamespaces = [
  "argo-rollouts",
  "argocd",
  "aws-load-balancer-controller",
  "cert-manager",
  "descheduler",
  "external-dns",
  "external-secrets",
  "keda",
  "kyverno",
  "metrics-server",
  "opencost",
  "reloader",
  "velero",
  "vertical-pod-autoscaler",
] as const;

/** Namespaces that no rule holds in. */
export function excludedNamespaces(exclude: readonly string[] = []): readonly string[] {
  return [...new Set([...clusterNamespaces, ...addOnNamespaces, ...exclude])].sort();
}
