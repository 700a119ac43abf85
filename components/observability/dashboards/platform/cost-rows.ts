import { ownerLabel } from "../../../core";
import type { Row } from "../layout";
import { metricsTable } from "../metrics-table";
import { bars, stat } from "../panel";
import { units } from "../units";
import { graph } from "./graph";

/** Hours of a month, as the price lists of clouds reckon. */
const monthHours = 730;
const gibibyte = 1024 ** 3;

/**
 * What each namespace and team costs, at the cloud's list prices: of CPU and memory what is used or set aside, whichever is more. Source: OpenCost, `pkg/costmodel/metrics.go`,
 * `pkg/metrics/podlabelmetrics.go`. The team of a pod is its label `slipway/owner`.
 */
export function costRows(): Row[] {
  const team = `label_${ownerLabel.replace(/[^a-zA-Z0-9_]/g, "_")}`;
  const nodes = "sum(max by (node) (node_total_hourly_cost))";
  const volumes = volumeCost("namespace");
  const balancers = "sum by (namespace) (kubecost_load_balancer_cost)";
  const byTeam = `sum by (${team}) (${podCost} * on (namespace, pod) group_left (${team}) max by (namespace, pod, ${team}) (kube_pod_labels{${team}!=""}))`;
  return [
    {
      title: "A month at this rate",
      panels: [
        stat({
          title: "Nodes",
          unit: units.dollars,
          decimals: 0,
          query: { expr: month(nodes), legend: "nodes" },
        }),
        stat({
          title: "Volumes",
          unit: units.dollars,
          decimals: 0,
          query: {
            expr: month(
              `sum(max by (persistentvolume) (pv_hourly_cost) * on (persistentvolume) max by (persistentvolume) (pod_pvc_allocation) / ${gibibyte})`,
            ),
            legend: "volumes",
          },
          noValue: "0",
        }),
        stat({
          title: "Load balancers",
          unit: units.dollars,
          decimals: 0,
          query: { expr: month("sum(kubecost_load_balancer_cost)"), legend: "load balancers" },
          noValue: "0",
        }),
        bars({
          title: "Teams",
          description: `By the label ${ownerLabel} of pods. CPU and memory alone.`,
          unit: units.dollars,
          query: { expr: `sort_desc(${month(byTeam)})`, legend: `{{${team}}}` },
          width: 12,
          height: 8,
        }),
      ],
    },
    {
      title: "Namespaces",
      panels: [
        metricsTable({
          title: "A month at this rate, by namespace",
          labels: { namespace: "Namespace" },
          columns: [
            { name: "CPU and memory", expr: month(`sum by (namespace) (${podCost})`), unit: units.dollars },
            { name: "Volumes", expr: month(volumes), unit: units.dollars },
            { name: "Load balancers", expr: month(balancers), unit: units.dollars },
          ],
          width: 12,
          height: 10,
        }),
        graph(
          "CPU and memory by the hour",
          units.dollars,
          { "{{namespace}}": `sum by (namespace) (${podCost})` },
          { stacked: true, width: 12, height: 10 },
        ),
      ],
    },
    {
      title: "Nodes",
      panels: [
        graph(
          "Nodes by the hour",
          units.dollars,
          { "{{node}} {{instance_type}}": "max by (node, instance_type) (node_total_hourly_cost)" },
          { stacked: true, width: 12 },
        ),
        graph(
          "Paid for and not asked for",
          units.dollars,
          { "by the hour": `${nodes} - sum(${podCost})` },
          { description: "What nodes cost beyond what pods use or set aside.", width: 12 },
        ),
      ],
    },
  ];
}

/** USD an hour of each pod's CPU and memory, with the labels `namespace` and `pod`. */
const podCost =
  "(sum by (namespace, pod) (container_cpu_allocation * on (node) group_left () max by (node) (node_cpu_hourly_cost))" +
  ` + sum by (namespace, pod) (container_memory_allocation_bytes / ${gibibyte} * on (node) group_left () max by (node) (node_ram_hourly_cost)))`;

/** USD an hour of volumes that pods use. Several pods may use one. */
function volumeCost(label: string): string {
  return (
    `sum by (${label}) (max by (${label}, persistentvolume) (pod_pvc_allocation) / ${gibibyte}` +
    " * on (persistentvolume) group_left () max by (persistentvolume) (pv_hourly_cost))"
  );
}

function month(hourly: string): string {
  return `${hourly} * ${monthHours}`;
}
