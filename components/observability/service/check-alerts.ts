import { didYouMean, parseDuration, under, type Problem } from "../../core";
import { prometheusSeconds } from "../rules/prometheus-duration";
import { severities, type AlertRule } from "../rules/rule";
import type { CalledWorkload } from "./called-workload";
import { checkTime, timeText } from "./check-promised-time";
import { checkQuery } from "./check-query";
import { checkTemplate } from "./check-template";
import type { RequestMetrics } from "./request-metrics";
import { serviceAlertNames } from "./service-alert-names";
import type { AlertsSpec, SloSpec } from "./slo-spec";

/** What the alerts are of. */
export interface AlertedWorkload extends Pick<CalledWorkload, "kind"> {
  readonly slo?: SloSpec | undefined;
  /** Who counts requests to it. Default: not checked. */
  readonly requests?: RequestMetrics | undefined;
}

/** What is wrong with the changes to the alerts of a workload. Paths are relative to them. */
export function checkAlerts(alerts: AlertsSpec, workload: AlertedWorkload): Problem[] {
  return [
    ...(alerts.without ?? []).flatMap((name, index) => under(["without", index], checkName(name))),
    ...checkErrorPercent(alerts, workload),
    ...checkLatency(alerts, workload),
    ...checkLabels(["labels"], alerts.labels),
    ...(alerts.rules ?? []).flatMap((rule, index) =>
      under(["rules", index], [...checkOwnAlert(rule), ...checkUnique(alerts.rules ?? [], index)]),
    ),
  ];
}

function checkName(name: string): Problem[] {
  const known: readonly string[] = serviceAlertNames;
  if (known.includes(name)) return [];
  const meant = didYouMean(name, known);
  return [
    {
      path: [],
      message: "workloads have no such alert",
      found: name,
      allowed: known.join(", "),
      fix: meant === undefined ? "name one of them, or remove it" : `did you mean ${meant}?`,
    },
  ];
}

function checkErrorPercent({ errorPercent }: AlertsSpec, { kind, slo }: AlertedWorkload): Problem[] {
  const path = ["errorPercent"];
  if (errorPercent === undefined) return [];
  if (!(errorPercent > 0 && errorPercent < 100)) {
    return [
      {
        path,
        message: "this is no share of requests that can be told of",
        found: String(errorPercent),
        allowed: "a percentage above 0 and below 100",
        fix: "write 5",
      },
    ];
  }
  return checkNotPromised(path, kind, slo?.availability !== undefined, "slo.availability");
}

function checkLatency({ latency }: AlertsSpec, { kind, slo, requests }: AlertedWorkload): Problem[] {
  const path = ["latency"];
  if (latency === undefined) return [];
  const seconds = parseDuration(latency);
  const time = under(path, checkTime(latency, seconds));
  if (seconds === undefined || time.length > 0) return time;
  const most = requests?.latency?.boundaries?.at(-1);
  if (most !== undefined && seconds >= most) {
    return [
      {
        path,
        message: `longer times are not told apart by who measures, ${requests?.by ?? ""}, so that nobody would be told`,
        found: latency,
        allowed: `less than ${timeText(most)}`,
        fix: "write a shorter time",
      },
    ];
  }
  return checkNotPromised(path, kind, slo?.latency !== undefined, "slo.latency");
}

/** It would be lost without a word. */
function checkNotPromised(
  path: Problem["path"],
  kind: CalledWorkload["kind"],
  isPromised: boolean,
  promise: string,
): Problem[] {
  if (kind === "Job" || kind === "CronJob") {
    return [{ path, message: "nobody calls a job, so that this says nothing", fix: "remove it" }];
  }
  if (!isPromised) return [];
  return [
    {
      path,
      message: "of what is promised it is told when the budget of errors burns, so that this says nothing",
      found: promise,
      fix: `remove it, or ${promise}`,
    },
  ];
}

const ownLabels = ["alertname", "severity", "namespace", "service", "application", "slo"] as const;

function checkLabels(path: Problem["path"], labels: Readonly<Record<string, string>> = {}): Problem[] {
  return Object.keys(labels).flatMap((name): Problem[] => {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      const message = "this is no name of a label of Prometheus";
      const allowed = "letters, digits and '_', without a digit first";
      return [
        { path: [...path, name], message, found: name, allowed, fix: `write ${name.replace(/[^a-zA-Z0-9_]/g, "_")}` },
      ];
    }
    if (!ownLabels.some((own) => own === name)) return [];
    return [
      {
        path: [...path, name],
        message: "alerts have this label already",
        found: name,
        fix: "use another name, such as team",
      },
    ];
  });
}

/** What is wrong with an alert of somebody's own. */
function checkOwnAlert(rule: AlertRule): Problem[] {
  const { alert, expr, severity, summary, description = "" } = rule;
  return [
    ...(/^[A-Z][A-Za-z0-9]*$/.test(alert)
      ? []
      : [
          {
            path: ["alert"],
            message: "this is no name of an alert",
            found: alert,
            allowed: "letters and digits, with a capital first",
            fix: "name it like QueueTooLong",
          },
        ]),
    ...(expr.trim() === ""
      ? [{ path: ["expr"], message: "there is no query", fix: "write PromQL: what it yields is told of" }]
      : under(["expr"], checkQuery(expr))),
    ...(summary.trim() === ""
      ? [{ path: ["summary"], message: "an alert says what is wrong", fix: "write one sentence" }]
      : under(["summary"], checkTemplate(summary))),
    ...under(["description"], checkTemplate(description)),
    ...(severities.includes(severity)
      ? []
      : [
          {
            path: ["severity"],
            message: "there is no such severity",
            found: severity,
            allowed: severities.join(", "),
            fix: "write one of them",
          },
        ]),
    ...checkFor(rule),
    ...checkRunbook(rule),
    ...checkLabels(["labels"], rule.labels),
  ];
}

function checkFor({ for: during }: AlertRule): Problem[] {
  if (during === undefined || prometheusSeconds(during) !== undefined) return [];
  return [
    {
      path: ["for"],
      message: "this is no time of Prometheus",
      found: during,
      allowed: "a whole number with s, m, h or d",
      fix: "write 5m",
    },
  ];
}

/** Configuration may leave out what the type does not. */
function checkRunbook({ runbook }: { readonly runbook?: AlertRule["runbook"] | undefined }): Problem[] {
  const path = ["runbook"];
  const fix = "write runbook: { url: https://… }";
  if (runbook === undefined) {
    return [{ path, message: "whoever is told must be able to read what to do", fix }];
  }
  if (typeof runbook === "string") {
    return [
      { path, message: "the pages of this project have no section of an alert of your own", found: runbook, fix },
    ];
  }
  if (/^https?:\/\/[^\s]+$/.test(runbook.url)) return [];
  return [{ path: [...path, "url"], message: "this is no address of a page", found: runbook.url, fix }];
}

function checkUnique(rules: readonly AlertRule[], index: number): Problem[] {
  const { alert } = rules[index] ?? { alert: "" };
  const isOurs = serviceAlertNames.some((name) => name === alert);
  const isTwice = rules.slice(0, index).some((other) => other.alert === alert);
  if (!isOurs && !isTwice) return [];
  return [
    {
      path: ["alert"],
      message: isOurs ? "workloads have an alert of this name by themselves" : "two alerts have one name",
      found: alert,
      fix: isOurs ? "use another name, and leave the other out with without" : "give one another name",
    },
  ];
}
