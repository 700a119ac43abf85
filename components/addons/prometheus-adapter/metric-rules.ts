import type { Value } from "../frame/values";
import type { CustomMetricRule, PrometheusAdapterSpec } from "./prometheus-adapter-spec";

const defaultWindow = "2m";
const ofPods = { label: "pod", resource: "pod" } as const;

/** The rules of the adapter, one for each metric. Source: documentation of prometheus-adapter, "Metrics Discovery and Presentation Configuration". */
export function metricRules({ metrics }: PrometheusAdapterSpec): Value[] {
  return Object.entries(metrics).map(([name, rule]) => metricRule(name, rule));
}

function metricRule(name: string, rule: CustomMetricRule): Value {
  const { series, labels = {}, of = ofPods } = rule;
  const matchers = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const [resource = "", ...group] = of.resource.split(".");
  return {
    seriesQuery: `${series}{${['namespace!=""', `${of.label}!=""`, ...matchers].join(",")}}`,
    resources: {
      overrides: {
        namespace: { resource: "namespace" },
        [of.label]: { ...(group.length === 0 ? {} : { group: group.join(".") }), resource },
      },
    },
    name: { matches: `^${series}$`, as: name },
    metricsQuery: `sum(${expression(rule, ["<<.LabelMatchers>>", ...matchers])}) by (<<.GroupBy>>)`,
  };
}

function expression({ series, as, window = defaultWindow }: CustomMetricRule, matchers: readonly string[]): string {
  const selected = `<<.Series>>{${matchers.join(",")}}`;
  const isRate = as === undefined ? series.endsWith("_total") : as === "rate";
  return isRate ? `rate(${selected}[${window}])` : selected;
}
