import ipaddr from "ipaddr.js";

/** A block of IPv4 addresses. */
export interface Cidr {
  /** The first address, as a number of 32 bits. */
  readonly start: number;
  /** Length of the prefix, 0 to 32. */
  readonly prefix: number;
}

/** The ranges that are free for use within a network. Sources: RFC 1918, and RFC 6598 for the last. */
export const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] as const;
export type PrivateRange = (typeof privateRanges)[number];

/** How many addresses a block of this prefix has. */
export function blockSize(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** Reads `10.0.0.0/16`; undefined for anything else. Bits beyond the prefix may be set, see `toNetwork`. */
export function parseCidr(text: string): Cidr | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  return { start: address.octets.reduce((number, octet) => number * 256 + octet, 0), prefix };
}

export function formatCidr({ start, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix}`;
}

/** The block of a prefix that an address is in: 10.0.1.7 with /16 is 10.0.0.0/16. */
export function toNetwork({ start, prefix }: Cidr): Cidr {
  return { start: start - (start % blockSize(prefix)), prefix };
}

/** Whether all of the inner block is within the outer one. Both are networks. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.start >= outer.start && endOf(inner) <= endOf(outer);
}

/** Whether two blocks have an address in common. Both are networks. */
export function overlap(one: Cidr, other: Cidr): boolean {
  return one.start < endOf(other) && other.start < endOf(one);
}

/** The private range that a block is in; undefined where it is in none. */
export function privateRangeOf(cidr: Cidr): PrivateRange | undefined {
  return privateRanges.find((range) => contains(known(range), cidr));
}

/** A CIDR of a table in this project. */
export function known(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new RangeError(`${text} is not a CIDR`);
  return cidr;
}

/**
 * One /64 of a VPC's IPv6 block of /56.
 * @param index 0 to 255
 */
export function ipv6SubnetOf(block: string, index: number): string {
  const [address] = ipaddr.IPv6.parseCIDR(block);
  const [first = 0, second = 0, third = 0, fourth = 0] = address.parts;
  const parts = [first, second, third, fourth - (fourth % 256) + index, 0, 0, 0, 0];
  return `${new ipaddr.IPv6(parts).toRFC5952String()}/64`;
}

/** The address after the last one. */
function endOf({ start, prefix }: Cidr): number {
  return start + blockSize(prefix);
}

/**
 * Whether a CIDR is the whole internet or a large part of it. Two halves (`0.0.0.0/1`, `128.0.0.0/1`) are as open as
 * `0.0.0.0/0`; the largest private range is a /8, and all public IPv6 addresses are in 2000::/3.
 */
export function isEveryone(cidr: string): boolean {
  const length = Number(/\/(\d+)$/.exec(cidr)?.[1] ?? "128");
  return cidr.includes(":") ? length <= 3 : length < 8;
}
