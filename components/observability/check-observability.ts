import { checkKubePrometheusStack } from "../addons";
import { under, type Problem } from "../core";
import { checkOwnDashboards } from "./dashboards/own-dashboards";
import { checkLogging } from "./logs/check-logging";
import { stackOptions } from "./observability-add-ons";
import { loggingAround, tracingAround } from "./observability-parts";
import type { ObservabilitySpec } from "./observability-spec";
import type { ObservabilitySurroundings } from "./observability-surroundings";
import { checkProbes } from "./probes/check-probes";
import { checkTracing } from "./traces/check-tracing";

/** What is wrong with what is to be seen of an environment. Paths are relative to it. What add-ons check of their options is not repeated. */
export function checkObservability(spec: ObservabilitySpec, around: ObservabilitySurroundings): Problem[] {
  const { metrics, dashboards, logs, traces, probes } = spec;
  return [
    ...needsMetrics(spec),
    ...(metrics === undefined ? [] : checkStack(spec, around)),
    ...(dashboards === undefined ? [] : under(["dashboards"], checkOwnDashboards(dashboards))),
    ...(logs === undefined ? [] : under(["logs"], checkLogging(logs, loggingAround(spec, around)))),
    ...(traces === undefined ? [] : under(["traces"], checkTracing(traces, tracingAround(spec, around)))),
    ...(probes === undefined ? [] : under(["probes"], checkProbes(probes, around.addresses))),
  ];
}

/** Its options stand here by other names, and data sources are not written by anybody. */
function checkStack(spec: ObservabilitySpec, around: ObservabilitySurroundings): Problem[] {
  const { dataSources: _, ...options } = stackOptions(spec, around);
  return checkKubePrometheusStack(options, around).map((problem) => {
    const [section, ...inner] = problem.path;
    return section === "prometheus" ? { ...problem, path: ["metrics", ...inner] } : problem;
  });
}

/** What only a Prometheus of the environment can do. */
function needsMetrics({
  metrics,
  alerting,
  grafana,
  dashboards,
  secrets,
  probes,
  costs,
}: ObservabilitySpec): Problem[] {
  if (metrics !== undefined) return [];
  const asked = Object.entries({ alerting, grafana, dashboards, secrets, probes, costs }).filter(
    ([, value]) => value !== undefined && value !== false,
  );
  return asked.map(([key]) => ({
    path: [key],
    message: "this is done by the Prometheus of the environment, which is not asked for",
    found: `${key} without metrics`,
    fix: `add metrics: true, or remove ${key}`,
  }));
}
