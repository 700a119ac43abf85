import { addOns, type AddOnId } from "../../../addons";
import type { GatewayCapability } from "../../../cluster";
import { alertMarks } from "../annotations";
import { buildDashboard } from "../build-dashboard";
import type { Dashboard } from "../dashboard";
import { tagLink } from "../dashboard-links";
import { platformDashboardUid } from "../dashboard-uid";
import { applicationTag } from "../application-dashboard";
import type { Row } from "../layout";
import { addOnRows } from "./add-on-rows";
import { clusterRows } from "./cluster-rows";
import { costRows } from "./cost-rows";
import { gatewayRows } from "./gateway-rows";
import { podsRow } from "./pods-row";
import { logRows, type LogParts } from "./log-rows";
import { spanRows, traceRows } from "./trace-rows";
import { uptimeRows } from "./uptime-rows";

/** Folder of the platform's dashboards, and their tag. */
export const platformFolder = "Platform";
export const platformTag = "platform";

/** What there is of the platform. What is left out is not there. */
export interface PlatformParts {
  readonly addOns: readonly AddOnId[];
  readonly gateway?: GatewayCapability | undefined;
  /** Whether public addresses are called. */
  readonly probes?: boolean | undefined;
  /** Whether OpenCost reckons what things cost. */
  readonly costs?: boolean | undefined;
  /** Who keeps logs, and who reads them on nodes. */
  readonly logs?: LogParts | undefined;
  readonly traces?: { readonly spanMetrics: boolean } | undefined;
}

/** Dashboards of the platform: the cluster, and each part of it that shows something. About 8 KiB each as JSON. */
export function platformDashboards(parts: PlatformParts): Dashboard[] {
  const { gateway, probes = false, costs = false, logs, traces } = parts;
  return [
    dashboard("cluster", "Cluster", clusterRows(), ""),
    ...(gateway === undefined ? [] : gatewayDashboard(gateway)),
    ...(probes ? [dashboard("uptime", "Uptime of public addresses", uptimeRows(), "", "now-24h")] : []),
    ...(costs ? [dashboard("costs", "Costs", costRows(), undefined, "now-7d")] : []),
    ...(logs === undefined
      ? []
      : [dashboard("logs", "Logs", logRows(logs), 'namespace=~"logging|log-shipping|fluent-bit"')]),
    ...(traces === undefined
      ? []
      : [
          dashboard(
            "traces",
            "Traces",
            [...traceRows(), ...(traces.spanMetrics ? spanRows() : [])],
            'namespace="tracing"',
          ),
        ]),
    ...[...parts.addOns].sort().flatMap((id) => {
      const rows = addOnRows(id);
      if (rows === undefined) return [];
      const { name, namespace, summary } = addOns[id];
      return [dashboard(id, name, rows, `namespace="${namespace.name}"`, undefined, summary)];
    }),
  ];
}

function gatewayDashboard(gateway: GatewayCapability): Dashboard[] {
  const rows = gatewayRows(gateway);
  if ("not" in rows) return [];
  const { callers, namespace } = gateway;
  const pods = "namespace" in callers ? callers.namespace : namespace;
  return [
    dashboard(
      "gateway",
      `Gateway (${gateway.engine})`,
      [...rows, podsRow({ namespace: pods })],
      'alertname=~"Gateway.*"',
    ),
  ];
}

/** @param alerts matcher of the alerts that are marked: `""` for all, undefined for none */
function dashboard(
  part: string,
  title: string,
  rows: readonly Row[],
  alerts: string | undefined,
  from?: string,
  description?: string,
): Dashboard {
  return buildDashboard({
    uid: platformDashboardUid(part),
    folder: platformFolder,
    title,
    description,
    tags: [platformTag],
    rows,
    links: [tagLink("Platform", platformTag), tagLink("Applications", applicationTag)],
    annotations: alerts === undefined ? [] : [alertMarks(alerts)],
    from,
  });
}
