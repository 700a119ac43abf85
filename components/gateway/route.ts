import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, GatewayCapability, PlatformCapabilities } from "../cluster";
import { checkDnsLabel, labels, refuseComponent, SlipwayComponent, type Problem } from "../core";
import { checkRoute } from "./check-route";
import { createRoute, routedServiceAnnotations, type RouteTransform } from "./create-route";
import type { GatewayHandle } from "./gateway";
import { engineTitles } from "./gateway-providers";
import type { ApiPolicySpec } from "./policy-spec";
import type { RouteSpec, RouteTarget } from "./route-spec";

/** A route on its own, to a workload that is made elsewhere. */
export interface RouteArgs extends RouteSpec {
  readonly cluster: ClusterHandle;
  /** Name of the namespace of the workload, in which the route is made. */
  readonly namespace: pulumi.Input<string>;
  /** Where requests go, such as a `Microservice`. */
  readonly to: RouteTarget;
  readonly policy?: ApiPolicySpec<RouteTarget> | undefined;
  /** What the cluster has: its gateway among them. */
  readonly capabilities: PlatformCapabilities;
  /** The gateway itself, which an API of AWS API Gateway needs. Default: what the capabilities tell of it is enough. */
  readonly gateway?: GatewayHandle | undefined;
  /** Changes to what it gives to its children. */
  readonly transform?: RouteTransform | undefined;
}

/**
 * The way in from outside to a workload that is made elsewhere, or a second one. Its objects are named as it is, so that a workload may have
 * several. In a mesh that takes calls of the mesh alone, each workload that it leads to must be told of it when it is made, by `routedPorts`, as
 * `new Microservice("cart", { …, routedPorts: ["http"] })`: otherwise the mesh refuses the gateway.
 * @throws SlipwayError with everything that is wrong with it, before anything is registered
 */
export class Route extends SlipwayComponent {
  constructor(name: string, args: RouteArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster, namespace, to, policy, capabilities, gateway: handle, transform, ...route } = args;
    // The type says that they must be there; a runner that only strips types does not.
    const known = capabilities as PlatformCapabilities | undefined;
    refuseComponent("Route", name, [
      ...checkDnsLabel("a route", name),
      ...checkRoute(to, { route, policy }, known),
      ...checkAlone(to, route, policy, known?.gateway),
    ]);
    super("Route", name, opts, { provider: cluster.provider });
    const { gateway } = capabilities;
    if (gateway === undefined) throw new Error("a route was made before it was checked");
    createRoute(this.childFactory(), {
      routeName: name,
      self: to,
      route,
      policy,
      gateway,
      api: handle?.api,
      cluster,
      namespace,
      metadata: { namespace, labels: labels({ name: to.objectName }) },
      after: handle?.ready ?? [],
      parent: this,
      transform,
    });
    this.registerOutputs({ route: name });
  }
}

/** Some gateways read at the Service of a workload what holds for a route: a route on its own has no Service. */
function checkAlone(
  to: RouteTarget,
  route: RouteSpec,
  policy: ApiPolicySpec<RouteTarget> | undefined,
  gateway: GatewayCapability | undefined,
): Problem[] {
  if (gateway === undefined || checkRoute(to, { route, policy }, { gateway }).length > 0) return [];
  const wanted = Object.keys(routedServiceAnnotations(to, route, policy, gateway));
  if (wanted.length === 0) return [];
  return [
    {
      path: ["policy"],
      message: `${engineTitles[gateway.engine]} reads this at the Service of the workload, which a route on its own does not have`,
      found: wanted.join(", "),
      fix: "write route and policy at the workload itself",
    },
  ];
}
