/**
 * What left-overs cost at least, so that a person sees which of them to look at first: on-demand list prices of us-east-1 in USD,
 * the lowest of most regions. From AWS's price pages as known in 2026-11, not fetched: /vpc/pricing (NAT gateway, public IPv4,
 * PrivateLink), /ebs/pricing, /eks/pricing (standard support), /kms/pricing, /cloudwatch/pricing, /elasticloadbalancing/pricing,
 * /secrets-manager/pricing. Traffic, requests and instance hours are not in it.
 */
const usd = {
  natGatewayHour: 0.045,
  publicAddressHour: 0.005,
  endpointZoneHour: 0.01,
  clusterHour: 0.1,
  loadBalancerHour: 0.0225,
  keyMonth: 1,
  secretMonth: 0.4,
  logGigabyteMonth: 0.03,
} as const;

/** A month in AWS's own price examples. */
const hoursPerMonth = 730;

/** USD for a GiB and month, by volume type. */
const volumeGigabyteMonth: Readonly<Record<string, number>> = {
  gp3: 0.08,
  gp2: 0.1,
  io1: 0.125,
  io2: 0.125,
  st1: 0.045,
  sc1: 0.015,
  standard: 0.05,
};

/** USD a month. */
export const monthly = {
  natGateway: usd.natGatewayHour * hoursPerMonth,
  publicAddress: usd.publicAddressHour * hoursPerMonth,
  cluster: usd.clusterHour * hoursPerMonth,
  loadBalancer: usd.loadBalancerHour * hoursPerMonth,
  key: usd.keyMonth,
  secret: usd.secretMonth,
  endpoint: (zones: number): number => usd.endpointZoneHour * hoursPerMonth * zones,
  /** `undefined` for a type that is not in the table. Provisioned IOPS and throughput come on top. */
  volume: (type: string | undefined, gibibytes: number | undefined): number | undefined => {
    const price = volumeGigabyteMonth[type ?? ""];
    return price === undefined || gibibytes === undefined ? undefined : price * gibibytes;
  },
  logs: (bytes: number | undefined): number | undefined =>
    bytes === undefined ? undefined : (usd.logGigabyteMonth * bytes) / 2 ** 30,
} as const;
