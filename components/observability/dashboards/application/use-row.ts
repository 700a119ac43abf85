import type { ObservedWorkload } from "../../service/observed-workload";
import { kubeState } from "../kube-state";
import type { Row } from "../layout";
import { timeSeries } from "../panel";
import { units } from "../units";
import { namespaces, podCpu, podMemory, sumByWorkload } from "./pod-owners";

/** What all workloads use, and what is set aside in their namespaces. */
export function useRow(workloads: readonly ObservedWorkload[]): Row {
  if (workloads.length === 0) return { title: "CPU and memory", panels: [] };
  const all = namespaces(workloads);
  return {
    title: "CPU and memory",
    panels: [
      timeSeries({
        title: "CPU by workload",
        unit: units.count,
        queries: [{ expr: sumByWorkload(podCpu(workloads), workloads), legend: "{{service}}" }],
        stacked: true,
      }),
      timeSeries({
        title: "Memory by workload",
        unit: units.bytes,
        queries: [{ expr: sumByWorkload(podMemory(workloads), workloads), legend: "{{service}}" }],
        stacked: true,
      }),
      timeSeries({
        title: "Used of what is set aside",
        description: "Of the requests of all pods of its namespaces. Far below 1, nodes are paid for that nobody uses.",
        unit: units.share,
        queries: [
          {
            expr: `sum(rate(container_cpu_usage_seconds_total{${all},container!=""}[$__rate_interval])) / sum(kube_pod_container_resource_requests{${kubeState},${all},resource="cpu"})`,
            legend: "CPU",
          },
          {
            expr: `sum(container_memory_working_set_bytes{${all},container!=""}) / sum(kube_pod_container_resource_requests{${kubeState},${all},resource="memory"})`,
            legend: "memory",
          },
        ],
      }),
    ],
  };
}
