import { partitionOf } from "../../network";
import type { Problem } from "../../core";

/** ARN of something of Route 53, such as `hostedzone/Z0123456789ABCDEFGHIJ` or `hostedzone/*`. The region is one of the same partition. */
export function route53Arn(region: string, resource: string): string {
  return `arn:${partitionOf(region)}:route53:::${resource}`;
}

/** What is wrong with the ID of a hosted zone. */
export function checkZoneId(zoneId: string, path: Problem["path"]): Problem[] {
  if (/^Z[A-Z0-9]{7,31}$/.test(zoneId)) return [];
  return [
    {
      path,
      message: "this is no ID of a hosted zone of Route 53",
      found: zoneId,
      allowed: "Z and 7 to 31 capital letters and digits, without /hostedzone/, such as Z0123456789ABCDEFGHIJ",
      fix: "write the ID that Route 53 shows beside the zone",
    },
  ];
}

/** What is wrong with the name of a domain. */
export function checkDomain(domain: string, path: Problem["path"]): Problem[] {
  const labels = domain.split(".");
  const isDomain =
    domain.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?$/.test(label));
  if (isDomain) return [];
  return [
    {
      path,
      message: "this is no name of a domain",
      found: domain,
      allowed:
        "lower-case labels with dots between, without https://, * or a dot at either end, such as shop.example.com",
      fix: "write the domain alone",
    },
  ];
}
