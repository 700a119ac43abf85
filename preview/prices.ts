import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * The day that estimates are of, `YYYY-MM-DD`: prices are those that were known then, and whether the standard support of a
 * Kubernetes version is over is judged by it. Not the clock's, so that a preview is the same each time.
 */
export const pricesAsOf = "2026-11-21";

/** Hours of a month, as AWS's own calculator counts: 365 × 24 / 12. */
export const hoursPerMonth = 730;

/**
 * What a spot instance is assumed to cost of the on-demand price. Spot has no list price: it moves by zone and hour.
 * In the SkyPilot catalogue (https://github.com/skypilot-org/skypilot-catalog, 2025–2026) general purpose types are
 * mostly between 0.3 and 0.6. An estimate with it is no promise.
 */
export const spotFactor = 0.4;

/** What EKS Auto Mode adds to the on-demand price of its instances. Source: third-party quotes of 2026; it differs a little by type. */
export const autoModeShare = 0.12;

/** On-demand list price of an instance with Linux and shared tenancy. */
export interface InstancePrice {
  readonly usdPerHour: number;
  /** Whether this very type in this very region is in the table; else it is us-east-1's price times what the region usually adds. */
  readonly exact: boolean;
}

/** List price of something that is not an instance. */
export interface ServicePrice {
  /** In the unit that the key names. */
  readonly usd: number;
  /** Whether the region is in the table; else it is the price of the nearest region there. */
  readonly exact: boolean;
  /** Where the figure is from, with its date. */
  readonly source: string;
}

interface PriceTable {
  readonly instances: Readonly<Record<string, RegionPrices | undefined>>;
  /** What the other regions usually cost, as a factor to us-east-1. */
  readonly otherRegions: { readonly source: string; readonly factors: Factors };
}

interface RegionPrices {
  readonly source: string;
  /** The day the prices were recorded, `YYYY-MM-DD`. */
  readonly date: string;
  /** What the region usually costs, as a factor to us-east-1: by the first letter of the family, and `other`. */
  readonly factors?: Factors;
  readonly usdPerHour: Readonly<Record<string, number | undefined>>;
}

type Factors = Readonly<Record<string, number | undefined>>;

interface ServicePriceEntry {
  /** US dollars by region; `everywhere` if all regions cost the same. */
  readonly usd: Readonly<Record<string, number | undefined>>;
  readonly source: string;
}

/** The region that estimates start from, as it has every type and every service. */
const home = "us-east-1";

const fromMemory = "list price, from memory, 2026-11, to be checked on the pricing page of the service";

const natSource =
  "us-east-1: https://cloudburn.io/blog/aws-nat-gateway-pricing, 2026-02; ap-southeast-1 and sa-east-1: " +
  `https://basavytix.com/blog/aws-nat-gateway-pricing and https://costpatrol.io/blog/reduce-aws-nat-gateway-costs, 2026; others: ${fromMemory}`;

/** The same figure for the hour and for the GB. */
const nat = {
  "us-east-1": 0.045,
  "us-east-2": 0.045,
  "us-west-2": 0.045,
  "eu-west-1": 0.048,
  "eu-central-1": 0.052,
  "eu-north-1": 0.046,
  "ap-southeast-1": 0.059,
  "ap-southeast-2": 0.059,
  "ap-northeast-1": 0.062,
  "sa-east-1": 0.093,
};

const services = {
  /** A control plane in standard support. */
  eksControlPlaneHour: { usd: { everywhere: 0.1 }, source: "https://aws.amazon.com/eks/pricing/, quoted 2026" },
  /** A control plane in extended support, all of it. */
  eksExtendedSupportHour: {
    usd: { everywhere: 0.6 },
    source: "https://aws.amazon.com/eks/pricing/ and the AWS blog on extended support, quoted 2026",
  },
  /** A NAT gateway; its public IPv4 address comes on top. */
  natGatewayHour: { usd: nat, source: natSource },
  /** A GB that goes through a NAT gateway, either way. */
  natGatewayGb: { usd: nat, source: natSource },
  /** An interface endpoint, for each zone that it is in. */
  interfaceEndpointHour: {
    usd: {
      "us-east-1": 0.01,
      "us-east-2": 0.01,
      "us-west-2": 0.01,
      "eu-west-1": 0.011,
      "eu-central-1": 0.012,
      "ap-southeast-1": 0.013,
      "ap-southeast-2": 0.013,
      "ap-northeast-1": 0.014,
    },
    source: fromMemory,
  },
  /** A GB that goes through an interface endpoint, in the first PB of a month. */
  interfaceEndpointGb: { usd: { everywhere: 0.01 }, source: fromMemory },
  /** A public IPv4 address, in use or not; an Elastic IP costs this and nothing more. */
  publicIpv4Hour: {
    usd: { everywhere: 0.005 },
    source: "https://cloudburn.io/blog/aws-nat-gateway-pricing, 2026-02",
  },
  /** A GB between two zones, each way. */
  crossZoneGb: { usd: { everywhere: 0.01 }, source: "https://basavytix.com/blog/aws-nat-gateway-pricing, 2026" },
  /** A GB of a gp3 volume for a month, with the 3,000 IOPS and 125 MiB/s that are included. */
  gp3GbMonth: {
    usd: {
      "us-east-1": 0.08,
      "us-east-2": 0.08,
      "us-west-2": 0.08,
      "eu-west-1": 0.088,
      "eu-central-1": 0.0952,
      "eu-north-1": 0.0836,
      "ap-southeast-1": 0.096,
      "ap-southeast-2": 0.096,
      "ap-northeast-1": 0.096,
    },
    source: fromMemory,
  },
  /** A GB that leaves AWS for the internet, in the first 10 TB of a month after the 100 GB that are free. */
  internetGb: {
    usd: {
      "us-east-1": 0.09,
      "us-east-2": 0.09,
      "us-west-2": 0.09,
      "eu-west-1": 0.09,
      "eu-central-1": 0.09,
      "eu-north-1": 0.09,
      "ap-southeast-1": 0.12,
      "ap-southeast-2": 0.114,
      "ap-northeast-1": 0.114,
      "sa-east-1": 0.15,
    },
    source: fromMemory,
  },
  /** A network or application load balancer; its traffic and its public IPv4 addresses come on top. */
  loadBalancerHour: {
    usd: {
      "us-east-1": 0.0225,
      "us-east-2": 0.0225,
      "us-west-2": 0.0225,
      "eu-west-1": 0.0252,
      "eu-central-1": 0.027,
      "ap-southeast-1": 0.0252,
      "ap-southeast-2": 0.0252,
      "ap-northeast-1": 0.0243,
    },
    source: fromMemory,
  },
  /** A capacity unit of a network load balancer: about a GB of TCP. */
  loadBalancerUnitHour: { usd: { everywhere: 0.006 }, source: fromMemory },
  /** A KMS key that the customer manages; requests come on top. */
  kmsKeyMonth: { usd: { everywhere: 1 }, source: fromMemory },
  /** A GB that CloudWatch Logs takes in, in the standard class. */
  logsIngestedGb: {
    usd: {
      "us-east-1": 0.5,
      "us-east-2": 0.5,
      "us-west-2": 0.5,
      "eu-west-1": 0.57,
      "eu-central-1": 0.63,
      "ap-southeast-1": 0.7,
      "ap-southeast-2": 0.67,
      "ap-northeast-1": 0.76,
    },
    source: fromMemory,
  },
  /** A GB that CloudWatch Logs keeps for a month, after compression. */
  logsStoredGbMonth: {
    usd: {
      "us-east-1": 0.03,
      "us-east-2": 0.03,
      "us-west-2": 0.03,
      "eu-west-1": 0.03,
      "eu-central-1": 0.0324,
      "ap-northeast-1": 0.033,
    },
    source: fromMemory,
  },
  /** A GB of EFS for a month, regional, in the standard class. */
  efsGbMonth: {
    usd: {
      "us-east-1": 0.3,
      "us-east-2": 0.3,
      "us-west-2": 0.3,
      "eu-west-1": 0.33,
      "eu-central-1": 0.36,
      "ap-southeast-1": 0.36,
      "ap-southeast-2": 0.36,
      "ap-northeast-1": 0.36,
    },
    source: fromMemory,
  },
  /** A GB of S3 for a month, in the standard class, of the first 50 TB. Requests come on top: $0.005 for 1,000 that write. */
  s3GbMonth: {
    usd: {
      "us-east-1": 0.023,
      "us-east-2": 0.023,
      "us-west-2": 0.023,
      "eu-west-1": 0.023,
      "eu-central-1": 0.0245,
      "ap-southeast-1": 0.025,
      "ap-southeast-2": 0.025,
      "ap-northeast-1": 0.025,
    },
    source: fromMemory,
  },
} as const satisfies Record<string, ServicePriceEntry>;

/** What has a price besides instances; the end of the name is the unit. */
export type ServiceKey = keyof typeof services;

/** All keys of the table. */
export const serviceKeys = Object.keys(services) as readonly ServiceKey[];

let table: PriceTable | undefined;

/**
 * The on-demand list price of an instance type in a region, or `undefined` for a type without a known price.
 *
 * us-east-1 has nearly every type, of 2026-07-06. Eight more regions have the types of before 2022-11-22 whose price in
 * us-east-1 has been the same since; a newer type there, and every type elsewhere, is us-east-1's price times the
 * median that the region adds for the family's letter (`exact: false`), and for a region that the table does not name,
 * what the nearest one adds. Of the prices that are listed, the median misses none of families c, m, r and t by more
 * than 6 %, and none of the others by more than 15 %. The sources are in `price-table.json`.
 */
export function instancePrice(region: string, type: string): InstancePrice | undefined {
  const { instances } = prices();
  const listed = instances[region]?.usdPerHour[type];
  if (listed !== undefined) return { usdPerHour: listed, exact: true };
  const base = instances[home]?.usdPerHour[type];
  if (base === undefined) return undefined;
  return { usdPerHour: round(base * factorOf(region, type)), exact: false };
}

/** The list price of a service in a region; of the nearest region in the table if it has none of this one. */
export function servicePrice(region: string, key: ServiceKey): ServicePrice {
  const { usd, source }: ServicePriceEntry = services[key];
  const listed = usd.everywhere ?? usd[region];
  if (listed !== undefined) return { usd: listed, exact: true, source };
  const near = usd[nearestRegion(region)] ?? usd[home];
  if (near === undefined) throw new Error(`${key} has no price in ${home}`);
  return { usd: near, exact: false, source };
}

function factorOf(region: string, type: string): number {
  const { instances, otherRegions } = prices();
  const own = otherRegions.factors[region];
  if (own !== undefined) return own;
  const factors = instances[region]?.factors ?? instances[nearestRegion(region)]?.factors;
  return factors?.[type.slice(0, 1)] ?? factors?.other ?? 1;
}

/** By geography, the one of the table whose prices are nearest. */
function nearestRegion(region: string): string {
  if (/^(eu|eusc|il|me|af)-/.test(region)) return "eu-central-1";
  if (region.startsWith("ap-northeast-")) return "ap-northeast-1";
  if (region.startsWith("ap-")) return "ap-southeast-1";
  return home;
}

/** List prices have four decimals. */
function round(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}

function prices(): PriceTable {
  table ??= JSON.parse(readFileSync(path.join(__dirname, "price-table.json"), "utf8")) as PriceTable;
  return table;
}
