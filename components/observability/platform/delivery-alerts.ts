import { ofTheirNamespace, platformAlert } from "./platform-alert";

/** Metrics: Argo CD 3.5, `controller/metrics/metrics.go`. */
export const argoCdAlerts = [
  platformAlert({
    alert: "ApplicationOutOfSync",
    expr: ofTheirNamespace(`max by (exported_namespace, name, project) (argocd_app_info{sync_status!="Synced"}) == 1`),
    for: "30m",
    severity: "warning",
    summary: "The application {{ $labels.name }} of Argo CD is not what its repository says",
  }),
  platformAlert({
    alert: "ApplicationUnhealthy",
    expr: ofTheirNamespace(
      `max by (exported_namespace, name, project) (argocd_app_info{health_status=~"Degraded|Missing"}) == 1`,
    ),
    for: "15m",
    severity: "warning",
    summary: "Objects of the application {{ $labels.name }} of Argo CD are not healthy",
  }),
];

/** Metrics: Argo Rollouts 1.9, `controller/metrics/prommetrics.go`. */
export const argoRolloutsAlerts = [
  platformAlert({
    alert: "RolloutDegraded",
    expr: ofTheirNamespace(`max by (exported_namespace, name) (rollout_info{phase="Degraded"}) == 1`),
    for: "10m",
    severity: "warning",
    summary: "The rollout {{ $labels.namespace }}/{{ $labels.name }} was aborted, or does not get on",
    description: "The former version carries on.",
  }),
];

/** Metrics: Reloader 1.4, `internal/pkg/metrics/prometheus.go`. */
export const reloaderAlerts = [
  platformAlert({
    alert: "ReloadFailing",
    expr: `sum by (namespace) (increase(reloader_reload_executed_total{success="false"}[15m])) > 0`,
    for: "15m",
    severity: "warning",
    summary: "Reloader could not restart pods whose ConfigMap or Secret has changed",
    description: "They go on with the former values.",
  }),
];
