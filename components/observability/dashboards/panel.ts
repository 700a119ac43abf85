import { dataSourceUids } from "../../cluster";
import type { GrafanaLink, GrafanaMapping, GrafanaOverride, GrafanaPanel, GrafanaTarget } from "./grafana-model";
import { colours, type Colour } from "./palette";
import { neutral, type Thresholds } from "./thresholds";
import type { Unit } from "./units";

type WithoutPlace<T> = T extends unknown ? Omit<T, "id" | "gridPos"> : never;

/** A panel that has no place yet. */
export interface Panel {
  /** Of the 24 columns of a dashboard. */
  readonly width: number;
  /** In units of 30 pixels. */
  readonly height: number;
  readonly content: WithoutPlace<GrafanaPanel>;
}

/** A question in PromQL. `$__rate_interval` is the shortest range over which a rate is sure to have values. */
export interface Query {
  readonly expr: string;
  /** Name of the series: a text, or labels as `{{pod}}`. */
  readonly legend: string;
  /** Whether examples are shown that lead to their traces. Default: no. */
  readonly exemplars?: boolean | undefined;
}

interface Captions {
  readonly title: string;
  /** Shown at the title, for what it does not say. Default: none. */
  readonly description?: string | undefined;
  readonly links?: readonly GrafanaLink[] | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** How a series of a name is drawn. */
export interface SeriesStyle {
  readonly colour: Colour;
  /** A line that others are compared with. Default: no. */
  readonly dashed?: boolean | undefined;
}

export interface TimeSeriesSpec extends Captions {
  readonly queries: readonly Query[];
  readonly unit: Unit;
  /** Lines from which on it is bad. Default: none. */
  readonly thresholds?: Thresholds | undefined;
  /** Whether series are summed up. Default: no. */
  readonly stacked?: boolean | undefined;
  /** The top of the scale. Default: by the values. */
  readonly max?: number | undefined;
  readonly styles?: Readonly<Record<string, SeriesStyle>> | undefined;
}

const metrics = { type: "prometheus", uid: dataSourceUids.metrics } as const;

/** Values over time. */
export function timeSeries(spec: TimeSeriesSpec): Panel {
  const { queries, unit, thresholds, stacked = false, max, styles = {}, width = 8, height = 8 } = spec;
  return {
    width,
    height,
    content: {
      type: "timeseries",
      ...captions(spec),
      datasource: metrics,
      targets: queries.map(rangeTarget),
      options: { tooltip: { mode: "multi", sort: "desc" } },
      fieldConfig: {
        defaults: {
          unit,
          min: 0,
          max,
          thresholds,
          custom: {
            fillOpacity: stacked ? 40 : 8,
            lineWidth: 1,
            showPoints: "never",
            ...(stacked ? { stacking: { mode: "normal", group: "A" } } : {}),
            ...(thresholds === undefined ? {} : { thresholdsStyle: { mode: "dashed" } }),
          },
        },
        overrides: Object.entries(styles).map(([name, style]) => seriesOverride(name, style)),
      },
    },
  };
}

export interface StatSpec extends Captions {
  readonly query: Query;
  readonly unit: Unit;
  /** Default: the value is neither good nor bad. */
  readonly thresholds?: Thresholds | undefined;
  readonly decimals?: number | undefined;
  /** What is shown where there is no value: `none` by default. */
  readonly noValue?: string | undefined;
  /** Texts instead of values. */
  readonly texts?: Readonly<Record<string, { readonly text: string; readonly colour: Colour }>> | undefined;
  /** Whether there is a line behind the value. Default: yes. */
  readonly trend?: boolean | undefined;
}

/** One value: the last one. */
export function stat(spec: StatSpec): Panel {
  const { query, unit, thresholds = neutral, decimals, noValue = "none", texts, trend = true } = spec;
  const { width = 4, height = 4 } = spec;
  return {
    width,
    height,
    content: {
      type: "stat",
      ...captions(spec),
      datasource: metrics,
      targets: [trend ? rangeTarget(query, 0) : instantTarget(query, 0)],
      options: { graphMode: trend ? "area" : "none", colorMode: "value", reduceOptions: { calcs: ["lastNotNull"] } },
      fieldConfig: { defaults: { unit, decimals, noValue, thresholds, mappings: mappings(texts) }, overrides: [] },
    },
  };
}

export interface BarsSpec extends Captions {
  readonly query: Query;
  readonly unit: Unit;
  readonly thresholds?: Thresholds | undefined;
  readonly max?: number | undefined;
}

/** The present value of each of several things, as bars. */
export function bars(spec: BarsSpec): Panel {
  const { query, unit, thresholds = neutral, max, width = 8, height = 8 } = spec;
  return {
    width,
    height,
    content: {
      type: "bargauge",
      ...captions(spec),
      datasource: metrics,
      targets: [instantTarget(query, 0)],
      options: { displayMode: "basic", orientation: "horizontal", reduceOptions: { calcs: ["lastNotNull"] } },
      fieldConfig: { defaults: { unit, min: 0, max, thresholds }, overrides: [] },
    },
  };
}

export interface TimelineSpec extends Captions {
  readonly query: Query;
  readonly texts: NonNullable<StatSpec["texts"]>;
}

/** States over time, a line for each thing. */
export function timeline(spec: TimelineSpec): Panel {
  const { query, texts, width = 24, height = 8 } = spec;
  return {
    width,
    height,
    content: {
      type: "state-timeline",
      ...captions(spec),
      datasource: metrics,
      targets: [rangeTarget(query, 0)],
      options: { mergeValues: true, showValue: "never", rowHeight: 0.8 },
      fieldConfig: {
        defaults: { custom: { fillOpacity: 80, lineWidth: 0 }, mappings: mappings(texts) },
        overrides: [],
      },
    },
  };
}

export interface TextSpec extends Captions {
  /** Markdown. */
  readonly content: string;
}

/** What is to be read. */
export function text(spec: TextSpec): Panel {
  const { content, width = 24, height = 3 } = spec;
  return { width, height, content: { type: "text", ...captions(spec), options: { mode: "markdown", content } } };
}

/** Letters by which queries of a panel are told apart. */
export function refId(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}

/** A query that is answered for each point in time. */
export function rangeTarget({ expr, legend, exemplars }: Query, index: number): GrafanaTarget {
  return {
    refId: refId(index),
    expr,
    legendFormat: legend,
    range: true,
    ...(exemplars === true ? { exemplar: true } : {}),
  };
}

/** A query that is answered for the end of the time alone. */
export function instantTarget({ expr, legend }: Query, index: number): GrafanaTarget {
  return { refId: refId(index), expr, legendFormat: legend, instant: true };
}

function captions({ title, description, links }: Captions) {
  return { title, description, links };
}

function mappings(texts: StatSpec["texts"]): readonly GrafanaMapping[] | undefined {
  if (texts === undefined) return undefined;
  const options = Object.fromEntries(
    Object.entries(texts).map(([value, { text: shown, colour }], index) => [
      value,
      { text: shown, color: colour, index },
    ]),
  );
  return [{ type: "value", options }];
}

function seriesOverride(name: string, { colour, dashed = false }: SeriesStyle): GrafanaOverride {
  const line = { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 6] } };
  const noFill = { id: "custom.fillOpacity", value: 0 };
  return {
    matcher: { id: "byName", options: name },
    properties: [
      { id: "color", value: { mode: "fixed", fixedColor: colour } },
      ...(dashed ? [line, noFill, { id: "custom.stacking", value: { mode: "none" } }] : []),
    ],
  };
}

/** The line of what is set aside, and of what is allowed at most. */
export const boundStyles = {
  requests: { colour: colours.bound, dashed: true },
  limit: { colour: colours.bad, dashed: true },
} as const satisfies Readonly<Record<string, SeriesStyle>>;
