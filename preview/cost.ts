import type { RecordedResource } from "../testing";
import { charge, isKnown, type Charges } from "./charges";
import { hoursPerMonth, pricesAsOf, servicePrice, type ServiceKey } from "./prices";

/** Something that costs by the month, whether it is used or not. */
export interface CostItem {
  /** Such as `nodes`; the same for all of its kind. */
  readonly what: string;
  readonly quantity: number;
  /** What the quantity counts, such as `t3.large on spot`. */
  readonly unit: string;
  /** In US dollars, rounded to cents. */
  readonly usdPerMonth: number;
  /** Path of the resource. */
  readonly path: string;
  /** What is taken for granted of this figure. */
  readonly assumption?: string;
}

/** Something that costs what it is used, or that has no price here. */
export interface UncountedCost {
  readonly what: string;
  /** US dollars for a unit; left out where no price is known. */
  readonly usd?: number;
  /** What is counted, such as `GB`. */
  readonly unit?: string;
  /** Paths of the resources. */
  readonly paths: readonly string[];
}

/** What an environment costs by list prices. */
export interface Cost {
  /** The sum of the items, in US dollars. */
  readonly usdPerMonth: number;
  /** In the order of the resources. */
  readonly items: readonly CostItem[];
  readonly notCounted: readonly UncountedCost[];
  readonly assumptions: readonly string[];
}

/** Where prices are taken of if the provider names no region. */
const defaultRegion = "us-east-1";

/**
 * What an environment costs a month by the list prices of AWS, at the size that it starts with and without traffic.
 * @param resources all of a program, with what remote components make
 * @returns `undefined` if there is nothing of AWS
 */
export function estimateCost(resources: readonly RecordedResource[]): Cost | undefined {
  if (!resources.some(({ type }) => type.startsWith("aws:"))) return undefined;
  const regionOf = regions(resources);
  const charged = resources.flatMap((resource) => {
    const region = regionOf(resource) ?? defaultRegion;
    const charges = charge(resource, { resources, region });
    return charges === undefined ? [] : [{ resource, region, charges }];
  });
  const items = charged.flatMap(({ resource, charges }) => itemsOf(resource, charges));
  const usage = charged.flatMap(({ resource, region, charges }) => usageOf(resource, region, charges));
  return {
    usdPerMonth: cents(items.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0)),
    items,
    notCounted: grouped([...usage, ...unpriced(resources)]),
    assumptions: assumptionsOf(
      items,
      charged.flatMap(({ charges }) => charges.assumptions ?? []),
      resources.some((resource) => resource.type.startsWith("aws:") && regionOf(resource) === undefined),
    ),
  };
}

function itemsOf({ path }: RecordedResource, { items = [] }: Charges): CostItem[] {
  return items.map(({ what, quantity, unit, usdPerMonth, assumption }) => ({
    what,
    quantity,
    unit,
    usdPerMonth: cents(usdPerMonth),
    path,
    ...(assumption === undefined ? {} : { assumption }),
  }));
}

/** What is used is told with its price for each unit. */
const usageUnits = {
  crossZoneGb: { what: "traffic between zones", unit: "GB each way" },
  efsGbMonth: { what: "what the file system holds", unit: "GB a month" },
  gp3GbMonth: { what: "volumes that pods claim", unit: "GB a month" },
  interfaceEndpointGb: { what: "traffic through interface endpoints", unit: "GB" },
  internetGb: { what: "traffic to the internet", unit: "GB" },
  loadBalancerUnitHour: { what: "traffic through load balancers", unit: "capacity unit and hour" },
  logsIngestedGb: { what: "logs that CloudWatch takes in", unit: "GB" },
  logsStoredGbMonth: { what: "logs that CloudWatch keeps", unit: "GB a month" },
  natGatewayGb: { what: "traffic through NAT gateways", unit: "GB" },
  s3GbMonth: { what: "what buckets hold", unit: "GB a month" },
} as const satisfies Partial<Record<ServiceKey, { what: string; unit: string }>>;

/** What is paid by use. */
export type UsageKey = keyof typeof usageUnits;

function usageOf({ path }: RecordedResource, region: string, { usage = [], unknown = [] }: Charges): UncountedCost[] {
  return [
    ...usage.map((key) => ({ ...usageUnits[key], usd: servicePrice(region, key).usd, paths: [path] })),
    ...unknown.map((what) => ({ what, paths: [path] })),
  ];
}

/** So that a type which costs is not taken for one that does not. */
function unpriced(resources: readonly RecordedResource[]): UncountedCost[] {
  return resources
    .filter((resource) => resource.type.startsWith("aws:") && !isKnown(resource))
    .map(({ type, path }) => ({ what: `${type}, which no price is known of`, paths: [path] }));
}

/** One line for what is alike, in alphabetical order. */
function grouped(costs: readonly UncountedCost[]): UncountedCost[] {
  const groups = new Map<string, UncountedCost>();
  for (const cost of costs) {
    const key = `${cost.what} ${cost.usd ?? ""}`;
    const paths = [...(groups.get(key)?.paths ?? []), ...cost.paths];
    groups.set(key, { ...cost, paths });
  }
  return [...groups.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, cost]) => cost);
}

function assumptionsOf(
  items: readonly CostItem[],
  special: readonly string[],
  isWithoutRegion: boolean,
): readonly string[] {
  const hasNodes = items.some(({ what }) => what === "nodes");
  return [
    `list prices on demand, as known on ${pricesAsOf}, without tax, free tier, discounts and savings plans`,
    `a month of ${hoursPerMonth} hours, in all of which everything is there`,
    ...(isWithoutRegion ? [`prices of ${defaultRegion}, as the provider names no region`] : []),
    ...(hasNodes
      ? [
          "node groups at the size that they start with: autoscalers change it",
          "the first instance type of each node group: EKS takes another one of the list where it is short",
        ]
      : []),
    ...[...new Set(special)].sort(),
  ];
}

/** The region of a resource by its provider; what a plugin makes has that of the only provider, or of the first. */
function regions(resources: readonly RecordedResource[]): (resource: RecordedResource) => string | undefined {
  const byProvider = new Map(
    resources.filter(({ type }) => type === "pulumi:providers:aws").map(({ path, inputs }) => [path, inputs.region]),
  );
  const [first] = byProvider.values();
  return ({ provider }) => {
    const region = provider === null || !byProvider.has(provider) ? first : byProvider.get(provider);
    return typeof region === "string" ? region : undefined;
  };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}
