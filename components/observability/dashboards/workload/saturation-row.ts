import type { ObservedWorkload } from "../../service/observed-workload";
import { podMatcher } from "../../service/pod-pattern";
import { kubeState } from "../kube-state";
import type { Row } from "../layout";
import { boundStyles, timeSeries, type Panel, type Query } from "../panel";
import { worseAbove } from "../thresholds";
import { units, type Unit } from "../units";
import { fixedBounds } from "./workload-bounds";

/** CPU and memory of each pod, against what is set aside for one and what it gets at most; and how often it waited for CPU. */
export function saturationRow(workload: ObservedWorkload): Row {
  const pods = podMatcher(workload);
  return {
    title: "CPU and memory",
    panels: [
      used(
        "CPU of each pod",
        units.count,
        `sum by (pod) (rate(container_cpu_usage_seconds_total{${pods},container!=""}[$__rate_interval]))`,
        "cpu",
        pods,
      ),
      used(
        "Memory of each pod",
        units.bytes,
        `sum by (pod) (container_memory_working_set_bytes{${pods},container!=""})`,
        "memory",
        pods,
      ),
      ofLimit(pods),
      waiting(pods),
    ],
  };
}

function used(title: string, unit: Unit, expr: string, resource: "cpu" | "memory", pods: string): Panel {
  const ofOne = (what: "requests" | "limits"): Query => ({
    expr: `max(sum by (pod) (kube_pod_container_resource_${what}{${kubeState},${pods},resource="${resource}"}))`,
    legend: what === "requests" ? "requests" : "limit",
  });
  return timeSeries({
    title,
    unit,
    queries: [{ expr, legend: "{{pod}}" }, ofOne("requests"), ofOne("limits")],
    styles: boundStyles,
    width: 6,
  });
}

function ofLimit(pods: string): Panel {
  const limit = `kube_pod_container_resource_limits{${kubeState},${pods},resource="memory"}`;
  const memory = `container_memory_working_set_bytes{${pods},container!=""}`;
  const by = "max by (namespace, pod, container)";
  return timeSeries({
    title: "Memory, of the limit",
    description: "A container that reaches its limit is ended.",
    unit: units.share,
    queries: [
      { expr: `${by} (${memory}) / on (namespace, pod, container) ${by} (${limit})`, legend: "{{pod}} {{container}}" },
    ],
    thresholds: worseAbove({ warning: fixedBounds.memory, critical: 1 }),
    width: 6,
  });
}

function waiting(pods: string): Panel {
  const periods = (which: string) =>
    `sum by (pod) (rate(container_cpu_cfs_${which}_total{${pods},container!=""}[$__rate_interval]))`;
  return timeSeries({
    title: "Waits for CPU",
    description: "Share of the periods of 100 ms in which it wanted more than its limit. Nothing without a limit.",
    unit: units.share,
    queries: [{ expr: `${periods("throttled_periods")} / ${periods("periods")}`, legend: "{{pod}}" }],
    thresholds: worseAbove({ warning: fixedBounds.throttling }),
    max: 1,
    width: 6,
  });
}
