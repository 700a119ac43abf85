import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { SlipwayComponent } from "../../core";
import type { ApiHandle, ApiHost } from "./api-handle";
import { accessLogFormats } from "./api-logs";
import type { ApiTarget } from "./api-target";
import type { RestApiPlan, RestCachePlan, RestMethodPlan } from "./rest-api-plan";

export interface RestApiArgs {
  readonly api: ApiHandle;
  readonly plan: RestApiPlan;
  readonly targets: ReadonlyMap<string, ApiTarget>;
  /** The hosts that lead its path to it. */
  readonly hosts: readonly ApiHost[];
}

const stageName = "live";

/** GB of a cache, the smallest: $0.02 an hour, some $15 a month. */
const cacheSize = "0.5";

/** Seconds that a cache may keep answers. */
export const longestCacheSeconds = 3600;

/**
 * The REST API of one path, with its stage, and its cache where answers are kept. $3.50 for a million requests. Every change makes a new
 * deployment, which takes the place of the last at once.
 */
export class RestApi extends SlipwayComponent {
  readonly stage: aws.apigateway.Stage;
  readonly ready: readonly pulumi.Resource[];

  readonly #args: RestApiArgs;

  constructor(name: string, args: RestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("RestApi", name, opts);
    this.#args = args;

    const api = this.createApi();
    const below = this.createBelow(api);
    const methods = this.createMethods(api, below);
    this.stage = this.createStage(api, below, methods);
    const settings = this.createCacheSettings(api);
    const association = this.createAssociation();
    const mappings = this.createMappings(api);

    this.ready = [this.stage, ...settings, ...association, ...mappings];
    this.registerOutputs({ apiId: api.id });
  }

  private createApi(): aws.apigateway.RestApi {
    const { ipAddressType, sourceRanges } = this.#args.api;
    return new aws.apigateway.RestApi(
      ...this.child<aws.apigateway.RestApiArgs>("", {
        endpointConfiguration: { types: "REGIONAL", ipAddressType },
        disableExecuteApiEndpoint: true,
        apiKeySource: "HEADER",
        // Otherwise bodies would be taken for texts, and others than these spoilt.
        binaryMediaTypes: ["*/*"],
        ...(sourceRanges === undefined ? {} : { policy: fromRanges(sourceRanges) }),
      }),
    );
  }

  /** What stands for all paths below its own. */
  private createBelow(api: aws.apigateway.RestApi): aws.apigateway.Resource | undefined {
    if (!this.#args.plan.methods.some(({ below }) => below)) return undefined;
    return new aws.apigateway.Resource(
      ...this.child<aws.apigateway.ResourceArgs>("", {
        restApi: api.id,
        parentId: api.rootResourceId,
        pathPart: "{proxy+}",
      }),
    );
  }

  /** Everything that a deployment holds. */
  private createMethods(api: aws.apigateway.RestApi, below: aws.apigateway.Resource | undefined): pulumi.Resource[] {
    return this.#args.plan.methods.flatMap((plan) =>
      this.createMethod(api, plan.below && below ? below.id : api.rootResourceId, plan),
    );
  }

  private createMethod(
    api: aws.apigateway.RestApi,
    resourceId: pulumi.Output<string>,
    plan: RestMethodPlan,
  ): pulumi.Resource[] {
    const { api: gateway, targets } = this.#args;
    const target = targets.get(plan.target);
    if (target === undefined) throw new Error(`the route of ${this.logicalName} was made before it was checked`);
    const suffix = `${plan.method.toLowerCase()}${plan.below ? "-below" : ""}`;
    const keys = cacheKeys(plan);
    const method = new aws.apigateway.Method(
      ...this.child<aws.apigateway.MethodArgs>(suffix, {
        restApi: api.id,
        resourceId,
        httpMethod: plan.method,
        authorization: "NONE",
        apiKeyRequired: plan.needsKey,
        requestParameters: {
          ...Object.fromEntries(keys.map((key) => [key, false])),
          ...(plan.below ? { "method.request.path.proxy": true } : {}),
        },
      }),
    );
    const integration = new aws.apigateway.Integration(
      ...this.child<aws.apigateway.IntegrationArgs>(
        suffix,
        {
          restApi: api.id,
          resourceId,
          httpMethod: method.httpMethod,
          type: "HTTP_PROXY",
          integrationHttpMethod: plan.method,
          connectionType: "VPC_LINK",
          connectionId: gateway.vpcLinkId,
          integrationTarget: gateway.loadBalancerArn,
          uri: uriOf(plan, target.port),
          requestParameters: {
            ...(plan.below ? { "integration.request.path.proxy": "method.request.path.proxy" } : {}),
            ...Object.fromEntries(
              Object.entries(plan.headers).map(([name, value]) => [`integration.request.header.${name}`, `'${value}'`]),
            ),
          },
          ...(keys.length === 0 ? {} : { cacheKeyParameters: keys }),
          ...(plan.timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds: plan.timeoutMilliseconds }),
        },
        undefined,
        { dependsOn: [...target.ready] },
      ),
    );
    return [method, integration];
  }

  /** What a deployment holds, as a hash: it is a copy, so that each change must make another one. */
  private contentOf(below: aws.apigateway.Resource | undefined): pulumi.Output<string> {
    const { api: gateway, plan, targets } = this.#args;
    const ports = [...targets].map(([key, { port }]) => [key, port]);
    // Replaced ones have other names: a deployment would go on with those that are gone.
    const named = [gateway.vpcLinkId, gateway.loadBalancerArn, ...(below === undefined ? [] : [below.id])];
    return pulumi.all(named).apply((names) =>
      createHash("sha256")
        .update(JSON.stringify([plan, ports, gateway.sourceRanges ?? null, names]))
        .digest("hex"),
    );
  }

  private createStage(
    api: aws.apigateway.RestApi,
    below: aws.apigateway.Resource | undefined,
    methods: readonly pulumi.Resource[],
  ): aws.apigateway.Stage {
    const { api: gateway, plan } = this.#args;
    const deployment = new aws.apigateway.Deployment(
      ...this.child<aws.apigateway.DeploymentArgs>(
        "",
        { restApi: api.id, triggers: { content: this.contentOf(below) } },
        undefined,
        { dependsOn: [...methods] },
      ),
    );
    const isCached = cacheOf(plan) !== undefined;
    return new aws.apigateway.Stage(
      ...this.child<aws.apigateway.StageArgs>("", {
        restApi: api.id,
        deployment: deployment.id,
        stageName,
        cacheClusterEnabled: isCached,
        ...(isCached ? { cacheClusterSize: cacheSize } : {}),
        ...(gateway.logGroupArn === undefined
          ? {}
          : { accessLogSettings: { destinationArn: gateway.logGroupArn, format: accessLogFormats.rest } }),
      }),
    );
  }

  private createCacheSettings(api: aws.apigateway.RestApi): pulumi.Resource[] {
    return this.#args.plan.methods.flatMap(({ below, cache }) =>
      cache === undefined
        ? []
        : [
            new aws.apigateway.MethodSettings(
              ...this.child<aws.apigateway.MethodSettingsArgs>(below ? "get-below" : "get", {
                restApi: api.id,
                stageName: this.stage.stageName,
                methodPath: below ? "{proxy+}/GET" : "~1/GET",
                settings: {
                  cachingEnabled: true,
                  cacheTtlInSeconds: cache.ttlSeconds,
                  cacheDataEncrypted: true,
                  // A caller may not throw away what others are served with.
                  requireAuthorizationForCacheControl: true,
                  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITHOUT_RESPONSE_HEADER",
                },
              }),
            ),
          ],
    );
  }

  private createAssociation(): pulumi.Resource[] {
    const { webAclArn } = this.#args.api;
    if (webAclArn === undefined) return [];
    return [
      new aws.wafv2.WebAclAssociation(
        ...this.child<aws.wafv2.WebAclAssociationArgs>("", { resourceArn: this.stage.arn, webAclArn }),
      ),
    ];
  }

  private createMappings(api: aws.apigateway.RestApi): pulumi.Resource[] {
    const { hosts, plan } = this.#args;
    return hosts.map(
      ({ host, domainName }) =>
        new aws.apigatewayv2.ApiMapping(
          ...this.child<aws.apigatewayv2.ApiMappingArgs>(host.replace("*", "all"), {
            apiId: api.id,
            domainName,
            stage: this.stage.stageName,
            ...(plan.basePath === "" ? {} : { apiMappingKey: plan.basePath }),
          }),
        ),
    );
  }
}

/** The address is not looked up: it says the port of the load balancer, and what the header `Host` is. */
function uriOf({ host, path }: RestMethodPlan, port: number): string {
  return `http://${host}:${port}${path}`;
}

function cacheOf({ methods }: RestApiPlan): RestCachePlan | undefined {
  return methods.find(({ cache }) => cache !== undefined)?.cache;
}

function cacheKeys({ below, cache }: RestMethodPlan): string[] {
  if (cache === undefined) return [];
  return [
    // Otherwise all paths would have one answer.
    ...(below ? ["method.request.path.proxy"] : []),
    ...cache.headers.map((name) => `method.request.header.${name}`),
    ...cache.query.map((name) => `method.request.querystring.${name}`),
  ];
}

function fromRanges(ranges: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: "execute-api:/*",
        Condition: { IpAddress: { "aws:SourceIp": ranges } },
      },
    ],
  });
}
