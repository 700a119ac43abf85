import type { AddOnId } from "../../addons";
import { certManagerAlerts } from "./certificate-alerts";
import { argoCdAlerts, argoRolloutsAlerts, reloaderAlerts } from "./delivery-alerts";
import {
  externalDnsAlerts,
  istioAlerts,
  istioCniAlerts,
  linkerdAlerts,
  loadBalancerAlerts,
  nodeLocalDnsAlerts,
} from "./network-alerts";
import type { PlatformAlerts } from "./platform-alert";
import { prometheusAlerts } from "./prometheus-alerts";
import { externalSecretsAlerts, kyvernoAlerts, veleroAlerts } from "./safety-alerts";
import { clusterAutoscalerAlerts, karpenterAlerts, kedaAlerts } from "./scaling-alerts";

const definitionsAlone = { not: "it has no pods: only definitions or policies, which the API server carries out" };
const byTheGateway = {
  not: "alerts of the gateway tell of its pods, and ControllerDown and ControllerErrors of its controller",
};
const byTheCluster = {
  not: "ControllerDown and ControllerErrors tell of it, and it does nothing that would be missed at once",
};
const byTheChart = { not: "the chart's KubeAggregatedAPIDown tells of the API that it serves" };
const byDaemonSet = { not: "the chart's KubeDaemonSetRolloutStuck tells of its pods, one on each node" };
const byLogs = { not: "the alerts of logs tell of it" };
const byTraces = { not: "the alerts of traces tell of it" };

/** What tells of each add-on, besides what is true of every controller (`cluster-alerts.ts`) and the rules of kube-prometheus-stack. */
export const addOnAlerts: Readonly<Record<AddOnId, PlatformAlerts>> = {
  admissionPolicies: definitionsAlone,
  argoCd: argoCdAlerts,
  argoRollouts: argoRolloutsAlerts,
  awsLoadBalancerController: loadBalancerAlerts,
  certManager: certManagerAlerts,
  cloudMap: externalDnsAlerts,
  clusterAutoscaler: clusterAutoscalerAlerts,
  consul: {
    not: "its chart shows its metrics to nobody here; the chart's KubeStatefulSetReplicasMismatch tells of its servers",
  },
  descheduler: byTheCluster,
  eckOperator: {
    not: "the chart's KubeStatefulSetReplicasMismatch tells of its pods, and ControllerErrors of what it fails at",
  },
  envoyGateway: byTheGateway,
  externalDns: externalDnsAlerts,
  externalSecrets: externalSecretsAlerts,
  fluentBit: byLogs,
  gatewayApi: definitionsAlone,
  istio: istioAlerts,
  istioCni: istioCniAlerts,
  istioZtunnel: byDaemonSet,
  karpenter: karpenterAlerts,
  keda: kedaAlerts,
  kong: byTheGateway,
  kubePrometheusStack: prometheusAlerts,
  kyverno: kyvernoAlerts,
  linkerd: linkerdAlerts,
  linkerdCni: byDaemonSet,
  metricsServer: byTheChart,
  nginxGatewayFabric: byTheGateway,
  nginxIngressController: byTheGateway,
  nodeLocalDns: nodeLocalDnsAlerts,
  openCost: byTheCluster,
  openTelemetryOperator: byTraces,
  prometheusAdapter: byTheChart,
  prometheusBlackboxExporter: { not: "the alerts of probes tell of it: without it there are no answers" },
  prometheusOperatorCrds: definitionsAlone,
  reloader: reloaderAlerts,
  tempo: byTraces,
  traefik: byTheGateway,
  trustManager: byTheCluster,
  velero: veleroAlerts,
  verticalPodAutoscaler: byTheCluster,
};
