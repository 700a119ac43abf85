import type { HelmOptions } from "../frame/helm-add-on";

export const dnsPolicies = ["upsert-only", "sync"] as const;
/** Whether records are only written, or also deleted when what they were made for is gone. */
export type DnsPolicy = (typeof dnsPolicies)[number];

/** Those of the Gateway API that its standard channel has in the version that ExternalDNS reads. */
export const gatewaySources = ["gateway-httproute", "gateway-grpcroute"] as const;
export const dnsSources = ["service", "ingress", ...gatewaySources] as const;
/** What records are made for. */
export type DnsSource = (typeof dnsSources)[number];

export const zoneTypes = ["public", "private"] as const;
/** Zones that the internet sees, or those that only VPCs see. */
export type ZoneType = (typeof zoneTypes)[number];

/**
 * ExternalDNS, which writes records of Route 53. It is one pod, as several would undo each other's changes: while it is restarted, no record
 * is written, and those that are there stay.
 */
export interface ExternalDnsSpec extends HelmOptions {
  /**
   * Domains below which it writes records, such as `shop.example.com`: of other hosts it keeps away, and may not write them. Default: those
   * of all zones, which is refused in production.
   */
  readonly domains?: readonly string[] | undefined;
  /**
   * `upsert-only`: it writes records and never deletes one, so that they are left over when what they were made for is gone. `sync`: it
   * also deletes those that are marked as its own, for which `domains` or `zoneIds` must be stated. Default: `sync` where they are, but in
   * production; else `upsert-only`.
   */
  readonly policy?: DnsPolicy | undefined;
  /**
   * What its records are marked with, by a TXT record each. Unique among all that write into the same zones, in whatever account and region:
   * of two with one name, each would delete the other's records. Changed later, it no longer knows its own. Default: the name of the cluster.
   */
  readonly owner?: string | undefined;
  /** What it makes records for. Default: `service` and `ingress`, and with the add-on gatewayApi its HTTP and gRPC routes. */
  readonly sources?: readonly DnsSource[] | undefined;
  /** IDs of the hosted zones that it sees and may change, such as `Z0123456789ABCDEFGHIJ`. Default: all zones of the account. */
  readonly zoneIds?: readonly string[] | undefined;
  /**
   * Which zones it writes into, where a domain has one of each kind. Default: both.
   */
  readonly zoneType?: ZoneType | undefined;
  /**
   * How often everything is compared, besides at each change: seconds, minutes or hours, such as `5m`. Route 53 takes five requests a second
   * for a whole account. Default: `1m`.
   */
  readonly interval?: string | undefined;
}

/** Whether it is said where it may write. */
export function isBounded({ domains = [], zoneIds = [] }: ExternalDnsSpec): boolean {
  return domains.length + zoneIds.length > 0;
}
