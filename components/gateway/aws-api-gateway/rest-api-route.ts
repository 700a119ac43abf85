import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayCapability } from "../../cluster";
import type { Problem } from "../../core";
import type { RouteContext } from "../gateway-engine";
import type { PlannedRoute } from "../planned-route";
import { apiOf, createTargets, inAccount, refuseRoute, type ApiHandle } from "./api-handle";
import { RestApi } from "./rest-api-of-path";
import { planRestApis } from "./rest-api-plan";
import { UsagePlan } from "./usage-plan";

/**
 * Makes the APIs of a route.
 * @throws SlipwayError if another route has one of its paths
 */
export function createRestApiRoute(
  route: PlannedRoute,
  _: GatewayCapability,
  context: RouteContext,
): pulumi.Resource[] {
  const api = apiOf(context);
  const plans = planRestApis(route);
  refuseRoute(
    context,
    plans.flatMap(({ basePath }) => takePath(api, route, basePath)),
  );
  const targets = createTargets(route, context);
  const opts = inAccount(context);
  const name = `${context.parent.logicalName}-api`;
  const apis = plans.map(
    (plan) =>
      new RestApi(`${name}-${suffixOf(plan.basePath)}`, { api, plan, targets, hosts: hostsOf(api, route.hosts) }, opts),
  );
  const { apiKey } = route.policy.authentication ?? {};
  if (apiKey === undefined) return apis.flatMap(({ ready }) => ready);
  const [limit] = route.policy.rateLimits ?? [];
  const usage = new UsagePlan(`${name}-usage`, { stages: apis.map(({ stage }) => stage), limit }, opts);
  return [...apis.flatMap(({ ready }) => ready), ...usage.ready];
}

function hostsOf(api: ApiHandle, wanted: readonly string[]): ApiHandle["hosts"] {
  return api.hosts.filter(({ host }) => wanted.includes(host));
}

/** A host leads each path to one API. */
function takePath(api: ApiHandle, { name, hosts }: PlannedRoute, basePath: string): Problem[] {
  return hosts.flatMap((host): Problem[] => {
    const place = `${host}/${basePath}`;
    const owner = api.paths.get(place);
    api.paths.set(place, owner ?? name);
    if (owner === undefined) return [];
    return [
      {
        path: ["route"],
        message: "at a REST API a path belongs to one workload, with all of its methods",
        found: `${place} of ${owner} and ${name}`,
        fix: "write another path for one of them, or choose api: http",
      },
    ];
  });
}

/** A path as part of a name: `api/cart` is `api-cart-…`; a hash tells `a-b` and `a/b` apart. */
function suffixOf(basePath: string): string {
  if (basePath === "") return "root";
  const text = basePath
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `${text}-${createHash("sha256").update(basePath).digest("hex").slice(0, 6)}`;
}
