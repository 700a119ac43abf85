import { z } from "zod";
import { helmOptions } from "./common";

export const prometheusBlackboxExporter = z
  .strictObject({
    ...helmOptions,
    modules: z
      .record(
        z.string(),
        z.strictObject({
          statuses: z.array(z.number()).describe("Statuses that are fine. Default: 200 to 299").optional(),
          contains: z
            .string()
            .describe("Regular expression (RE2) that the answer must have somewhere. Default: whatever it is")
            .optional(),
          timeoutSeconds: z.number().describe("Seconds that the answer may take. Default: 10").optional(),
          tls: z.boolean().describe("Whether it must be by TLS. Default: false").optional(),
        }),
      )
      .describe("Ways of calling by HTTP, by name. Default: http")
      .optional(),
  })
  .describe("The blackbox exporter: calls addresses for probes");
