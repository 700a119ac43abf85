import { blockSize, type Cidr } from "./cidr";
import type { Tier } from "./handle";

/** The size of each subnet of a tier. */
export interface TierSize {
  /** Length of the prefix of its CIDR, such as 20 for 4,096 addresses, five of which AWS keeps. */
  readonly prefix: number;
}

/** The tiers of a VPC: `false` leaves one out, and nothing said is the default size. */
export interface TierSizes {
  /** For load balancers and NAT gateways. At most /27: an Application Load Balancer needs one, with eight free addresses. */
  readonly public?: TierSize | false | undefined;
  /** For nodes, and for their pods unless there is a CIDR for pods. At most /26, see `smallestBlocks`. */
  readonly private?: TierSize | undefined;
  /** For databases. At most /28, as AWS allows none smaller. */
  readonly isolated?: TierSize | false | undefined;
}

/** Where a tier's subnet lies within the part of the CIDR that a zone has. */
export interface TierBlock {
  readonly tier: Exclude<Tier, "pods">;
  /** Addresses from the start of the zone's part. */
  readonly offset: number;
  readonly prefix: number;
}

/** How much longer a zone's prefix is than the VPC's: four zones find room, so a new one never moves another. */
const zoneBits = 2;

/** How much longer the prefix of each tier is than the VPC's, if nothing else is said. */
const defaultBits = { private: 3, public: 4, isolated: 5 } as const;

/** The prefixes of the tiers that there are, in a VPC of this prefix. */
export function tierPrefixes(vpcPrefix: number, tiers: TierSizes = {}): Omit<TierBlock, "offset">[] {
  return (["private", "public", "isolated"] as const).flatMap((tier) => {
    const size = tiers[tier];
    return size === false ? [] : [{ tier, prefix: size?.prefix ?? vpcPrefix + defaultBits[tier] }];
  });
}

/** Where each tier lies in a zone's part of a VPC of this prefix; undefined if they do not fit. */
export function layOut(vpcPrefix: number, tiers?: TierSizes): TierBlock[] | undefined {
  const whole = blockSize(vpcPrefix + zoneBits);
  let free = 0;
  const blocks = tierPrefixes(vpcPrefix, tiers).map(({ tier, prefix }) => {
    const size = blockSize(prefix);
    // A block starts at a multiple of its size. The last tier hangs from the end, and is a multiple from there too.
    const offset = tier === "isolated" ? whole - size : Math.ceil(free / size) * size;
    const fits = offset >= free && offset + size <= whole;
    free = offset + size;
    return { tier, prefix, offset, fits };
  });
  if (!blocks.every(({ fits }) => fits)) return undefined;
  return blocks.map(({ tier, prefix, offset }) => ({ tier, prefix, offset }));
}

/** The prefix of a zone's part. */
export function zonePrefix(prefix: number): number {
  return prefix + zoneBits;
}

/** The part of a CIDR that the zone of this number has. */
export function zonePart(cidr: Cidr, index: number): Cidr {
  const prefix = zonePrefix(cidr.prefix);
  return { start: cidr.start + index * blockSize(prefix), prefix };
}
