import type { AlertRule } from "../rules/rule";
import { ownedPods, podCounts } from "./pod-queries";
import { serviceBounds } from "./service-bounds";
import { alertOf, type WatchedWorkload } from "./service-labels";

const onPod = "on (namespace, pod)";

/** Alerts of what keeps running: none of what is scaled to zero. */
export function podAlerts(workload: WatchedWorkload): AlertRule[] {
  const counts = podCounts(workload);
  if (counts === undefined) return [];
  const { wanted, available, updated } = counts;
  const { name } = workload;
  return [
    alertOf(workload, {
      alert: "ServiceDown",
      expr: `${available} == 0 and ${wanted} > 0`,
      for: "3m",
      severity: "critical",
      summary: `No pod of ${name} is ready`,
      description: "Whatever it does is not done now.",
      runbook: "services",
    }),
    alertOf(workload, {
      alert: "ServiceNotRolledOut",
      expr: [available, ...(updated === undefined ? [] : [updated])]
        .map((count) => `${wanted} > ${count}`)
        .join("\nor\n"),
      for: "15m",
      severity: "warning",
      summary: `Not all pods of ${name} are ready and of the newest version`,
      description: "{{ $value }} are wanted. A new version does not start, or there is no room for it.",
      runbook: "services",
    }),
    alertOf(workload, {
      alert: "ServiceRestarting",
      expr: restarts(workload),
      severity: "warning",
      summary: `The container {{ $labels.container }} of ${name} is started again and again`,
      description: "{{ $value | humanize }} times in half an hour, in the pod {{ $labels.pod }}.",
      runbook: "services",
    }),
    alertOf(workload, {
      alert: "ServiceMemoryHigh",
      expr: memory(workload),
      for: "10m",
      severity: "warning",
      summary: `The container {{ $labels.container }} of ${name} is about to be ended for want of memory`,
      description: "It uses {{ $value | humanizePercentage }} of what it may, in the pod {{ $labels.pod }}.",
      runbook: "services",
    }),
    ...atMost(workload),
    ...volumes(workload),
    ...scrapes(workload, available),
  ];
}

/** Of init containers too: those that go on running are sidecars. Not sums: others, such as OpenCost, repeat metrics of kube-state-metrics. */
function restarts(workload: WatchedWorkload): string {
  const increase = (metric: string) => `increase(${metric}{namespace="${workload.namespace}"}[30m])`;
  const all = `${increase("kube_pod_container_status_restarts_total")} or ${increase("kube_pod_init_container_status_restarts_total")}`;
  return `max by (namespace, pod, container) (${all}) >= ${serviceBounds.restarts} and ${onPod} ${ownedPods(workload)}`;
}

function memory(workload: WatchedWorkload): string {
  const by = "max by (namespace, pod, container)";
  const { namespace } = workload;
  const used = `${by} (container_memory_working_set_bytes{namespace="${namespace}",container!="",image!=""})`;
  const most = `${by} (kube_pod_container_resource_limits{namespace="${namespace}",resource="memory"})`;
  return `${used} / ${most} > ${serviceBounds.memoryPercent / 100} and ${onPod} ${ownedPods(workload)}`;
}

/** The autoscaler has the workload's name, also KEDA's. */
function atMost(workload: WatchedWorkload): AlertRule[] {
  const { name, namespace, autoscaler, replicas } = workload;
  if (autoscaler === undefined || (replicas !== undefined && replicas.min === replicas.max)) return [];
  const one = (metric: string) =>
    `max by (namespace) (kube_horizontalpodautoscaler_${metric}{namespace="${namespace}",horizontalpodautoscaler="${name}"})`;
  return [
    alertOf(workload, {
      alert: "ServiceAtMaxReplicas",
      expr: `${one("status_desired_replicas")} >= ${one("spec_max_replicas")}`,
      for: "15m",
      severity: "warning",
      summary: `${name} has as many pods as its autoscaler may make`,
      description: "{{ $value }}: with more to do it becomes slower.",
      runbook: "services",
    }),
  ];
}

function volumes(workload: WatchedWorkload): AlertRule[] {
  if (workload.hasVolumes !== true) return [];
  const by = "max by (namespace, persistentvolumeclaim)";
  const bytes = (which: string) => `kubelet_volume_stats_${which}_bytes{namespace="${workload.namespace}"}`;
  const free = `${by} (${bytes("available")}) / ${by} (${bytes("capacity")})`;
  const { volumeFreePercent, fillingFreePercent } = serviceBounds;
  const claims = `kube_pod_spec_volumes_persistentvolumeclaims_info{namespace="${workload.namespace}"}`;
  return [
    alertOf(workload, {
      alert: "ServiceVolumeFilling",
      expr: [
        `(${free} < ${volumeFreePercent / 100}`,
        `or ${free} < ${fillingFreePercent / 100} and ${by} (predict_linear(${bytes("available")}[6h], 86400)) < 0)`,
        `and on (namespace, persistentvolumeclaim) (${claims} and ${onPod} ${ownedPods(workload)})`,
      ].join("\n"),
      for: "15m",
      severity: "warning",
      summary: `A volume of ${workload.name} is full, or will be within a day`,
      description: "{{ $value | humanizePercentage }} of {{ $labels.persistentvolumeclaim }} is free.",
      runbook: "services",
    }),
  ];
}

/** Also where no pod is found at all though some are ready: a monitor that is gone would otherwise silence all that is made of its metrics. */
function scrapes(workload: WatchedWorkload, available: string): AlertRule[] {
  const { name, namespace, endpoints } = workload;
  if (endpoints.length === 0) return [];
  const up = `up{job="${namespace}/${name}"}`;
  return [
    alertOf(workload, {
      alert: "ServiceNotScraped",
      expr: `max by (pod, container) (${up} == 0)\nor absent(${up}) and on () ${available} > 0`,
      for: "15m",
      severity: "warning",
      summary: `Prometheus cannot read the metrics of ${name}`,
      description: "What is known of it, and its alerts, may be wrong or missing.",
      runbook: "services",
    }),
  ];
}
