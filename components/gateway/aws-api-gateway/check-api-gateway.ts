import type { Problem } from "../../core";
import type { GatewaySurroundings } from "../gateway-engine";
import type { GatewaySpec } from "../gateway-spec";
import { checkCallers } from "../load-balancer-callers";
import { checkWebAclArns } from "../web-acl-arns";

const titles = { http: "an HTTP API", rest: "a REST API" } as const;

/** What is wrong with a gateway that is an API of AWS API Gateway. Paths are relative to its specification. */
export function checkApiGateway(api: "http" | "rest", spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  const { target, autoMode, ipFamily } = around;
  const title = titles[api];
  const place = checkPlace(title, target, autoMode, ipFamily);
  return [
    ...place,
    ...(place.length > 0 ? [] : checkCallers({ exposure: "internal" }, around)),
    ...checkTls(title, spec),
    ...(typeof spec.accessLogs === "object"
      ? [
          {
            path: ["accessLogs"],
            message: `${title} writes its access logs to CloudWatch alone`,
            found: `bucket: ${spec.accessLogs.bucket}`,
            allowed: "true, false",
            fix: "write accessLogs: true",
          },
        ]
      : []),
    ...(api === "http" && spec.responseCache === true
      ? [
          {
            path: ["responseCache"],
            message: "an HTTP API has no cache",
            found: "true",
            allowed: "with api: rest",
            fix: "write api: rest, or remove it",
          },
        ]
      : []),
    ...checkCloudFront(api, spec),
    ...checkWebAclArns(spec, around),
  ];
}

function checkPlace(
  title: string,
  target: GatewaySurroundings["target"],
  autoMode: boolean,
  ipFamily: GatewaySurroundings["ipFamily"],
): Problem[] {
  const path = ["provider"];
  if (target !== "eks") {
    return [
      {
        path,
        message: `${title} is made in the account of a cluster on EKS, which is not known here`,
        found: "aws-api-gateway with cluster.target: existing",
        allowed: "with cluster.target: eks",
        fix: "write provider: envoy",
      },
    ];
  }
  if (autoMode) {
    return [
      {
        path,
        message: `EKS Auto Mode keeps no pods in the target groups of ${title}`,
        found: "aws-api-gateway with Auto Mode",
        allowed: "with node groups or Karpenter",
        fix: "write provider: envoy, or leave Auto Mode",
      },
    ];
  }
  if (ipFamily === "ipv4") return [];
  return [
    {
      path,
      message: `the load balancer behind ${title} sends to addresses of IPv4`,
      found: "aws-api-gateway with a cluster of IPv6",
      allowed: "with a cluster of IPv4",
      fix: "write provider: envoy",
    },
  ];
}

function checkTls(title: string, { tls, hosts, cloudFront }: GatewaySpec): Problem[] {
  if (tls === false) {
    return [
      {
        path: ["tls"],
        message: `${title} is reached by TLS alone`,
        found: "false",
        allowed: "tls with certificates",
        fix: "write tls: { certificates: [arn:aws:acm:…] }",
      },
    ];
  }
  const { certificates = [], minimumVersion, hsts, redirectHttp } = tls;
  return [
    ...(certificates.length <= 1 || certificates.length === hosts.length
      ? []
      : [
          {
            path: ["tls", "certificates"],
            message: `each host of ${title} has one certificate`,
            found: `${certificates.length} certificates for ${hosts.length} hosts`,
            allowed: "one for all hosts, or one for each in their order",
            fix: "write one for each host",
          },
        ]),
    ...(minimumVersion === "1.3"
      ? [
          {
            path: ["tls", "minimumVersion"],
            message: `hosts of ${title} take TLS 1.2 and 1.3`,
            found: "1.3",
            allowed: "1.2",
            fix: "write 1.2",
          },
        ]
      : []),
    ...(cloudFront === undefined && hsts !== undefined && hsts !== false
      ? [
          {
            path: ["tls", "hsts"],
            message: `${title} adds no headers to answers; CloudFront in front of it does`,
            found: `maxAgeDays: ${hsts.maxAgeDays}`,
            allowed: "with cloudFront",
            fix: "add cloudFront, or write hsts: false and let workloads send the header",
          },
        ]
      : []),
    ...(cloudFront === undefined && redirectHttp === true
      ? [
          {
            path: ["tls", "redirectHttp"],
            message: `${title} does not answer on port 80; CloudFront in front of it does`,
            found: "true",
            allowed: "with cloudFront",
            fix: "add cloudFront, or remove it",
          },
        ]
      : []),
  ];
}

function checkCloudFront(api: "http" | "rest", { cloudFront, hosts, sourceRanges }: GatewaySpec): Problem[] {
  if (cloudFront === undefined) return [];
  return [
    ...(hosts.length === 1
      ? []
      : [
          {
            path: ["cloudFront"],
            message: "each host of an API has an address of its own, of which CloudFront can ask one",
            found: hosts.join(", "),
            allowed: "one host, which may be a wildcard",
            fix: "keep one host, such as a wildcard",
          },
        ]),
    ...(cloudFront.webAclArn === undefined
      ? []
      : [
          {
            path: ["cloudFront", "webAclArn"],
            message: "callers who know the name of the API could go around CloudFront, and so around its web ACL",
            found: cloudFront.webAclArn,
            fix: api === "rest" ? "write waf, which stands in front of the API itself" : "write api: rest and waf",
          },
        ]),
    ...(sourceRanges === undefined
      ? []
      : [
          {
            path: ["sourceRanges"],
            message: "the API sees the addresses of CloudFront, not those of callers",
            found: sourceRanges.join(", "),
            fix: "remove sourceRanges, or cloudFront",
          },
        ]),
  ];
}
