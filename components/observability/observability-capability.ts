import { cloudWatchLogGroup, defaultMetricsRetention } from "../addons";
import type { GrafanaSources, ObservabilityCapability } from "../cluster";
import { shipperOf } from "./logs/shipper";
import { tracingAround } from "./observability-parts";
import type { ObservabilitySpec } from "./observability-spec";
import type { ObservabilitySurroundings } from "./observability-surroundings";
import { tracesCapability } from "./traces/traces-capability";

/** What workloads get by itself of what is asked for. */
export function observabilityCapability(
  spec: ObservabilitySpec,
  around: ObservabilitySurroundings,
): ObservabilityCapability {
  const { metrics, alerting, grafana, logs, traces } = spec;
  const hasGrafana = metrics !== undefined && grafana !== false;
  return {
    ...(metrics === undefined ? {} : { rules: true, retention: retentionOf(metrics) }),
    ...(hasGrafana ? { dashboards: true, sources: sourcesOf(spec, around) } : {}),
    runbooksUrl: alerting?.runbooksUrl,
    grafanaUrl: hasGrafana ? grafana?.url : undefined,
    ...(logs === undefined ? {} : { logs: { shipper: shipperOf(logs) } }),
    ...(traces === undefined ? {} : { traces: tracesCapability(traces, tracingAround(spec, around)) }),
  };
}

function retentionOf(metrics: NonNullable<ObservabilitySpec["metrics"]>): string {
  return (metrics === true ? undefined : metrics.retention) ?? defaultMetricsRetention;
}

/** The data sources that Grafana has besides metrics. */
function sourcesOf({ logs, traces }: ObservabilitySpec, { clusterName }: ObservabilitySurroundings): GrafanaSources {
  return {
    ...(logs === undefined
      ? {}
      : {
          logs: logs.store === "elastic" ? "elasticsearch" : { cloudWatchLogGroup: cloudWatchLogGroup(clusterName) },
        }),
    ...(traces === undefined ? {} : { traces: traces.store }),
  };
}
