import { z } from "zod";
import { severities } from "../../../components/observability/rules/rule";
import { metricConventions, sliSources } from "../../../components/observability/service/slo-spec";
import { text, textList, texts } from "../texts";

// What is seen of workloads, and what is told of them.

const percent = (description: string) => z.number().describe(description);

const alertRule = z
  .strictObject({
    alert: text("Name in UpperCamelCase, unique among all alerts"),
    expr: text("PromQL: each series that it yields is an alert"),
    for: text("How long it must be so, such as 5m. Default: at once").optional(),
    severity: z.enum(severities).describe("critical wakes somebody, warning is for the next day"),
    summary: text("One sentence; {{ $labels.service }} and the like are filled in"),
    description: text("What follows from it, and what to look at. Default: none").optional(),
    runbook: z.strictObject({ url: text("Address of the page") }).describe("Where it is written what to do"),
    labels: texts("Labels besides its severity. Default: none").optional(),
    dashboard: text("Uid of the dashboard that shows it. Default: that of the workload").optional(),
  })
  .meta({ id: "AlertRule" });

const alerts = z
  .union([
    z.literal(false),
    z.strictObject({
      without: textList("Names of alerts that are left out, such as ServiceSlow. Default: none").optional(),
      errorPercent: percent(
        "Share of requests in percent beyond which failures are told of, where nothing is promised. Default: 5",
      ).optional(),
      latency: text(
        "Time that 99 of 100 requests are done within, where nothing is promised, such as 2s. Default: 1s",
      ).optional(),
      labels: texts("Labels that its alerts have besides, by which they are routed. Default: none").optional(),
      rules: z.array(alertRule).describe("Alerts of its own. Default: none").optional(),
    }),
  ])
  .describe("Changes to the alerts that it has by itself; false: none. Default: those of its kind")
  .meta({ id: "Alerts" });

export const slo = z
  .strictObject({
    availability: percent(
      "Percent of requests that are answered without an error of the service, above 0 and below 100, such as 99.9",
    ).optional(),
    latency: z
      .strictObject({
        percentile: percent("Percent of requests, above 0 and below 100, such as 99"),
        below: text("Time with its unit, such as 300ms or 1.5s"),
      })
      .describe("Percent of requests that are answered within a time")
      .optional(),
    window: text("Time over which it is promised, whole days from 7d to 90d. Default: 30d").optional(),
    source: z
      .enum(sliSources)
      .describe("Who counts requests. Default: the first that there is of mesh, gateway, application, traces")
      .optional(),
  })
  .describe("What is promised of it; needs slipway:observability.metrics. Default: nothing")
  .meta({ id: "Slo" });

/** By which names a container counts its requests. */
export const metricConvention = z
  .enum(metricConventions)
  .describe("By which names it counts its requests. Default: by none that are known");

/** What of a workload of any kind is seen. */
export const observedFields = {
  alerts: alerts.optional(),
  traces: z
    .boolean()
    .describe("Whether it is told by OTEL_… variables where traces go. Default: true, of jobs false")
    .optional(),
};

/** The same of what keeps running. */
export const runningObservedFields = {
  dashboard: z.boolean().describe("Whether it has a dashboard of its own. Default: true").optional(),
};

/** What is promised of a workload. */
export const objectiveFields = { slo: slo.optional() };
