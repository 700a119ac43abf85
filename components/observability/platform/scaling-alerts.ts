import { ofTheirNamespace, platformAlert } from "./platform-alert";

/** Pods for which no node can be started. Karpenter and the Cluster Autoscaler are never both there. */
function podsWithoutNode(expr: string) {
  return platformAlert({
    alert: "PodsWithoutNode",
    expr,
    for: "15m",
    severity: "warning",
    summary: "{{ $value | humanize }} pods wait for a node that is not started",
    description: "They fit no kind of node that may be started, or what may be started is used up.",
  });
}

/** Metrics: Karpenter 1.14, `pkg/controllers/provisioning/scheduling/metrics.go`, `pkg/controllers/metrics/nodepool`, `pkg/cloudprovider/metrics`, `pkg/controllers/state/metrics.go`. */
export const karpenterAlerts = [
  podsWithoutNode("max(karpenter_scheduler_unschedulable_pods_count) > 0"),
  platformAlert({
    alert: "NodePoolAtLimit",
    expr:
      "max by (nodepool, resource_type) (karpenter_nodepools_usage)" +
      " / (max by (nodepool, resource_type) (karpenter_nodepools_limit) > 0) > 0.9",
    for: "15m",
    severity: "warning",
    summary:
      "The node pool {{ $labels.nodepool }} uses {{ $value | humanizePercentage }} of the {{ $labels.resource_type }} that it may have",
    description: "At its limit no more nodes are started, and pods wait.",
  }),
  platformAlert({
    alert: "NodeLaunchFailing",
    // Where there is no capacity of one kind, another is taken: that is no failure.
    expr: `sum by (error) (increase(karpenter_cloudprovider_errors_total{method="Create",error!="InsufficientCapacityError"}[15m])) > 2`,
    for: "15m",
    severity: "warning",
    summary: "AWS refuses to start nodes: {{ $labels.error }}",
  }),
  platformAlert({
    alert: "KarpenterNotInSync",
    expr: "max(karpenter_cluster_state_unsynced_time_seconds) > 600",
    for: "5m",
    severity: "warning",
    summary:
      "Karpenter has not known the state of the cluster for {{ $value | humanizeDuration }}, and starts no nodes",
  }),
];

/** Metrics: Cluster Autoscaler 1.36, `cluster-autoscaler/metrics/metrics.go`. */
export const clusterAutoscalerAlerts = [
  podsWithoutNode("max(cluster_autoscaler_unschedulable_pods_count) > 0"),
  platformAlert({
    alert: "NodeLaunchFailing",
    expr: "sum by (reason) (increase(cluster_autoscaler_failed_scale_ups_total[15m])) > 2",
    for: "15m",
    severity: "warning",
    summary: "AWS refuses to start nodes: {{ $labels.reason }}",
  }),
  platformAlert({
    alert: "AutoscalingUnsafe",
    expr: "max(cluster_autoscaler_cluster_safe_to_autoscale) == 0",
    for: "15m",
    severity: "warning",
    summary: "Too many nodes are not ready: the Cluster Autoscaler changes nothing any more",
  }),
];

/** Metrics: KEDA 2.20, `pkg/metricscollector/prommetrics.go`. */
export const kedaAlerts = [
  platformAlert({
    alert: "ScalerFailing",
    expr: ofTheirNamespace(
      "sum by (exported_namespace, scaledObject, scaler) (increase(keda_scaler_detail_errors_total[10m])) > 0",
    ),
    for: "15m",
    severity: "warning",
    summary:
      "KEDA cannot ask what {{ $labels.namespace }}/{{ $labels.scaledObject }} is scaled by ({{ $labels.scaler }})",
    description: "Its number of pods stays as it is, or goes to its fallback.",
  }),
];
