import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayCapability } from "../../cluster";
import { parseDuration, SlipwayComponent } from "../../core";
import type { RouteContext } from "../gateway-engine";
import type { PlannedMatch, PlannedRoute, PlannedRule } from "../planned-route";
import type { JwtSpec } from "../policy-spec";
import { apiOf, createTargets, inAccount, targetKey, type ApiHandle } from "./api-handle";
import type { ApiTarget } from "./api-target";

/** A route of the API, and what is changed of its requests on the way. */
export interface HttpApiRoutePlan {
  /** Such as `ANY /cart/{proxy+}`. */
  readonly routeKey: string;
  /** Name of its target. */
  readonly target: string;
  /** Fields `requestParameters` of its integration. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number | undefined;
}

/** What a route is at an HTTP API, known before anything is made. */
export function planHttpApiRoute({ rules, policy }: PlannedRoute): HttpApiRoutePlan[] {
  const headers = claimParameters(policy.authentication?.jwt);
  return rules.flatMap((rule) =>
    rule.matches.flatMap((match) =>
      keysOf(match, rule).map(({ routeKey, path }) => ({
        routeKey,
        target: rule.backends[0] === undefined ? "" : targetKey(rule.backends[0]),
        parameters: {
          ...headers,
          ...headerParameters(rule),
          ...(path === undefined ? {} : { "overwrite:path": path }),
        },
        timeoutMilliseconds: milliseconds(rule.timeouts.request),
      })),
    ),
  );
}

/** Milliseconds of a duration. */
export function milliseconds(text: string | undefined): number | undefined {
  const seconds = text === undefined ? undefined : parseDuration(text);
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** A path by its beginning is itself, and all below. What is neither has no variable for the rest. */
function keysOf(
  { path, methods }: PlannedMatch,
  { rewrite }: PlannedRule,
): { readonly routeKey: string; readonly path: string | undefined }[] {
  const all = methods.length === 0 ? ["ANY"] : methods;
  const change = rewrite?.path;
  const full = change !== undefined && "full" in change ? change.full : undefined;
  if ("exact" in path) {
    const written = change !== undefined && "prefix" in change ? change.prefix : full;
    return all.map((method) => ({ routeKey: `${method} ${path.exact}`, path: written }));
  }
  const prefix = "prefix" in path ? trimmed(path.prefix) : "";
  const replaced = change !== undefined && "prefix" in change ? trimmed(change.prefix) : undefined;
  if (prefix === "" && methods.length === 0 && replaced === undefined) return [{ routeKey: "$default", path: full }];
  return all.flatMap((method) => [
    {
      routeKey: `${method} ${prefix === "" ? "/" : prefix}`,
      path: replaced === undefined ? full : replaced === "" ? "/" : replaced,
    },
    {
      routeKey: `${method} ${prefix}/{proxy+}`,
      path: replaced === undefined ? full : `${replaced}/$request.path.proxy`,
    },
  ]);
}

/** Without the `/` at its end. */
export function trimmed(prefix: string): string {
  return prefix.replace(/\/+$/, "");
}

function headerParameters({
  requestHeaders: { set = {}, add = {}, remove = [] } = {},
}: PlannedRule): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`overwrite:header.${name}`, value])),
    ...Object.fromEntries(Object.entries(add).map(([name, value]) => [`append:header.${name}`, value])),
    // A header that is taken away is named with an empty text.
    ...Object.fromEntries(remove.map((name) => [`remove:header.${name}`, "''"])),
  };
}

function claimParameters(jwt: JwtSpec | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(jwt?.claimHeaders ?? {}).map(([claim, header]) => [
      `overwrite:header.${header}`,
      `$context.authorizer.claims.${claim}`,
    ]),
  );
}

interface HttpApiRouteArgs {
  readonly api: ApiHandle;
  readonly apiId: pulumi.Output<string>;
  readonly route: PlannedRoute;
  readonly targets: ReadonlyMap<string, ApiTarget>;
}

/** The routes of a workload at an HTTP API, with their integrations, and the authorizer that they share. */
export class HttpApiRoute extends SlipwayComponent {
  readonly routes: readonly pulumi.Resource[];

  readonly #args: HttpApiRouteArgs;
  /** Routes that do the same with their requests have one. */
  readonly #integrations = new Map<string, aws.apigatewayv2.Integration>();

  constructor(name: string, args: HttpApiRouteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("HttpApiRoute", name, opts);
    this.#args = args;

    const authorizer = this.createAuthorizer();
    this.routes = planHttpApiRoute(args.route).map((plan) => this.createRoute(plan, authorizer));
    this.registerOutputs({ apiId: args.apiId });
  }

  private createAuthorizer(): aws.apigatewayv2.Authorizer | undefined {
    const { apiId, route } = this.#args;
    const jwt = route.policy.authentication?.jwt;
    if (jwt === undefined) return undefined;
    return new aws.apigatewayv2.Authorizer(
      ...this.child<aws.apigatewayv2.AuthorizerArgs>("", {
        apiId,
        name: this.logicalName,
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: jwt.issuer, audiences: [...(jwt.audiences ?? [])] },
      }),
    );
  }

  private createRoute(
    plan: HttpApiRoutePlan,
    authorizer: aws.apigatewayv2.Authorizer | undefined,
  ): aws.apigatewayv2.Route {
    const integration = this.integrationOf(plan);
    return new aws.apigatewayv2.Route(
      ...this.child<aws.apigatewayv2.RouteArgs>(suffixOf(plan.routeKey), {
        apiId: this.#args.apiId,
        routeKey: plan.routeKey,
        target: integration.id.apply((id) => `integrations/${id}`),
        ...(authorizer === undefined ? {} : { authorizationType: "JWT", authorizerId: authorizer.id }),
      }),
    );
  }

  private integrationOf({
    target: key,
    parameters,
    timeoutMilliseconds,
  }: HttpApiRoutePlan): aws.apigatewayv2.Integration {
    const { api, apiId, targets } = this.#args;
    const identity = JSON.stringify([key, parameters, timeoutMilliseconds]);
    const there = this.#integrations.get(identity);
    if (there !== undefined) return there;
    const target = targets.get(key);
    if (target === undefined) throw new Error(`the route of ${this.logicalName} was made before it was checked`);
    const made = new aws.apigatewayv2.Integration(
      ...this.child<aws.apigatewayv2.IntegrationArgs>(
        `${key}-${this.#integrations.size + 1}`,
        {
          apiId,
          integrationType: "HTTP_PROXY",
          integrationMethod: "ANY",
          payloadFormatVersion: "1.0",
          connectionType: "VPC_LINK",
          connectionId: api.vpcLinkId,
          integrationUri: target.listenerArn,
          ...(Object.keys(parameters).length === 0 ? {} : { requestParameters: { ...parameters } }),
          ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }),
        },
        undefined,
        { dependsOn: [...target.ready] },
      ),
    );
    this.#integrations.set(identity, made);
    return made;
  }
}

/** Makes what a route is at the API. */
export function createHttpApiRoute(
  route: PlannedRoute,
  _: GatewayCapability,
  context: RouteContext,
): pulumi.Resource[] {
  const api = apiOf(context);
  if (api.apiId === undefined) throw new Error("the route of an HTTP API was to be made at another gateway");
  const targets = createTargets(route, context);
  const component = new HttpApiRoute(
    `${context.parent.logicalName}-api`,
    { api, apiId: api.apiId, route, targets },
    inAccount(context),
  );
  return [...component.routes];
}

/** A route key as part of a name: `ANY /cart/{proxy+}` is `any-cart-proxy-…`; a hash tells `/a-b` and `/a/b` apart. */
function suffixOf(routeKey: string): string {
  const text = routeKey
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${text}-${createHash("sha256").update(routeKey).digest("hex").slice(0, 6)}`;
}
