import { platformAlert } from "./platform-alert";
import type { AlertRule } from "../rules/rule";

/** Prefix of metrics of deployments, by kube-state-metrics 2.20. */
const deployments = "kube_deployment";

/**
 * What is true of every cluster, besides the rules of the chart. Metrics: kube-state-metrics 2.20, CoreDNS 1.14, controller-runtime (`controller_runtime_…`).
 * @param namespaces those of add-ons
 */
export function clusterAlerts(namespaces: readonly string[]): AlertRule[] {
  const within = `namespace=~"${namespaces.join("|")}"`;
  const deployed = (metric: string) => `max by (namespace, deployment) (${deployments}_${metric}{${within}})`;
  return [
    platformAlert({
      alert: "ControllerDown",
      expr: `${deployed("status_replicas_available")} == 0 and ${deployed("spec_replicas")} > 0`,
      for: "10m",
      severity: "warning",
      summary: "No pod of {{ $labels.namespace }}/{{ $labels.deployment }} is available",
      description: "What it looks after stays as it is: changes have no effect.",
    }),
    platformAlert({
      alert: "ControllerErrors",
      expr:
        `sum by (namespace, controller) (rate(controller_runtime_reconcile_total{${within},result="error"}[15m]))` +
        ` / sum by (namespace, controller) (rate(controller_runtime_reconcile_total{${within}}[15m])) > 0.5`,
      for: "30m",
      severity: "warning",
      summary:
        "{{ $labels.controller }} in {{ $labels.namespace }} fails at {{ $value | humanizePercentage }} of what it does",
    }),
    platformAlert({
      alert: "DnsDown",
      expr: `max by (deployment) (${deployments}_status_replicas_available{namespace="kube-system",deployment="coredns"}) == 0`,
      for: "2m",
      severity: "critical",
      summary: "No pod of CoreDNS is available: nothing in the cluster finds anything by name",
      labels: { namespace: "kube-system" },
    }),
    platformAlert({
      alert: "DnsErrors",
      expr:
        `sum by (job) (rate(coredns_dns_responses_total{rcode="SERVFAIL"}[5m]))` +
        " / sum by (job) (rate(coredns_dns_responses_total[5m])) > 0.05",
      for: "10m",
      severity: "critical",
      summary: "{{ $value | humanizePercentage }} of the answers of {{ $labels.job }} are failures",
      labels: { namespace: "kube-system" },
    }),
    platformAlert({
      alert: "DnsSlow",
      expr: "histogram_quantile(0.99, sum by (job, le) (rate(coredns_dns_request_duration_seconds_bucket[5m]))) > 1",
      for: "15m",
      severity: "warning",
      summary: "One in a hundred questions to {{ $labels.job }} takes {{ $value | humanizeDuration }}",
      labels: { namespace: "kube-system" },
    }),
    platformAlert({
      alert: "VolumeClaimPending",
      expr: `max by (namespace, persistentvolumeclaim) (kube_persistentvolumeclaim_status_phase{phase="Pending"}) == 1`,
      for: "30m",
      severity: "warning",
      summary: "The claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has no volume",
    }),
    platformAlert({
      alert: "LoadBalancerPending",
      expr:
        `max by (namespace, service) (kube_service_spec_type{type="LoadBalancer"})` +
        " unless on (namespace, service) kube_service_status_load_balancer_ingress",
      for: "15m",
      severity: "warning",
      summary: "The Service {{ $labels.namespace }}/{{ $labels.service }} has no load balancer",
    }),
    platformAlert({
      alert: "AutoscalerBlind",
      // What is scaled to nothing is not asked about.
      expr:
        `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_condition{condition="ScalingActive",status="false"}) == 1` +
        " and on (namespace, horizontalpodautoscaler) kube_horizontalpodautoscaler_status_current_replicas > 0",
      for: "15m",
      severity: "warning",
      summary:
        "The autoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} is not told what it scales by",
      description: "The number of pods stays as it is, whatever comes.",
    }),
  ];
}
