import { ruleObjectCount } from "../../gateway/gateway-api/routes";
import type { PlannedRoute } from "../../gateway/planned-route";
import type { RoutedRule } from "./called-workload";

/**
 * The rules of a route that lead to a workload. Of a rule that shares its requests out, such as with a canary, all requests are those of the workload that has
 * the route: who calls cannot tell who answers, and some gateways do not either.
 * @param objectName name of the workload, and of its Service
 */
export function routedRules(route: PlannedRoute, objectName: string): RoutedRule[] {
  const { name, protocol } = route;
  let next = 0;
  return route.rules.flatMap((rule) => {
    const first = next;
    next += ruleObjectCount(route, rule);
    const backend = rule.backends.find(({ service }) => service === objectName);
    const isAnothers = rule.backends.length > 1 && name !== objectName;
    if (backend === undefined || isAnothers) return [];
    return Array.from({ length: next - first }, (_, index) => ({
      route: name,
      protocol,
      index: first + index,
      port: backend.port.port,
    }));
  });
}
