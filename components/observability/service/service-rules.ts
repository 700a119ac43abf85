import type { AlertRule, RuleGroup } from "../rules/rule";
import type { ObservedWorkload } from "./observed-workload";
import { jobAlerts } from "./job-alerts";
import { podAlerts } from "./pod-alerts";
import { requestAlerts, requestRecords } from "./request-alerts";
import { alertLabels, isWanted, type WatchedWorkload } from "./service-labels";
import { sloRules } from "./slo-rules";

/**
 * Everything that is recorded of a workload and told of it, from its declaration alone: of its requests where somebody counts them, of its objectives, of its
 * pods or runs. Its own alerts are apart, by `ownAlertRules`. Names of groups begin with `<namespace>.<workload>.`.
 * @param dashboard uid of the dashboard that its alerts lead to. Default: none
 */
export function workloadRules(workload: ObservedWorkload, dashboard?: string): RuleGroup[] {
  const watched: WatchedWorkload = { ...workload, dashboard };
  const alerts = [...requestAlerts(watched), ...podAlerts(watched), ...jobAlerts(watched)].filter(({ alert }) =>
    isWanted(watched, alert),
  );
  return [
    ...group(workload, "requests", requestRecords(watched)),
    ...sloRules(watched),
    ...group(workload, "alerts", alerts),
  ];
}

/**
 * Alerts of a workload's own. They belong into an object of their own: one that Prometheus cannot read takes the whole object along.
 * @param dashboard uid of the dashboard that they lead to. Default: none
 */
export function ownAlertRules(workload: ObservedWorkload, dashboard?: string): RuleGroup[] {
  return group(workload, "own-alerts", ownAlerts({ ...workload, dashboard }));
}

function group({ namespace, name: owner }: ObservedWorkload, name: string, rules: RuleGroup["rules"]): RuleGroup[] {
  return rules.length === 0 ? [] : [{ name: `${namespace}.${owner}.${name}`, rules }];
}

function ownAlerts(workload: WatchedWorkload): AlertRule[] {
  const { alerts, dashboard } = workload;
  if (alerts === false || alerts === undefined) return [];
  return (alerts.rules ?? []).map((rule) => ({
    ...rule,
    labels: { ...alertLabels(workload), ...rule.labels },
    dashboard: rule.dashboard ?? dashboard,
  }));
}
