import { dataSourceUids } from "../../cluster";
import type { GrafanaLink, GrafanaOverride } from "./grafana-model";
import { refId, type Panel } from "./panel";
import type { Thresholds } from "./thresholds";
import type { Unit } from "./units";

/** A column of numbers, one query. */
export interface MetricsColumn {
  readonly name: string;
  readonly expr: string;
  readonly unit: Unit;
  /** Colours of the numbers. Default: none. */
  readonly thresholds?: Thresholds | undefined;
}

export interface MetricsTableSpec {
  readonly title: string;
  readonly description?: string | undefined;
  /** Labels that tell rows apart, by name; with what stands above them. All queries are summed by them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly MetricsColumn[];
  /** Where the first column leads. Default: nowhere. */
  readonly links?: readonly GrafanaLink[] | undefined;
  /** Column by which rows are sorted, the largest first. Default: the first of numbers. */
  readonly sortBy?: string | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Present numbers of several things: a row for each, a column for each query. */
export function metricsTable(spec: MetricsTableSpec): Panel {
  const { title, description, labels, columns, links, width = 24, height = 8 } = spec;
  // With one query alone, Grafana has no number behind the name of the value.
  const valueOf = (index: number) => (columns.length === 1 ? "Value" : `Value #${refId(index)}`);
  const [firstLabel = ""] = Object.values(labels);
  const sortBy = spec.sortBy ?? columns[0]?.name;
  return {
    width,
    height,
    content: {
      type: "table",
      title,
      description,
      datasource: { type: "prometheus", uid: dataSourceUids.metrics },
      targets: columns.map(({ expr }, index) => ({ refId: refId(index), expr, instant: true, format: "table" })),
      transformations: [
        { id: "merge", options: {} },
        {
          id: "organize",
          options: {
            excludeByName: { Time: true },
            indexByName: Object.fromEntries(
              [...Object.keys(labels), ...columns.map((_, index) => valueOf(index))].map((name, index) => [
                name,
                index,
              ]),
            ),
            renameByName: {
              ...labels,
              ...Object.fromEntries(columns.map(({ name }, index) => [valueOf(index), name])),
            },
          },
        },
      ],
      options: { showHeader: true, ...(sortBy === undefined ? {} : { sortBy: [{ displayName: sortBy, desc: true }] }) },
      fieldConfig: {
        defaults: {},
        overrides: [
          ...columns.map(columnOverride),
          ...(links === undefined
            ? []
            : [
                {
                  matcher: { id: "byName" as const, options: firstLabel },
                  properties: [{ id: "links", value: links }],
                },
              ]),
        ],
      },
    },
  };
}

function columnOverride({ name, unit, thresholds }: MetricsColumn): GrafanaOverride {
  return {
    matcher: { id: "byName", options: name },
    properties: [
      { id: "unit", value: unit },
      ...(thresholds === undefined
        ? []
        : [
            { id: "thresholds", value: thresholds },
            { id: "custom.cellOptions", value: { type: "color-text" } },
          ]),
    ],
  };
}
