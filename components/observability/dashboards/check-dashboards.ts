import type { Problem } from "../../core";
import type { Dashboard } from "./dashboard";
import { isUid, uidLength } from "./dashboard-uid";

/** A dashboard and where it comes from in the configuration. */
export interface PlacedDashboard {
  readonly path: Problem["path"];
  readonly dashboard: Pick<Dashboard, "uid"> & { readonly model: Pick<Dashboard["model"], "title"> };
}

/** What is wrong with dashboards of one Grafana: uids that it does not take, or that two have, of which it would show one. */
export function checkDashboards(dashboards: readonly PlacedDashboard[]): Problem[] {
  const first = new Map<string, PlacedDashboard>();
  return dashboards.flatMap((placed): Problem[] => {
    const { path, dashboard } = placed;
    if (!isUid(dashboard.uid)) {
      return [
        {
          path,
          message: "the uid of the dashboard is none that Grafana takes",
          found: dashboard.uid,
          allowed: `1 to ${uidLength} letters, digits, '-' and '_'`,
          fix: "shorten the names that it is made of",
        },
      ];
    }
    const other = first.get(dashboard.uid);
    if (other === undefined) {
      first.set(dashboard.uid, placed);
      return [];
    }
    return [
      {
        path,
        message: "two dashboards have the same uid, so Grafana would show only one of them",
        found: `${dashboard.uid}, of "${other.dashboard.model.title}" and of "${dashboard.model.title}"`,
        fix: "rename one of the two",
      },
    ];
  });
}
