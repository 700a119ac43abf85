// What is refused, with its exact words, and what is not.
import { checkTracing } from "../../components/observability/traces/check-tracing";
import type { TracingSpec } from "../../components/observability/traces/tracing-spec";

const around = { target: "eks", logStore: "elastic", prometheusNamespace: "monitoring" } as const;

test("nothing is wrong with what may be", () => {
  for (const spec of [
    { store: "jaeger", retention: "14d" },
    { store: "jaeger", retention: "48h" },
    { store: "tempo", retention: "36h", spanMetrics: true },
    { store: "xray" },
    { store: "tempo", sampling: { percent: 0, slowerThan: "300ms", wait: "2m" } },
    { store: "tempo", sampling: { percent: 100, slowerThan: "1h", wait: "1s" } },
    { store: "tempo", sampling: { percent: 0.5 } },
  ] as const satisfies readonly TracingSpec[]) {
    expect(checkTracing(spec, around)).toEqual([]);
  }
});

test.each([
  [
    "Jaeger without logs",
    { store: "jaeger" },
    { logStore: undefined },
    {
      path: ["store"],
      message: "jaeger keeps traces in the Elasticsearch of the logs, and there is none",
      found: "no logs",
      allowed: "tempo, xray",
      fix: "add logs: { store: elastic }, or write tempo",
    },
  ],
  [
    "Jaeger with logs elsewhere, off EKS",
    { store: "jaeger" },
    { logStore: "cloudWatch", target: "existing" },
    {
      path: ["store"],
      message: "jaeger keeps traces in the Elasticsearch of the logs, and there is none",
      found: "logs: { store: cloudWatch }",
      allowed: "tempo",
      fix: "add logs: { store: elastic }, or write tempo",
    },
  ],
  [
    "X-Ray off EKS",
    { store: "xray" },
    { target: "existing" },
    {
      path: ["store"],
      message: "a cluster that is there already gives no cloud identity to write to X-Ray with",
      found: "xray",
      allowed: "jaeger, tempo",
      fix: "write tempo",
    },
  ],
  [
    "a time that X-Ray has not",
    { store: "xray", retention: "7d" },
    {},
    {
      path: ["retention"],
      message: "X-Ray keeps traces for 30 days, and no other time",
      found: "7d",
      fix: "remove retention, or write another store",
    },
  ],
  [
    "a part of a day, of which there is no index",
    { store: "jaeger", retention: "36h" },
    {},
    {
      path: ["retention"],
      message: "this is no time that traces can be kept",
      found: "36h",
      allowed: "whole days, such as 7d: Elasticsearch has an index for each day",
      fix: "write 2d, or remove it",
    },
  ],
  [
    "a time without its unit",
    { store: "tempo", retention: "7" },
    {},
    {
      path: ["retention"],
      message: "this is no time that traces can be kept",
      found: "7",
      allowed: "whole hours or days, such as 12h or 7d",
      fix: "write 7d, or remove it",
    },
  ],
  [
    "more than all",
    { store: "tempo", sampling: { percent: 101 } },
    {},
    {
      path: ["sampling", "percent"],
      message: "this is no share of traces",
      found: "101",
      allowed: "0 to 100",
      fix: "write 100 to keep all",
    },
  ],
  [
    "less than none",
    { store: "tempo", sampling: { percent: -1 } },
    {},
    {
      path: ["sampling", "percent"],
      message: "this is no share of traces",
      found: "-1",
      allowed: "0 to 100",
      fix: "write 0 to keep only those that failed or were slow",
    },
  ],
  [
    "a latency without its unit",
    { store: "tempo", sampling: { slowerThan: "500" } },
    {},
    {
      path: ["sampling", "slowerThan"],
      message: "this is no time that a trace could take",
      found: "500",
      allowed: "a number and its unit, ms, s, m or h, from 1ms",
      fix: "write 500s or 500ms",
    },
  ],
  [
    "a wait that memory has no room for",
    { store: "tempo", sampling: { wait: "10m" } },
    {},
    {
      path: ["sampling", "wait"],
      message: "this is no time that the spans of a trace could be waited for",
      found: "10m",
      allowed: "1s to 2m: until then all spans are in memory",
      fix: "write 10s, or remove it",
    },
  ],
  [
    "metrics that nobody reads",
    { store: "tempo", spanMetrics: true },
    { prometheusNamespace: undefined },
    {
      path: ["spanMetrics"],
      message: "metrics are made out of spans for a Prometheus to read, and none is known",
      found: "no metrics",
      fix: "add metrics: true, or remove spanMetrics",
    },
  ],
] as const)("%s", (_, spec, place, problem) => {
  expect(checkTracing(spec, { ...around, ...place })).toEqual([problem]);
});

test("everything at once", () => {
  const spec = {
    store: "jaeger",
    retention: "",
    sampling: { percent: Number.NaN, slowerThan: "", wait: "0s" },
  } as const;
  expect(
    checkTracing(spec, { target: "eks", prometheusNamespace: undefined }).map(({ path }) => path.join(".")),
  ).toEqual(["store", "retention", "sampling.percent", "sampling.slowerThan", "sampling.wait"]);
});
