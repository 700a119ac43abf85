import type { AlertingSpec, GrafanaSpec, KubePrometheusStackSpec, PrometheusSpec } from "../addons";
import type { OwnDashboardSpec } from "./dashboards/own-dashboards";
import type { LoggingSpec } from "./logs/logging-spec";
import type { ProbesSpec } from "./probes/probes-spec";
import type { TracingSpec } from "./traces/tracing-spec";

/** What is seen of an environment, and who is told. What is left out is not there, and costs nothing. */
export interface ObservabilitySpec {
  /** Prometheus and what belongs to it, with rules and dashboards for each workload and each part of the platform. `true`: as it comes. */
  readonly metrics?: PrometheusSpec | true | undefined;
  /** Who is told of alerts. Needs `metrics`. Default: nobody. */
  readonly alerting?: AlertingSpec | undefined;
  /** Needs `metrics`. Default: one without storage; `false`: there is none. */
  readonly grafana?: GrafanaSpec | false | undefined;
  /** Dashboards of your own, by uid. Needs `metrics`. Default: none. */
  readonly dashboards?: Readonly<Record<string, OwnDashboardSpec>> | undefined;
  /** Secrets of the namespace `monitoring` for references of `metrics`, `alerting` and `grafana`, by name and key. Default: none. */
  readonly secrets?: KubePrometheusStackSpec["secrets"];
  readonly logs?: LoggingSpec | undefined;
  readonly traces?: TracingSpec | undefined;
  /** Calls from within the cluster to what is public. Needs `metrics`. Default: none. */
  readonly probes?: ProbesSpec | undefined;
  /** What each namespace and team costs, by OpenCost. Needs `metrics`. Default: no. */
  readonly costs?: boolean | undefined;
}
