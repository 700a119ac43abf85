import type { Problem } from "../../core";
import type { Surroundings } from "../frame/add-on";
import { isBounded, type ExternalDnsSpec } from "./external-dns-spec";
import { checkDomain, checkZoneId } from "./hosted-zone";

/** What is wrong with the options of ExternalDNS. */
export function checkExternalDns(options: ExternalDnsSpec, { isProduction }: Surroundings): Problem[] {
  const { domains = [], zoneIds, owner, interval, sources } = options;
  return [
    ...(isProduction && domains.length === 0 ? [noDomains()] : []),
    ...(options.policy === "sync" && !isBounded(options) ? [unboundedSync()] : []),
    ...domains.flatMap((domain, index) => checkDomain(domain, ["domains", index])),
    ...(zoneIds?.flatMap((id, index) => checkZoneId(id, ["zoneIds", index])) ?? []),
    ...(zoneIds?.length === 0 ? [emptyList("zoneIds", "it could write into no zone")] : []),
    ...(sources?.length === 0 ? [emptyList("sources", "it would make no records")] : []),
    ...(owner === undefined ? [] : checkOwner(owner)),
    ...(interval === undefined ? [] : checkInterval(interval)),
  ];
}

function noDomains(): Problem {
  return {
    path: ["domains"],
    message: "in production it must not write into every zone of the account",
    found: "no domains",
    fix: "add domains: [shop.example.com], with those below which it may write records, or write externalDns: false",
  };
}

function unboundedSync(): Problem {
  return {
    path: ["policy"],
    message:
      "it would delete records in every zone of the account, those of other clusters that took the same name among them",
    found: "sync, without domains or zoneIds",
    fix: "add domains: [shop.example.com], or zoneIds: […], or write policy: upsert-only",
  };
}

function emptyList(field: string, because: string): Problem {
  return { path: [field], message: `with none, ${because}`, found: "[]", fix: `name at least one, or remove ${field}` };
}

function checkOwner(owner: string): Problem[] {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(owner)) return [];
  return [
    {
      path: ["owner"],
      message: "its records cannot be marked with this",
      found: owner,
      allowed: "1 to 100 letters, digits, '-', '_' and '.', with a letter or digit first",
      fix: "write a name such as that of the cluster",
    },
  ];
}

function checkInterval(interval: string): Problem[] {
  if (/^[1-9]\d*[smh]$/.test(interval)) return [];
  return [
    {
      path: ["interval"],
      message: "this is no time",
      found: interval,
      allowed: "a whole number above 0 and s, m or h, such as 5m",
      fix: "write a number and its unit",
    },
  ];
}
