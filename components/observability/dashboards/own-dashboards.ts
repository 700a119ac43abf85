import { didYouMean, type Problem } from "../../core";
import type { Dashboard } from "./dashboard";
import { isUid, uidLength } from "./dashboard-uid";
import type { GrafanaDashboard } from "./grafana-model";

/** A dashboard of your own, as Grafana exports it ("Export for sharing externally" is not meant: data sources are named by their uids). */
export interface OwnDashboardSpec {
  /** Folder in Grafana. Default: `Own`. */
  readonly folder?: string | undefined;
  /** Its JSON model: at least `title`, and `panels`. A `uid` in it must be the key that it stands under. */
  readonly model: Readonly<Record<string, unknown>>;
}

const defaultFolder = "Own";
/** What the dashboards begin with that are made by the program. */
const taken = ["application_", "platform_", "service_"] as const;

/** Dashboards of one's own as those that are made here are. */
export function ownDashboards(own: Readonly<Record<string, OwnDashboardSpec>>): Dashboard[] {
  return Object.entries(own).map(([uid, { folder = defaultFolder, model }]) => {
    // The number is of the Grafana that it came from.
    const { id: _, ...rest } = model;
    return { uid, folder, model: { ...rest, uid } as unknown as GrafanaDashboard };
  });
}

/** What is wrong with them. Paths are relative to them. */
export function checkOwnDashboards(own: Readonly<Record<string, OwnDashboardSpec>>): Problem[] {
  return Object.entries(own).flatMap(([uid, { model }]) => [
    ...checkUid(uid, model.uid),
    ...["title", "panels"].flatMap((field) => {
      if (model[field] !== undefined) return [];
      const meant = didYouMean(field, Object.keys(model));
      return [
        {
          path: [uid, "model", meant ?? field],
          message: `the model of a dashboard has no ${field}`,
          found: `keys ${Object.keys(model).join(", ") || "none"}`,
          fix: meant === undefined ? "write the model as Grafana exports it" : `write ${field}`,
        },
      ];
    }),
  ]);
}

function checkUid(uid: string, inModel: unknown): Problem[] {
  const prefix = taken.find((one) => uid.startsWith(one));
  if (prefix !== undefined) {
    return [
      {
        path: [uid],
        message:
          "this uid is among those of the dashboards that are made here, and Grafana would show only one of the two",
        found: uid,
        allowed: `one that does not begin with ${taken.join(", ")}`,
        fix: `write own_${uid.slice(prefix.length)}`,
      },
    ];
  }
  if (!isUid(uid)) {
    return [
      {
        path: [uid],
        message: "the uid of the dashboard is none that Grafana takes",
        found: uid,
        allowed: `1 to ${uidLength} letters, digits, '-' and '_'`,
        fix: `write ${uid.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, uidLength)}`,
      },
    ];
  }
  if (inModel === undefined || inModel === null || inModel === "" || inModel === uid) return [];
  return [
    {
      path: [uid, "model", "uid"],
      message: "the model has another uid than the key that it stands under, and links would lead to one of them alone",
      found: typeof inModel === "string" ? inModel : typeof inModel,
      fix: `remove it, or write ${uid}`,
    },
  ];
}
