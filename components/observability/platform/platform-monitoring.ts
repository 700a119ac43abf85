import type { Dashboard } from "../dashboards/dashboard";
import type { RuleGroup } from "../rules/rule";

/** What is watched of a part of the platform: an add-on, a gateway, a mesh, a broker or a database. */
export interface PlatformMonitoring {
  readonly groups: readonly RuleGroup[];
  readonly dashboards: readonly Dashboard[];
}
