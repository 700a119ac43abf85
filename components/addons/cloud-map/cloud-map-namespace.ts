import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent, type Transform } from "../../core";

export interface CloudMapNamespaceArgs {
  /** Its name, a domain that only the VPC sees, such as `shop.internal`. */
  readonly namespace: string;
  readonly vpcId: pulumi.Input<string>;
  readonly transform?: CloudMapNamespaceTransform | undefined;
}

/** One transform for each child. */
export interface CloudMapNamespaceTransform {
  readonly namespace?: Transform<aws.servicediscovery.PrivateDnsNamespaceArgs> | undefined;
}

/**
 * A namespace of AWS Cloud Map for a VPC, with a private zone of Route 53 of the same name: $0.50 a month, and $0.10 for each name in it. It
 * cannot be deleted as long as services are in it.
 */
export class CloudMapNamespace extends SlipwayComponent {
  readonly arn: pulumi.Output<string>;
  /** ID of its zone. */
  readonly hostedZone: pulumi.Output<string>;
  /** What must be there before anything is registered in it. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: CloudMapNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("CloudMapNamespace", name, opts);
    const { namespace, vpcId, transform } = args;

    const made = new aws.servicediscovery.PrivateDnsNamespace(
      ...this.child<aws.servicediscovery.PrivateDnsNamespaceArgs>(
        "",
        { name: namespace, vpc: vpcId, description: "Services of Kubernetes that ask to be registered" },
        transform?.namespace,
      ),
    );
    this.arn = made.arn;
    this.hostedZone = made.hostedZone;
    this.ready = [made];
    this.registerOutputs({ arn: this.arn, hostedZone: this.hostedZone });
  }
}
