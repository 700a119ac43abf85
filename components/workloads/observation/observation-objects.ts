import type { GrafanaSources, ObservabilityCapability } from "../../cluster";
import type { RenderedObject } from "../../core";
import { applicationDashboards } from "../../observability/dashboards/application-dashboard";
import { dashboardConfigMaps } from "../../observability/dashboards/config-maps";
import type { Dashboard } from "../../observability/dashboards/dashboard";
import { workloadDashboardUid } from "../../observability/dashboards/dashboard-uid";
import { workloadDashboard } from "../../observability/dashboards/workload-dashboard";
import { prometheusRule, ruleGroups, type RuleGroup, type RuleLinks } from "../../observability/rules/rule";
import type { ObservedWorkload } from "../../observability/service/observed-workload";
import { ownAlertRules, workloadRules } from "../../observability/service/service-rules";

/** Objects by which workloads are watched together. */
export interface ObservationObjects {
  readonly rules: readonly RenderedObject[];
  readonly dashboards: readonly RenderedObject[];
}

/**
 * Rules and dashboards of workloads of one namespace, as few objects as hold them; none of what the environment does not have.
 * @param name that of the application, or of the workload that is alone
 * @param isApplication whether there is a dashboard of all of them too
 */
export function observationObjects(
  name: string,
  workloads: readonly ObservedWorkload[],
  { rules = false, dashboards = false, ...capability }: ObservabilityCapability,
  isApplication: boolean,
): ObservationObjects {
  // Without metrics a dashboard would be empty.
  if (!rules || workloads.length === 0) return { rules: [], dashboards: [] };
  return {
    rules: rulesOf(name, workloads, dashboards, capability),
    dashboards: dashboards ? dashboardsOf(name, workloads, capability, isApplication) : [],
  };
}

function rulesOf(
  name: string,
  workloads: readonly ObservedWorkload[],
  hasDashboards: boolean,
  { runbooksUrl, grafanaUrl }: RuleLinks,
): RenderedObject[] {
  const links = { runbooksUrl, grafanaUrl };
  const groups = (rules: typeof workloadRules): RuleGroup[] =>
    workloads.flatMap((workload) => {
      const isShown = hasDashboards && workload.hasDashboard !== false;
      return rules(workload, isShown ? workloadDashboardUid(workload) : undefined);
    });
  // The operator leaves out an object with a rule that does not parse: what somebody wrote themselves takes no objectives along.
  return [
    ...ruleObjects(name, "", groups(workloadRules), links),
    ...ruleObjects(name, "own-alerts", groups(ownAlertRules), links),
  ];
}

/** @param part what of the rules they are, `""` for most */
function ruleObjects(name: string, part: string, groups: readonly RuleGroup[], links: RuleLinks): RenderedObject[] {
  return portions(groups, links).map((portion, index) => {
    const parts = [part, index === 0 ? "" : String(index + 1)].filter((text) => text !== "");
    return prometheusRule({
      suffix: parts.join("-"),
      // A workload's name has no dot, so that none of another application or workload has this one.
      name: [name, ...parts].join("."),
      groups: portion,
      links,
    });
  });
}

/** Bytes of rules in one object: of more than 512 KiB the Prometheus operator makes no config map, and says so in its log alone. */
const mostBytes = 400_000;

/** Groups in as few portions as hold them, in their order. */
function portions(groups: readonly RuleGroup[], links: RuleLinks): RuleGroup[][] {
  const found: RuleGroup[][] = [];
  let bytes = mostBytes;
  for (const group of groups) {
    const size = Buffer.byteLength(JSON.stringify(ruleGroups([group], links)));
    const last = found.at(-1);
    if (last === undefined || bytes + size > mostBytes) {
      found.push([group]);
      bytes = size;
    } else {
      last.push(group);
      bytes += size;
    }
  }
  return found;
}

function dashboardsOf(
  name: string,
  workloads: readonly ObservedWorkload[],
  { sources }: Pick<ObservabilityCapability, "sources">,
  isApplication: boolean,
): RenderedObject[] {
  const dashboards = isApplication
    ? applicationDashboards(name, workloads, sources)
    : workloads.filter(({ hasDashboard }) => hasDashboard !== false).map((workload) => ownDashboard(workload, sources));
  // With a dot, as content of a workload's own, whose names have none, may be called `dashboards`.
  return dashboardConfigMaps({ suffix: "grafana.dashboards", name: `${name}.dashboards`, dashboards });
}

/** Of what is alone there is no dashboard of the whole that a link could lead to. */
function ownDashboard(workload: ObservedWorkload, sources: GrafanaSources | undefined): Dashboard {
  return workloadDashboard({ ...workload, application: undefined }, sources, []);
}
