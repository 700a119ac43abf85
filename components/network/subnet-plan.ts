import { refuse } from "../core";
import { checkSubnets } from "./check-subnets";
import { formatCidr, known } from "./cidr";
import type { CidrsByTier, Tier } from "./handle";
import { checkZoneCount } from "./regions";
import { layOut, zonePart, type TierSizes } from "./tier-layout";

export interface SubnetPlanArgs {
  /** IPv4 CIDR of the VPC: /16 to /23 with the default tiers, within 10/8, 172.16/12, 192.168/16 or 100.64/10. */
  readonly cidr: string;
  /** Names of the availability zones, 1 to 4. A new one goes to the end of the list: each has its place by its number. */
  readonly zones: readonly string[];
  readonly tiers?: TierSizes | undefined;
  /** Secondary CIDR for pods, such as `100.64.0.0/16`: a quarter of it is the zone's subnet for pods. Default: none. */
  readonly podCidr?: string | undefined;
  /** Whether the subnets but those for pods get an IPv6 block each. Default: no. */
  readonly ipv6?: boolean | undefined;
}

/** A subnet that is to be made. */
export interface PlannedSubnet {
  readonly tier: Tier;
  readonly zone: string;
  /** IPv4 CIDR. */
  readonly cidr: string;
  /** Which /64 of the VPC's /56 it gets, 0 to 255. */
  readonly ipv6Index?: number;
}

/** IPv6 blocks of a zone. Four tiers are in use; the rest keeps a tier that comes later from moving any. */
const ipv6BlocksPerZone = 16;
const ipv6Offsets = { private: 0, public: 1, isolated: 2 } as const;

/**
 * Divides a VPC's addresses. The CIDR is cut into four parts, and zone *i* gets part *i*. Within its part, the private
 * subnet comes first, the public one after it, and the isolated one is last, so that a tier that comes or goes moves no
 * other. Sizes, unless `tiers` says otherwise:
 *
 * | VPC | zone | private | public | isolated | kept free |
 * |---|---|---|---|---|---|
 * | /16 (65,536) | /18 | /19 (8,192) | /20 (4,096) | /21 (2,048) | /21 |
 * | /20 (4,096) | /22 | /23 (512) | /24 (256) | /25 (128) | /25 |
 * | /23 (512) | /25 | /26 (64) | /27 (32) | /28 (16) | /28 |
 *
 * The order is that of the zones, and within a zone private, public, isolated, pods.
 * @throws SlipwayError with everything that is wrong with the number of zones, the CIDRs or the sizes
 */
export function planSubnets(args: SubnetPlanArgs): PlannedSubnet[] {
  refuse("Subnet plan", [...checkZoneCount(args.zones), ...checkSubnets(args)], "nothing was planned");
  const vpc = known(args.cidr);
  const blocks = layOut(vpc.prefix, args.tiers) ?? [];
  return args.zones.flatMap((zone, index) => {
    const part = zonePart(vpc, index);
    const subnets = blocks.map(({ tier, offset, prefix }) => ({
      tier,
      zone,
      cidr: formatCidr({ start: part.start + offset, prefix }),
      ...(args.ipv6 === true ? { ipv6Index: index * ipv6BlocksPerZone + ipv6Offsets[tier] } : {}),
    }));
    if (args.podCidr === undefined) return subnets;
    return [...subnets, { tier: "pods" as const, zone, cidr: formatCidr(zonePart(known(args.podCidr), index)) }];
  });
}

/** The IPv4 CIDRs of the subnets of a VPC that is to be made; undefined where they cannot be planned. */
export function plannedCidrs(args: SubnetPlanArgs): CidrsByTier | undefined {
  if (checkZoneCount(args.zones).length > 0 || checkSubnets(args).length > 0) return undefined;
  const planned = planSubnets(args);
  const cidrsOf = (wanted: Tier) => planned.filter(({ tier }) => tier === wanted).map(({ cidr }) => cidr);
  return {
    public: cidrsOf("public"),
    private: cidrsOf("private"),
    isolated: cidrsOf("isolated"),
    pods: cidrsOf("pods"),
  };
}
