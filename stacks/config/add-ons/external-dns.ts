import { z } from "zod";
import { dnsPolicies, dnsSources, zoneTypes } from "../../../components/addons/external-dns/external-dns-spec";
import { helmOptions } from "./common";

export const externalDns = z
  .strictObject({
    ...helmOptions,
    domains: z
      .array(z.string())
      .describe(
        "Domains below which it writes records, such as shop.example.com. Default: those of all zones, which is refused in production",
      )
      .optional(),
    policy: z
      .enum(dnsPolicies)
      .describe(
        "Whether records are only written, or also deleted. Default: sync where domains or zoneIds are stated, but in production; else upsert-only",
      )
      .optional(),
    owner: z
      .string()
      .describe(
        "What its records are marked with, unique among all that write into the same zones. Default: the name of the cluster",
      )
      .optional(),
    sources: z
      .array(z.enum(dnsSources))
      .describe("What it makes records for. Default: service and ingress, and with gatewayApi HTTP and gRPC routes")
      .optional(),
    zoneIds: z
      .array(z.string())
      .describe("IDs of the hosted zones that it sees and may change. Default: all zones of the account")
      .optional(),
    zoneType: z
      .enum(zoneTypes)
      .describe("Which zones it writes into, where a domain has one of each kind. Default: both")
      .optional(),
    interval: z
      .string()
      .describe("How often everything is compared, besides at each change, such as 5m. Default: 1m")
      .optional(),
  })
  .describe("ExternalDNS: records of Route 53 for load balancers, ingresses and routes");
