import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { refuseComponent, SlipwayComponent } from "../core";
import { checkVpc } from "./check-network";
import { ipv6SubnetOf } from "./cidr";
import { gatewayServices } from "./endpoint-services";
import { VpcEndpoints, type EndpointSources } from "./endpoints";
import { FlowLogDestination } from "./flow-logs";
import type { CidrsByTier, NetworkHandle, Subnet, SubnetsByTier, Tier } from "./handle";
import { discoveryTags, nameTag } from "./resource-tags";
import { plannedCidrs, planSubnets, type PlannedSubnet } from "./subnet-plan";
import type { VpcArgs } from "./vpc-args";

/** A subnet of the plan, as it was made, with its route table. */
interface RoutedSubnet {
  readonly planned: PlannedSubnet;
  readonly subnet: aws.ec2.Subnet;
  readonly table: aws.ec2.RouteTable;
  readonly association: aws.ec2.RouteTableAssociation;
}

const anyIpv4 = "0.0.0.0/0";
const anyIpv6 = "::/0";

/**
 * A VPC with public, private and isolated subnets in explicit zones, IPv4 or dual stack.
 *
 * Nothing in it is open: public subnets give no public addresses by themselves, isolated ones have no route out, and the
 * default security group has no rule. `protect` in the options protects everything in it.
 * @throws SlipwayError with everything that `checkVpc` finds, before anything is registered
 */
export class Vpc extends SlipwayComponent implements NetworkHandle {
  readonly region: string;
  readonly vpcId: pulumi.Output<string>;
  readonly zones: readonly string[];
  readonly subnets: SubnetsByTier;
  readonly cidrs: CidrsByTier;
  readonly isDualStack: boolean;
  readonly egress: readonly pulumi.Resource[];

  readonly #args: VpcArgs;

  constructor(name: string, args: VpcArgs, opts?: pulumi.ComponentResourceOptions) {
    refuseComponent("Vpc", name, checkVpc(args));
    super("Vpc", name, opts);
    this.#args = args;
    this.region = args.region;
    this.zones = args.zones;
    this.isDualStack = args.ipv6 ?? false;
    this.cidrs = plannedCidrs(args) ?? {};

    const logs = this.createFlowLogDestination();
    const vpc = this.createVpc(logs);
    this.createFlowLog(vpc, logs);
    this.emptyDefaultSecurityGroup(vpc);
    const subnets = this.createSubnets(vpc);
    const gateway = this.createInternetGateway(vpc);
    const internetRoutes = this.createInternetRoutes(subnets, gateway);
    const natGateways = this.createNatGateways(subnets, gateway, internetRoutes);
    const natRoutes = this.createNatRoutes(subnets, natGateways);
    const ipv6Routes = this.createEgressOnlyRoutes(vpc, subnets);
    const endpoints = this.createEndpoints(vpc, subnets);

    this.vpcId = vpc.id;
    this.subnets = byTier(subnets);
    this.egress = [
      ...subnets.filter(isOutbound).map(({ association }) => association),
      ...natGateways.values(),
      ...natRoutes,
      ...ipv6Routes,
      ...endpoints.ready,
    ];
    this.registerOutputs({ vpcId: this.vpcId, zones: this.zones, subnets: this.subnets });
  }

  private createFlowLogDestination(): FlowLogDestination | undefined {
    const { flowLogs = {}, clusterName, transform } = this.#args;
    if (flowLogs === false) return undefined;
    return new FlowLogDestination(
      `${this.logicalName}-flow-logs`,
      { retentionDays: flowLogs.retentionDays, clusterName, transform },
      { parent: this },
    );
  }

  private createVpc(logs: FlowLogDestination | undefined): aws.ec2.Vpc {
    const { cidr, transform } = this.#args;
    return new aws.ec2.Vpc(
      ...this.child<aws.ec2.VpcArgs>(
        "",
        {
          cidrBlock: cidr,
          // Both are needed by the names of private endpoints: of the EKS API, and of AWS services.
          enableDnsHostnames: true,
          enableDnsSupport: true,
          ...(this.isDualStack ? { assignGeneratedIpv6CidrBlock: true } : {}),
          tags: this.tags(),
        },
        transform?.vpc,
        // Not for its making: so that the log group is the last to go.
        { dependsOn: logs === undefined ? [] : [logs.logGroup] },
      ),
    );
  }

  private createFlowLog(vpc: aws.ec2.Vpc, logs: FlowLogDestination | undefined): void {
    const { flowLogs = {}, transform } = this.#args;
    if (flowLogs === false || logs === undefined) return;
    new aws.ec2.FlowLog(
      ...this.child<aws.ec2.FlowLogArgs>(
        "flow-logs",
        {
          vpcId: vpc.id,
          trafficType: flowLogs.traffic ?? "ALL",
          logDestinationType: "cloud-watch-logs",
          logDestination: logs.logGroupArn,
          iamRoleArn: logs.roleArn,
          maxAggregationInterval: 600,
          tags: this.tags("flow-logs"),
        },
        transform?.flowLog,
        { dependsOn: [logs.policy] },
      ),
    );
  }

  private emptyDefaultSecurityGroup(vpc: aws.ec2.Vpc): void {
    new aws.ec2.DefaultSecurityGroup(
      ...this.child<aws.ec2.DefaultSecurityGroupArgs>(
        "default",
        { vpcId: vpc.id, ingress: [], egress: [], tags: this.tags("default") },
        this.#args.transform?.defaultSecurityGroup,
      ),
    );
  }

  private createSubnets(vpc: aws.ec2.Vpc): RoutedSubnet[] {
    const podRange = this.associatePodCidr(vpc);
    const tables = new Map<string, aws.ec2.RouteTable>();
    return planSubnets(this.#args).map((planned) => {
      const subnet = this.createSubnet(vpc, planned, podRange);
      const tableSuffix = tableSuffixOf(planned);
      const table = tables.get(tableSuffix) ?? this.createRouteTable(vpc, tableSuffix);
      tables.set(tableSuffix, table);
      return { planned, subnet, table, association: this.associate(planned, subnet, table) };
    });
  }

  private associatePodCidr(vpc: aws.ec2.Vpc): aws.ec2.VpcIpv4CidrBlockAssociation | undefined {
    const { podCidr, transform } = this.#args;
    if (podCidr === undefined) return undefined;
    return new aws.ec2.VpcIpv4CidrBlockAssociation(
      ...this.child<aws.ec2.VpcIpv4CidrBlockAssociationArgs>(
        "pods",
        { vpcId: vpc.id, cidrBlock: podCidr },
        transform?.podCidrAssociation,
      ),
    );
  }

  private createSubnet(
    vpc: aws.ec2.Vpc,
    planned: PlannedSubnet,
    podRange: pulumi.Resource | undefined,
  ): aws.ec2.Subnet {
    const { tier, zone, cidr, ipv6Index } = planned;
    return new aws.ec2.Subnet(
      ...this.child<aws.ec2.SubnetArgs>(
        suffixOf(planned),
        {
          vpcId: vpc.id,
          availabilityZone: zone,
          cidrBlock: cidr,
          // Also in public subnets: a load balancer has addresses of its own, and nothing else should be reached.
          mapPublicIpOnLaunch: false,
          ...(ipv6Index === undefined
            ? {}
            : {
                ipv6CidrBlock: vpc.ipv6CidrBlock.apply((block) => ipv6SubnetOf(block, ipv6Index)),
                assignIpv6AddressOnCreation: tier !== "public",
              }),
          tags: { ...this.tags(suffixOf(planned)), ...discoveryTags(tier, this.#args.clusterName) },
        },
        this.#args.transform?.subnet,
        { dependsOn: tier === "pods" && podRange !== undefined ? [podRange] : [] },
      ),
    );
  }

  private createRouteTable(vpc: aws.ec2.Vpc, suffix: string): aws.ec2.RouteTable {
    return new aws.ec2.RouteTable(
      ...this.child<aws.ec2.RouteTableArgs>(
        suffix,
        { vpcId: vpc.id, tags: this.tags(suffix) },
        this.#args.transform?.routeTable,
      ),
    );
  }

  private associate(
    planned: PlannedSubnet,
    subnet: aws.ec2.Subnet,
    table: aws.ec2.RouteTable,
  ): aws.ec2.RouteTableAssociation {
    return new aws.ec2.RouteTableAssociation(
      ...this.child<aws.ec2.RouteTableAssociationArgs>(
        suffixOf(planned),
        { subnetId: subnet.id, routeTableId: table.id },
        this.#args.transform?.routeTableAssociation,
      ),
    );
  }

  private createInternetGateway(vpc: aws.ec2.Vpc): aws.ec2.InternetGateway | undefined {
    if (this.#args.tiers?.public === false) return undefined;
    return new aws.ec2.InternetGateway(
      ...this.child<aws.ec2.InternetGatewayArgs>(
        "internet",
        { vpcId: vpc.id, tags: this.tags("internet") },
        this.#args.transform?.internetGateway,
      ),
    );
  }

  /** One table serves all public subnets, so it gets its routes once. */
  private createInternetRoutes(
    subnets: readonly RoutedSubnet[],
    gateway: aws.ec2.InternetGateway | undefined,
  ): aws.ec2.Route[] {
    const table = subnets.find(({ planned }) => planned.tier === "public")?.table;
    if (table === undefined || gateway === undefined) return [];
    const target = { routeTableId: table.id, gatewayId: gateway.id };
    return [
      this.createRoute("public-internet", { ...target, destinationCidrBlock: anyIpv4 }),
      ...(this.isDualStack
        ? [this.createRoute("public-internet-ipv6", { ...target, destinationIpv6CidrBlock: anyIpv6 })]
        : []),
    ];
  }

  /** NAT gateways by zone: none, one in the first zone, or one in each. */
  private createNatGateways(
    subnets: readonly RoutedSubnet[],
    gateway: aws.ec2.InternetGateway | undefined,
    internetRoutes: readonly aws.ec2.Route[],
  ): Map<string, aws.ec2.NatGateway> {
    const { nat = "single" } = this.#args;
    if (nat === "none" || gateway === undefined) return new Map();
    const inPublic = subnets.filter(({ planned }) => planned.tier === "public");
    const hosts = nat === "single" ? inPublic.slice(0, 1) : inPublic;
    return new Map(
      hosts.map((host) => [host.planned.zone, this.createNatGateway(host, gateway, internetRoutes)] as const),
    );
  }

  private createNatGateway(
    host: RoutedSubnet,
    gateway: aws.ec2.InternetGateway,
    internetRoutes: readonly aws.ec2.Route[],
  ): aws.ec2.NatGateway {
    const { transform } = this.#args;
    const suffix = `nat-${host.planned.zone}`;
    const address = new aws.ec2.Eip(
      ...this.child<aws.ec2.EipArgs>(suffix, { domain: "vpc", tags: this.tags(suffix) }, transform?.elasticIp, {
        // An internet gateway cannot be detached while an address that it serves is in use.
        dependsOn: [gateway],
      }),
    );
    return new aws.ec2.NatGateway(
      ...this.child<aws.ec2.NatGatewayArgs>(
        suffix,
        {
          subnetId: host.subnet.id,
          allocationId: address.id,
          connectivityType: "public",
          tags: this.tags(suffix),
        },
        transform?.natGateway,
        // Its own way out comes first, and goes after it.
        { dependsOn: [gateway, host.association, ...internetRoutes] },
      ),
    );
  }

  /** Private subnets and those for pods leave by the NAT gateway of their own zone, or by the only one. */
  private createNatRoutes(
    subnets: readonly RoutedSubnet[],
    natGateways: ReadonlyMap<string, aws.ec2.NatGateway>,
  ): aws.ec2.Route[] {
    const [only] = natGateways.values();
    return subnets.filter(isOutbound).flatMap(({ planned, table }) => {
      const natGateway = natGateways.get(planned.zone) ?? only;
      if (natGateway === undefined) return [];
      return [
        this.createRoute(`${suffixOf(planned)}-nat`, {
          routeTableId: table.id,
          destinationCidrBlock: anyIpv4,
          natGatewayId: natGateway.id,
        }),
      ];
    });
  }

  private createEgressOnlyRoutes(vpc: aws.ec2.Vpc, subnets: readonly RoutedSubnet[]): aws.ec2.Route[] {
    if (!this.isDualStack) return [];
    const gateway = new aws.ec2.EgressOnlyInternetGateway(
      ...this.child<aws.ec2.EgressOnlyInternetGatewayArgs>(
        "egress-only",
        { vpcId: vpc.id, tags: this.tags("egress-only") },
        this.#args.transform?.egressOnlyInternetGateway,
      ),
    );
    return subnets
      .filter(({ planned }) => planned.tier === "private")
      .map(({ planned, table }) =>
        this.createRoute(`${suffixOf(planned)}-egress-only`, {
          routeTableId: table.id,
          destinationIpv6CidrBlock: anyIpv6,
          egressOnlyGatewayId: gateway.id,
        }),
      );
  }

  private createRoute(suffix: string, args: aws.ec2.RouteArgs): aws.ec2.Route {
    return new aws.ec2.Route(...this.child(suffix, args, this.#args.transform?.route));
  }

  private createEndpoints(vpc: aws.ec2.Vpc, subnets: readonly RoutedSubnet[]): VpcEndpoints {
    const { region, cidr, podCidr, gatewayEndpoints, interfaceEndpoints, clusterName, transform } = this.#args;
    const sources: EndpointSources = {
      vpc: { ipv4: cidr },
      ...(podCidr === undefined ? {} : { pods: { ipv4: podCidr } }),
      ...(this.isDualStack ? { ipv6: { ipv6: vpc.ipv6CidrBlock } } : {}),
    };
    return new VpcEndpoints(
      `${this.logicalName}-endpoints`,
      {
        region,
        vpcId: vpc.id,
        gatewayEndpoints: gatewayEndpoints ?? gatewayServices,
        routeTableIds: [...new Set(subnets.map(({ table }) => table))].map(({ id }) => id),
        interfaceEndpoints: interfaceEndpoints ?? [],
        subnetIds: subnets.filter(({ planned }) => planned.tier === "private").map(({ subnet }) => subnet.id),
        sources,
        clusterName,
        transform,
      },
      { parent: this },
    );
  }

  /** The tag `Name` of the child with this suffix. */
  private tags(suffix?: string): Record<string, string> {
    const name = suffix === undefined ? this.logicalName : `${this.logicalName}-${suffix}`;
    return nameTag(name, this.#args.clusterName);
  }
}

function suffixOf({ tier, zone }: PlannedSubnet): string {
  return `${tier}-${zone}`;
}

/** Routes differ by zone where there may be a NAT gateway for each; else a tier has one table. */
function tableSuffixOf(planned: PlannedSubnet): string {
  return planned.tier === "public" || planned.tier === "isolated" ? planned.tier : suffixOf(planned);
}

function isOutbound({ planned }: RoutedSubnet): boolean {
  return planned.tier === "private" || planned.tier === "pods";
}

function byTier(subnets: readonly RoutedSubnet[]): SubnetsByTier {
  const of = (tier: Tier): Subnet[] =>
    subnets
      .filter(({ planned }) => planned.tier === tier)
      .map(({ planned, subnet }) => ({ id: subnet.id, zone: planned.zone }));
  return { public: of("public"), private: of("private"), isolated: of("isolated"), pods: of("pods") };
}
