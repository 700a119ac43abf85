import { charts, type ChartEntry, type ChartName } from "../../core";

/** A chart of one's own: where it is. What the catalogue says besides, such as versions of Kubernetes, may be said too, and is checked then. */
export type OwnChart = Pick<ChartEntry, "chart" | "version" | "repository"> & Partial<ChartEntry>;

/** A chart of the catalogue by its name there, or one of one's own. */
export type ChartSource = ChartName | OwnChart;

/** What is known of a chart. */
export function chartOf(source: ChartSource): OwnChart {
  return typeof source === "string" ? charts[source] : source;
}
