import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent, type Transform } from "../../core";
import type { ApiHost } from "./api-handle";
import { accessLogDays } from "./api-logs";

export interface ApiEntranceArgs {
  /** Name of the cluster at EKS. */
  readonly clusterName: string;
  /** Each one a custom domain. */
  readonly hosts: readonly string[];
  /** ARNs of certificates of ACM in the region: one for all hosts, or one for each in their order. */
  readonly certificates: readonly string[];
  readonly ipAddressType: "ipv4" | "dualstack";
  /** Whether requests are logged. */
  readonly logs: boolean;
  readonly transform?: ApiEntranceTransform | undefined;
}

/** One transform for each child. */
export interface ApiEntranceTransform {
  readonly domainName?: Transform<aws.apigatewayv2.DomainNameArgs> | undefined;
  readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs> | undefined;
}

/** The hosts of an API at API Gateway, regional and by TLS 1.2 or later, and the log group of its access logs. */
export class ApiEntrance extends SlipwayComponent {
  readonly hosts: readonly ApiHost[];
  /** Name in DNS that each host is to lead to. */
  readonly addresses: Readonly<Record<string, pulumi.Output<string>>>;
  readonly logGroupArn: pulumi.Output<string> | undefined;
  readonly ready: readonly pulumi.Resource[];

  readonly #args: ApiEntranceArgs;

  constructor(name: string, args: ApiEntranceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ApiEntrance", name, opts);
    this.#args = args;

    const logGroup = args.logs ? this.createLogGroup() : undefined;
    const domains = args.hosts.map((host, index) => ({ host, domain: this.createDomain(host, index) }));

    this.hosts = domains.map(({ host, domain }) => ({ host, domainName: domain.domainName }));
    this.addresses = Object.fromEntries(
      domains.map(({ host, domain }) => [
        host,
        domain.domainNameConfiguration.apply(({ targetDomainName }) => targetDomainName),
      ]),
    );
    this.logGroupArn = logGroup?.arn;
    this.ready = [...domains.map(({ domain }) => domain), ...(logGroup === undefined ? [] : [logGroup])];
    this.registerOutputs({ addresses: this.addresses });
  }

  /** AWS lets API Gateway write to groups of this prefix without a policy of their own. */
  private createLogGroup(): aws.cloudwatch.LogGroup {
    const { clusterName, transform } = this.#args;
    return new aws.cloudwatch.LogGroup(
      ...this.child(
        "",
        { name: `/aws/vendedlogs/apigateway/${clusterName}`, retentionInDays: accessLogDays },
        transform?.logGroup,
      ),
    );
  }

  private createDomain(host: string, index: number): aws.apigatewayv2.DomainName {
    const { certificates, ipAddressType, transform } = this.#args;
    const certificate = certificates[index] ?? certificates[0] ?? "";
    return new aws.apigatewayv2.DomainName(
      ...this.child<aws.apigatewayv2.DomainNameArgs>(
        host.replace("*", "all"),
        {
          domainName: host,
          domainNameConfiguration: {
            certificateArn: certificate,
            endpointType: "REGIONAL",
            securityPolicy: "TLS_1_2",
            ipAddressType,
          },
        },
        transform?.domainName,
      ),
    );
  }
}
