import { z } from "zod";
import { helmOptions } from "./common";

export const envoyGateway = z
  .strictObject({
    ...helmOptions,
    rateLimitStore: z
      .string()
      .describe(
        "Where its Envoys count requests together: host:port of a Valkey or Redis without TLS and password. A gateway with rateLimitStore sets it. Default: each counts for itself",
      )
      .optional(),
  })
  .describe("Envoy Gateway: carries out Gateways and routes by Envoys");
