/**
 * Queries of dashboards are PromQL, and ask for what somebody shows. Not proven: that an exporter shows a metric in the installation at hand, nor that its labels are those that a
 * query sums by; test/e2e/rules.e2e.ts has promtool read the same queries.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type * as promql from "@prometheus-io/lezer-promql" with { "resolution-mode": "import" };
import { queriesOf } from "../../components/observability/dashboards/queries";
import { probeRules } from "../../components/observability/probes/probe-rules";
import { workloadRules } from "../../components/observability/service/service-rules";
import { everyDashboard, workloads } from "./dashboard-examples";

interface KnownMetrics {
  readonly source: string;
  readonly metrics: readonly string[];
}

// A module of ECMAScript to the compiler, though it can be required.
const { parser } = jest.requireActual<typeof promql>("@prometheus-io/lezer-promql");

const folder = path.join(__dirname, "known-metrics");
const tables = readdirSync(folder).map((file) => ({
  file,
  ...(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as KnownMetrics),
}));
const recorded = [
  ...workloads.flatMap((workload) => workloadRules(workload)),
  ...probeRules({}, [{ name: "shop", url: "https://shop.example.com/" }]),
].flatMap(({ rules }) => rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
const known = new Set([...tables.flatMap(({ metrics }) => metrics), ...recorded]);
const queries = queriesOf(everyDashboard);

/** Nodes of a query that have a name, in their order. */
function nodesOf(query: string, names: readonly string[]): string[] {
  const found: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (names.includes(type.name)) found.push(query.slice(from, to));
    },
  });
  return found;
}

function hasErrors(query: string): boolean {
  let wrong = false;
  parser.parse(query).iterate({
    enter: ({ type }) => {
      if (type.isError) wrong = true;
    },
  });
  return wrong;
}

/** The name of a series without what histograms and summaries put behind it. */
function baseName(name: string): string {
  return known.has(name) ? name : name.replace(/_(bucket|sum|count)$/, "");
}

/** Labels that a query matches, with their values. */
function matchersOf(query: string): string[] {
  return nodesOf(query, ["UnquotedLabelMatcher"]);
}

describe("queries of dashboards", () => {
  it("are there", () => {
    expect(queries.length).toBeGreaterThan(300);
  });

  it("parse", () => {
    expect(queries.filter(hasErrors)).toEqual([]);
  });

  it("would not parse with a mistake in them", () => {
    expect(hasErrors("sum by (pod) (rate(up[5m])")).toBe(true);
  });

  it("ask for metrics that somebody shows or records", () => {
    const asked = [...new Set(queries.flatMap((query) => nodesOf(query, ["Identifier"])))];
    expect(asked.length).toBeGreaterThan(120);
    expect(asked.filter((name) => !known.has(baseName(name)))).toEqual([]);
  });

  it("have no metric without a name, which would be everything", () => {
    expect(queries.filter((query) => /(^|[^a-zA-Z0-9_:])\{/.test(query.replace(/"[^"]*"/g, '""')))).toEqual([]);
  });

  it("have nothing left that Grafana would fill in", () => {
    expect(queries.filter((query) => /\$[_{a-zA-Z]/.test(query))).toEqual([]);
  });

  it("ask kube-state-metrics alone where OpenCost shows the same", () => {
    const both = [
      "kube_pod_container_resource_requests",
      "kube_pod_container_resource_limits",
      "kube_pod_container_status_restarts_total",
      "kube_deployment_spec_replicas",
      "kube_pod_status_phase",
      "kube_node_status_condition",
      "kube_node_status_allocatable",
      "kube_job_status_failed",
    ];
    const selectors = queries.flatMap((query) => nodesOf(query, ["VectorSelector"]));
    const loose = selectors.filter(
      (selector) =>
        both.some((metric) => selector.startsWith(metric) && !/^\w/.test(selector.slice(metric.length))) &&
        !matchersOf(selector).includes('job="kube-state-metrics"'),
    );
    expect(loose).toEqual([]);
  });
});

describe("tables of metrics", () => {
  it("say where they are from, and have each metric once, sorted", () => {
    expect(tables.filter(({ source }) => source.length < 20)).toEqual([]);
    for (const { metrics } of tables) expect(metrics).toEqual([...new Set(metrics)].sort());
  });
});
