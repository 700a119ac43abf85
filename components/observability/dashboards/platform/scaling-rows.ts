import type { Row } from "../layout";
import { boundStyles, stat } from "../panel";
import { worseAbove, worseBelow } from "../thresholds";
import { units } from "../units";
import { graph, percentiles, rates } from "./graph";

/** Nodes by Karpenter. Source: karpenter 1.14 and its provider for AWS, `pkg/…/metrics.go`. */
export function karpenterRows(): Row[] {
  return [
    {
      title: "Nodes",
      panels: [
        graph(
          "Used of what pools may take",
          units.share,
          { "{{nodepool}} {{resource_type}}": "karpenter_nodepools_usage / (karpenter_nodepools_limit > 0)" },
          { thresholds: worseAbove({ warning: 0.9, critical: 1 }), max: 1 },
        ),
        graph("Nodes begun and ended", units.operations, {
          "begun for {{reason}}": "sum by (reason) (rate(karpenter_nodeclaims_created_total[$__rate_interval]))",
          "ended: {{nodepool}}": "sum by (nodepool) (rate(karpenter_nodeclaims_terminated_total[$__rate_interval]))",
        }),
        graph(
          "Nodes made way for others, by reason",
          units.operations,
          rates("reason", "karpenter_nodeclaims_disrupted_total"),
        ),
        graph("Pods that no node can hold", units.count, {
          "no node": "sum(karpenter_scheduler_unschedulable_pods_count)",
          "in the queue": "sum(karpenter_scheduler_queue_depth)",
        }),
        graph(
          "Time to place pods",
          units.seconds,
          percentiles("karpenter_scheduler_scheduling_duration_seconds_bucket"),
        ),
        graph("Calls to AWS that failed", units.operations, {
          ...rates("controller, method, error", "karpenter_cloudprovider_errors_total"),
          ...{
            "instances that did not start":
              "sum(rate(karpenter_cloudprovider_instance_launch_failures_total[$__rate_interval]))",
          },
        }),
      ],
    },
  ];
}

/** Nodes by the Cluster Autoscaler. Source: its code, 1.35, `metrics/metrics.go`. */
export function clusterAutoscalerRows(): Row[] {
  return [
    {
      title: "Nodes",
      panels: [
        stat({
          title: "It can work",
          unit: units.count,
          query: { expr: "min(cluster_autoscaler_cluster_safe_to_autoscale)", legend: "safe" },
          thresholds: worseBelow({ critical: 1 }),
        }),
        graph(
          "Nodes",
          units.count,
          {
            "{{state}}": "sum by (state) (cluster_autoscaler_nodes_count)",
            limit: "max(cluster_autoscaler_max_nodes_count)",
          },
          { styles: { limit: boundStyles.limit }, width: 10 },
        ),
        graph(
          "Pods that no node can hold",
          units.count,
          { pods: "sum(cluster_autoscaler_unschedulable_pods_count)" },
          { width: 10 },
        ),
        graph(
          "Nodes begun and ended",
          units.operations,
          {
            begun: "sum(rate(cluster_autoscaler_scaled_up_nodes_total[$__rate_interval]))",
            "ended: {{reason}}": "sum by (reason) (rate(cluster_autoscaler_scaled_down_nodes_total[$__rate_interval]))",
          },
          { width: 12 },
        ),
        graph(
          "Failures",
          units.operations,
          {
            "did not start: {{reason}}":
              "sum by (reason) (rate(cluster_autoscaler_failed_scale_ups_total[$__rate_interval]))",
            "{{type}}": "sum by (type) (rate(cluster_autoscaler_errors_total[$__rate_interval]))",
          },
          { width: 12 },
        ),
      ],
    },
  ];
}

/** Scaling on events. Source: KEDA 2.20, `pkg/metricscollector/prommetrics.go`. */
export function kedaRows(): Row[] {
  return [
    {
      title: "Scaling on events",
      panels: [
        graph("Values that are scaled by", units.count, {
          "{{exported_namespace}} {{scaledObject}} {{scaler}}":
            "max by (exported_namespace, scaledObject, scaler) (keda_scaler_metrics_value)",
        }),
        graph("Time to ask for a value", units.seconds, {
          "{{scaler}}": "max by (scaler) (keda_scaler_metrics_latency_seconds)",
        }),
        graph("Failures", units.operations, {
          "{{exported_namespace}} {{scaledObject}} {{scaler}}":
            "sum by (exported_namespace, scaledObject, scaler) (rate(keda_scaler_detail_errors_total[$__rate_interval]))",
        }),
        graph(
          "Workloads that are scaled",
          units.count,
          { "{{type}}": "sum by (type) (keda_resource_registered_total)" },
          { width: 12 },
        ),
        graph(
          "Late by",
          units.seconds,
          { "{{resource}}": "max by (resource) (keda_internal_scale_loop_latency_seconds)" },
          { width: 12 },
        ),
      ],
    },
  ];
}

/** Present use of pods, for autoscalers. Source: metrics-server 0.8, `pkg/scraper`, `pkg/storage`. */
export function metricsServerRows(): Row[] {
  return [
    {
      title: "Present use",
      panels: [
        graph("Kubelets asked", units.operations, rates("success", "metrics_server_kubelet_request_total")),
        graph("Time to ask one", units.seconds, percentiles("metrics_server_kubelet_request_duration_seconds_bucket")),
        graph("What is known", units.count, { "{{type}}": "max by (type) (metrics_server_storage_points)" }),
      ],
    },
  ];
}

/** Pods that were moved. Source: descheduler 0.36, `metrics/metrics.go`. */
export function deschedulerRows(): Row[] {
  return [
    {
      title: "Pods moved",
      panels: [
        graph("Pods moved", units.operations, rates("strategy, result", "descheduler_pods_evicted_total"), {
          width: 12,
        }),
        graph("Time of a run", units.seconds, percentiles("descheduler_loop_duration_seconds_bucket"), { width: 12 }),
      ],
    },
  ];
}
