import type { RenderedObject } from "../../core";
import { dashboardConfigMaps } from "../dashboards/config-maps";
import { ownDashboards } from "../dashboards/own-dashboards";
import { platformDashboards } from "../dashboards/platform/platform-dashboards";
import { logRules } from "../logs/log-rules";
import { shipperOf } from "../logs/shipper";
import { loggingAround, tracingAround } from "../observability-parts";
import type { ObservabilitySpec } from "../observability-spec";
import type { ObservabilitySurroundings } from "../observability-surroundings";
import { probeRules } from "../probes/probe-rules";
import { probes } from "../probes/probes";
import { prometheusRule, type RuleGroup } from "../rules/rule";
import { meshMonitors } from "../service/mesh-monitors";
import { traceRules } from "../traces/trace-rules";
import { tracesCapability } from "../traces/traces-capability";
import { platformRules } from "./platform-rules";

const name = "platform";

/** What Prometheus and Grafana are told of the platform itself: objects of the namespace `monitoring`. */
export function platformObjects(spec: ObservabilitySpec, around: ObservabilitySurroundings): RenderedObject[] {
  const { alerting, grafana, mesh, probes: probed } = { ...spec, ...around };
  const links = {
    runbooksUrl: alerting?.runbooksUrl,
    grafanaUrl: grafana === false ? undefined : grafana?.url,
  };
  return [
    prometheusRule({ suffix: name, name, groups: platformGroups(spec, around), links }),
    ...(mesh === undefined ? [] : meshMonitors(mesh)),
    ...(probed === undefined ? [] : probes(probed, around.addresses)),
    ...(grafana === false
      ? []
      : dashboardConfigMaps({ suffix: name, name: `${name}-dashboards`, dashboards: dashboardsOf(spec, around) })),
  ];
}

/** All rules of the platform. */
export function platformGroups(spec: ObservabilitySpec, around: ObservabilitySurroundings): RuleGroup[] {
  const { logs, traces, probes: probed } = spec;
  return [
    ...platformRules(around),
    ...(logs === undefined ? [] : logRules(logs, loggingAround(spec, around))),
    ...(traces === undefined ? [] : traceRules(traces)),
    ...(probed === undefined ? [] : probeRules(probed, around.addresses)),
  ];
}

function dashboardsOf(spec: ObservabilitySpec, around: ObservabilitySurroundings) {
  const { dashboards = {}, logs, traces, probes: probed, costs } = spec;
  const made = platformDashboards({
    ...around,
    probes: probed !== undefined,
    costs: costs === true,
    logs: logs === undefined ? undefined : { inCluster: logs.store === "elastic", shipper: shipperOf(logs) },
    traces:
      traces === undefined
        ? undefined
        : { spanMetrics: tracesCapability(traces, tracingAround(spec, around)).spanMetrics ?? false },
  });
  return [...made, ...ownDashboards(dashboards)];
}
