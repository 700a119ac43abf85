import type * as pulumi from "@pulumi/pulumi";
import { inAccountOf, isEks } from "../../cluster";
import { refuse, type Problem } from "../../core";
import type { ApiGatewayHandle, RouteContext } from "../gateway-engine";
import type { PlannedBackend, PlannedRoute } from "../planned-route";
import { ApiTarget } from "./api-target";
import { checkListenerPorts, listenerPort } from "./listener-ports";

/** A host of an API, and what it is known by at API Gateway. */
export interface ApiHost {
  readonly host: string;
  readonly domainName: pulumi.Output<string>;
}

/** What both kinds of API know of the gateway. */
export interface ApiHandle extends ApiGatewayHandle {
  /** Name of the cluster at EKS, which names of target groups begin with. */
  readonly clusterName: string;
  /** Security group of the load balancer. */
  readonly securityGroupId: pulumi.Output<string>;
  readonly hosts: readonly ApiHost[];
  /** The targets that routes have made up to now, by name: each has a listener. */
  readonly targets: Set<string>;
  /** The hosts and paths that routes have taken up to now, and whose they are. */
  readonly paths: Map<string, string>;
  /** Log group of access logs; undefined where there are none. */
  readonly logGroupArn: pulumi.Output<string> | undefined;
  /** What is in front of each API, of a REST API. */
  readonly webAclArn: pulumi.Input<string> | undefined;
  readonly sourceRanges: readonly string[] | undefined;
  readonly ipAddressType: "ipv4" | "dualstack";
}

/** The API of a route, as `deploy` has made it. */
export function apiOf({ api }: RouteContext): ApiHandle {
  if (!("targets" in api)) throw new Error("the API of a route was not made by this gateway");
  return api as ApiHandle;
}

/** Options of a route's components: made in the account of the cluster. */
export function inAccount({ parent, cluster, after }: RouteContext): pulumi.ComponentResourceOptions {
  const opts = { parent, dependsOn: [...after] };
  return isEks(cluster) ? inAccountOf(cluster, opts) : opts;
}

/**
 * The targets of a route, one for each port of a workload that it leads to; by `targetKey`.
 * @throws SlipwayError if their listeners cannot all be at the load balancer
 */
export function createTargets(route: PlannedRoute, context: RouteContext): ReadonlyMap<string, ApiTarget> {
  const api = apiOf(context);
  const { cluster, namespace, parent } = context;
  const backends = new Map(
    route.rules.flatMap((rule) => rule.backends.map((backend) => [targetKey(backend), backend] as const)),
  );
  const named = [...backends].map(([key, backend]) => ({ key, backend, name: `${parent.logicalName}-${key}` }));
  for (const { name } of named) api.targets.add(name);
  refuseRoute(context, checkListenerPorts([...api.targets]));
  return new Map(
    named.map(({ key, backend, name }) => [
      key,
      new ApiTarget(name, { api, cluster, namespace, backend, port: listenerPort(name) }, inAccount(context)),
    ]),
  );
}

/**
 * Throws a `SlipwayError` if there is any problem: what can only be known of all routes together. It is thrown where the route's
 * component makes a child, by which that knows that it is given up.
 */
export function refuseRoute({ child, parent }: RouteContext, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  child<Record<string, unknown>>("", {}, () => {
    refuse(`the route of ${parent.logicalName}`, problems, "nothing of its API was registered");
  });
}

/** What tells the backends of a route apart. */
export function targetKey({ service, port }: PlannedBackend): string {
  return `${service}-${port.name}`;
}
