/**
 * Whether a CIDR is the whole internet or a large part of it. Two halves (`0.0.0.0/1`, `128.0.0.0/1`) are as open as
 * `0.0.0.0/0`; the largest private range is a /8, and all public IPv6 addresses are in 2000::/3.
 */
export function isEveryone(cidr: string): boolean {
  const length = Number(/\/(\d+)$/.exec(cidr)?.[1] ?? "128");
  return cidr.includes(":") ? length <= 3 : length < 8;
}
