import { parseDuration, parseHours, type Problem } from "../../core";
import { defaultRetention } from "./planned-tracing";
import type { TracingAround } from "./tracing-around";
import type { SamplingSpec, TracingSpec } from "./tracing-spec";

type Around = Pick<TracingAround, "target" | "logStore" | "prometheusNamespace">;

/** What is wrong with a specification of traces. Paths are relative to it. */
export function checkTracing(spec: TracingSpec, around: Around): Problem[] {
  return [
    ...checkStore(spec, around),
    ...checkRetention(spec),
    ...checkSampling(spec.sampling ?? {}),
    ...(spec.spanMetrics === true && around.prometheusNamespace === undefined
      ? [
          {
            path: ["spanMetrics"],
            message: "metrics are made out of spans for a Prometheus to read, and none is known",
            found: "no metrics",
            fix: "add metrics: true, or remove spanMetrics",
          },
        ]
      : []),
  ];
}

function checkStore({ store }: TracingSpec, { target, logStore }: Around): Problem[] {
  const path = ["store"];
  if (store === "jaeger" && logStore !== "elastic") {
    return [
      {
        path,
        message: "jaeger keeps traces in the Elasticsearch of the logs, and there is none",
        found: logStore === undefined ? "no logs" : `logs: { store: ${logStore} }`,
        allowed: target === "eks" ? "tempo, xray" : "tempo",
        fix: "add logs: { store: elastic }, or write tempo",
      },
    ];
  }
  if (store === "xray" && target !== "eks") {
    return [
      {
        path,
        message: "a cluster that is there already gives no cloud identity to write to X-Ray with",
        found: "xray",
        allowed: logStore === "elastic" ? "jaeger, tempo" : "tempo",
        fix: "write tempo",
      },
    ];
  }
  return [];
}

function checkRetention({ store, retention }: TracingSpec): Problem[] {
  if (retention === undefined) return [];
  const path = ["retention"];
  const found = retention === "" ? '""' : retention;
  if (store === "xray") {
    return [
      {
        path,
        message: "X-Ray keeps traces for 30 days, and no other time",
        found,
        fix: "remove retention, or write another store",
      },
    ];
  }
  const hours = parseHours(retention);
  if (hours === undefined || (store === "jaeger" && hours % 24 !== 0)) {
    const days = "whole days, such as 7d: Elasticsearch has an index for each day";
    return [
      {
        path,
        message: "this is no time that traces can be kept",
        found,
        allowed: store === "jaeger" ? days : "whole hours or days, such as 12h or 7d",
        fix: `write ${hours === undefined ? defaultRetention : `${Math.ceil(hours / 24)}d`}, or remove it`,
      },
    ];
  }
  return [];
}

const longestWait = 120;

function checkSampling({ percent, slowerThan, wait }: SamplingSpec): Problem[] {
  const seconds = wait === undefined ? undefined : parseDuration(wait);
  return [
    ...(percent === undefined || (percent >= 0 && percent <= 100)
      ? []
      : [
          {
            path: ["sampling", "percent"],
            message: "this is no share of traces",
            found: String(percent),
            allowed: "0 to 100",
            fix: percent > 100 ? "write 100 to keep all" : "write 0 to keep only those that failed or were slow",
          },
        ]),
    ...(slowerThan === undefined || (parseDuration(slowerThan) ?? 0) >= 0.001
      ? []
      : [
          {
            path: ["sampling", "slowerThan"],
            message: "this is no time that a trace could take",
            found: slowerThan === "" ? '""' : slowerThan,
            allowed: "a number and its unit, ms, s, m or h, from 1ms",
            fix: /^\d+(\.\d+)?$/.test(slowerThan)
              ? `write ${slowerThan}s or ${slowerThan}ms`
              : "write 2s, or remove it",
          },
        ]),
    ...(wait === undefined || (seconds !== undefined && seconds >= 1 && seconds <= longestWait)
      ? []
      : [
          {
            path: ["sampling", "wait"],
            message: "this is no time that the spans of a trace could be waited for",
            found: wait === "" ? '""' : wait,
            allowed: "1s to 2m: until then all spans are in memory",
            fix: "write 10s, or remove it",
          },
        ]),
  ];
}
