import { z } from "zod";
import { someTexts, text, texts } from "../texts";
import { count, portNumber, seconds } from "./numbers";

/** What the AWS Load Balancer Controller makes. */
export const loadBalancer = z
  .strictObject({
    scheme: z
      .enum(["internal", "internet-facing"])
      .describe("Who can reach it: the network that it is in, or everybody. Default: internal")
      .optional(),
    targets: z
      .enum(["ip", "instance"])
      .describe("What it sends to: pods, or nodes by their node ports. Default: ip")
      .optional(),
    name: text(
      "Name in AWS, at most 32 characters, which cannot be changed later. Default: the controller names it",
    ).optional(),
    subnets: someTexts(
      "Names or ids of subnets, one for each zone. Default: the tagged ones of the network",
    ).optional(),
    securityGroups: someTexts("Ids of security groups. Default: one that the controller makes").optional(),
    elasticIps: someTexts(
      "Allocation ids of elastic addresses, one for each subnet; only internet-facing. Default: none",
    ).optional(),
    ipAddressType: z.enum(["ipv4", "dualstack"]).describe("Families of its addresses. Default: ipv4").optional(),
    crossZone: z
      .boolean()
      .describe("Whether each zone sends to the pods of all; traffic between zones costs. Default: false")
      .optional(),
    tls: z
      .strictObject({
        certificates: z.array(z.string()).min(1).describe("ARNs of certificates of ACM, the default one first"),
        ports: someTexts("Names of the ports with TLS. Default: all that are not UDP").optional(),
        policy: text("Security policy of AWS. Default: ELBSecurityPolicy-TLS13-1-2-2021-06").optional(),
      })
      .describe("TLS that ends at the load balancer. Default: none")
      .optional(),
    proxyProtocol: z
      .boolean()
      .describe("Whether pods get the caller's address by the proxy protocol, which they must speak. Default: false")
      .optional(),
    healthCheck: z
      .strictObject({
        protocol: z.enum(["tcp", "http", "https"]).describe("How it asks. Default: tcp").optional(),
        port: portNumber.describe("Port that it asks. Default: that of the traffic").optional(),
        path: text("Path of the request, for http and https. Default: /").optional(),
        intervalSeconds: seconds("Seconds between two questions, 5 to 300. Default: 10", 5, 300).optional(),
        healthyThreshold: count("Answers in a row until a pod is used, 2 to 10. Default: 3", 2, 10).optional(),
        unhealthyThreshold: count("Failures in a row until it is not, 2 to 10. Default: 3", 2, 10).optional(),
      })
      .describe("How it asks whether a pod answers. Default: by opening a connection on the port of the traffic")
      .optional(),
    accessLogs: z
      .strictObject({
        bucket: text("Name of the bucket"),
        prefix: text("Folder in it. Default: none").optional(),
      })
      .describe("Where connections with TLS are logged. Default: nowhere")
      .optional(),
    deletionProtection: z
      .boolean()
      .describe("Whether AWS refuses to delete it; then a destroy stops at it. Default: false")
      .optional(),
    tags: texts("Tags of what it is made of. Default: the controller's own alone").optional(),
    targetGroupAttributes: texts(
      "More attributes of the target groups, such as deregistration_delay.timeout_seconds. Default: AWS' own",
    ).optional(),
  })
  .describe(
    "A Network Load Balancer of AWS; needs the type LoadBalancer, and the capability awsLoadBalancerController, with which each LoadBalancer must have it",
  )
  .meta({ id: "LoadBalancer" });
