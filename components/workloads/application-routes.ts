import { checkRoute, checkRouteClashes, planRules, reachedServices, type OwnedRoute } from "../gateway";
import { didYouMean, type Problem } from "../core";
import { resolveRoute } from "./application-references";
import { listServed, type Workloads } from "./application-spec";
import type { LinkTarget } from "./exposure/links";
import { mapRouted, routeTargetsOf, type RoutedFields } from "./routed-workload";
import type { WorkloadContext } from "./workload-check";
import type { WorkloadFields } from "./workload-spec";

/** What routes of an application are checked for. */
interface RouteContext extends WorkloadContext {
  readonly unchecked?: readonly string[] | undefined;
}

/** What is wrong with the route and the policy of a workload. Paths are relative to it. */
export function checkRouteOf(
  { name, spec }: { readonly name: string; readonly spec: RoutedFields<string> & WorkloadFields<string> },
  targets: ReadonlyMap<string, LinkTarget>,
  { capabilities, assumesCapabilities = false, unchecked = [] }: RouteContext,
): Problem[] {
  const led = routeTargetsOf(spec);
  const unknown = led.filter(([, target]) => !targets.has(target) && !unchecked.includes(target));
  const self = targets.get(name) ?? { objectName: name, ports: [] };
  if (unknown.length > 0) return unknown.map(([path, target]) => unknownTarget(path, target, [...targets.keys()]));
  // What leads to something that is wrong in itself is told when that is right.
  if (led.some(([, target]) => unchecked.includes(target))) return [];
  const found = mapRouted(spec, (target) => targets.get(target) ?? self);
  return checkRoute(self, found, capabilities, { isGatewayKnown: !assumesCapabilities });
}

/** What is wrong with routes of an application that are for the same requests. */
export function checkClashesWithin(workloads: Workloads, { capabilities }: WorkloadContext): Problem[] {
  return checkRouteClashes(routesOf(workloads), capabilities?.gateway);
}

/**
 * The routes of an application.
 * @param application its name, for messages about routes of several
 */
export function routesOf(workloads: Workloads, application?: string): OwnedRoute[] {
  return listServed(workloads).flatMap(({ section, name, spec }) => {
    const { route } = spec;
    const owner = application === undefined ? name : `${name} of ${application}`;
    return route === undefined ? [] : [{ owner, path: [section, name, "route"], route }];
  });
}

/** Names of the ports of each workload that routes of the application lead to, whosever they are. Routes were checked. */
export function portsRoutedTo(
  workloads: Workloads,
  targets: ReadonlyMap<string, LinkTarget>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const { name, spec } of listServed(workloads)) {
    const self = targets.get(name);
    const { route, policy } = resolveRoute(spec, targets);
    if (self === undefined || route === undefined) continue;
    for (const { service, ports } of reachedServices(planRules(self, route, policy?.canary))) {
      found.set(service, [...new Set([...(found.get(service) ?? []), ...ports.map((port) => port.name)])]);
    }
  }
  return found;
}

function unknownTarget(path: Problem["path"], name: string, known: readonly string[]): Problem {
  const meant = didYouMean(name, known);
  return {
    path,
    message: "requests would go to a workload that does not exist",
    found: name,
    allowed: known.length === 0 ? "nothing, as no workload of the application has ports" : known.join(", "),
    fix: meant === undefined ? "name a workload of the same application, or add it" : `did you mean ${meant}?`,
  };
}
