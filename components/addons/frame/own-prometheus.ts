import type { Surroundings } from "./add-on";

/** The add-on that brings a Prometheus, and the names by which others reach it: those of its release. */
export const ownPrometheus = {
  addOn: "kubePrometheusStack",
  release: "kube-prometheus-stack",
  namespace: "monitoring",
  url: "http://kube-prometheus-stack-prometheus.monitoring:9090",
} as const;

/** What is known of a cluster, with the Prometheus that the add-ons bring where no other is stated: the other add-ons rely on it too. */
export function withOwnPrometheus(around: Surroundings): Surroundings {
  const { planned, capabilities } = around;
  if (capabilities?.prometheus !== undefined || !planned.has(ownPrometheus.addOn)) return around;
  const { url, namespace } = ownPrometheus;
  return { ...around, capabilities: { ...capabilities, prometheus: { url, namespace } } };
}
