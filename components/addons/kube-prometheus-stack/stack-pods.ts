import { parseQuantity } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { ownPrometheus } from "../frame/own-prometheus";
import type { Pods } from "../frame/pods";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import { parts } from "./stack-place";

type Requests = Pick<Pods, "cpuMillis" | "memoryMib">;

/** What the container asks for that reads rules and configuration again, in each pod of Prometheus and Alertmanager. */
export const configReloader: Requests = { cpuMillis: 10, memoryMib: 50 };
/** The same for the one that looks for dashboards, in Grafana's pod: it holds those of all namespaces. */
export const dashboardSidecar: Requests = { cpuMillis: 10, memoryMib: 128 };

const mebibyte = 2 ** 20;

/** The pods of the stack. */
export function stackPods(options: KubePrometheusStackSpec, around: Surroundings): Pods[] {
  const { highlyAvailable } = around;
  const doubled = highlyAvailable ? 2 : 1;
  return [
    { name: parts.operator, replicas: 1, cpuMillis: 50, memoryMib: 192, labels: { app: parts.operator } },
    {
      name: parts.prometheus,
      replicas: doubled,
      ...sum(prometheusRequests(options, around), configReloader),
      labels: {
        "app.kubernetes.io/name": "prometheus",
        "operator.prometheus.io/name": `${ownPrometheus.release}-prometheus`,
      },
    },
    ...(options.alerting === undefined
      ? []
      : [
          {
            name: parts.alertmanager,
            replicas: doubled,
            ...sum({ cpuMillis: 20, memoryMib: 128 }, configReloader),
            labels: {
              "app.kubernetes.io/name": "alertmanager",
              alertmanager: `${ownPrometheus.release}-alertmanager`,
            },
          },
        ]),
    // One of each: who is logged in only one Grafana would know, and two that count objects would count all of them twice.
    ...(options.grafana === false
      ? []
      : [
          {
            name: parts.grafana,
            replicas: 1,
            ...sum({ cpuMillis: 100, memoryMib: 512 }, dashboardSidecar),
            labels: labelsOf("grafana"),
          },
        ]),
    {
      name: parts.kubeStateMetrics,
      replicas: 1,
      cpuMillis: 20,
      memoryMib: 192,
      labels: labelsOf("kube-state-metrics"),
    },
    {
      name: parts.nodeExporter,
      replicas: "perNode",
      cpuMillis: 20,
      memoryMib: 64,
      labels: labelsOf("prometheus-node-exporter"),
    },
  ];
}

/** Pods without what a container beside the first asks for. */
export function without(pods: Pods, { cpuMillis, memoryMib }: Requests): Pods {
  return { ...pods, cpuMillis: pods.cpuMillis - cpuMillis, memoryMib: pods.memoryMib - memoryMib };
}

/** Memory that Prometheus has where nothing is stated. */
export function defaultMemory({ isProduction }: Pick<Surroundings, "isProduction">): string {
  return isProduction ? "2Gi" : "1Gi";
}

function prometheusRequests({ prometheus }: KubePrometheusStackSpec, around: Surroundings): Requests {
  const memory = prometheus?.memory ?? defaultMemory(around);
  return {
    cpuMillis: around.isProduction ? 200 : 100,
    memoryMib: Math.ceil((parseQuantity(memory) ?? 0) / mebibyte),
  };
}

function sum(one: Requests, other: Requests): Requests {
  return { cpuMillis: one.cpuMillis + other.cpuMillis, memoryMib: one.memoryMib + other.memoryMib };
}

function labelsOf(name: string): Record<string, string> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": ownPrometheus.release };
}
