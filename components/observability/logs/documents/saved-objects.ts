import type { ManifestValue } from "../../../core";
import type { ApplicationOutline } from "../../observability-surroundings";
import { dataStreamPatterns } from "../store-names";
import { unreadTag } from "./ingest-pipeline";

/** An object of Kibana in the form in which it exports and imports them. */
export interface SavedObject {
  readonly type: "index-pattern" | "search" | "lens" | "dashboard";
  readonly id: string;
  readonly attributes: Readonly<Record<string, ManifestValue>>;
  readonly references: readonly { readonly type: string; readonly id: string; readonly name: string }[];
  /** Versions of the forms that they are written in: newer Kibanas bring them up to theirs. */
  readonly coreMigrationVersion: string;
  readonly typeMigrationVersion: string;
}

/** The data view that Kibana opens with. */
export const logsDataView = "slipway-logs";
const failuresDataView = "slipway-failures";
const columns = ["log.level", "service.name", "message"];

/** Data views, searches, and a dashboard for each application. */
export function savedObjects(applications: readonly Pick<ApplicationOutline, "name" | "namespace">[]): SavedObject[] {
  return [
    dataView(logsDataView, "Logs", dataStreamPatterns.logs),
    dataView(failuresDataView, "Lines that a pipeline could not read", dataStreamPatterns.failed),
    search(
      "slipway-errors",
      "Errors of all applications",
      logsDataView,
      "log.level: (error or fatal or critical)",
      columns,
    ),
    search("slipway-not-parsed", "Lines that look like JSON and are not", logsDataView, `tags: ${unreadTag}`, columns),
    search("slipway-failures", "Lines that a pipeline could not read", failuresDataView, "", [
      "tags",
      "error.message",
      "message",
    ]),
    ...[...applications].sort(byName).flatMap(ofApplication),
  ];
}

/** What Kibana imports: a line for each. */
export function exportedObjects(objects: readonly SavedObject[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join("");
}

function byName({ name }: Pick<ApplicationOutline, "name">, other: Pick<ApplicationOutline, "name">): number {
  return name < other.name ? -1 : 1;
}

function ofApplication({ name, namespace }: Pick<ApplicationOutline, "name" | "namespace">): SavedObject[] {
  const query = `kubernetes.namespace: "${namespace}"`;
  const ids = {
    lines: `slipway-${name}-lines`,
    levels: `slipway-${name}-levels`,
    services: `slipway-${name}-services`,
  };
  return [
    search(ids.lines, `Logs of ${name}`, logsDataView, query, columns),
    histogram(ids.levels, `Lines of ${name} by level`, "log.level", query),
    histogram(
      ids.services,
      `Errors of ${name} by service`,
      "service.name",
      `${query} and log.level: (error or fatal or critical)`,
    ),
    dashboard(`slipway-${name}`, `Logs of ${name}`, [
      { id: ids.levels, type: "lens", x: 0, y: 0, w: 24, h: 12 },
      { id: ids.services, type: "lens", x: 24, y: 0, w: 24, h: 12 },
      { id: ids.lines, type: "search", x: 0, y: 12, w: 48, h: 24 },
    ]),
  ];
}

function dataView(id: string, name: string, title: string): SavedObject {
  return {
    type: "index-pattern",
    id,
    attributes: { name, title, timeFieldName: "@timestamp", allowNoIndex: true },
    references: [],
    coreMigrationVersion: "8.8.0",
    typeMigrationVersion: "8.0.0",
  };
}

function search(id: string, title: string, view: string, query: string, shown: readonly string[]): SavedObject {
  return {
    type: "search",
    id,
    attributes: {
      title,
      description: "",
      columns: shown,
      sort: [["@timestamp", "desc"]],
      kibanaSavedObjectMeta: { searchSourceJSON: searchSource(query, "kibanaSavedObjectMeta.searchSourceJSON.index") },
    },
    references: [{ type: "index-pattern", id: view, name: "kibanaSavedObjectMeta.searchSourceJSON.index" }],
    coreMigrationVersion: "8.8.0",
    typeMigrationVersion: "8.0.0",
  };
}

function searchSource(query: string, indexRefName?: string): string {
  return JSON.stringify({
    query: { query, language: "kuery" },
    filter: [],
    ...(indexRefName === undefined ? {} : { indexRefName }),
  });
}

/** Lines over time, a colour for each value of a field. */
function histogram(id: string, title: string, field: string, query: string): SavedObject {
  const layer = {
    columnOrder: ["split", "time", "count"],
    columns: {
      split: {
        dataType: "string",
        isBucketed: true,
        label: field,
        operationType: "terms",
        scale: "ordinal",
        sourceField: field,
        params: {
          size: 10,
          orderBy: { type: "column", columnId: "count" },
          orderDirection: "desc",
          otherBucket: true,
          missingBucket: false,
        },
      },
      time: {
        dataType: "date",
        isBucketed: true,
        label: "@timestamp",
        operationType: "date_histogram",
        scale: "interval",
        sourceField: "@timestamp",
        params: { interval: "auto", includeEmptyRows: true },
      },
      count: {
        dataType: "number",
        isBucketed: false,
        label: "Lines",
        operationType: "count",
        scale: "ratio",
        sourceField: "___records___",
        params: { emptyAsNull: true },
      },
    },
    incompleteColumns: {},
  };
  return {
    type: "lens",
    id,
    attributes: {
      title,
      description: "",
      visualizationType: "lnsXY",
      state: {
        datasourceStates: { formBased: { layers: { lines: layer } } },
        visualization: {
          preferredSeriesType: "bar_stacked",
          legend: { isVisible: true, position: "right" },
          layers: [
            {
              layerId: "lines",
              layerType: "data",
              seriesType: "bar_stacked",
              xAccessor: "time",
              accessors: ["count"],
              splitAccessor: "split",
            },
          ],
        },
        query: { query, language: "kuery" },
        filters: [],
        internalReferences: [],
        adHocDataViews: {},
      },
    },
    references: [{ type: "index-pattern", id: logsDataView, name: "indexpattern-datasource-layer-lines" }],
    coreMigrationVersion: "8.8.0",
    typeMigrationVersion: "8.9.0",
  };
}

interface Panel {
  readonly id: string;
  readonly type: "lens" | "search";
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function dashboard(id: string, title: string, panels: readonly Panel[]): SavedObject {
  const panelsJson = panels.map(({ type, x, y, w, h }, index) => ({
    type,
    panelIndex: `${index}`,
    gridData: { i: `${index}`, x, y, w, h },
    embeddableConfig: { enhancements: {} },
    panelRefName: `panel_${index}`,
  }));
  return {
    type: "dashboard",
    id,
    attributes: {
      title,
      description: "",
      panelsJSON: JSON.stringify(panelsJson),
      optionsJSON: JSON.stringify({ useMargins: true, syncColors: true, hidePanelTitles: false }),
      timeRestore: true,
      timeFrom: "now-1h",
      timeTo: "now",
      kibanaSavedObjectMeta: { searchSourceJSON: searchSource("") },
    },
    references: panels.map(({ id: panel, type }, index) => ({ type, id: panel, name: `${index}:panel_${index}` })),
    coreMigrationVersion: "8.8.0",
    typeMigrationVersion: "8.9.0",
  };
}
