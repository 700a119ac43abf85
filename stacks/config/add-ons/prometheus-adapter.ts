import { z } from "zod";
import { text, texts } from "../texts";
import { helmOptions } from "./common";

const metric = z.strictObject({
  series: text("Name of the series that are summed up, such as http_requests_total"),
  labels: texts("Labels that they must have besides. Default: any").optional(),
  of: z
    .strictObject({
      label: text("Label of the series with the name of the object"),
      resource: text("Kind of the object as a resource, with its group: service, deployment.apps"),
    })
    .describe("What it is a metric of. Default: pods, by the label pod")
    .optional(),
  as: z
    .enum(["value", "rate"])
    .describe("rate: by how much it grows in a second. Default: rate of what ends in _total, else value")
    .optional(),
  window: text("Time that a rate is of, at least 1m. Default: 2m").optional(),
});

export const prometheusAdapter = z
  .strictObject({
    ...helmOptions,
    metrics: z
      .record(z.string(), metric)
      .describe("Metrics of pods and objects by the names under which autoscalers ask for them. At least one"),
  })
  .describe("prometheus-adapter: serves custom.metrics.k8s.io, where an autoscaler asks for these and not by KEDA");
