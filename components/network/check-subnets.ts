import { under, type Problem } from "../core";
import {
  blockSize,
  contains,
  formatCidr,
  known,
  overlap,
  parseCidr,
  privateRangeOf,
  privateRanges,
  toNetwork,
  type Cidr,
  type PrivateRange,
} from "./cidr";
import type { SubnetPlanArgs } from "./subnet-plan";
import { layOut, tierPrefixes, zonePrefix, type TierSizes } from "./tier-layout";

/** Prefixes that AWS allows for a CIDR of a VPC. Source: VPC user guide, "VPC CIDR blocks", read in 2026-11. */
const vpcPrefixes = { largest: 16, smallest: 28 } as const;

/**
 * The smallest block of each tier. Private: EKS keeps up to five addresses for its own interfaces and doubles them
 * during an upgrade, and each node and pod takes one. Public: what a load balancer needs (user guide of Application
 * Load Balancers). Isolated: the smallest that AWS makes.
 */
export const smallestBlocks = { private: 26, public: 27, isolated: 28, pods: 26 } as const;

const reasons = {
  private: "nodes, their pods and an upgrade of EKS need free addresses",
  public: "an Application Load Balancer needs a /27 with eight free addresses",
  isolated: "AWS makes no smaller subnet",
} as const;

/**
 * What is wrong with the addresses of a VPC, whatever its zones. That the ranges are free in a company's other networks
 * cannot be told here. Of AWS's rules for a secondary CIDR, those on private ranges are checked; those on peering and
 * routes are not.
 */
export function checkSubnets(args: Omit<SubnetPlanArgs, "zones" | "ipv6">): Problem[] {
  const vpc = checkCidr(args.cidr, ["cidr"]);
  const pods = args.podCidr === undefined ? { problems: [] } : checkCidr(args.podCidr, ["podCidr"]);
  const tiers = checkTierPrefixes(args.tiers ?? {});
  return [
    ...vpc.problems,
    ...tiers,
    ...(vpc.cidr !== undefined && tiers.length === 0 ? checkRoom(vpc.cidr, args.tiers ?? {}) : []),
    ...pods.problems,
    ...(pods.cidr === undefined ? [] : checkPodRoom(pods.cidr)),
    ...(pods.cidr === undefined || vpc.cidr === undefined ? [] : checkCombination(vpc.cidr, pods.cidr)),
  ];
}

function checkCidr(text: string, path: string[]): { cidr?: Cidr; problems: Problem[] } {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    return {
      problems: [
        {
          path,
          message: "this is not an IPv4 CIDR",
          found: text === "" ? '""' : text,
          allowed: "four numbers and a prefix, such as 10.0.0.0/16",
          fix: "write an address and the length of its prefix",
        },
      ],
    };
  }
  const network = toNetwork(cidr);
  const problems = [
    ...(network.start === cidr.start ? [] : [notANetwork(text, network)]),
    ...checkVpcPrefix(text, cidr),
    ...checkRange(text, network),
  ];
  return problems.length === 0 ? { cidr, problems } : { problems: under(path, problems) };
}

function notANetwork(text: string, network: Cidr): Problem {
  return {
    path: [],
    message: "the address has bits beyond its prefix, so AWS would keep another CIDR than this one",
    found: text,
    fix: `write ${formatCidr(network)}`,
  };
}

function checkVpcPrefix(text: string, { prefix }: Cidr): Problem[] {
  const { largest, smallest } = vpcPrefixes;
  if (prefix >= largest && prefix <= smallest) return [];
  return [
    {
      path: [],
      message: prefix < largest ? "AWS allows no VPC as large as this" : "AWS allows no VPC as small as this",
      found: text,
      allowed: `/${largest} to /${smallest}`,
      fix: `write a prefix of /${largest}`,
    },
  ];
}

function checkRange(text: string, network: Cidr): Problem[] {
  // Of a block that is too large, only that is said.
  if (privateRangeOf(network) !== undefined || network.prefix < vpcPrefixes.largest) return [];
  return [
    {
      path: [],
      message: "these addresses belong to somebody else, who could not be reached any more",
      found: text,
      allowed: `a block within ${privateRanges.join(", ")}`,
      fix: "choose a block that no network of yours uses, such as 10.0.0.0/16",
    },
  ];
}

function checkTierPrefixes(tiers: TierSizes): Problem[] {
  return (["private", "public", "isolated"] as const).flatMap((tier) => {
    const size = tiers[tier];
    if (size === undefined || size === false) return [];
    const smallest = smallestBlocks[tier];
    if (Number.isInteger(size.prefix) && size.prefix >= vpcPrefixes.largest && size.prefix <= smallest) return [];
    const isTooSmall = size.prefix > smallest;
    return [
      {
        path: ["tiers", tier, "prefix"],
        message: isTooSmall
          ? `the ${tier} subnets are too small: ${reasons[tier]}`
          : "this is not the prefix of a subnet",
        found: String(size.prefix),
        allowed: `a whole number from ${vpcPrefixes.largest} to ${smallest}`,
        fix: `write ${isTooSmall ? `${smallest} or less` : "a prefix, such as 20 for 4,096 addresses"}`,
      },
    ];
  });
}

function checkRoom(vpc: Cidr, tiers: TierSizes): Problem[] {
  const sizes = tierPrefixes(vpc.prefix, tiers);
  const [tooSmall] = sizes.filter(({ tier, prefix }) => prefix > smallestBlocks[tier]);
  const better = smallestFit(vpc, tiers);
  if (tooSmall !== undefined) {
    const { tier, prefix } = tooSmall;
    return [
      {
        path: ["cidr"],
        message: `the VPC is too small: a ${tier} subnet would have ${count(prefix)}, and ${reasons[tier]}`,
        found: formatCidr(vpc),
        allowed: `${count(smallestBlocks[tier])} or more in a ${tier} subnet`,
        fix: better === undefined ? "make a tier smaller" : `write ${better}, the smallest that fits`,
      },
    ];
  }
  if (layOut(vpc.prefix, tiers) !== undefined) return [];
  return [
    {
      path: ["tiers"],
      message: "the subnets of a zone do not fit into its quarter of the VPC",
      found: sizes.map(({ tier, prefix }) => `${tier} /${prefix}`).join(", "),
      allowed: `what fits into /${zonePrefix(vpc.prefix)}`,
      fix:
        better === undefined
          ? "make a tier smaller, or leave one out with false"
          : `make a tier smaller, or write cidr: ${better}, the smallest that fits`,
    },
  ];
}

/** The smallest VPC around this one, not smaller than it, that has room for the tiers. */
function smallestFit(vpc: Cidr, tiers: TierSizes): string | undefined {
  for (let { prefix } = vpc; prefix >= vpcPrefixes.largest; prefix -= 1) {
    const sizes = tierPrefixes(prefix, tiers);
    if (sizes.some((size) => size.prefix > smallestBlocks[size.tier]) || layOut(prefix, tiers) === undefined) continue;
    return formatCidr(toNetwork({ start: vpc.start, prefix }));
  }
  return undefined;
}

function checkPodRoom(pods: Cidr): Problem[] {
  const prefix = zonePrefix(pods.prefix);
  if (prefix <= smallestBlocks.pods) return [];
  const smallest = smallestBlocks.pods - 2;
  return [
    {
      path: ["podCidr"],
      message: `the CIDR for pods is too small: the subnet of a zone would have ${count(prefix)}`,
      found: formatCidr(pods),
      allowed: `/${smallest} or larger; /16 leaves room for prefixes of /28, which must be contiguous`,
      fix: `write ${formatCidr(toNetwork({ start: pods.start, prefix: smallest }))} or a larger one`,
    },
  ];
}

/**
 * Which secondary CIDR AWS lets be added to which VPC. Source: VPC user guide, "IPv4 CIDR block association
 * restrictions", read in 2026-11 in a public copy that is some years old; AWS may have lifted some since.
 */
function checkCombination(vpc: Cidr, pods: Cidr): Problem[] {
  const path = ["podCidr"];
  const found = `${formatCidr(pods)}, in a VPC of ${formatCidr(vpc)}`;
  const fix = `write ${formatCidr(freeBlock(vpc))}`;
  if (overlap(vpc, pods)) {
    return [{ path, message: "the CIDR for pods overlaps that of the VPC", found, allowed: "a block beside it", fix }];
  }
  const range = privateRangeOf(vpc);
  const podRange = privateRangeOf(pods);
  const refused = restrictedOf(vpc).find((block) => overlap(known(block), pods));
  if (podRange !== shared && podRange !== range) {
    const allowed = range === undefined || range === shared ? shared : `a block within ${range} or ${shared}`;
    return [{ path, message: "AWS adds no CIDR of this range to a VPC of the other", found, allowed, fix }];
  }
  if (refused === undefined) return [];
  return [{ path, message: `AWS adds no CIDR from ${refused} to such a VPC`, found, allowed: shared, fix }];
}

const shared: PrivateRange = "100.64.0.0/10";

/** Blocks of the VPC's own private range that cannot be added to it. */
function restrictedOf(vpc: Cidr): string[] {
  if (contains(known("10.0.0.0/15"), vpc)) return ["10.0.0.0/16"];
  return contains(known("172.16.0.0/12"), vpc) ? ["172.31.0.0/16"] : [];
}

/** A block for pods that may be added to this VPC. */
function freeBlock(vpc: Cidr): Cidr {
  const first = known("100.64.0.0/16");
  return overlap(first, vpc) ? { ...first, start: first.start + blockSize(first.prefix) } : first;
}

function count(prefix: number): string {
  return `${blockSize(prefix).toLocaleString("en-US")} addresses`;
}
