import { dataSourceUids } from "../../cluster";
import type { Problem } from "../../core";
import type { GrafanaDataSource } from "./grafana-spec";

const own: readonly string[] = [dataSourceUids.metrics, dataSourceUids.alerts];

/** What is wrong with data sources: dashboards and links know them by their uids. Paths are relative to the list. */
export function checkDataSources(sources: readonly GrafanaDataSource[]): Problem[] {
  return sources.flatMap(({ uid, name }, index) => {
    const isTaken =
      own.includes(uid) || sources.slice(0, index).some((other) => other.uid === uid || other.name === name);
    if (!isTaken) return [];
    return [
      {
        path: [index, "uid"],
        message: "another data source has this uid or name, and one would take the other's place",
        found: `${uid}, ${name}`,
        fix: `give it a uid and a name of its own; ${own.join(" and ")} are there already`,
      },
    ];
  });
}
