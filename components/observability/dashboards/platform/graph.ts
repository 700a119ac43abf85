import { timeSeries, type Panel, type Query, type TimeSeriesSpec } from "../panel";
import type { Unit } from "../units";

/** Queries of one panel, each under the name of its series. */
export type Queries = Readonly<Record<string, string>>;

/** A panel of values over time, in its shortest form: three in a line. */
export function graph(
  title: string,
  unit: Unit,
  queries: Queries,
  more: Partial<Omit<TimeSeriesSpec, "title" | "unit" | "queries">> = {},
): Panel {
  return timeSeries({
    title,
    unit,
    queries: Object.entries(queries).map(([legend, expr]): Query => ({ legend, expr })),
    ...more,
  });
}

/** The 50th, 95th and 99th percentile of a histogram, each under its name. @param series name of the histogram with its braces, such as `x_seconds_bucket{a="b"}` */
export function percentiles(bucket: string): Queries {
  const of = (share: number) => `histogram_quantile(${share}, sum by (le) (rate(${bucket}[$__rate_interval])))`;
  return { half: of(0.5), "95 of 100": of(0.95), "99 of 100": of(0.99) };
}

/** Events per second, by labels. */
export function rateBy(labels: string, counter: string): string {
  return `sum by (${labels}) (rate(${counter}[$__rate_interval]))`;
}

/** Legend of labels: `namespace, name` becomes `{{namespace}} {{name}}`. */
export function legendOf(labels: string): string {
  return labels
    .split(", ")
    .map((label) => `{{${label}}}`)
    .join(" ");
}

/** Events per second by labels, as queries of a panel. */
export function rates(labels: string, counter: string): Queries {
  return { [legendOf(labels)]: rateBy(labels, counter) };
}
