import { checkCidr, under, type Problem } from "../core";
import { checkFeatures } from "./capability-matrix";
import { checkFilled, checkHost, checkHostsTwice, checkWhole } from "./check-values";
import { engineOf } from "./engines";
import { featuresOfGateway } from "./features-of";
import { listenersOf, redirectsHttp } from "./gateway-api/gateway-objects";
import { mostListeners } from "./gateway-api/limits";
import type { GatewaySurroundings } from "./gateway-engine";
import { ownFields, type GatewaySpec, type GatewayTlsSpec } from "./gateway-spec";
import { checkRegion } from "./check-certificate";

/** What is wrong with a gateway. Paths are relative to its specification. */
export function checkGateway(spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  const engine = engineOf(spec);
  const written = checkWritten(spec, around);
  const asked = checkFeatures(featuresOfGateway(spec), engine.name);
  const own = () => [...checkListeners(spec, around), ...(engine.checkGateway?.(spec, around) ?? [])];
  return [...written, ...asked, ...(written.length > 0 ? [] : own())];
}

/** Of a Gateway of the Gateway API; other engines have none. */
function checkListeners(spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  const { gatewayApi } = engineOf(spec).addOns(spec, around);
  const most = mostListeners - (redirectsHttp(spec) ? 1 : 0);
  const listeners = listenersOf(spec).length;
  if (gatewayApi === undefined || listeners <= most) return [];
  return [
    {
      path: ["hosts"],
      message: "a gateway listens for each of its hosts, and for what it redirects, and has 64 listeners at most",
      found: `${listeners} hosts`,
      allowed: `at most ${most}`,
      fix: "write a wildcard host such as *.example.com for several",
    },
  ];
}

function checkWritten(spec: GatewaySpec, around: GatewaySurroundings): Problem[] {
  const { hosts, tls, sourceRanges, replicas, cloudFront, waf, exposure = "public" } = spec;
  return [
    ...(hosts.length === 0
      ? [
          {
            path: ["hosts"],
            message: "the gateway serves no host",
            found: "[]",
            fix: "add one, such as shop.example.com",
          },
        ]
      : []),
    ...hosts.flatMap((host, index) => checkHost(["hosts", index], host)),
    ...checkHostsTwice(["hosts"], hosts),
    ...under(["tls"], checkTls(tls, around)),
    ...checkFilled(["sourceRanges"], sourceRanges, "everybody"),
    ...(sourceRanges ?? []).flatMap((cidr, index) => checkCidr(["sourceRanges", index], cidr)),
    ...checkDemandedRanges(exposure, sourceRanges, around),
    ...checkOwnFields(spec),
    ...checkWhole(["replicas", "min"], replicas?.min, 1, 1000),
    ...checkWhole(["replicas", "max"], replicas?.max, replicas?.min ?? 1, 1000),
    ...(typeof waf === "object" ? checkWaf(waf) : []),
    ...(cloudFront === undefined
      ? []
      : checkRegion(["cloudFront", "certificate"], cloudFront.certificate, "us-east-1")),
    ...checkFamilies(spec, around),
  ];
}

function checkTls(tls: GatewayTlsSpec | false, { isProduction, issuers, region }: GatewaySurroundings): Problem[] {
  if (tls === false) {
    if (!isProduction) return [];
    return [
      {
        path: [],
        message: "in production callers come by TLS",
        found: "false",
        allowed: "tls with issuer, or with certificates",
        fix: "write tls: { issuer: letsencrypt }, or certificates of ACM",
      },
    ];
  }
  const { issuer, certificates, hsts } = tls;
  const given = Object.entries({ issuer, certificates }).filter(([, value]) => value !== undefined);
  const near = issuers?.[0];
  return [
    ...(given.length === 1
      ? []
      : [
          {
            path: [],
            message:
              given.length === 0
                ? "TLS has neither an issuer nor a certificate"
                : "TLS has an issuer and certificates at once",
            found: given.length === 0 ? "nothing" : "issuer and certificates",
            allowed: "exactly one of issuer and certificates",
            fix: given.length === 0 ? `write issuer: ${near ?? "letsencrypt"}, or certificates` : "keep one of them",
          },
        ]),
    ...(issuer === undefined || issuers === undefined || issuers.includes(issuer)
      ? []
      : [
          {
            path: ["issuer"],
            message: "there is no such issuer",
            found: issuer,
            allowed: issuers.length === 0 ? "one of addOns.certManager.issuers, which has none" : issuers.join(", "),
            fix:
              near === undefined
                ? `add it under slipway:addOns.certManager.issuers.${issuer}`
                : `write ${near}, or add it under slipway:addOns.certManager.issuers`,
          },
        ]),
    ...checkFilled(["certificates"], certificates, "an issuer"),
    ...(certificates ?? []).flatMap((arn, index) => checkRegion(["certificates", index], arn, region)),
    ...(hsts === undefined || hsts === false ? [] : checkWhole(["hsts", "maxAgeDays"], hsts.maxAgeDays, 1, 3650)),
    ...(hsts !== undefined &&
    hsts !== false &&
    hsts.preload === true &&
    (hsts.maxAgeDays < 365 || hsts.includeSubDomains !== true)
      ? [
          {
            path: ["hsts", "preload"],
            message: "browsers' lists take a host only with all below it, and for a year at least",
            found: `maxAgeDays: ${hsts.maxAgeDays}, includeSubDomains: ${hsts.includeSubDomains ?? false}`,
            fix: "write maxAgeDays: 365 and includeSubDomains: true, or remove preload",
          },
        ]
      : []),
  ];
}

/** What an environment demands holds for what everybody can reach. */
function checkDemandedRanges(
  exposure: "public" | "internal",
  sourceRanges: readonly string[] | undefined,
  { requiresSourceRanges = false }: GatewaySurroundings,
): Problem[] {
  const isOpen = sourceRanges === undefined || sourceRanges.some((cidr) => cidr === "0.0.0.0/0" || cidr === "::/0");
  if (!requiresSourceRanges || exposure === "internal" || !isOpen) return [];
  return [
    {
      path: ["sourceRanges"],
      message: "the environment lets nobody make what every address may call",
      found: sourceRanges === undefined ? "nothing" : sourceRanges.join(", "),
      allowed: "ranges of addresses, or exposure: internal",
      fix: "add the addresses that may call, such as [203.0.113.0/24]",
    },
  ];
}

function checkOwnFields(spec: GatewaySpec): Problem[] {
  const { provider = "envoy" } = spec;
  return (Object.keys(ownFields) as (keyof typeof ownFields)[]).flatMap((field) => {
    const providers: readonly string[] = ownFields[field];
    const value = spec[field];
    if (value === undefined || value === false || providers.includes(provider)) return [];
    return [
      {
        path: [field],
        message: `the provider ${provider} has nothing of this kind`,
        found: typeof value === "object" ? field : String(value),
        allowed: `with ${providers.join(", ")}`,
        fix: `remove ${field}, or choose another provider`,
      },
    ];
  });
}

function checkWaf({ webAclArn, requestsPerFiveMinutes }: Exclude<GatewaySpec["waf"], boolean | undefined>): Problem[] {
  return [
    ...checkWhole(["waf", "requestsPerFiveMinutes"], requestsPerFiveMinutes, 10, 2_000_000_000),
    ...(webAclArn === undefined || requestsPerFiveMinutes === undefined
      ? []
      : [
          {
            path: ["waf", "requestsPerFiveMinutes"],
            message: "a web ACL that is there already has its own rules",
            found: `webAclArn and requestsPerFiveMinutes: ${requestsPerFiveMinutes}`,
            fix: "remove one of them",
          },
        ]),
  ];
}

function checkFamilies({ ipAddressType }: GatewaySpec, { dualStackNetwork, ipFamily }: GatewaySurroundings): Problem[] {
  if (ipAddressType === "ipv4" && ipFamily === "ipv6") {
    return [
      {
        path: ["ipAddressType"],
        message: "the pods of the cluster have IPv6 addresses, to which a load balancer of IPv4 alone cannot send",
        found: "ipv4",
        allowed: "dualstack",
        fix: "write dualstack, or remove it",
      },
    ];
  }
  if (ipAddressType !== "dualstack" || dualStackNetwork !== false) return [];
  return [
    {
      path: ["ipAddressType"],
      message: "the subnets have no IPv6 addresses",
      found: "dualstack",
      allowed: "ipv4",
      fix: "add ipv6: true to slipway:network, or write ipv4",
    },
  ];
}
