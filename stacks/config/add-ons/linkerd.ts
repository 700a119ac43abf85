import { z } from "zod";
import { helmOptions } from "./common";

const certificates = z
  .strictObject({
    anchorDays: z.number().describe("Days that the trust anchor holds. Default: 3650").optional(),
    issuerHours: z
      .number()
      .describe("Hours that the certificate holds that the control plane signs with, from 48. Default: 48")
      .optional(),
  })
  .describe("How long what the mesh is built on holds. All are renewed by themselves");

const proxy = z
  .strictObject({
    cpuMillis: z.number().describe("In thousandths of a core. Default: 20").optional(),
    memoryMib: z.number().describe("In MiB: the request, and the limit is four times that. Default: 64").optional(),
  })
  .describe("What each proxy asks for");

export const linkerd = z
  .strictObject({
    ...helmOptions,
    mtls: z
      .enum(["strict", "permissive"])
      .describe("Whether workloads take calls of the mesh alone, or also others without encryption. Default: strict")
      .optional(),
    trustDomain: z.string().describe("Last part of the identities of workloads. Default: cluster.local").optional(),
    certificates: certificates.optional(),
    proxy: proxy.optional(),
  })
  .describe(
    "Linkerd: a mesh of small proxies, one in each pod. Edge releases, of which its makers mend the newest alone",
  );
