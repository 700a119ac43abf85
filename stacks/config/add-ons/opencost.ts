import { z } from "zod";
import { text } from "../texts";
import { helmOptions } from "./common";

export const openCost = z
  .strictObject({
    ...helmOptions,
    prometheusUrl: text(
      "URL of the API of the Prometheus that it asks, such as http://prometheus.monitoring:9090. Default: that of slipway:capabilities.prometheus",
    ).optional(),
    ui: z.boolean().describe("Whether there are pages to look at. Default: false").optional(),
  })
  .describe("OpenCost: says what each workload costs");
