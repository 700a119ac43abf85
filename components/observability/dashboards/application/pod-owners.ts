import type { ObservedWorkload } from "../../service/observed-workload";
import { kubeState } from "../kube-state";
import { matcherOf } from "./workload-matcher";

/**
 * The sum of something by workload, under the label `service`. Which pods are whose is recorded by the rules of kube-prometheus-stack (`k8s.rules.pod_owner`).
 * @param perPod series with the labels `namespace` and `pod`, one for each pod
 */
export function sumByWorkload(perPod: string, workloads: readonly ObservedWorkload[]): string {
  const owners = `max by (namespace, pod, workload) (namespace_workload_pod:kube_pod_owner:relabel{${matcherOf(workloads, "workload") ?? ""}})`;
  const sum = `sum by (namespace, workload) (${perPod} * on (namespace, pod) group_left (workload) ${owners})`;
  return `label_replace(${sum}, "service", "$1", "workload", "(.+)")`;
}

/** CPU of each pod, in cores. */
export function podCpu(workloads: readonly ObservedWorkload[]): string {
  return `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{${namespaces(workloads)},container!=""}[5m]))`;
}

/** Memory of each pod, in bytes. */
export function podMemory(workloads: readonly ObservedWorkload[]): string {
  return `sum by (namespace, pod) (container_memory_working_set_bytes{${namespaces(workloads)},container!=""})`;
}

/** Restarts of each pod within an hour. */
export function podRestarts(workloads: readonly ObservedWorkload[]): string {
  return `sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total{${kubeState},${namespaces(workloads)}}[1h]))`;
}

/** Matcher of the namespaces of workloads, without braces. */
export function namespaces(workloads: readonly ObservedWorkload[]): string {
  return `namespace=~"${[...new Set(workloads.map(({ namespace }) => namespace))].sort().join("|")}"`;
}
