import { kubeState } from "../kube-state";
import type { Row } from "../layout";
import { colours } from "../palette";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { fixedBounds } from "../workload/workload-bounds";
import { graph } from "./graph";

/** Pods of the platform: those of a namespace, or some of them. */
export interface PlatformPods {
  readonly namespace: string;
  /** Regular expression of their names, where others are in the namespace. Default: all. */
  readonly pods?: string | undefined;
}

/** Matcher of series of pods, without braces. */
export function platformMatcher({ namespace, pods }: PlatformPods): string {
  return `namespace="${namespace}"${pods === undefined ? "" : `,pod=~"${pods}"`}`;
}

/** Whether pods run, what they use, and how often they were restarted. */
export function podsRow(pods: PlatformPods, title = "Pods"): Row {
  const of = platformMatcher(pods);
  const limit = `max by (namespace, pod, container) (kube_pod_container_resource_limits{${kubeState},${of},resource="memory"})`;
  const memory = `max by (namespace, pod, container) (container_memory_working_set_bytes{${of},container!=""})`;
  return {
    title,
    panels: [
      graph(
        "Pods",
        units.count,
        {
          ready: `sum(kube_pod_status_ready{${kubeState},${of},condition="true"})`,
          "not ready": `sum(kube_pod_status_ready{${kubeState},${of},condition="false"} * on (namespace, pod) group_left () (kube_pod_status_phase{${kubeState},${of},phase=~"Pending|Running"} == 1)) or vector(0)`,
        },
        { styles: { ready: { colour: colours.good }, "not ready": { colour: colours.bad } }, width: 6 },
      ),
      graph(
        "Restarts within an hour",
        units.count,
        {
          "{{pod}} {{container}}": `sum by (pod, container) (increase(kube_pod_container_status_restarts_total{${kubeState},${of}}[1h]))`,
        },
        { width: 6 },
      ),
      graph(
        "CPU",
        units.count,
        { "{{pod}}": `sum by (pod) (rate(container_cpu_usage_seconds_total{${of},container!=""}[$__rate_interval]))` },
        { width: 6 },
      ),
      graph(
        "Memory, of the limit",
        units.share,
        { "{{pod}} {{container}}": `${memory} / on (namespace, pod, container) ${limit}` },
        { thresholds: worseAbove({ warning: fixedBounds.memory, critical: 1 }), width: 6 },
      ),
    ],
  };
}
