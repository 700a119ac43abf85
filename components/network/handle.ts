import type * as pulumi from "@pulumi/pulumi";

/** What subnets are for. */
export type Tier = "public" | "private" | "isolated" | "pods";

/** A subnet, and the availability zone that it is in. */
export interface Subnet {
  readonly id: pulumi.Output<string>;
  /** Name of the zone, such as `eu-central-1a`. */
  readonly zone: string;
}

/** Subnets by tier, each list in the order of the zones. A tier that is not there is an empty list. */
export type SubnetsByTier = Readonly<Record<Tier, readonly Subnet[]>>;

/** CIDRs of subnets by tier, as far as they are known before anything is made: of those that are made here, the IPv4 ones. */
export type CidrsByTier = Readonly<Partial<Record<Tier, readonly string[] | undefined>>>;

/** What the layers above know of a network, whoever made it. */
export interface NetworkHandle {
  /** Such as `eu-central-1`. */
  readonly region: string;
  readonly vpcId: pulumi.Output<string>;
  /** Names of the availability zones, in the order of the configuration. */
  readonly zones: readonly string[];
  /**
   * `public`: routed to the internet, for load balancers. `private`: outbound only, for nodes. `isolated`: no route out of
   * the VPC, for databases. `pods`: for custom networking of the CNI, from the secondary CIDR.
   */
  readonly subnets: SubnetsByTier;
  readonly cidrs: CidrsByTier;
  /** Whether subnets have IPv6 addresses too. */
  readonly isDualStack: boolean;
  /**
   * What must be there before a node in a private subnet reaches image registries and the EKS API: routes, NAT gateways,
   * endpoints. Whatever runs in such a subnet depends on these, so that it also goes before them: a node that loses its
   * way out before it is drained hangs, and so does the destruction of all that it holds.
   */
  readonly egress: readonly pulumi.Resource[];
}
