import ipaddr from "ipaddr.js";
import { checkCidr, cidrOf, type Problem } from "../../core";

/**
 * Where a node tells about itself, and hands out its credentials unless its options forbid it.
 * Source: EC2 User Guide, "Access instance metadata for an EC2 instance".
 */
const instanceMetadata = ["169.254.169.254", "fd00:ec2::254"].map(cidrOf);

/** What a range is open without: what was said, and where the nodes' metadata are, which only a rule for exactly that address opens. */
export function exceptedRanges(cidr: string, own: readonly string[] = []): string[] {
  const metadata = instanceMetadata.filter((one) => isWithin(one, cidr) && !own.some((other) => covers(other, one)));
  return [...own, ...metadata];
}

/** What is wrong with ranges that a range is to be open without. Paths are relative to the rule. */
export function checkExceptedRanges(cidr: string | undefined, except: readonly string[] | undefined): Problem[] {
  if (except === undefined) return [];
  if (cidr === undefined) {
    return [
      {
        path: ["except"],
        message: "a range is excepted from another one, and the rule has none",
        found: except.join(", "),
        fix: "remove except, or write cidr in place of the rest",
      },
    ];
  }
  // Of a range that is none it cannot be said what is inside.
  const isRange = checkCidr(["cidr"], cidr).length === 0;
  return except.flatMap((range, index) => {
    const malformed = checkCidr(["except", index], range);
    if (malformed.length > 0 || !isRange || isWithin(range, cidr)) return malformed;
    return [
      {
        path: ["except", index],
        message: "the rule does not open this range, so it cannot be excepted",
        found: range,
        allowed: `ranges smaller than ${cidr} and inside of it`,
        fix: "remove it, or write one that is inside",
      },
    ];
  });
}

/** Whether a range is inside another one, and smaller. Both are ranges. */
function isWithin(range: string, other: string): boolean {
  const [address, prefix] = ipaddr.parseCIDR(range);
  const [network, length] = ipaddr.parseCIDR(other);
  return address.kind() === network.kind() && prefix > length && address.match(network, length);
}

function covers(range: string, other: string): boolean {
  const [address, prefix] = ipaddr.parseCIDR(range);
  return isWithin(other, range) || `${address.toString()}/${prefix}` === other;
}
