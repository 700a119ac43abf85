import type { GrafanaSources } from "../../cluster";
import type { ObservedWorkload } from "../service/observed-workload";
import { alertMarks, changeMarks } from "./annotations";
import { buildDashboard } from "./build-dashboard";
import type { Dashboard } from "./dashboard";
import { dashboardLink, exploreLinks } from "./dashboard-links";
import { applicationDashboardUid, workloadDashboardUid } from "./dashboard-uid";
import type { GrafanaAnnotation } from "./grafana-model";
import { autoscalerRow } from "./workload/autoscaler-row";
import { jobRow } from "./workload/job-row";
import { objectiveRows } from "./workload/objective-row";
import { overviewRow } from "./workload/overview-row";
import { podRow } from "./workload/pod-row";
import { requestRow } from "./workload/request-row";
import { saturationRow } from "./workload/saturation-row";
import { volumeRow } from "./workload/volume-row";

/** Tag of dashboards of workloads. */
export const workloadTag = "workload";

/** Tag of the dashboards of an application's workloads. */
export function workloadsTag(application: string): string {
  return `workload of ${application}`;
}

/**
 * The dashboard of a workload: only what somebody measures of it. About 12 KiB as JSON.
 * @param sources what Grafana has besides metrics, to which links lead
 * @param neighbours names of workloads in its namespace that have a dashboard; of those that it calls, it leads to these
 */
export function workloadDashboard(
  workload: ObservedWorkload,
  sources: GrafanaSources = {},
  neighbours: Iterable<string> = workload.links,
): Dashboard {
  const { name, namespace, application, links } = workload;
  const reached = neighbours instanceof Set ? neighbours : new Set(neighbours);
  return buildDashboard({
    uid: workloadDashboardUid(workload),
    folder: application ?? namespace,
    title: application === undefined ? name : `${application}: ${name}`,
    tags: [workloadTag, application === undefined ? namespace : workloadsTag(application)],
    rows: [
      overviewRow(workload),
      requestRow(workload, sources),
      ...objectiveRows(workload),
      jobRow(workload),
      saturationRow(workload),
      podRow(workload),
      autoscalerRow(workload),
      volumeRow(workload),
    ],
    links: [
      ...(application === undefined ? [] : [dashboardLink(application, applicationDashboardUid(application))]),
      ...exploreLinks(workload, sources),
      ...links
        .filter((called) => reached.has(called))
        .map((called) => dashboardLink(`calls ${called}`, workloadDashboardUid({ namespace, name: called }))),
    ],
    annotations: [alertMarks(`namespace="${namespace}",service="${name}"`), ...changes(workload)],
  });
}

function changes({ kind, namespace, name }: ObservedWorkload): GrafanaAnnotation[] {
  switch (kind) {
    case "Deployment":
      return [changeMarks(`kube_deployment_metadata_generation{namespace="${namespace}",deployment="${name}"}`)];
    case "StatefulSet":
      return [changeMarks(`kube_statefulset_metadata_generation{namespace="${namespace}",statefulset="${name}"}`)];
    case "DaemonSet":
      return [changeMarks(`kube_daemonset_metadata_generation{namespace="${namespace}",daemonset="${name}"}`)];
    case "Job":
    case "CronJob":
      return [];
  }
}
