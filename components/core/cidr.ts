import ipaddr from "ipaddr.js";
import type { Problem } from "./errors";

/** A range of addresses in the form that Kubernetes takes. */
export function checkCidr(path: Problem["path"], cidr: string): Problem[] {
  const isIpv4 = ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr);
  if (isIpv4 || ipaddr.IPv6.isValidCIDR(cidr)) return checkNetworkAddress(path, cidr, isIpv4);
  return [
    {
      path,
      message: "this is no range of addresses",
      found: cidr,
      allowed: "an address, '/', and the length of the prefix, such as 203.0.113.0/24",
      fix: ipaddr.isValid(cidr) ? `write ${cidrOf(cidr)}` : "write addresses; a name cannot be used here",
    },
  ];
}

/** The range that has only this address. */
export function cidrOf(address: string): string {
  return `${address}/${address.includes(":") ? 128 : 32}`;
}

/** Whether a text is an address, and not a name. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

/** Kubernetes takes the first address of a range, and no other one of it. */
function checkNetworkAddress(path: Problem["path"], cidr: string, isIpv4: boolean): Problem[] {
  const network = isIpv4 ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  const [address = "", prefix = ""] = cidr.split("/");
  if (ipaddr.parse(address).toNormalizedString() === network.toNormalizedString()) return [];
  return [
    {
      path,
      message: "the address has bits beyond the prefix",
      found: cidr,
      allowed: "the first address of the range",
      fix: `write ${network.toString()}/${prefix}`,
    },
  ];
}
