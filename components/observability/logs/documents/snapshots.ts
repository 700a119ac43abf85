import type { LoggingAround } from "../logging-around";
import type { LoggingSpec } from "../logging-spec";
import { documentName } from "../store-names";
import type { StoreDocument } from "./document";

export const defaultSnapshotSchedule = "0 30 1 * * ?";
export const defaultSnapshotDays = 30;

/** Folder of the bucket that is the cluster's alone. */
export function snapshotPath(clusterName: string): string {
  return `${clusterName}/elasticsearch`;
}

/** Where snapshots are kept, and when they are made: of logs, and of what is saved in Kibana. */
export function snapshotDocuments(
  { elasticsearch: { snapshots } = {} }: Pick<LoggingSpec, "elasticsearch">,
  { clusterName }: Pick<LoggingAround, "clusterName">,
): StoreDocument[] {
  if (snapshots === undefined) return [];
  const { bucket, schedule = defaultSnapshotSchedule, days = defaultSnapshotDays } = snapshots;
  return [
    {
      path: `_snapshot/${documentName}`,
      body: { type: "s3", settings: { bucket, base_path: snapshotPath(clusterName) } },
    },
    {
      path: `_slm/policy/${documentName}`,
      body: {
        schedule,
        name: "<logs-{now/d}>",
        repository: documentName,
        config: { indices: ["logs-*"], include_global_state: false, feature_states: ["kibana"] },
        // The last ones stay, however old: after a week without one they are all that there is.
        retention: { expire_after: `${days}d`, min_count: 3 },
      },
    },
  ];
}
