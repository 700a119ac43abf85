import { z } from "zod";
import { helmOptions } from "./common";

export const nodeLocalDns = z
  .strictObject({
    anyKubernetes: helmOptions.anyKubernetes,
    dnsServiceIp: z
      .string()
      .describe(
        "Address of the cluster's DNS Service, such as 10.96.0.10. Default: on EKS that of the cluster; elsewhere it must be stated",
      )
      .optional(),
    clusterDomain: z.string().describe("Domain of the cluster. Default: cluster.local").optional(),
    cacheSeconds: z
      .number()
      .describe("Seconds for which answers are kept at most, from 1 to 3600. Default: 30")
      .optional(),
  })
  .describe("NodeLocal DNSCache: a DNS cache on each node");
