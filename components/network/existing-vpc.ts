import * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent } from "../core";
import { checkExistingVpc } from "./check-network";
import type { CidrsByTier, NetworkHandle, Subnet, SubnetsByTier } from "./handle";

/** IDs of subnets by the name of their zone: `{ "eu-central-1a": "subnet-0a1b2c3d" }`. One subnet a zone and tier. */
export type SubnetIds = Readonly<Record<string, pulumi.Input<string>>>;

export interface ExistingVpcArgs {
  /** Such as `eu-central-1`. It must be that of the provider. */
  readonly region: string;
  /** Such as `vpc-0123456789abcdef0`. It needs DNS hostnames and DNS support, without which nodes find no cluster. */
  readonly vpcId: pulumi.Input<string>;
  /**
   * Its subnets by tier, see `NetworkHandle`. Private ones are indispensable. The order of their zones is that of the
   * network. For load balancers, AWS wants the tags `kubernetes.io/role/elb` on public and
   * `kubernetes.io/role/internal-elb` on private subnets; whoever made them sets them.
   */
  readonly subnets: {
    readonly public?: SubnetIds | undefined;
    readonly private?: SubnetIds | undefined;
    readonly isolated?: SubnetIds | undefined;
    /** From a secondary CIDR, for custom networking of the CNI. If there are any, each private zone needs one. */
    readonly pods?: SubnetIds | undefined;
  };
  /**
   * CIDRs of its subnets, `10.0.0.0/20` or `fd00:…::/64`, not that of the VPC: pods believe what is in them to be the load balancer of a
   * gateway. A public gateway needs those of the public subnets, an internal one and an API of API Gateway those of the private ones; on a
   * cluster of IPv6 their IPv6 ones. Default: not known, and then there can be no gateway.
   */
  readonly cidrs?:
    { readonly public?: readonly string[] | undefined; readonly private?: readonly string[] | undefined } | undefined;
  /** Whether the subnets have IPv6 addresses too. Default: no. Not in China. */
  readonly ipv6?: boolean | undefined;
}

/**
 * A VPC that somebody else made, by its IDs. Nothing is made and nothing is looked up: whether they exist, belong
 * together, and have a way out is seen when nodes are made.
 * @throws SlipwayError with everything that `checkExistingVpc` finds
 */
export class ExistingVpc extends SlipwayComponent implements NetworkHandle {
  readonly region: string;
  readonly vpcId: pulumi.Output<string>;
  readonly zones: readonly string[];
  readonly subnets: SubnetsByTier;
  readonly cidrs: CidrsByTier;
  readonly isDualStack: boolean;
  /** Nothing of it is ours, so there is nothing to wait for. */
  readonly egress: readonly pulumi.Resource[] = [];

  constructor(name: string, args: ExistingVpcArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseComponent("ExistingVpc", name, checkExistingVpc(args));
    super("ExistingVpc", name, opts);
    this.region = args.region;
    this.vpcId = pulumi.output(args.vpcId);
    this.zones = Object.keys(args.subnets.private ?? {});
    this.isDualStack = args.ipv6 ?? false;
    this.cidrs = args.cidrs ?? {};
    this.subnets = {
      public: subnetsOf(args.subnets.public),
      private: subnetsOf(args.subnets.private),
      isolated: subnetsOf(args.subnets.isolated),
      pods: subnetsOf(args.subnets.pods),
    };
    this.registerOutputs({ vpcId: this.vpcId, zones: this.zones, subnets: this.subnets });
  }
}

function subnetsOf(ids: SubnetIds = {}): Subnet[] {
  return Object.entries(ids).map(([zone, id]) => ({ zone, id: pulumi.output(id) }));
}
