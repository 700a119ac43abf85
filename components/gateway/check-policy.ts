import { checkCidr, parseQuantity, under, type Problem } from "../core";
import { checkAuthentication } from "./check-authentication";
import { checkBackendPort } from "./check-backend";
import { checkCircuitBreaker, checkRetries } from "./check-resilience";
import { checkDuration, checkFilled, checkHeaderName, checkWhole } from "./check-values";
import type { AddressListSpec, ApiPolicySpec, CanarySpec, CorsSpec, RateLimitSpec } from "./policy-spec";
import type { RouteTarget } from "./route-spec";

const most = 1_000_000_000;

/** What is wrong with a policy, whoever carries it out. Paths begin with `policy`. */
export function checkPolicy(policy: ApiPolicySpec<RouteTarget> | undefined, self: RouteTarget): Problem[] {
  if (policy === undefined) return [];
  const { rateLimits, authentication, cors, cache, retries, circuitBreaker, maxRequestSize, addresses, canary } =
    policy;
  return under(
    ["policy"],
    [
      ...checkFilled(["rateLimits"], rateLimits, "no limit"),
      ...(rateLimits ?? []).flatMap((limit, index) => under(["rateLimits", index], checkLimit(limit, policy))),
      ...under(["authentication"], checkAuthentication(authentication)),
      ...under(["cors"], checkCors(cors)),
      ...checkDuration(["cache", "ttl"], cache?.ttl),
      ...(cache?.keyHeaders ?? []).flatMap((name, index) => checkHeaderName(["cache", "keyHeaders", index], name)),
      ...checkFilled(["cache", "keyHeaders"], cache?.keyHeaders, "none"),
      ...checkFilled(["cache", "keyQuery"], cache?.keyQuery, "all"),
      ...under(["retries"], checkRetries(retries)),
      ...under(["circuitBreaker"], checkCircuitBreaker(circuitBreaker)),
      ...checkSize(maxRequestSize),
      ...under(["addresses"], checkAddresses(addresses)),
      ...under(["canary"], checkCanary(canary, self)),
    ],
  );
}

function checkLimit({ requests, by }: RateLimitSpec, { authentication }: ApiPolicySpec<RouteTarget>): Problem[] {
  const byClaim = typeof by === "object" && "claim" in by;
  return [
    ...checkWhole(["requests"], requests, 1, most),
    ...(typeof by === "object" && "header" in by ? checkHeaderName(["by", "header"], by.header) : []),
    ...(byClaim && authentication?.jwt === undefined
      ? [
          {
            path: ["by", "claim"],
            message: "the limit counts by a claim, but callers bring no token",
            found: by.claim,
            fix: "add authentication.jwt, or count by address or header",
          },
        ]
      : []),
  ];
}

function checkCors(cors: CorsSpec | undefined): Problem[] {
  if (cors === undefined) return [];
  const { origins, headers, exposeHeaders, methods, credentials, maxAge } = cors;
  return [
    ...checkFilled(["origins"], origins, "no CORS at all, with the whole of cors"),
    ...origins.flatMap((origin, index) => checkOrigin(["origins", index], origin)),
    ...(credentials === true && origins.includes("*")
      ? [
          {
            path: ["origins"],
            message: "browsers send no credentials where every origin is let in",
            found: "* with credentials: true",
            fix: "name the origins, or remove credentials",
          },
        ]
      : []),
    ...[...(headers ?? []).entries()].flatMap(([index, name]) => checkHeaderName(["headers", index], name)),
    ...[...(exposeHeaders ?? []).entries()].flatMap(([index, name]) => checkHeaderName(["exposeHeaders", index], name)),
    ...checkFilled(["methods"], methods, "GET, HEAD and POST"),
    ...checkDuration(["maxAge"], maxAge),
  ];
}

function checkOrigin(path: Problem["path"], origin: string): Problem[] {
  if (origin === "*" || /^https?:\/\/(\*\.)?[a-z0-9.-]+(:[0-9]+)?$/.test(origin)) return [];
  return [
    {
      path,
      message: "this is no origin",
      found: origin === "" ? '""' : origin,
      allowed: "a scheme and a host, such as https://shop.example.com or https://*.example.com, without path",
      fix: "write it as browsers send it in the header Origin",
    },
  ];
}

function checkSize(size: string | undefined): Problem[] {
  const bytes = size === undefined ? 1 : parseQuantity(size);
  if (bytes !== undefined && Number.isInteger(bytes) && bytes > 0) return [];
  return [
    {
      path: ["maxRequestSize"],
      message: "this is no size",
      found: size === "" ? '""' : (size ?? ""),
      allowed: "whole bytes, with a unit such as Ki, Mi or Gi",
      fix: "write it like 512Ki or 10Mi",
    },
  ];
}

function checkAddresses(addresses: AddressListSpec | undefined): Problem[] {
  if (addresses === undefined) return [];
  const { allow, deny } = addresses;
  return [
    ...checkFilled(["allow"], allow, "everybody"),
    ...checkFilled(["deny"], deny, "nobody"),
    ...[...(allow ?? []).entries()].flatMap(([index, cidr]) => checkCidr(["allow", index], cidr)),
    ...[...(deny ?? []).entries()].flatMap(([index, cidr]) => checkCidr(["deny", index], cidr)),
  ];
}

function checkCanary(canary: CanarySpec<RouteTarget> | undefined, self: RouteTarget): Problem[] {
  if (canary === undefined) return [];
  const { to, port, weight, header } = canary;
  return [
    ...(weight === undefined && header === undefined
      ? [
          {
            path: [],
            message: "nobody would come to the canary",
            found: "neither weight nor header",
            fix: "add weight: 10, or header: { name: x-canary, value: always }",
          },
        ]
      : []),
    ...checkWhole(["weight"], weight, 1, 99),
    ...(header === undefined ? [] : checkHeaderName(["header", "name"], header.name)),
    ...(to.objectName === self.objectName
      ? [
          {
            path: ["to"],
            message: "the canary is the workload itself",
            found: to.objectName,
            fix: "name the workload of the new version",
          },
        ]
      : []),
    ...checkBackendPort(self, to, port, ["port"]),
  ];
}
