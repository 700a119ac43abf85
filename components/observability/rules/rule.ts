import { runbookAnnotations, type ManifestValue, type RenderedObject } from "../../core";

export const severities = ["critical", "warning", "info"] as const;
/** `critical` wakes somebody, `warning` is for the next day, `info` only explains other alerts. */
export type Severity = (typeof severities)[number];

/** Pages of `docs/runbooks/`, without `.md`. Each alert has a section there, headed by its name. */
export const runbookPages = ["services", "objectives", "platform", "gateways", "logs", "traces", "probes"] as const;
export type RunbookPage = (typeof runbookPages)[number];

/** Where it is written what to do about an alert: a page of this project's, or an address of your own. */
export type Runbook = RunbookPage | { readonly url: string };

/** When somebody is told, and what. */
export interface AlertRule {
  /** In UpperCamelCase, such as `ServiceDown`: unique among all alerts. */
  readonly alert: string;
  /** PromQL: each series that it yields is an alert. */
  readonly expr: string;
  /** How long it must be so, such as `5m`. Default: at once. */
  readonly for?: string | undefined;
  readonly severity: Severity;
  /** One sentence; `{{ $labels.service }}` and `{{ $value | humanizePercentage }}` are filled in by Prometheus. */
  readonly summary: string;
  /** What follows from it, and what to look at. Default: none. */
  readonly description?: string | undefined;
  readonly runbook: Runbook;
  /** Labels besides `severity`, by which alerts are routed: `service`, `team`. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Uid of the dashboard that shows it. Default: none. */
  readonly dashboard?: string | undefined;
}

/** A query whose answer is kept as a metric, named `level:metric:operations`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Rules that are evaluated together, in their order. */
export interface RuleGroup {
  readonly name: string;
  /** Such as `30s`. Default: that of the Prometheus, which is `30s`. */
  readonly interval?: string | undefined;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** What alerts refer to outside of the cluster. */
export interface RuleLinks {
  /** URL below which `docs/runbooks/` is published. Default: alerts name the page alone. */
  readonly runbooksUrl?: string | undefined;
  /** URL of Grafana. Default: alerts have no links to dashboards. */
  readonly grafanaUrl?: string | undefined;
}

/** Rules as an object that the Prometheus operator reads. */
export interface PrometheusRuleArgs {
  readonly suffix: string;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly groups: readonly RuleGroup[];
  readonly links?: RuleLinks | undefined;
}

export function prometheusRule({ suffix, name, namespace, groups, links = {} }: PrometheusRuleArgs): RenderedObject {
  return {
    suffix,
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    name,
    namespace,
    fields: { spec: { groups: ruleGroups(groups, links) } },
  };
}

/** Groups in the form in which Prometheus itself reads them, also out of a file: `{ groups: … }`. */
export function ruleGroups(groups: readonly RuleGroup[], links: RuleLinks = {}): ManifestValue[] {
  return groups.map(({ name, interval, rules }) => ({
    name,
    interval,
    rules: rules.map((rule) => ("alert" in rule ? alertFields(rule, links) : recordingFields(rule))),
  }));
}

function alertFields(
  { alert, expr, for: during, severity, summary, description, runbook, labels, dashboard }: AlertRule,
  { runbooksUrl, grafanaUrl }: RuleLinks,
): ManifestValue {
  const annotations = {
    summary,
    description,
    ...(typeof runbook === "object" ? { runbook_url: runbook.url } : runbookAnnotations(runbook, alert, runbooksUrl)),
    ...(dashboard === undefined || grafanaUrl === undefined ? {} : { dashboard_url: `${grafanaUrl}/d/${dashboard}` }),
  };
  return { alert, expr, for: during, labels: { severity, ...labels }, annotations };
}

function recordingFields({ record, expr, labels }: RecordingRule): ManifestValue {
  return { record, expr, labels };
}
