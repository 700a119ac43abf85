import type { GrafanaSources } from "../../cluster";
import type { ObservedWorkload } from "../service/observed-workload";
import { alertMarks } from "./annotations";
import { callsRow } from "./application/calls-row";
import { objectivesRow } from "./application/objectives-row";
import { useRow } from "./application/use-row";
import { matcherOf } from "./application/workload-matcher";
import { workloadsRow } from "./application/workloads-row";
import { buildDashboard } from "./build-dashboard";
import type { Dashboard } from "./dashboard";
import { dashboardLink, tagLink } from "./dashboard-links";
import { applicationDashboardUid, workloadDashboardUid } from "./dashboard-uid";

import { workloadDashboard, workloadsTag } from "./workload-dashboard";

/** Tag of dashboards of applications. */
export const applicationTag = "application";

/** Workloads up to which each has a link of its own at the top; more are a menu. */
const linkedAtMost = 12;

/** The dashboard of an application: what its workloads do, what is promised of them, and ways to their own dashboards. */
export function applicationDashboard(name: string, workloads: readonly ObservedWorkload[]): Dashboard {
  const shown = workloads.filter(hasDashboard);
  const inside = matcherOf(workloads, "service");
  return buildDashboard({
    uid: applicationDashboardUid(name),
    folder: name,
    title: `${name}: overview`,
    tags: [applicationTag],
    rows: [workloadsRow(workloads), callsRow(workloads), objectivesRow(workloads), useRow(workloads)],
    links:
      shown.length > linkedAtMost
        ? [tagLink("Workloads", workloadsTag(name))]
        : shown.map((workload) => dashboardLink(workload.name, workloadDashboardUid(workload))),
    annotations: inside === undefined ? [] : [alertMarks(inside)],
  });
}

/** The dashboard of an application and those of its workloads that have one. */
export function applicationDashboards(
  name: string,
  workloads: readonly ObservedWorkload[],
  sources: GrafanaSources = {},
): Dashboard[] {
  const shown = workloads.filter(hasDashboard);
  const namesOf = new Map<string, Set<string>>();
  for (const workload of shown) {
    const names = namesOf.get(workload.namespace) ?? new Set();
    namesOf.set(workload.namespace, names.add(workload.name));
  }
  return [
    applicationDashboard(name, workloads),
    ...shown.map((workload) => workloadDashboard(workload, sources, namesOf.get(workload.namespace))),
  ];
}

function hasDashboard({ hasDashboard: has = true }: ObservedWorkload): boolean {
  return has;
}
