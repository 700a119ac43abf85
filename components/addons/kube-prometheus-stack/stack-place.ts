import { ownPrometheus } from "../frame/own-prometheus";

/** Namespace of everything of the release but the exporter of nodes. */
export const stackNamespace = ownPrometheus.namespace;

/** Namespace of the exporter of nodes, which looks at the node itself: the namespace of the rest stays restricted. */
export const nodeExporterNamespace = "kube-system";

const { release } = ownPrometheus;

/** Names of the workloads of the release, and of those that the operator makes. */
export const parts = {
  operator: `${release}-operator`,
  prometheus: `prometheus-${release}-prometheus`,
  alertmanager: `alertmanager-${release}-alertmanager`,
  grafana: `${release}-grafana`,
  kubeStateMetrics: `${release}-kube-state-metrics`,
  nodeExporter: `${release}-prometheus-node-exporter`,
} as const;

/** Names of the service accounts that have cloud identities. */
export const accounts = {
  prometheus: `${release}-prometheus`,
  alertmanager: `${release}-alertmanager`,
  grafana: `${release}-grafana`,
} as const;

/** Ports of the pods. */
export const ports = {
  operator: 10250,
  prometheus: 9090,
  alertmanager: 9093,
  configReloader: 8080,
  grafana: 3000,
  kubeStateMetrics: 8080,
} as const;

/** Name of the Secret with Grafana's user and password where none is stated. */
export const grafanaAdminSecret = "grafana-admin";
/** Name of the role by which Grafana reads dashboards. */
export const dashboardReader = `${release}-grafana-dashboards`;
