import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterHandle, GatewayCapability } from "../cluster";
import { createRendered, selectorLabels, type ChildFactory, type Transform } from "../core";
import { engines } from "./engines";
import type { ApiGatewayHandle } from "./gateway-engine";
import { planRoute } from "./plan-route";
import type { ApiPolicySpec } from "./policy-spec";
import { reachedServices } from "./reached-services";
import type { RoutePort, RouteSpec, RouteTarget } from "./route-spec";

/** Changes to what a route gives to its children. Default of each: none. */
export interface RouteTransform {
  /** For the route and the policies of it, custom resources of the gateway. */
  readonly route?: Transform<k8s.apiextensions.CustomResourceArgs> | undefined;
  /** For each of the policies that let the gateway in to the pods. */
  readonly routeNetworkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs> | undefined;
}

/** What a route is made from. It was checked. */
export interface CreateRouteArgs {
  /** Name of its objects. Default: that of the workload. */
  readonly routeName?: string | undefined;
  /** The workload that requests go to, unless a rule says otherwise. */
  readonly self: RouteTarget;
  readonly route: RouteSpec;
  readonly policy: ApiPolicySpec<RouteTarget> | undefined;
  readonly gateway: GatewayCapability;
  /** Of a gateway that is an API of AWS API Gateway. */
  readonly api: ApiGatewayHandle | undefined;
  readonly cluster: ClusterHandle;
  /** Of the workload. */
  readonly namespace: pulumi.Input<string>;
  /** Of objects in that namespace; their names are their own. */
  readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
  /** What requests can be sent to: the Services and the pods. */
  readonly after: readonly pulumi.Resource[];
  /** The component of the workload or the route. */
  readonly parent: pulumi.ComponentResource & { readonly logicalName: string };
  readonly transform?: RouteTransform | undefined;
}

/**
 * Makes a route: first what lets the gateway in to the pods, then policies, then the route itself; on the way down it is the first to go.
 * @param child makes children of `parent`
 */
export function createRoute(child: ChildFactory, args: CreateRouteArgs): pulumi.Resource[] {
  const {
    self,
    routeName = self.objectName,
    route,
    policy,
    gateway,
    api,
    cluster,
    namespace,
    metadata,
    after,
    parent,
    transform,
  } = args;
  const engine = engines[gateway.engine];
  const planned = { ...planRoute(self, route, policy ?? {}, gateway), name: routeName };
  const admissions = reachedServices(planned.rules).map(
    ({ service, ports }) =>
      new k8s.networking.v1.NetworkPolicy(
        ...child(
          service === self.objectName ? "from-gateway" : `from-gateway-to-${service}`,
          {
            metadata: { ...metadata, name: `${routeName}-from-gateway-to-${service}` },
            spec: {
              podSelector: { matchLabels: selectorLabels(service) },
              policyTypes: ["Ingress"],
              ingress: [{ from: peersOf(gateway), ports: podPorts(ports).map((port) => ({ port, protocol: "TCP" })) }],
            },
          },
          transform?.routeNetworkPolicy,
        ),
      ),
  );
  const before = [...after, ...admissions];
  const objects = createRendered(child, engine.renderRoute(planned, gateway), metadata, before, transform?.route);
  if (engine.createRoute === undefined) return [...admissions, ...objects];
  if (api === undefined) throw new Error(`the route of ${self.objectName} has no API that it could be made in`);
  const context = { api, cluster, namespace, parent, child, after: [...before, ...objects] };
  return [...admissions, ...objects, ...engine.createRoute(planned, gateway, context)];
}

/** Annotations that the Service of a workload with a route gets. The route was checked. */
export function routedServiceAnnotations(
  self: RouteTarget,
  route: RouteSpec,
  policy: ApiPolicySpec<RouteTarget> | undefined,
  gateway: GatewayCapability,
): Readonly<Record<string, string>> {
  const { serviceAnnotations } = engines[gateway.engine];
  return serviceAnnotations?.(planRoute(self, route, policy ?? {}, gateway), gateway) ?? {};
}

/** Their numbers in the pods, each once. */
function podPorts(ports: readonly RoutePort[]): number[] {
  return [...new Set(ports.map(({ targetPort }) => targetPort))];
}

function peersOf({ callers }: GatewayCapability): k8s.types.input.networking.v1.NetworkPolicyPeer[] {
  if ("cidrs" in callers) return callers.cidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": callers.namespace } },
      ...(callers.pods === undefined ? {} : { podSelector: { matchLabels: { ...callers.pods } } }),
    },
  ];
}
