import { addOns, type AddOnId } from "../../addons";
import type { ObservabilitySurroundings } from "../observability-surroundings";
import type { AlertRule, RuleGroup } from "../rules/rule";
import { addOnAlerts } from "./add-on-alerts";
import { clusterAlerts } from "./cluster-alerts";

/**
 * When somebody is told of the platform itself: of what every cluster has, and of its add-ons, each in a group of its own. Two that count by the same metrics, such as both
 * ExternalDNS, have one set of alerts. Gateways bring their own, as do logs, traces and probes.
 */
export function platformRules({ addOns: ids }: Pick<ObservabilitySurroundings, "addOns">): RuleGroup[] {
  const told = new Set<readonly AlertRule[]>();
  const groups = [...ids].sort().flatMap((id): RuleGroup[] => {
    const alerts = alertsOf(id);
    if (alerts.length === 0 || told.has(alerts)) return [];
    told.add(alerts);
    return [{ name: `platform-${addOns[id].name}`, rules: alerts }];
  });
  return [{ name: "platform-cluster", rules: clusterAlerts(namespacesOf(ids)) }, ...groups];
}

function alertsOf(id: AddOnId): readonly AlertRule[] {
  const alerts = addOnAlerts[id];
  return "not" in alerts ? [] : alerts;
}

function namespacesOf(ids: readonly AddOnId[]): string[] {
  return [...new Set(["kube-system", ...ids.map((id) => addOns[id].namespace.name)])].sort();
}
