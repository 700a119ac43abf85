import { z } from "zod";
import { helmOptions } from "./common";

export const traefik = z
  .strictObject({
    ...helmOptions,
    replicas: z
      .strictObject({ min: z.number().describe("Fewest pods"), max: z.number().describe("Most pods") })
      .describe("How many pods there are. Default: 2 to 10 where there are several of everything, else 1")
      .optional(),
    cpuMillis: z.number().describe("What each asks for, in thousandths of a core. Default: 250").optional(),
    memoryMib: z.number().describe("What each asks for, and gets at most, in MiB. Default: 256").optional(),
    accessLogs: z.boolean().describe("Whether each request is logged to their output. Default: true").optional(),
    proxyProtocolFrom: z
      .array(z.string())
      .describe("Addresses, as CIDRs, that tell the caller's address by the proxy protocol. Default: nobody does")
      .optional(),
  })
  .describe("Traefik: a gateway that carries out routes of the Gateway API, with policies as middlewares");
