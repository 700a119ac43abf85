import type * as pulumi from "@pulumi/pulumi";
import type { PlatformCapabilities } from "../cluster";
import type { ChildFactory, Problem } from "../core";
import {
  checkRoute,
  createRoute,
  mapPolicy,
  mapRoute,
  planRules,
  reachedServices,
  routedServiceAnnotations,
  targetsOf,
  type ApiPolicySpec,
  type RouteSpec,
  type RouteTarget,
  type RouteTransform,
} from "../gateway";
import { planRoute } from "../gateway/plan-route";
import type { PlannedRoute } from "../gateway/planned-route";
import type { LinkTarget } from "./exposure/links";
import { planPorts } from "./exposure/ports";
import type { ServiceSpec } from "./exposure/service-spec";
import type { ServedFields } from "./microservice-spec";
import type { CalledFields } from "./observation/called-workload";
import { checkObservation } from "./observation/check-observation";
import type { ObjectiveFields } from "./observation/observed-fields";
import type { WorkloadKind } from "./observation/workload-kind";
import type { WorkloadContext } from "./workload-check";
import type { WorkloadParts } from "./workload-parts";
import type { WorkloadPlace } from "./workload-spec";

/** How a workload is reached from outside, by the gateway of its environment. */
export interface RoutedFields<Target = LinkTarget> {
  /** Hosts and paths that lead to it. Needs the platform capability `gateway`. Default: nobody outside reaches it. */
  readonly route?: RouteSpec<Target> | undefined;
  /** What holds for requests that come by the route. Default: nothing. */
  readonly policy?: ApiPolicySpec<Target> | undefined;
}

/** A workload with a route whose targets are known. */
type RoutedSpec = RoutedFields & Pick<ServedFields, "ports">;

/**
 * What is wrong with a workload's route and policy, and if nothing is with what is seen of it: it may be the gateway that counts its requests. Paths are
 * relative to the workload.
 */
export function checkRouted(
  kind: WorkloadKind,
  objectName: string,
  spec: RoutedSpec & CalledFields & ObjectiveFields,
  context: WorkloadContext,
): Problem[] {
  const ofRoute = checkRoute(targetOf(objectName, spec), spec, context.capabilities);
  if (ofRoute.length > 0) return ofRoute;
  return checkObservation(
    { objectName, kind, spec, route: countedRoute(objectName, spec, context.capabilities) },
    context,
  );
}

/** Every workload that a route or its policy leads to besides its own, with its path. */
export function routeTargetsOf<Target>(
  spec: RoutedFields<Target>,
): (readonly [path: Problem["path"], target: Target])[] {
  return targetsOf(spec.route, spec.policy);
}

/** Names of the workload's own ports that its route leads to. It was checked. */
export function routedPorts(objectName: string, spec: RoutedSpec): string[] {
  const { route, policy } = spec;
  if (route === undefined) return [];
  const reached = reachedServices(planRules(targetOf(objectName, spec), route, policy?.canary));
  return reached.flatMap(({ service, ports }) => (service === objectName ? ports.map(({ name }) => name) : []));
}

/** Its own route with its defaults, where somebody may count requests by it; undefined without one. It was checked. */
export function countedRoute(
  objectName: string,
  spec: RoutedSpec,
  { gateway, observability }: PlatformCapabilities = {},
): PlannedRoute | undefined {
  const { route, policy } = spec;
  if (route === undefined || gateway === undefined || observability?.rules !== true) return undefined;
  return planRoute(targetOf(objectName, spec), route, policy ?? {}, gateway);
}

/** The same route and policy, with other targets. */
export function mapRouted<From, To>(spec: RoutedFields<From>, find: (target: From) => To): RoutedFields<To> {
  const { route, policy } = spec;
  return {
    ...(route === undefined ? {} : { route: mapRoute(route, find) }),
    ...(policy === undefined ? {} : { policy: mapPolicy(policy, find) }),
  };
}

/** What the gateway reads at the Service of a workload with a route. */
export function routedService(objectName: string, spec: RoutedSpec & WorkloadPlace): ServiceSpec {
  const { route, policy, capabilities } = spec;
  if (route === undefined || capabilities?.gateway === undefined) return {};
  const annotations = routedServiceAnnotations(targetOf(objectName, spec), route, policy, capabilities.gateway);
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

/** Makes the route of a workload, if it has one, after what requests are sent to. */
export function createRouted(
  child: ChildFactory,
  parent: pulumi.ComponentResource & { readonly logicalName: string },
  objectName: string,
  spec: RoutedSpec & WorkloadPlace,
  parts: WorkloadParts,
  after: readonly pulumi.Resource[],
  transform: RouteTransform | undefined,
): void {
  const { route, policy, capabilities, gateway: handle, cluster } = spec;
  const gateway = capabilities?.gateway;
  if (route === undefined || gateway === undefined) return;
  createRoute(child, {
    self: targetOf(objectName, spec),
    route,
    policy,
    gateway,
    api: handle?.api,
    cluster,
    namespace: parts.namespace,
    metadata: parts.metadata(),
    after,
    parent,
    transform,
  });
}

function targetOf(objectName: string, { ports }: RoutedSpec): RouteTarget {
  return { objectName, ports: planPorts(ports) };
}
