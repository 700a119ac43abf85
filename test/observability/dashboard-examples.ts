import type { Dashboard } from "../../components/observability/dashboards/dashboard";
import { applicationDashboards } from "../../components/observability/dashboards/application-dashboard";
import { platformDashboards } from "../../components/observability/dashboards/platform/platform-dashboards";
import { workloadDashboard } from "../../components/observability/dashboards/workload-dashboard";
import type { ObservedWorkload } from "../../components/observability/service/observed-workload";
import { requestMetrics } from "../../components/observability/service/request-sources";
import { addOns, isAddOn } from "../../components/addons";
import { gatewayEngines, meshProviders } from "../../components/cluster";
import { metricConventions } from "../../components/observability/service/slo-spec";
import { called, gatewayOf, meshOf, observed, promised, watched } from "./service-examples";

/** A workload of each kind, and of each way to count requests. */
export const workloads: readonly ObservedWorkload[] = [
  promised,
  { ...observed, name: "redis", kind: "StatefulSet", requests: undefined, autoscaler: undefined, links: [] },
  { ...observed, name: "agent", kind: "DaemonSet", requests: undefined, autoscaler: undefined, hasVolumes: false },
  {
    ...observed,
    name: "worker",
    requests: undefined,
    endpoints: [],
    autoscaler: "keda",
    links: ["redis", "cartservice"],
  },
  { ...observed, name: "migrate", kind: "Job", requests: undefined, endpoints: [], hasDashboard: false, links: [] },
  { ...observed, name: "nightly", kind: "CronJob", requests: undefined, endpoints: [], links: [] },
  ...metricConventions.map((convention) => ({
    ...promised,
    name: `by-${convention.toLowerCase()}`,
    requests: requestMetrics({ ...called, convention }, watched),
    slo: { availability: 99.5, window: "7d" },
  })),
  ...meshProviders.map((provider) => ({
    ...promised,
    name: `in-${provider}`,
    requests: requestMetrics(
      { ...called, convention: undefined, isInMesh: true, looksAtRequests: true },
      { ...watched, mesh: meshOf(provider, "sidecar") },
    ),
  })),
  {
    ...promised,
    name: "by-spans",
    requests: requestMetrics(
      { ...called, convention: undefined, hasTraces: true },
      {
        ...watched,
        observability: { rules: true, traces: { host: "agent", namespace: "tracing", spanMetrics: true } },
      },
    ),
  },
];

/** Dashboards of all that there can be. */
export const everyDashboard: readonly Dashboard[] = [
  ...applicationDashboards("shop", workloads, { logs: "elasticsearch", traces: "tempo" }),
  // Of those, jobs have none by themselves.
  ...workloads.filter(({ hasDashboard }) => hasDashboard === false).map((workload) => workloadDashboard(workload)),
  ...platformDashboards({
    addOns: Object.keys(addOns).filter(isAddOn),
    probes: true,
    costs: true,
    logs: { inCluster: true, shipper: "filebeat" },
    traces: { spanMetrics: true },
  }),
  ...gatewayEngines.flatMap((engine) =>
    platformDashboards({ addOns: [], gateway: gatewayOf(engine) }).filter(({ uid }) => uid === "platform_gateway"),
  ),
];
