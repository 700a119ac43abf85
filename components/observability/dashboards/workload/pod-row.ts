import type { ObservedWorkload } from "../../service/observed-workload";
import { podMatcher } from "../../service/pod-pattern";
import { serviceBounds } from "../../service/service-bounds";
import { kubeState } from "../kube-state";
import type { Row } from "../layout";
import { colours } from "../palette";
import { timeline, timeSeries, type Panel, type Query } from "../panel";
import { worseAbove } from "../thresholds";
import { units } from "../units";

/** Metrics of kube-state-metrics with the pods that there are to be, that there are, and that are ready, by the kind. */
const counts = {
  Deployment: {
    wanted: "kube_deployment_spec_replicas",
    ready: "kube_deployment_status_replicas_ready",
    updated: "kube_deployment_status_replicas_updated",
    label: "deployment",
  },
  StatefulSet: {
    wanted: "kube_statefulset_replicas",
    ready: "kube_statefulset_status_replicas_ready",
    updated: "kube_statefulset_status_replicas_updated",
    label: "statefulset",
  },
  DaemonSet: {
    wanted: "kube_daemonset_status_desired_number_scheduled",
    ready: "kube_daemonset_status_number_ready",
    updated: "kube_daemonset_status_updated_number_scheduled",
    label: "daemonset",
  },
} as const;

/** Queries of pods that are wanted, ready, and of the newest version; undefined for what runs to its end. */
export function podCounts({ kind, namespace, name }: ObservedWorkload) {
  if (kind === "Job" || kind === "CronJob") return undefined;
  const { wanted, ready, updated, label } = counts[kind];
  const of = `{${kubeState},namespace="${namespace}",${label}="${name}"}`;
  return { wanted: `${wanted}${of}`, ready: `${ready}${of}`, updated: `${updated}${of}` };
}

/** Restarts of a workload's containers within a time. */
export function restarts(workload: ObservedWorkload, range: string): string {
  return `sum(increase(kube_pod_container_status_restarts_total{${kubeState},${podMatcher(workload)}}[${range}]))`;
}

/** Pods wanted and ready, restarts with their reasons, and whether metrics are read. */
export function podRow(workload: ObservedWorkload): Row {
  const pods = podMatcher(workload);
  return {
    title: "Pods",
    panels: [
      ...replicas(workload),
      timeSeries({
        title: "Restarts within half an hour",
        unit: units.count,
        queries: [
          {
            expr: `sum by (pod, container) (increase(kube_pod_container_status_restarts_total{${kubeState},${pods}}[30m]))`,
            legend: "{{pod}} {{container}}",
          },
        ],
        thresholds: worseAbove({ warning: serviceBounds.restarts }),
      }),
      timeSeries({
        title: "Containers that do not run, by reason",
        unit: units.count,
        queries: [
          { expr: `sum by (reason) (kube_pod_container_status_waiting_reason{${pods}}) > 0`, legend: "{{reason}}" },
          {
            expr: `sum by (reason) (kube_pod_container_status_last_terminated_reason{${pods},reason!="Completed"}) > 0`,
            legend: "stopped before: {{reason}}",
          },
        ],
      }),
      ...(workload.endpoints.length === 0 ? [] : [scraped(pods)]),
    ],
  };
}

function replicas(workload: ObservedWorkload): Panel[] {
  const counted = podCounts(workload);
  if (counted === undefined) return [];
  const queries: Query[] = [
    { expr: counted.ready, legend: "ready" },
    { expr: counted.wanted, legend: "wanted" },
    { expr: counted.updated, legend: "of the newest version" },
  ];
  return [
    timeSeries({
      title: "Pods wanted and ready",
      unit: units.count,
      queries,
      styles: {
        ready: { colour: colours.good },
        wanted: { colour: colours.bound, dashed: true },
        "of the newest version": { colour: colours.neutral },
      },
    }),
  ];
}

/** States of what is up or not. */
export const upTexts = {
  "1": { text: "yes", colour: colours.good },
  "0": { text: "no", colour: colours.bad },
} as const;

function scraped(pods: string): Panel {
  return timeline({
    title: "Prometheus reads its metrics",
    query: { expr: `min by (pod) (up{${pods}})`, legend: "{{pod}}" },
    texts: upTexts,
    height: 6,
  });
}
