import type * as common from "@grafana/grafana-foundation-sdk/common";
import type * as grafana from "@grafana/grafana-foundation-sdk/dashboard";
import type * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import type * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import type * as stat from "@grafana/grafana-foundation-sdk/stat";
import type * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import type * as table from "@grafana/grafana-foundation-sdk/table";
import type * as text from "@grafana/grafana-foundation-sdk/text";
import type * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";

/**
 * A type of the Grafana Foundation SDK as plain data that nobody changes. Members of its enumerations are written as their values, so that nothing of the SDK is loaded
 * when the program runs: its builders are 240 files, 70 ms and 15 MB, of which a preview has 3 s and 300 MB.
 */
export type Plain<T> = T extends string
  ? `${T}`
  : T extends number
    ? `${T}` extends `${infer N extends number}`
      ? N
      : number
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Plain<T[Key]> | Extract<T[Key], undefined> }
        : T;

/** Some of it: Grafana fills in its own defaults. */
export type Some<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: Some<T[Key]> | undefined }
    : T;

type Options<T> = Some<Plain<T>>;

type PanelOf<Type extends string, PanelOptions, Custom> = Omit<
  Options<grafana.Panel>,
  "type" | "options" | "fieldConfig" | "targets" | "gridPos" | "id" | "links" | "transformations"
> & {
  readonly type: Type;
  readonly id: number;
  readonly gridPos: Plain<grafana.GridPos>;
  readonly options: Options<PanelOptions>;
  readonly targets?: readonly GrafanaTarget[] | undefined;
  readonly links?: readonly GrafanaLink[] | undefined;
  readonly transformations?: readonly GrafanaTransformation[] | undefined;
  readonly fieldConfig?:
    | {
        readonly defaults: Omit<
          Options<grafana.FieldConfig>,
          "custom" | "mappings" | "links" | "thresholds" | "actions"
        > & {
          readonly custom?: Options<Custom> | undefined;
          readonly mappings?: readonly GrafanaMapping[] | undefined;
          readonly links?: readonly GrafanaLink[] | undefined;
          readonly thresholds?: Plain<grafana.ThresholdsConfig> | undefined;
        };
        readonly overrides: readonly GrafanaOverride[];
      }
    | undefined;
};

/** A question to Prometheus. */
export type GrafanaTarget = Pick<
  Options<prometheus.Dataquery>,
  "expr" | "legendFormat" | "instant" | "range" | "exemplar" | "format" | "refId"
>;

export type GrafanaLink = Options<grafana.DashboardLink>;
export type GrafanaMapping = Plain<grafana.ValueMap> | Plain<grafana.SpecialValueMap>;
export interface GrafanaTransformation {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}
export interface GrafanaOverride {
  readonly matcher: { readonly id: "byName"; readonly options: string };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}
export type GrafanaDataSourceRef = Plain<common.DataSourceRef>;

/** A panel that shows something, of one of the kinds that dashboards have here. */
export type GrafanaPanel =
  | PanelOf<"timeseries", timeseries.Options, timeseries.FieldConfig>
  | PanelOf<"stat", stat.Options, object>
  | PanelOf<"bargauge", bargauge.Options, object>
  | PanelOf<"table", table.Options, table.FieldConfig>
  | PanelOf<"state-timeline", statetimeline.Options, statetimeline.FieldConfig>
  | PanelOf<"text", text.Options, object>;

export type GrafanaRow = Pick<Plain<grafana.RowPanel>, "type" | "collapsed" | "title" | "id"> & {
  readonly gridPos: Plain<grafana.GridPos>;
  /** Those of a collapsed row. */
  readonly panels: readonly GrafanaPanel[];
};

/** Grafana's model of a dashboard, in its first schema: that of files, which every Grafana up to 13 reads. */
export interface GrafanaDashboard {
  readonly uid: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly tags: readonly string[];
  readonly timezone: "browser";
  readonly editable: boolean;
  /** 1: the pointer is shown at the same time in all panels. */
  readonly graphTooltip: 1;
  readonly time: { readonly from: string; readonly to: string };
  readonly refresh: string;
  readonly schemaVersion: 42;
  readonly templating: { readonly list: readonly GrafanaVariable[] };
  readonly annotations: { readonly list: readonly GrafanaAnnotation[] };
  readonly links: readonly GrafanaLink[];
  readonly panels: readonly (GrafanaPanel | GrafanaRow)[];
}

export type GrafanaVariable = Options<Omit<grafana.VariableModel, "options">>;
export type GrafanaAnnotation = Options<Omit<grafana.AnnotationQuery, "target" | "mappings">>;
