import { parseDuration, under, type Problem } from "../../core";
import type { CustomMetricRule, PrometheusAdapterSpec } from "./prometheus-adapter-spec";

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const leastWindow = "1m";

/** What is wrong with the metrics of the adapter. */
export function checkMetrics({ metrics = {} }: Partial<PrometheusAdapterSpec>): Problem[] {
  if (Object.keys(metrics).length === 0) {
    return [
      {
        path: ["metrics"],
        message: "the adapter would serve nothing",
        found: "no metric",
        fix: "add one, such as requests_per_second: { series: http_requests_total }; or leave the adapter out: KEDA asks Prometheus by itself",
      },
    ];
  }
  return Object.entries(metrics).flatMap(([name, rule]) =>
    under(["metrics", name], [...checkName(name), ...checkRule(rule)]),
  );
}

/** It is a part of a path of the API. */
function checkName(name: string): Problem[] {
  if (metricName.test(name)) return [];
  return [
    {
      path: [],
      message: "this is no name of a metric",
      found: name,
      allowed: "letters, digits, '_' and ':', without a digit first",
      fix: `write ${name.replace(/[^a-zA-Z0-9_:]+/g, "_").replace(/^(?=[0-9])/, "_")}`,
    },
  ];
}

function checkRule({ series, labels = {}, of, as, window }: CustomMetricRule): Problem[] {
  const isRate = as === undefined ? series.endsWith("_total") : as === "rate";
  return [
    ...(metricName.test(series)
      ? []
      : [
          {
            path: ["series"],
            message: "this is no name of a series",
            found: series === "" ? '""' : series,
            allowed: "the name alone: letters, digits, '_' and ':'",
            fix: series.includes("{") ? "write what is before the { here, and the rest as labels" : "write the name",
          },
        ]),
    ...Object.keys(labels).flatMap((label) => checkLabel(label, ["labels", label])),
    ...(of === undefined ? [] : [...checkLabel(of.label, ["of", "label"]), ...checkResource(of.resource)]),
    ...checkWindow(window, isRate),
  ];
}

function checkLabel(label: string, path: Problem["path"]): Problem[] {
  if (labelName.test(label)) return [];
  return [
    {
      path,
      message: "this is no name of a label",
      found: label === "" ? '""' : label,
      allowed: "letters, digits and '_', without a digit first",
      fix: "write a name such as status",
    },
  ];
}

function checkResource(resource: string): Problem[] {
  if (/^[a-z]+(\.[a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/.test(resource)) return [];
  return [
    {
      path: ["of", "resource"],
      message: "this is no resource of Kubernetes",
      found: resource === "" ? '""' : resource,
      allowed: "its name in lower case, with its group behind a dot: service, deployment.apps",
      fix: resource.includes("/") ? "write the group behind a dot" : `write ${resource.toLowerCase() || "service"}`,
    },
  ];
}

function checkWindow(window: string | undefined, isRate: boolean): Problem[] {
  if (window === undefined) return [];
  if (!isRate) {
    return [
      {
        path: ["window"],
        message: "a time is that of a rate, and this metric is a value",
        found: window,
        fix: "remove it, or write as: rate",
      },
    ];
  }
  const seconds = /^[1-9][0-9]*(s|m)$/.test(window) ? parseDuration(window) : undefined;
  if (seconds !== undefined && seconds >= (parseDuration(leastWindow) ?? 0)) return [];
  return [
    {
      path: ["window"],
      message: "this is no time that a rate could be of",
      found: window === "" ? '""' : window,
      allowed: `whole seconds or minutes, at least ${leastWindow}: four scrapes or more`,
      fix: "write a time such as 2m",
    },
  ];
}
