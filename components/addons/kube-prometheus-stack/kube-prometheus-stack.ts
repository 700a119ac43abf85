import type { PlatformCapabilities } from "../../cluster";
import { helmAddOn } from "../frame/helm-add-on";
import { ownPrometheus } from "../frame/own-prometheus";
import { decidedByPods } from "../frame/pods";
import { alertmanagerStatements } from "./alertmanager/notified-topics";
import { checkKubePrometheusStack } from "./check-kube-prometheus-stack";
import { grafanaStatements } from "./grafana-permissions";
import type { KubePrometheusStackSpec } from "./kube-prometheus-stack-spec";
import { defaultRetention } from "./prometheus-values";
import { remoteWriteStatements } from "./remote-write";
import { accounts, stackNamespace } from "./stack-place";
import { stackPods } from "./stack-pods";
import { createSecrets } from "./stack-secrets";
import { stackTraffic } from "./stack-traffic";
import { stackValues } from "./stack-values";

const imageOf = (image: string, at: string) => ({
  image,
  at: { registry: `${at}.image.registry`, repository: `${at}.image.repository` },
});

export const kubePrometheusStack = helmAddOn<KubePrometheusStackSpec>({
  id: ownPrometheus.addOn,
  name: ownPrometheus.release,
  summary: "Prometheus by its operator, Alertmanager, Grafana, and exporters of nodes and of the state of objects",
  chart: "kubePrometheusStack",
  namespace: { name: stackNamespace, podSecurity: "restricted" },
  requires: [
    {
      addOn: "prometheusOperatorCrds",
      because: "it brings the definitions of monitors and rules, which Helm would never upgrade with the operator",
    },
  ],
  after: ["certManager"],
  // Otherwise they would be left behind where the cluster goes.
  owns: "volumes of metrics",
  hasVolumes: true,
  timeoutSeconds: 600,
  images: [
    imageOf("quay.io/prometheus-operator/prometheus-operator", "prometheusOperator"),
    imageOf("quay.io/prometheus-operator/prometheus-config-reloader", "prometheusOperator.prometheusConfigReloader"),
    imageOf("ghcr.io/jkroepke/kube-webhook-certgen", "prometheusOperator.admissionWebhooks.patch"),
    imageOf("quay.io/prometheus/prometheus", "prometheus.prometheusSpec"),
    imageOf("quay.io/prometheus/alertmanager", "alertmanager.alertmanagerSpec"),
    imageOf("docker.io/grafana/grafana", "grafana"),
    imageOf("quay.io/kiwigrid/k8s-sidecar", "grafana.sidecar"),
    imageOf("registry.k8s.io/kube-state-metrics/kube-state-metrics", "kube-state-metrics"),
    imageOf("quay.io/prometheus/node-exporter", "prometheus-node-exporter"),
    // Only if values switch it on.
    {
      image: "quay.io/thanos/thanos",
      at: {
        registry: "prometheusOperator.thanosImage.registry",
        repository: "prometheusOperator.thanosImage.repository",
      },
    },
  ],
  pods: stackPods,
  traffic: stackTraffic,
  owned: {
    ...decidedByPods(
      "prometheus.prometheusSpec.replicas",
      "prometheus.podDisruptionBudget",
      "alertmanager.alertmanagerSpec.replicas",
      "alertmanager.podDisruptionBudget",
      "grafana.replicas",
      "grafana.podDisruptionBudget",
      "kube-state-metrics.replicas",
      "kube-state-metrics.podDisruptionBudget",
      "prometheusOperator.podDisruptionBudget",
    ),
    "crds.enabled": "the definitions are those of prometheusOperatorCrds",
    fullnameOverride: "policies, links and data sources know its parts by their names",
    namespaceOverride: "its namespace is monitoring",
    "prometheus-node-exporter.namespaceOverride": "its namespace is kube-system, so that monitoring stays restricted",
    "kubeControllerManager.enabled": "write controlPlane",
    "kubeEtcd.enabled": "write controlPlane",
    "kubeProxy.enabled": "write controlPlane",
    "kubeScheduler.enabled": "write controlPlane",
    "prometheus.prometheusSpec.retention": "write prometheus.retention",
    "prometheus.prometheusSpec.retentionSize": "write prometheus.retentionSize",
    "prometheus.prometheusSpec.storageSpec": "write prometheus.storage",
    "prometheus.prometheusSpec.scrapeInterval": "write prometheus.interval",
    "prometheus.prometheusSpec.externalLabels": "write prometheus.externalLabels",
    "prometheus.prometheusSpec.remoteWrite": "write prometheus.remoteWrite",
    "alertmanager.enabled": "write alerting",
    "alertmanager.config": "write alerting",
    "grafana.enabled": "write grafana",
    "grafana.adminPassword": "write grafana.adminSecret",
    "grafana.admin": "write grafana.adminSecret",
    "grafana.datasources": "write dataSources",
    "grafana.additionalDataSources": "write dataSources",
    "grafana.persistence": "write grafana.storage",
    "grafana.sidecar.dashboards.label": "dashboards of workloads and of the platform have the label already",
    "grafana.rbac.useExistingClusterRole": "Grafana reads dashboards, and no Secrets",
  },
  identity: [
    {
      serviceAccount: accounts.prometheus,
      annotationsAt: "prometheus.serviceAccount.annotations",
      indispensableFor: "writing metrics to Amazon Managed Prometheus",
      statements: ({ options }) => remoteWriteStatements(options.prometheus ?? {}),
    },
    {
      serviceAccount: accounts.alertmanager,
      annotationsAt: "alertmanager.serviceAccount.annotations",
      indispensableFor: "telling topics of SNS of alerts",
      statements: ({ options }) =>
        options.alerting === undefined ? undefined : alertmanagerStatements(options.alerting),
    },
    {
      serviceAccount: accounts.grafana,
      annotationsAt: "grafana.serviceAccount.annotations",
      indispensableFor: "showing logs and metrics of CloudWatch",
      statements: ({ options }) => grafanaStatements(options),
    },
  ],
  check: checkKubePrometheusStack,
  provides: (options) => stackCapabilities(options),
  before: createSecrets,
  values: stackValues,
});

/** What workloads may rely on. */
function stackCapabilities({ prometheus = {}, grafana = {}, alerting }: KubePrometheusStackSpec): PlatformCapabilities {
  const { url, namespace } = ownPrometheus;
  const runbooksUrl = alerting?.runbooksUrl;
  return {
    prometheus: { url, namespace },
    observability: {
      rules: true,
      retention: prometheus.retention ?? defaultRetention,
      ...(grafana === false ? {} : { dashboards: true }),
      ...(runbooksUrl === undefined ? {} : { runbooksUrl }),
      ...(grafana === false || grafana.url === undefined ? {} : { grafanaUrl: grafana.url }),
    },
  };
}
