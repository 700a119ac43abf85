import type * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import { SlipwayComponent, type Transform } from "../../core";
import type { DeployedGateway, GatewayContext } from "../gateway-engine";
import { createFoundation, deployed } from "./api-gateway";
import type { ApiHost } from "./api-handle";
import { accessLogFormats } from "./api-logs";

export interface HttpApiArgs {
  /** Name of the cluster at EKS. */
  readonly clusterName: string;
  readonly hosts: readonly ApiHost[];
  readonly ipAddressType: "ipv4" | "dualstack";
  readonly logGroupArn: pulumi.Output<string> | undefined;
  readonly transform?: HttpApiTransform | undefined;
}

/** One transform for each child. */
export interface HttpApiTransform {
  readonly api?: Transform<aws.apigatewayv2.ApiArgs> | undefined;
  readonly stage?: Transform<aws.apigatewayv2.StageArgs> | undefined;
  readonly mapping?: Transform<aws.apigatewayv2.ApiMappingArgs> | undefined;
}

/** An HTTP API for all hosts, reached by them alone, whose routes are there as soon as they are made. $1 for a million requests. */
export class HttpApi extends SlipwayComponent {
  readonly api: aws.apigatewayv2.Api;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: HttpApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("HttpApi", name, opts);
    const { clusterName, hosts, ipAddressType, logGroupArn, transform } = args;
    this.api = new aws.apigatewayv2.Api(
      ...this.child<aws.apigatewayv2.ApiArgs>(
        "",
        {
          name: `${clusterName}-${name}`,
          protocolType: "HTTP",
          ipAddressType,
          disableExecuteApiEndpoint: true,
        },
        transform?.api,
      ),
    );
    const stage = new aws.apigatewayv2.Stage(
      ...this.child<aws.apigatewayv2.StageArgs>(
        "",
        {
          apiId: this.api.id,
          name: "$default",
          autoDeploy: true,
          ...(logGroupArn === undefined
            ? {}
            : { accessLogSettings: { destinationArn: logGroupArn, format: accessLogFormats.http } }),
        },
        transform?.stage,
      ),
    );
    const mappings = hosts.map(
      ({ host, domainName }) =>
        new aws.apigatewayv2.ApiMapping(
          ...this.child<aws.apigatewayv2.ApiMappingArgs>(
            host.replace("*", "all"),
            { apiId: this.api.id, domainName, stage: stage.name },
            transform?.mapping,
          ),
        ),
    );
    this.ready = [this.api, stage, ...mappings];
    this.registerOutputs({ apiId: this.api.id });
  }
}

/** Makes the API; its routes come with the workloads. */
export function deployHttpApi(context: GatewayContext): DeployedGateway {
  const { parent, eks } = context;
  const foundation = createFoundation(context);
  const { handle, entrance } = foundation;
  const http = new HttpApi(
    `${parent.logicalName}-api`,
    {
      clusterName: eks?.clusterName ?? "",
      hosts: entrance.hosts,
      ipAddressType: handle.ipAddressType,
      logGroupArn: handle.logGroupArn,
    },
    { parent },
  );
  const api = { ...handle, kind: "http" as const, apiId: http.api.id, executionArn: http.api.executionArn };
  return deployed(context, foundation, api, http.ready);
}
