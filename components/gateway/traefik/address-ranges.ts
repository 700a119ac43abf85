import ipaddr from "ipaddr.js";

/** A range of addresses: its first address as a number, and the bits of its prefix. */
interface Range {
  readonly first: bigint;
  readonly prefix: number;
}

/** The families of addresses by their lengths in bits. */
const families = { ipv4: 32, ipv6: 128 } as const;
type Family = keyof typeof families;

/** All ranges that are allowed, without those that are denied; as few as possible. Traefik knows lists of whom to let in alone. */
export function withoutDenied(allow: readonly string[] | undefined, deny: readonly string[]): string[] {
  return (Object.keys(families) as Family[]).flatMap((family) => {
    const denied = rangesOf(deny, family);
    const allowed = allow === undefined ? [{ first: 0n, prefix: 0 }] : rangesOf(allow, family);
    return denied
      .reduce<readonly Range[]>((left, one) => left.flatMap((range) => subtract(range, one, families[family])), allowed)
      .map((range) => textOf(range, family));
  });
}

function rangesOf(cidrs: readonly string[], family: Family): Range[] {
  return cidrs.flatMap((cidr) => {
    const [address, prefix] = ipaddr.parseCIDR(cidr);
    if (address.kind() !== family) return [];
    const first = address.toByteArray().reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
    return [{ first, prefix }];
  });
}

/** The halves of a range that do not hold the other, and again those of the one that does. */
function subtract(range: Range, denied: Range, bits: number): Range[] {
  if (contains(denied, range, bits)) return [];
  if (!contains(range, denied, bits)) return [range];
  const prefix = range.prefix + 1;
  const halves = [
    { first: range.first, prefix },
    { first: range.first + (1n << BigInt(bits - prefix)), prefix },
  ];
  return halves.flatMap((half) => subtract(half, denied, bits));
}

function contains(outer: Range, inner: Range, bits: number): boolean {
  const shift = BigInt(bits - outer.prefix);
  return outer.prefix <= inner.prefix && outer.first >> shift === inner.first >> shift;
}

function textOf({ first, prefix }: Range, family: Family): string {
  const bytes = Array.from({ length: families[family] / 8 }, (_, index) =>
    Number((first >> BigInt(families[family] - 8 * (index + 1))) & 0xffn),
  );
  const address = ipaddr.fromByteArray(bytes);
  return `${address.toString()}/${prefix}`;
}
