import type { Dashboard } from "./dashboard";
import type { GrafanaAnnotation, GrafanaLink, GrafanaVariable } from "./grafana-model";
import { layOut, type Row } from "./layout";

/** What a dashboard is made of. */
export interface DashboardSpec {
  readonly uid: string;
  readonly folder: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** By which links of the kind "all dashboards of a tag" find it. */
  readonly tags: readonly string[];
  readonly rows: readonly Row[];
  readonly links?: readonly GrafanaLink[] | undefined;
  readonly variables?: readonly GrafanaVariable[] | undefined;
  readonly annotations?: readonly GrafanaAnnotation[] | undefined;
  /** Time that it shows at first, such as `now-6h`. Default: `now-3h`. */
  readonly from?: string | undefined;
  /** Default: `1m`. */
  readonly refresh?: string | undefined;
}

/** Tag that all of our dashboards have. */
export const ownTag = "slipway";

/** A dashboard with a stable uid, which is not changed in Grafana, as the program would undo it. */
export function buildDashboard(spec: DashboardSpec): Dashboard {
  const { uid, folder, title, description, tags, rows, links = [], variables = [], annotations = [] } = spec;
  return {
    uid,
    folder,
    model: {
      uid,
      title,
      description,
      tags: [ownTag, ...tags],
      timezone: "browser",
      editable: false,
      graphTooltip: 1,
      time: { from: spec.from ?? "now-3h", to: "now" },
      refresh: spec.refresh ?? "1m",
      schemaVersion: 42,
      templating: { list: variables },
      annotations: { list: annotations },
      links,
      panels: layOut(rows),
    },
  };
}
