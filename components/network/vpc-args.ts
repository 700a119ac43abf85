import type * as aws from "@pulumi/aws";
import type { Transform } from "../core";
import type { GatewayService, InterfaceEndpoints } from "./endpoint-services";
import type { FlowLogArgs, FlowLogTransform } from "./flow-logs";
import type { SubnetPlanArgs } from "./subnet-plan";

/** How private subnets reach the internet by IPv4. */
export type NatMode = "none" | "single" | "perZone";

export interface VpcArgs extends SubnetPlanArgs {
  /** Such as `eu-central-1`. It must be that of the provider: it is part of zones and endpoints, and is not looked up. */
  readonly region: string;
  /**
   * NAT gateways. Default `single`: one, in the first zone, without which all zones lose the internet. `perZone`: each
   * zone has its own, and survives the loss of the others. `none`: private subnets have no IPv4 way out.
   *
   * In us-east-1 each costs 32.85 USD a month (730 hours), 3.65 USD for its public address, and 0.045 USD per GB that
   * passes; with `single`, other zones' traffic to it costs 0.01 USD per GB each way. Sources: list prices quoted at
   * https://cloudburn.io/blog/aws-nat-gateway-pricing, 2026-02, the last at
   * https://basavytix.com/blog/aws-nat-gateway-pricing, 2026.
   */
  readonly nat?: NatMode | undefined;
  /** Services reached by the route tables instead of a NAT gateway. Default: both. Free of charge. */
  readonly gatewayEndpoints?: readonly GatewayService[] | undefined;
  /**
   * Services reached by an address in each private subnet. Default: none. `private`: the eight that an EKS cluster
   * needs to run without NAT, see `privatePreset`; it may stand in a list, with what else is used: `autoscaling` for
   * the Cluster Autoscaler, `ssm` and `sqs` for Karpenter, `elasticfilesystem` for EFS, `secretsmanager`, `kms`,
   * `xray`. Route 53 and registries other than ECR have no endpoint: without NAT, images must be in ECR.
   *
   * In us-east-1 each costs 7.30 USD a month (730 hours) and zone, and 0.01 USD per GB. Source: list prices quoted at
   * https://awsnegotiations.com/privatelink-cost-analysis.html, 2026-05. An empty list, with `nat: none`, says that the
   * way out is made elsewhere.
   */
  readonly interfaceEndpoints?: InterfaceEndpoints | undefined;
  /** Records of the traffic, in a log group of its own. Default: all traffic, kept for 30 days. `false`: none. */
  readonly flowLogs?: false | FlowLogArgs | undefined;
  /**
   * Dual-stack subnets, with a /64 each from a /56 that AWS gives, and an egress-only gateway for the private ones.
   * Default: no. Not in China. Subnets for pods stay IPv4, as custom networking of the CNI is.
   */
  readonly ipv6?: boolean | undefined;
  /**
   * Name of the EKS cluster that will use the network: it is part of the tags by which load balancers and Karpenter
   * find their subnets, and starts every `Name`. Default: none, and the tags say only `kubernetes.io/role/…`.
   */
  readonly clusterName?: string | undefined;
  readonly transform?: VpcTransform | undefined;
}

/** Changes to what is given to the children, by their kind. A function is called for each, with its logical name. */
export interface VpcTransform extends FlowLogTransform, VpcEndpointsTransform {
  readonly vpc?: Transform<aws.ec2.VpcArgs>;
  readonly defaultSecurityGroup?: Transform<aws.ec2.DefaultSecurityGroupArgs>;
  readonly flowLog?: Transform<aws.ec2.FlowLogArgs>;
  readonly internetGateway?: Transform<aws.ec2.InternetGatewayArgs>;
  readonly egressOnlyInternetGateway?: Transform<aws.ec2.EgressOnlyInternetGatewayArgs>;
  readonly podCidrAssociation?: Transform<aws.ec2.VpcIpv4CidrBlockAssociationArgs>;
  readonly subnet?: Transform<aws.ec2.SubnetArgs>;
  readonly routeTable?: Transform<aws.ec2.RouteTableArgs>;
  readonly routeTableAssociation?: Transform<aws.ec2.RouteTableAssociationArgs>;
  readonly route?: Transform<aws.ec2.RouteArgs>;
  readonly elasticIp?: Transform<aws.ec2.EipArgs>;
  readonly natGateway?: Transform<aws.ec2.NatGatewayArgs>;
}

export interface VpcEndpointsTransform {
  readonly gatewayEndpoint?: Transform<aws.ec2.VpcEndpointArgs>;
  readonly interfaceEndpoint?: Transform<aws.ec2.VpcEndpointArgs>;
  readonly endpointSecurityGroup?: Transform<aws.ec2.SecurityGroupArgs>;
  readonly endpointIngressRule?: Transform<aws.vpc.SecurityGroupIngressRuleArgs>;
}
