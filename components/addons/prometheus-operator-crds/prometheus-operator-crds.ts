import { helmAddOn, type HelmOptions } from "../frame/helm-add-on";

/**
 * The custom resources of the Prometheus operator, without the operator: with them, every add-on that has metrics comes with a
 * ServiceMonitor. They stay when the add-on goes, so that nobody's monitors and rules are lost.
 */
export type PrometheusOperatorCrdsSpec = HelmOptions;

export const prometheusOperatorCrds = helmAddOn<PrometheusOperatorCrdsSpec>({
  id: "prometheusOperatorCrds",
  name: "prometheus-operator-crds",
  summary: "Custom resources of the Prometheus operator: monitors and rules, which the other add-ons then bring too",
  chart: "prometheusOperatorCrds",
  // It has no pods: only the record of the release is kept there.
  namespace: { name: "kube-system", podSecurity: undefined },
  crds: ["*.monitoring.coreos.com"],
  images: [],
  pods: () => [],
  traffic: () => [],
  owned: { "crds.annotations.helm\\.sh/resource-policy": "definitions always stay, with what is made by them" },
  values: () => ({ crds: { annotations: { "helm.sh/resource-policy": "keep" } } }),
});
