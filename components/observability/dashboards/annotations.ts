import { dataSourceUids } from "../../cluster";
import type { GrafanaAnnotation } from "./grafana-model";
import { colours } from "./palette";

const datasource = { type: "prometheus", uid: dataSourceUids.metrics } as const;

/** Marks while alerts fire. @param matcher of their labels, without braces */
export function alertMarks(matcher: string): GrafanaAnnotation {
  return {
    name: "Alerts",
    datasource,
    enable: true,
    iconColor: colours.bad,
    expr: `ALERTS{${['alertstate="firing",severity!="info"', ...(matcher === "" ? [] : [matcher])].join(",")}}`,
    titleFormat: "{{alertname}}",
    step: "60s",
  };
}

/** Marks where something was rolled out, or its number of pods changed. @param series of generations, which count changes of what is wanted */
export function changeMarks(series: string): GrafanaAnnotation {
  return {
    name: "Changes",
    datasource,
    enable: true,
    iconColor: colours.neutral,
    expr: `changes(${series}[2m]) > 0`,
    titleFormat: "rolled out or scaled",
    step: "60s",
  };
}
