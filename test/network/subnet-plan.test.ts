/**
 * The arithmetic of the subnet planner, for every argument that it accepts. That AWS accepts the blocks, or that they are
 * free in a company's other networks, is not shown here.
 */
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { checkSubnets, plannedCidrs, planSubnets, type SubnetPlanArgs, type Tier } from "../../components/network";
import { ipv6SubnetOf } from "../../components/network/cidr";
import { refusalOf } from "../refusal";

const letters = ["a", "b", "c", "d"];
const zoneNames = (count: number) => letters.slice(0, count).map((letter) => `eu-central-1${letter}`);

/** Calculated apart from the planner: the first address and the one after the last, of a block that a library reads. */
function rangeOf(cidr: string): { first: number; end: number; prefix: number } {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const numberOf = (address: ipaddr.IPv4) => Buffer.from(address.octets).readUInt32BE();
  return {
    first: numberOf(ipaddr.IPv4.networkAddressFromCIDR(cidr)),
    end: numberOf(ipaddr.IPv4.broadcastAddressFromCIDR(cidr)) + 1,
    prefix,
  };
}

function isWithin(inner: string, outer: string): boolean {
  return rangeOf(inner).first >= rangeOf(outer).first && rangeOf(inner).end <= rangeOf(outer).end;
}

function areDisjoint(one: string, other: string): boolean {
  const [low, high] = [rangeOf(one), rangeOf(other)].sort((first, second) => first.first - second.first);
  return low !== undefined && high !== undefined && low.end <= high.first;
}

const block = (prefixes: fc.Arbitrary<number>) =>
  fc
    .record({
      base: fc.constantFrom("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
      seed: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      prefix: prefixes,
    })
    .map(({ base, seed, prefix }) => {
      const { first, end } = rangeOf(base);
      const size = 2 ** (32 - prefix);
      const start = first + Math.floor((seed * (end - first)) / size) * size;
      const octets = Buffer.alloc(4);
      octets.writeUInt32BE(start);
      return `${octets.join(".")}/${prefix}`;
    });

const size = fc.option(fc.record({ prefix: fc.integer({ min: 16, max: 28 }) }), { nil: undefined });
const sizeOrNone = fc.oneof(size, fc.constant(false as const));

const anyArgs: fc.Arbitrary<SubnetPlanArgs> = fc.record({
  cidr: block(fc.integer({ min: 16, max: 28 })),
  zones: fc.integer({ min: 1, max: 4 }).map(zoneNames),
  tiers: fc.option(fc.record({ public: sizeOrNone, private: size, isolated: sizeOrNone }), { nil: undefined }),
  podCidr: fc.option(block(fc.integer({ min: 16, max: 25 })), { nil: undefined }),
  ipv6: fc.boolean(),
});

/** Runs a law over plans that are accepted; half of the arguments are made so that they are. */
function forEveryPlan(law: (args: SubnetPlanArgs) => void): void {
  const likely = anyArgs.map((args) => ({ ...args, tiers: undefined, cidr: args.cidr.replace(/\d+$/, "23") }));
  const aligned = likely.map((args) => ({ ...args, cidr: args.cidr.replace(/\d+\.\d+\/23$/, "0.0/16") }));
  const accepted = fc.oneof(anyArgs, likely, aligned).filter((args) => checkSubnets(args).length === 0);
  fc.assert(fc.property(accepted, law), { numRuns: 200 });
}

describe("every plan", () => {
  test("has no two subnets that overlap", () => {
    forEveryPlan((args) => {
      const cidrs = planSubnets(args).map(({ cidr }) => cidr);
      const inOrder = [...cidrs].sort((one, other) => rangeOf(one).first - rangeOf(other).first);
      // In order of their starts, only neighbours can overlap first.
      const overlapping = inOrder.filter((cidr, index) => index > 0 && !areDisjoint(inOrder[index - 1] ?? "", cidr));
      expect([cidrs, overlapping]).toEqual([cidrs, []]);
    });
  });

  test("stays inside of the CIDR of the VPC, or for pods of theirs", () => {
    forEveryPlan((args) => {
      for (const { tier, cidr } of planSubnets(args)) {
        expect(isWithin(cidr, tier === "pods" ? (args.podCidr ?? "none") : args.cidr)).toBe(true);
      }
    });
  });

  test("has blocks that start where a block of their prefix may start", () => {
    forEveryPlan((args) => {
      for (const { cidr } of planSubnets(args)) {
        expect(cidr).toBe(`${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${rangeOf(cidr).prefix}`);
      }
    });
  });

  test("has the tiers and sizes that were asked for, once in each zone", () => {
    forEveryPlan((args) => {
      const { tiers = {}, cidr, podCidr } = args;
      const asked = (["private", "public", "isolated"] as const).flatMap((tier, index) => {
        const wanted = tiers[tier];
        return wanted === false ? [] : [[tier, wanted?.prefix ?? rangeOf(cidr).prefix + 3 + index]];
      });
      const pods = podCidr === undefined ? [] : [["pods", rangeOf(podCidr).prefix + 2]];
      const planned = planSubnets(args).map((subnet) => [subnet.zone, subnet.tier, rangeOf(subnet.cidr).prefix]);
      expect(planned).toEqual(args.zones.flatMap((zone) => [...asked, ...pods].map((tier) => [zone, ...tier])));
    });
  });

  test("is kept when a zone is appended", () => {
    forEveryPlan((args) => {
      const all = planSubnets({ ...args, zones: zoneNames(4) });
      const some = planSubnets(args);
      expect(all.slice(0, some.length)).toEqual(some);
    });
  });

  test("is kept when another tier goes, but for that tier", () => {
    forEveryPlan((args) => {
      const without = (tier: Tier, changed: SubnetPlanArgs) => {
        expect(planSubnets(changed)).toEqual(planSubnets(args).filter((subnet) => subnet.tier !== tier));
      };
      without("public", { ...args, tiers: { ...args.tiers, public: false } });
      without("isolated", { ...args, tiers: { ...args.tiers, isolated: false } });
      without("pods", { ...args, podCidr: undefined });
    });
  });

  test("has 64 addresses or more where nodes and pods run", () => {
    forEveryPlan((args) => {
      for (const { tier, cidr } of planSubnets(args)) {
        if (tier === "private" || tier === "pods") expect(rangeOf(cidr).prefix).toBeLessThanOrEqual(26);
      }
    });
  });

  test("gives each subnet but those for pods an IPv6 block of its own, if asked", () => {
    forEveryPlan((args) => {
      const indices = planSubnets({ ...args, ipv6: true }).map(({ tier, ipv6Index }) =>
        tier === "pods" ? undefined : ipv6Index,
      );
      const given = indices.filter((index) => index !== undefined);
      expect(new Set(given).size).toBe(given.length);
      expect(given.every((index) => Number.isInteger(index) && index >= 0 && index < 256)).toBe(true);
      expect(planSubnets({ ...args, ipv6: false }).every((subnet) => !("ipv6Index" in subnet))).toBe(true);
    });
  });
});

test("what is refused is not planned, and what is not refused is", () => {
  fc.assert(
    fc.property(anyArgs, (args) => {
      const problems = checkSubnets(args);
      if (problems.length === 0) expect(planSubnets(args).length).toBeGreaterThan(0);
      else expect(refusalOf(() => planSubnets(args)).problems).toEqual(problems);
    }),
  );
});

test("the CIDR that a refusal offers is accepted", () => {
  let offers = 0;
  fc.assert(
    fc.property(anyArgs, (args) => {
      for (const { path, fix } of checkSubnets({ ...args, podCidr: undefined })) {
        const [offered] = /\d+\.\d+\.\d+\.\d+\/\d+/.exec(fix) ?? [];
        if (offered === undefined) continue;
        offers += 1;
        expect([path, checkSubnets({ ...args, podCidr: undefined, cidr: offered })]).toEqual([path, []]);
        expect(rangeOf(offered).prefix).toBeLessThan(rangeOf(args.cidr).prefix);
      }
    }),
    { numRuns: 500 },
  );
  expect(offers).toBeGreaterThan(50);
});

test("the CIDR for pods that a refusal offers is accepted", () => {
  let offers = 0;
  const args = fc.record({
    cidr: block(fc.integer({ min: 16, max: 23 })),
    podCidr: block(fc.integer({ min: 16, max: 24 })),
  });
  fc.assert(
    fc.property(args, (pair) => {
      for (const { fix } of checkSubnets(pair)) {
        offers += 1;
        expect(checkSubnets({ ...pair, podCidr: fix.replace("write ", "") })).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
  expect(offers).toBeGreaterThan(50);
});

/** The table in the planner's documentation. */
test.each([
  ["10.0.0.0/16", ["10.0.0.0/19", "10.0.32.0/20", "10.0.56.0/21"], ["10.0.192.0/19", "10.0.224.0/20", "10.0.248.0/21"]],
  [
    "10.0.16.0/20",
    ["10.0.16.0/23", "10.0.18.0/24", "10.0.19.128/25"],
    ["10.0.28.0/23", "10.0.30.0/24", "10.0.31.128/25"],
  ],
  [
    "10.0.2.0/23",
    ["10.0.2.0/26", "10.0.2.64/27", "10.0.2.112/28"],
    ["10.0.3.128/26", "10.0.3.192/27", "10.0.3.240/28"],
  ],
])("%s gives the first and the fourth zone these subnets", (cidr, first, fourth) => {
  const cidrs = planSubnets({ cidr, zones: zoneNames(4) }).map((subnet) => subnet.cidr);
  expect([cidrs.slice(0, 3), cidrs.slice(9)]).toEqual([first, fourth]);
});

test("a plan is in the order of the zones, with pods last and IPv6 blocks apart", () => {
  expect(planSubnets({ cidr: "10.0.0.0/16", zones: zoneNames(2), podCidr: "100.64.0.0/16", ipv6: true })).toEqual([
    { tier: "private", zone: "eu-central-1a", cidr: "10.0.0.0/19", ipv6Index: 0 },
    { tier: "public", zone: "eu-central-1a", cidr: "10.0.32.0/20", ipv6Index: 1 },
    { tier: "isolated", zone: "eu-central-1a", cidr: "10.0.56.0/21", ipv6Index: 2 },
    { tier: "pods", zone: "eu-central-1a", cidr: "100.64.0.0/18" },
    { tier: "private", zone: "eu-central-1b", cidr: "10.0.64.0/19", ipv6Index: 16 },
    { tier: "public", zone: "eu-central-1b", cidr: "10.0.96.0/20", ipv6Index: 17 },
    { tier: "isolated", zone: "eu-central-1b", cidr: "10.0.120.0/21", ipv6Index: 18 },
    { tier: "pods", zone: "eu-central-1b", cidr: "100.64.64.0/18" },
  ]);
});

test("five zones are not planned", () => {
  const zones = [...zoneNames(4), "eu-central-1e"];
  expect(refusalOf(() => planSubnets({ cidr: "10.0.0.0/16", zones })).problems).toEqual([
    {
      path: ["zones"],
      message: "these are too many zones",
      found: "5: eu-central-1a, eu-central-1b, eu-central-1c, eu-central-1d, eu-central-1e",
      allowed: "1 to 4 zones",
      fix: "keep 4 at the most",
    },
  ]);
});

test.each([
  [0, "2001:db8:1234:1a00::/64"],
  [18, "2001:db8:1234:1a12::/64"],
  [255, "2001:db8:1234:1aff::/64"],
])("IPv6 block %d of a /56", (index, cidr) => {
  expect(ipv6SubnetOf("2001:db8:1234:1a00::/56", index)).toBe(cidr);
});

test("CIDRs are known by tier before anything is made", () => {
  const zones = ["eu-central-1a", "eu-central-1b"];
  expect(plannedCidrs({ cidr: "10.0.0.0/16", zones, podCidr: "100.64.0.0/16" })).toEqual({
    private: ["10.0.0.0/19", "10.0.64.0/19"],
    public: ["10.0.32.0/20", "10.0.96.0/20"],
    isolated: ["10.0.56.0/21", "10.0.120.0/21"],
    pods: ["100.64.0.0/18", "100.64.64.0/18"],
  });
  expect(plannedCidrs({ cidr: "10.0.0.0/28", zones })).toBeUndefined();
  expect(plannedCidrs({ cidr: "10.0.0.0/16", zones: [] })).toBeUndefined();
});
