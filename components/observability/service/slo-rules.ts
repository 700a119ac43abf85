import type { AlertRule, RecordingRule, RuleGroup, Severity } from "../rules/rule";
import { burnThreshold, burnWindows, plannedObjectives, type BurnWindows, type PlannedObjective } from "./objectives";
import { serviceBounds } from "./service-bounds";
import { alertOf, isWanted, recordedMatcher, serviceLabels, type WatchedWorkload } from "./service-labels";

/** Windows that are short enough to be reckoned from what was scraped; longer ones are from what is recorded of it. */
const scrapedWindows = ["5m", "30m", "1h", "2h", "6h"] as const;
const recordedWindows = ["1d", "3d"] as const;

/** Of which windows failed requests are counted for alerts: those of days look at the last six hours, as older ones woke nobody and need not now. */
const countedWindows: Readonly<Record<string, string>> = { "1h": "1h", "6h": "6h", "1d": "6h", "3d": "6h" };
const secondsOfCounted: Readonly<Record<string, number>> = { "1h": 3600, "6h": 21_600 };

/** Long windows change slowly, and cost more. */
const longInterval = "2m";

/** What is recorded of a workload's objectives, and who is told when their budgets burn. None where it has none, or nobody counts requests. */
export function sloRules(workload: WatchedWorkload): RuleGroup[] {
  const objectives = plannedObjectives(workload);
  if (objectives.length === 0) return [];
  const alerts = workload.alerts === false ? [] : objectives.flatMap((one) => alertsOf(workload, one));
  return [
    {
      name: `${workload.namespace}.${workload.name}.objectives`,
      rules: [...objectives.flatMap((one) => shortRecords(workload, one)), ...alerts],
    },
    {
      name: `${workload.namespace}.${workload.name}.budgets`,
      interval: longInterval,
      rules: objectives.flatMap((one) => longRecords(workload, one)),
    },
  ];
}

/** Name of the metric of failures in a window. */
export function sliRecord(window: string): string {
  return `slo:sli_error:ratio_rate${window}`;
}

function shortRecords(workload: WatchedWorkload, objective: PlannedObjective): RecordingRule[] {
  const labels = { slo: objective.slo, ...serviceLabels(workload) };
  return [
    { record: "slo:requests:rate5m", expr: objective.all("5m"), labels },
    { record: "slo:failed_requests:rate5m", expr: objective.failures("5m"), labels },
    ...scrapedWindows.map((window) => ({ record: sliRecord(window), expr: objective.failureRatio(window), labels })),
  ];
}

/**
 * Shares of all requests in the window, whenever they came: not means of shares, in which one request at night weighs as much as a thousand by day. Of what is
 * younger than the window, those since it began.
 */
function longRecords(workload: WatchedWorkload, objective: PlannedObjective): RecordingRule[] {
  const { slo, window, budget } = objective;
  const labels = { slo, ...serviceLabels(workload) };
  const matcher = `{${matcherOf(workload, objective)}}`;
  const share = (range: string) =>
    `sum_over_time(slo:failed_requests:rate5m${matcher}[${range}])` +
    ` / (sum_over_time(slo:requests:rate5m${matcher}[${range}]) > 0)`;
  const windows = [...new Set([...recordedWindows, window])];
  return [
    ...windows.map((range) => ({ record: sliRecord(range), expr: share(range), labels })),
    { record: "slo:error_budget:ratio", expr: `vector(${budget})`, labels },
    { record: "slo:error_budget_remaining:ratio", expr: `1 - ${sliRecord(window)}${matcher} / ${budget}`, labels },
  ];
}

function alertsOf(workload: WatchedWorkload, objective: PlannedObjective): AlertRule[] {
  const { slo, promise, window } = objective;
  const burning = (severity: Severity, summary: string): AlertRule => ({
    ...alertOf(workload, {
      alert: "ErrorBudgetBurn",
      expr: burnWindows
        .filter((windows) => windows.severity === severity)
        .map((windows) => burns(workload, objective, windows))
        .join("\nor\n"),
      severity,
      summary,
      description: `Promised: ${promise}, over ${window}. {{ $value | humanizePercentage }} of requests are not so.`,
      runbook: "objectives",
    }),
  });
  return withSlo(slo, [
    burning("critical", `${workload.name} uses up its error budget of ${window} within days`),
    burning("warning", `${workload.name} uses its error budget faster than it lasts for ${window}`),
    ...unmeasured(workload, objective),
  ]).filter(({ alert }) => isWanted(workload, alert));
}

function burns(workload: WatchedWorkload, objective: PlannedObjective, windows: BurnWindows): string {
  const matcher = `{${matcherOf(workload, objective)}}`;
  const threshold = burnThreshold(objective, windows);
  const counted = countedWindows[windows.long] ?? windows.long;
  const seconds = secondsOfCounted[counted] ?? 0;
  return [
    `(${sliRecord(windows.long)}${matcher} > ${threshold}`,
    `and ${sliRecord(windows.short)}${matcher} > ${threshold}`,
    `and on () ${objective.failures(counted)} * ${seconds} >= ${serviceBounds.leastFailures})`,
  ].join("\n");
}

/** Requests come, but in no bucket that ends at the time that is promised: boundaries that the application chooses are known to it alone. */
function unmeasured(workload: WatchedWorkload, { isSureToBeMeasured, all, failures }: PlannedObjective): AlertRule[] {
  if (isSureToBeMeasured) return [];
  return [
    alertOf(workload, {
      alert: "ObjectiveNotMeasured",
      expr: `${all("5m")} > 0 unless ${failures("5m")}`,
      for: "30m",
      severity: "warning",
      summary: `Nobody measures whether ${workload.name} answers in the time that is promised`,
      description:
        "Its metrics have no bucket that ends at that time: add one to the application, or promise a time that has one.",
      runbook: "objectives",
    }),
  ];
}

function withSlo(slo: string, alerts: readonly AlertRule[]): AlertRule[] {
  return alerts.map((alert) => ({ ...alert, labels: { slo, ...alert.labels } }));
}

function matcherOf(workload: WatchedWorkload, { slo }: PlannedObjective): string {
  return `slo="${slo}",${recordedMatcher(workload)}`;
}
