import type { AddOnContext } from "../frame/add-on";
import { podsOf, resourcesOf, systemTolerations, type Pods } from "../frame/pods";
import type { Value, Values } from "../frame/values";
import { alertmanagerValues } from "./alertmanager-values";
import { grafanaValues } from "./grafana-values";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import { defaultInterval, prometheusValues } from "./prometheus-values";
import { nodeExporterNamespace, parts, stackNamespace } from "./stack-place";
import { configReloader } from "./stack-pods";

/** Kinds of objects whose state is counted: all that the chart has, but Secrets and config maps, whose contents it would be let read. */
const collectors: readonly string[] = [
  "certificatesigningrequests",
  "cronjobs",
  "daemonsets",
  "deployments",
  "endpointslices",
  "horizontalpodautoscalers",
  "ingresses",
  "jobs",
  "leases",
  "limitranges",
  "mutatingwebhookconfigurations",
  "namespaces",
  "networkpolicies",
  "nodes",
  "persistentvolumeclaims",
  "persistentvolumes",
  "poddisruptionbudgets",
  "pods",
  "replicasets",
  "replicationcontrollers",
  "resourcequotas",
  "services",
  "statefulsets",
  "storageclasses",
  "validatingwebhookconfigurations",
  "volumeattachments",
];

/** Values of the chart. */
export function stackValues(context: AddOnContext<KubePrometheusStackSpec>, all: readonly Pods[]): Values {
  return {
    crds: { enabled: false },
    ...controlPlaneValues(context.options),
    nodeExporter: { operatingSystems: { aix: { enabled: false }, darwin: { enabled: false } } },
    prometheusOperator: operatorValues(context, all),
    // The chart's own for what containers use is 10 s, a third of all that is kept.
    kubelet: {
      namespace: stackNamespace,
      serviceMonitor: { cAdvisorInterval: context.options.prometheus?.interval ?? defaultInterval },
    },
    prometheus: prometheusValues(context, all),
    alertmanager: alertmanagerValues(context, all),
    grafana: grafanaValues(context, all),
    "kube-state-metrics": {
      resources: resourcesOf(podsOf(all, parts.kubeStateMetrics)),
      tolerations: systemTolerations,
      collectors,
    },
    "prometheus-node-exporter": {
      // It looks at the node itself: what it shares its namespace with need not be let do as much.
      namespaceOverride: nodeExporterNamespace,
      resources: resourcesOf(podsOf(all, parts.nodeExporter)),
      tolerations: [{ operator: "Exists" }],
      priorityClassName: "system-node-critical",
    },
  };
}

/** What EKS keeps out of reach, and most other clusters on their own nodes: without targets their alerts would say forever that they are down. */
function controlPlaneValues({
  controlPlane: isReached = false,
  alerting,
}: KubePrometheusStackSpec): Record<string, Value> {
  const hasAlertmanager = alerting !== undefined;
  return {
    kubeControllerManager: { enabled: isReached },
    kubeEtcd: { enabled: isReached },
    kubeProxy: { enabled: isReached },
    kubeScheduler: { enabled: isReached },
    defaultRules: {
      rules: {
        alertmanager: hasAlertmanager,
        etcd: isReached,
        kubeControllerManager: isReached,
        kubeProxy: isReached,
        kubeSchedulerAlerting: isReached,
        kubeSchedulerRecording: isReached,
      },
      ...(hasAlertmanager ? {} : { disabled: { PrometheusNotConnectedToAlertmanagers: true } }),
    },
  };
}

function operatorValues({ planned }: AddOnContext<KubePrometheusStackSpec>, all: readonly Pods[]): Values {
  return {
    resources: resourcesOf(podsOf(all, parts.operator)),
    tolerations: systemTolerations,
    // The operator makes this Service by itself, so nobody would take it away: here it goes with the namespace.
    kubeletService: { namespace: stackNamespace },
    prometheusConfigReloader: { resources: resourcesOf({ ...podsOf(all, parts.operator), ...configReloader }) },
    admissionWebhooks: {
      // Without it, Jobs of the chart sign a certificate for themselves. Either way `patch` stays as it is: switched off, nobody could make a rule
      // while the operator does not answer.
      certManager: { enabled: planned.has("certManager") },
      patch: { resources: resourcesOf({ ...podsOf(all, parts.operator), cpuMillis: 20, memoryMib: 64 }) },
    },
  };
}
