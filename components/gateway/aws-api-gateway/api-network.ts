import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EksHandle } from "../../cluster";
import { physicalName, SlipwayComponent, type Transform } from "../../core";

export interface ApiNetworkArgs {
  readonly cluster: EksHandle;
  readonly transform?: ApiNetworkTransform | undefined;
}

/** One transform for each child. */
export interface ApiNetworkTransform {
  readonly linkSecurityGroup?: Transform<aws.ec2.SecurityGroupArgs> | undefined;
  readonly loadBalancerSecurityGroup?: Transform<aws.ec2.SecurityGroupArgs> | undefined;
  readonly loadBalancer?: Transform<aws.lb.LoadBalancerArgs> | undefined;
  readonly vpcLink?: Transform<aws.apigatewayv2.VpcLinkArgs> | undefined;
}

/** Longest name of a load balancer. */
const loadBalancerNameLength = 32;

/**
 * The way from API Gateway into the network of a cluster: a VPC link, and an internal Network Load Balancer that only the link reaches. The load
 * balancer costs about $20 a month in eu-central-1 and by what passes; the link nothing. A link that nobody uses for 60 days goes to
 * sleep, and takes minutes to wake.
 */
export class ApiNetwork extends SlipwayComponent {
  readonly vpcLinkId: pulumi.Output<string>;
  readonly loadBalancerArn: pulumi.Output<string>;
  /** Security group of the load balancer, which pods are to let in. */
  readonly securityGroupId: pulumi.Output<string>;
  readonly ready: readonly pulumi.Resource[];

  readonly #args: ApiNetworkArgs;

  constructor(name: string, args: ApiNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ApiNetwork", name, opts);
    this.#args = args;

    const { link, loadBalancer: group, rules } = this.createSecurityGroups();
    const loadBalancer = this.createLoadBalancer(group);
    const vpcLink = this.createVpcLink(link);

    this.vpcLinkId = vpcLink.id;
    this.loadBalancerArn = loadBalancer.arn;
    this.securityGroupId = group.id;
    this.ready = [loadBalancer, vpcLink, ...rules];
    this.registerOutputs({ vpcLinkId: this.vpcLinkId, loadBalancerArn: this.loadBalancerArn });
  }

  private createSecurityGroups(): {
    link: aws.ec2.SecurityGroup;
    loadBalancer: aws.ec2.SecurityGroup;
    rules: pulumi.Resource[];
  } {
    const { cluster, transform } = this.#args;
    const { vpcId } = cluster.network;
    const group = (suffix: string, description: string, changes?: Transform<aws.ec2.SecurityGroupArgs>) =>
      new aws.ec2.SecurityGroup(...this.child(suffix, { vpcId, description }, changes));
    const link = group("link", "VPC link of API Gateway", transform?.linkSecurityGroup);
    const loadBalancer = group(
      "load-balancer",
      "Load balancer behind API Gateway",
      transform?.loadBalancerSecurityGroup,
    );
    const tcp = { ipProtocol: "tcp", fromPort: 0, toPort: 65_535 };
    const rules = [
      new aws.vpc.SecurityGroupEgressRule(
        ...this.child("link-to-load-balancer", {
          securityGroupId: link.id,
          referencedSecurityGroupId: loadBalancer.id,
          ...tcp,
        }),
      ),
      new aws.vpc.SecurityGroupIngressRule(
        ...this.child("load-balancer-from-link", {
          securityGroupId: loadBalancer.id,
          referencedSecurityGroupId: link.id,
          ...tcp,
        }),
      ),
      new aws.vpc.SecurityGroupEgressRule(
        ...this.child("load-balancer-to-pods", {
          securityGroupId: loadBalancer.id,
          referencedSecurityGroupId: cluster.securityGroupId,
          ...tcp,
        }),
      ),
    ];
    return { link, loadBalancer, rules };
  }

  private createLoadBalancer(group: aws.ec2.SecurityGroup): aws.lb.LoadBalancer {
    const { cluster, transform } = this.#args;
    return new aws.lb.LoadBalancer(
      ...this.child<aws.lb.LoadBalancerArgs>(
        "",
        {
          name: physicalName(loadBalancerNameLength, `${cluster.clusterName}-${this.logicalName}`),
          internal: true,
          loadBalancerType: "network",
          ipAddressType: "ipv4",
          subnets: cluster.network.subnets.private.map(({ id }) => id),
          securityGroups: [group.id],
          // The few pods of a workload are in any zone; what crosses zones is paid for.
          enableCrossZoneLoadBalancing: true,
        },
        transform?.loadBalancer,
      ),
    );
  }

  private createVpcLink(group: aws.ec2.SecurityGroup): aws.apigatewayv2.VpcLink {
    const { cluster, transform } = this.#args;
    return new aws.apigatewayv2.VpcLink(
      ...this.child<aws.apigatewayv2.VpcLinkArgs>(
        "",
        {
          name: `${cluster.clusterName}-${this.logicalName}`,
          subnetIds: cluster.network.subnets.private.map(({ id }) => id),
          securityGroupIds: [group.id],
        },
        transform?.vpcLink,
      ),
    );
  }
}
