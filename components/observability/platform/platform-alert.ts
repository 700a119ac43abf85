import type { AlertRule } from "../rules/rule";

/** What tells of a part of the platform: alerts, or in plain words why there are none of its own. */
export type PlatformAlerts = readonly AlertRule[] | { readonly not: string };

/** An alert of the platform: its runbook is a section of the page `platform`. */
export function platformAlert(alert: Omit<AlertRule, "runbook">): AlertRule {
  return { ...alert, runbook: "platform" };
}

/**
 * The same series, with the namespace that they are about in the label `namespace`. What a controller counts of objects of others has theirs in
 * `exported_namespace`, as the label of the controller's own pods wins, and alerts are routed by namespace.
 */
export function ofTheirNamespace(expr: string): string {
  return `label_replace(${expr}, "namespace", "$1", "exported_namespace", "(.+)")`;
}
