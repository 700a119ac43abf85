import { z } from "zod";
import { helmOptions } from "./common";

export const awsLoadBalancerController = z
  .strictObject({
    ...helmOptions,
    defaultScheme: z
      .enum(["internal", "internet-facing"])
      .describe("Whether a load balancer of which nothing is said can be reached from the internet. Default: internal")
      .optional(),
    defaultSslPolicy: z
      .string()
      .describe(
        "AWS's policy of TLS versions and ciphers for listeners of which nothing is said. Default: ELBSecurityPolicy-TLS13-1-2-2021-06",
      )
      .optional(),
    defaultIngressClass: z
      .boolean()
      .describe("Whether an Ingress that names no class gets a load balancer. Default: false, it must name alb")
      .optional(),
    wafv2: z
      .boolean()
      .describe(
        "Whether load balancers can be given web ACLs of AWS WAF; annotations have no effect otherwise. 5 USD a month for each, and more by use. Default: true",
      )
      .optional(),
    shield: z
      .boolean()
      .describe(
        "Whether load balancers can be given AWS Shield Advanced; annotations have no effect otherwise. Default: false",
      )
      .optional(),
  })
  .describe("AWS Load Balancer Controller: makes load balancers of AWS for Services, Ingresses and Gateways");
