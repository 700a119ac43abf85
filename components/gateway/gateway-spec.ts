import type { GatewayProvider } from "./gateway-providers";

export const tlsVersions = ["1.2", "1.3"] as const;

/** How the hosts of a gateway are encrypted: by exactly one of `issuer` and `certificates`. */
export interface GatewayTlsSpec {
  /** Name of an issuer of cert-manager: it gives each host a certificate of its own, a wildcard host a wildcard one (which needs `dns01`). */
  readonly issuer?: string | undefined;
  /** ARNs of certificates of ACM in the region of the cluster, for gateways whose load balancer ends TLS; the first is the default. */
  readonly certificates?: readonly string[] | undefined;
  /** Oldest version that callers may speak. Default: `1.2`. */
  readonly minimumVersion?: (typeof tlsVersions)[number] | undefined;
  /**
   * For how long browsers are told to come by HTTPS only (`Strict-Transport-Security`); they keep to it, also when TLS has gone. `false`
   * tells them nothing. Default: a year, without `includeSubDomains` and `preload`.
   */
  readonly hsts?:
    | {
        readonly maxAgeDays: number;
        readonly includeSubDomains?: boolean | undefined;
        readonly preload?: boolean | undefined;
      }
    | false
    | undefined;
  /** Whether port 80 answers with a redirect to HTTPS, or not at all. Default: true. */
  readonly redirectHttp?: boolean | undefined;
}

/** Rules of AWS WAF in front of the gateway. About $5 a month for it, $1 for each rule, and $0.60 for a million requests (eu-central-1). */
export interface WafSpec {
  /** ARN of a web ACL that there is. Default: one is made, with AWS' managed rules against known bad inputs and common attacks. */
  readonly webAclArn?: string | undefined;
  /** Requests of one address in five minutes, 10 to 2,000,000,000; more are refused. Only with one that is made. Default: no limit. */
  readonly requestsPerFiveMinutes?: number | undefined;
}

/** CloudFront in front of the gateway: answers are kept near to callers, by their `Cache-Control`. Costs by requests and traffic. */
export interface CloudFrontSpec {
  /** ARN of a certificate of ACM in us-east-1, for all hosts of the gateway: CloudFront takes no others. */
  readonly certificate: string;
  /** Where it answers from: `PriceClass_100` is Europe and North America. Default: `PriceClass_100`. */
  readonly priceClass?: "PriceClass_100" | "PriceClass_200" | "PriceClass_All" | undefined;
  /** Paths whose answers are kept, such as `/static/*`. Default: none, everything is asked for. */
  readonly cachedPaths?: readonly string[] | undefined;
  /** ARN of a web ACL of WAF of the scope CLOUDFRONT. Default: none. */
  readonly webAclArn?: string | undefined;
}

/** The way into a cluster: who carries out the routes of its workloads, for which hosts, and who may come. */
export interface GatewaySpec {
  /** Default: `envoy`. */
  readonly provider?: GatewayProvider | undefined;
  /** Hosts that it serves: `shop.example.com`, or `*.example.com` for all one level below. At least one. */
  readonly hosts: readonly string[];
  /** `false` is for clusters at hand and is refused in production. */
  readonly tls: GatewayTlsSpec | false;
  /** Whether the internet reaches it, or only its network. Default: `public`. */
  readonly exposure?: "public" | "internal" | undefined;
  /** Addresses that may call, as CIDRs. Default: all. */
  readonly sourceRanges?: readonly string[] | undefined;
  /** Families of its addresses. `dualstack` needs subnets with both. Default: `ipv4`; on a cluster of IPv6 `dualstack`. */
  readonly ipAddressType?: "ipv4" | "dualstack" | undefined;
  /** Whether each request is logged: by the pods of the gateway to their output; by AWS' own to CloudWatch, or a bucket. Default: true. */
  readonly accessLogs?: boolean | { readonly bucket: string; readonly prefix?: string | undefined } | undefined;
  readonly waf?: boolean | WafSpec | undefined;
  readonly cloudFront?: CloudFrontSpec | undefined;
  /** Pods that requests pass through. Default: 2 to 10 where there are several of everything, else 1. Not for AWS' own. */
  readonly replicas?: { readonly min: number; readonly max: number } | undefined;
  /** What each of these pods asks for. Default: `{ cpu: "250m", memory: "256Mi" }`. Not for AWS' own. */
  readonly resources?: { readonly cpu?: string | undefined; readonly memory?: string | undefined } | undefined;
  /**
   * Where pods count requests together, for rate limits of the whole gateway: `true` makes a store for it in the cluster (Valkey), or the
   * address of one that there is, `host:port`, without a password. For `envoy`, `kong` and `traefik`. Default: none.
   */
  readonly rateLimitStore?: boolean | string | undefined;
  /**
   * Whether answers can be kept: then `nginx` is the Ingress Controller of F5. A REST API needs no switch: it has a cache cluster, at about $15 a
   * month, for each path of a route whose policy has `cache`. Default: false.
   */
  readonly responseCache?: boolean | undefined;
  /** Which API `aws-api-gateway` makes. Default: `http`. */
  readonly api?: "http" | "rest" | undefined;
}

/** What `responseCache`, `api` and `rateLimitStore` are about: fields that only some providers have. */
export const ownFields = {
  rateLimitStore: ["envoy", "kong", "traefik"],
  responseCache: ["nginx", "aws-api-gateway"],
  api: ["aws-api-gateway"],
  replicas: ["envoy", "nginx", "kong", "traefik"],
  resources: ["envoy", "nginx", "kong", "traefik"],
} as const satisfies Partial<Record<keyof GatewaySpec, readonly GatewayProvider[]>>;
