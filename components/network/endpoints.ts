import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../core";
import {
  interfaceServices,
  serviceName,
  serviceSuffix,
  type GatewayService,
  type InterfaceEndpoints,
} from "./endpoint-services";
import { nameTag } from "./resource-tags";
import type { VpcEndpointsTransform } from "./vpc-args";

/** Addresses that may call the interface endpoints, by a name that is unique among them. */
export type EndpointSources = Readonly<
  Record<string, { readonly ipv4: string } | { readonly ipv6: pulumi.Output<string> }>
>;

export interface VpcEndpointsArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** See `VpcArgs`. */
  readonly gatewayEndpoints: readonly GatewayService[];
  /** Every route table of the VPC: the gateway endpoints are entered in each. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** See `VpcArgs`. */
  readonly interfaceEndpoints: InterfaceEndpoints;
  /** One subnet a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly sources: EndpointSources;
  readonly clusterName?: string | undefined;
  readonly transform?: VpcEndpointsTransform | undefined;
}

/** Ways from a VPC to AWS services that need neither an internet gateway nor NAT. */
export class VpcEndpoints extends SlipwayComponent {
  /** Everything that must be there before the services are reached. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("VpcEndpoints", name, opts);
    const gateways = args.gatewayEndpoints.map((service) => this.createGatewayEndpoint(service, args));
    const interfaces = this.createInterfaceEndpoints(interfaceServices(args.interfaceEndpoints), args);

    this.ready = [...gateways, ...interfaces];
    this.registerOutputs({ services: [...args.gatewayEndpoints, ...interfaceServices(args.interfaceEndpoints)] });
  }

  private createGatewayEndpoint(service: GatewayService, args: VpcEndpointsArgs): aws.ec2.VpcEndpoint {
    return new aws.ec2.VpcEndpoint(
      ...this.child<aws.ec2.VpcEndpointArgs>(
        service,
        {
          vpcId: args.vpcId,
          vpcEndpointType: "Gateway",
          // In every partition, whatever the prefix of the interface endpoint of the same service.
          serviceName: `com.amazonaws.${args.region}.${service}`,
          routeTableIds: [...args.routeTableIds],
          tags: nameTag(`${this.logicalName}-${service}`, args.clusterName),
        },
        args.transform?.gatewayEndpoint,
      ),
    );
  }

  private createInterfaceEndpoints(services: readonly string[], args: VpcEndpointsArgs): pulumi.Resource[] {
    if (services.length === 0) return [];
    const group = this.createSecurityGroup(args);
    const rules = this.createIngressRules(group, args);
    const endpoints = services.map((service) => this.createInterfaceEndpoint(service, group, args));
    return [...rules, ...endpoints];
  }

  /** One group for all: whoever is in the VPC may call AWS, and IAM says what the caller may do there. */
  private createSecurityGroup(args: VpcEndpointsArgs): aws.ec2.SecurityGroup {
    return new aws.ec2.SecurityGroup(
      ...this.child<aws.ec2.SecurityGroupArgs>(
        "",
        {
          vpcId: args.vpcId,
          description: "HTTPS from the VPC to the interface endpoints of AWS services",
          tags: nameTag(this.logicalName, args.clusterName),
        },
        args.transform?.endpointSecurityGroup,
      ),
    );
  }

  private createIngressRules(group: aws.ec2.SecurityGroup, args: VpcEndpointsArgs): aws.vpc.SecurityGroupIngressRule[] {
    return Object.entries(args.sources).map(
      ([suffix, source]) =>
        new aws.vpc.SecurityGroupIngressRule(
          ...this.child<aws.vpc.SecurityGroupIngressRuleArgs>(
            suffix,
            {
              securityGroupId: group.id,
              description: `HTTPS from ${suffix}`,
              ipProtocol: "tcp",
              fromPort: 443,
              toPort: 443,
              ...("ipv4" in source ? { cidrIpv4: source.ipv4 } : { cidrIpv6: source.ipv6 }),
              tags: nameTag(`${this.logicalName}-${suffix}`, args.clusterName),
            },
            args.transform?.endpointIngressRule,
          ),
        ),
    );
  }

  private createInterfaceEndpoint(
    service: string,
    group: aws.ec2.SecurityGroup,
    args: VpcEndpointsArgs,
  ): aws.ec2.VpcEndpoint {
    const suffix = serviceSuffix(service);
    return new aws.ec2.VpcEndpoint(
      ...this.child<aws.ec2.VpcEndpointArgs>(
        suffix,
        {
          vpcId: args.vpcId,
          vpcEndpointType: "Interface",
          serviceName: serviceName(args.region, service),
          subnetIds: [...args.subnetIds],
          securityGroupIds: [group.id],
          // The service's usual name leads to the endpoint, so no client has to know of it.
          privateDnsEnabled: true,
          tags: nameTag(`${this.logicalName}-${suffix}`, args.clusterName),
        },
        args.transform?.interfaceEndpoint,
      ),
    );
  }
}
