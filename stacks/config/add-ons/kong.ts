import { z } from "zod";
import { helmOptions } from "./common";

export const kong = z
  .strictObject({
    ...helmOptions,
    replicas: z
      .strictObject({ min: z.number().describe("Fewest pods"), max: z.number().describe("Most pods") })
      .describe("How many pods there are. Default: 2 to 10 where there are several of everything, else 1")
      .optional(),
    cpuMillis: z
      .number()
      .describe("What each asks for, in thousandths of a core, besides 100 of its controller. Default: 250")
      .optional(),
    memoryMib: z
      .number()
      .describe("What each asks for, and gets at most, in MiB, besides 256 of its controller. Default: 512")
      .optional(),
    minimumTls: z
      .enum(["1.2", "1.3"])
      .describe("Oldest version of TLS that callers may speak. Default: 1.2")
      .optional(),
    accessLogs: z.boolean().describe("Whether each request is logged to their output. Default: true").optional(),
    proxyProtocolFrom: z
      .array(z.string())
      .describe("Addresses, as CIDRs, that tell the caller's address by the proxy protocol. Default: nobody does")
      .optional(),
  })
  .describe("Kong Gateway, open-source edition, which its makers publish no more after 3.9: a gateway with plugins");
