import { z } from "zod";
import { gatewayProviders, tlsVersions } from "../../components/gateway";
import { someTexts, text } from "./texts";
import { count } from "./workloads/numbers";

const hsts = z
  .union([
    z.literal(false),
    z.strictObject({
      maxAgeDays: count("Days that browsers keep to it", 1, 3650),
      includeSubDomains: z.boolean().describe("Whether that holds for all hosts below too. Default: false").optional(),
      preload: z.boolean().describe("Whether browsers may have it in their lists. Default: false").optional(),
    }),
  ])
  .describe("For how long browsers are told to come by HTTPS only; false tells them nothing. Default: a year");

const tls = z
  .union([
    z.literal(false),
    z.strictObject({
      issuer: text(
        "Name of an issuer of slipway:addOns.certManager.issuers, which gives each host a certificate",
      ).optional(),
      certificates: someTexts(
        "ARNs of certificates of ACM in the region of the cluster, for alb and aws-api-gateway; the first is the default",
      ).optional(),
      minimumVersion: z.enum(tlsVersions).describe("Oldest version that callers may speak. Default: 1.2").optional(),
      hsts: hsts.optional(),
      redirectHttp: z.boolean().describe("Whether port 80 answers with a redirect to HTTPS. Default: true").optional(),
    }),
  ])
  .describe("How hosts are encrypted: by an issuer, or by certificates; false is refused in production");

const waf = z
  .union([
    z.boolean(),
    z.strictObject({
      webAclArn: text("ARN of a web ACL that there is. Default: one is made with AWS' managed rules").optional(),
      requestsPerFiveMinutes: count(
        "Requests of one address in five minutes; more are refused. Default: no limit",
        10,
        2_000_000_000,
      ).optional(),
    }),
  ])
  .describe("AWS WAF in front of it; about $5 a month, $1 for each rule, $0.60 for a million requests. Default: none");

const cloudFront = z
  .strictObject({
    certificate: text("ARN of a certificate of ACM in us-east-1, for all hosts"),
    priceClass: z
      .enum(["PriceClass_100", "PriceClass_200", "PriceClass_All"])
      .describe("Where it answers from. Default: PriceClass_100, Europe and North America")
      .optional(),
    cachedPaths: someTexts("Paths whose answers are kept, such as /static/*. Default: none").optional(),
    webAclArn: text("ARN of a web ACL of the scope CLOUDFRONT. Default: none").optional(),
  })
  .describe("CloudFront in front of it, which keeps answers near to callers; costs by requests and traffic");

/** The way into the cluster. */
export const gateway = z
  .strictObject({
    provider: z
      .enum(gatewayProviders)
      .describe("Who carries out the routes of workloads. What each can do: docs/traffic.md. Default: envoy")
      .optional(),
    hosts: someTexts("Hosts that it serves, such as shop.example.com or *.example.com"),
    tls,
    exposure: z
      .enum(["public", "internal"])
      .describe("Whether the internet reaches it, or only its network. Default: public")
      .optional(),
    sourceRanges: someTexts("Addresses that may call, as CIDRs. Default: all").optional(),
    ipAddressType: z
      .enum(["ipv4", "dualstack"])
      .describe("Families of its addresses. Default: ipv4; on a cluster of IPv6 dualstack")
      .optional(),
    accessLogs: z
      .union([
        z.boolean(),
        z.strictObject({
          bucket: text("Name of a bucket that takes logs of load balancers"),
          prefix: text("Folder in it. Default: none").optional(),
        }),
      ])
      .describe("Whether each request is logged. Default: true")
      .optional(),
    waf: waf.optional(),
    cloudFront: cloudFront.optional(),
    replicas: z
      .strictObject({ min: count("Fewest pods", 1, 1000), max: count("Most pods", 1, 1000) })
      .describe("Pods that requests pass through. Default: 2 to 10; in development 1")
      .optional(),
    resources: z
      .strictObject({
        cpu: text("Such as 500m. Default: 250m").optional(),
        memory: text("Such as 512Mi. Default: 256Mi").optional(),
      })
      .describe("What each of these pods asks for")
      .optional(),
    rateLimitStore: z
      .union([z.boolean(), z.string()])
      .describe(
        "Where pods count requests together: true makes a store in the cluster, or host:port of one that there is. Default: false",
      )
      .optional(),
    responseCache: z
      .boolean()
      .describe(
        "Whether answers can be kept: nginx is then the Ingress Controller of F5; a REST API keeps those of routes that ask for it anyway. Default: false",
      )
      .optional(),
    api: z.enum(["http", "rest"]).describe("Which API aws-api-gateway makes. Default: http").optional(),
  })
  .describe("The way into the cluster: who carries out routes, for which hosts, and who may come");
