import type { types } from "@pulumi/kubernetes";
import { checkSchedule, checkTimeZone, dnsLabelLength, type Problem } from "../../core";
import type { JobFields, PodFailureRule, ScheduledJobSpec } from "../batch-job-spec";
import { isGiven } from "./autoscaler";
import { checkWholeNumber } from "../bounds";

/** What a ScheduledJob says of its jobs, and of when they start. */
export type ScheduledJobFields = Omit<JobFields, "suspend"> &
  Pick<
    ScheduledJobSpec,
    "schedule" | "timeZone" | "overlap" | "successfulHistory" | "failedHistory" | "startingDeadlineSeconds" | "suspend"
  >;

const concurrencyPolicies = { skip: "Forbid", allow: "Allow", replace: "Replace" } as const;

/** Bounds of Kubernetes' own validation (v1.36). */
const mostRules = 20;
const mostExitCode = 255;

/** Seconds that a job without a deadline is waited for. With the default six retries, the pauses between them are some ten minutes. */
const patienceSeconds = 3600;

/** Characters that Kubernetes puts behind the name of a CronJob for each of its jobs. */
const scheduledSuffixLength = 11;

/** Whether a container that failed starts again in its pod; the template of a job says it. */
export function jobRestartPolicy({ onFailure }: Pick<JobFields, "onFailure">): "Never" | "OnFailure" {
  return onFailure === "restart" ? "OnFailure" : "Never";
}

/** Seconds until a job has ended one way or the other: its deadline, or an hour where it has none. */
export function jobSeconds({ deadlineSeconds }: Pick<JobFields, "deadlineSeconds">): number {
  return deadlineSeconds ?? patienceSeconds;
}

/**
 * The Kubernetes form of a job.
 * @param template its pods, with `jobRestartPolicy`
 * @param main name of the main container, whose exit codes are meant
 */
export function jobSpec(
  fields: JobFields,
  template: types.input.core.v1.PodTemplateSpec,
  main: string,
): types.input.batch.v1.JobSpec {
  const { podFailure = [], success } = fields;
  return {
    ...given({
      parallelism: fields.parallelism,
      completions: fields.completions,
      completionMode: fields.indexed === true ? "Indexed" : undefined,
      backoffLimit: fields.backoffLimit,
      backoffLimitPerIndex: fields.backoffLimitPerIndex,
      maxFailedIndexes: fields.maxFailedIndexes,
      activeDeadlineSeconds: fields.deadlineSeconds,
      ttlSecondsAfterFinished: fields.ttlSeconds,
      suspend: fields.suspend,
    }),
    ...(success === undefined
      ? {}
      : { successPolicy: { rules: [given({ succeededIndexes: success.indexes, succeededCount: success.count })] } }),
    ...(podFailure.length === 0
      ? {}
      : { podFailurePolicy: { rules: podFailure.map((rule) => failureRule(rule, main)) } }),
    template,
  };
}

/**
 * The Kubernetes form of a job that is started by the clock.
 * @param template its pods, with `jobRestartPolicy`
 * @param main name of the main container, whose exit codes are meant
 * @param labels labels of the jobs. Default: none.
 */
export function cronJobSpec(
  fields: ScheduledJobFields,
  template: types.input.core.v1.PodTemplateSpec,
  main: string,
  labels?: types.input.meta.v1.ObjectMeta["labels"],
): types.input.batch.v1.CronJobSpec {
  const { suspend, ...job } = fields;
  return {
    schedule: fields.schedule,
    timeZone: fields.timeZone ?? "Etc/UTC",
    concurrencyPolicy: concurrencyPolicies[fields.overlap ?? "skip"],
    successfulJobsHistoryLimit: fields.successfulHistory ?? 3,
    failedJobsHistoryLimit: fields.failedHistory ?? 3,
    ...given({ startingDeadlineSeconds: fields.startingDeadlineSeconds, suspend }),
    jobTemplate: { ...(labels === undefined ? {} : { metadata: { labels } }), spec: jobSpec(job, template, main) },
  };
}

/**
 * What is wrong with a job.
 * @param jobName name of its Kubernetes object, or the longest that it may get
 */
export function checkJob(fields: JobFields, jobName = ""): Problem[] {
  return [
    ...checkNumbers(fields),
    ...(fields.indexed === true ? checkIndexed(fields, jobName) : checkNotIndexed(fields)),
    ...checkFailedIndexes(fields),
    ...checkRestart(fields),
    ...(fields.podFailure ?? []).flatMap((rule, index) => checkFailureRule(["podFailure", index], rule, fields)),
    ...((fields.podFailure ?? []).length <= mostRules
      ? []
      : [
          {
            path: ["podFailure"],
            message: "these are more rules than Kubernetes takes",
            found: String(fields.podFailure?.length),
            allowed: `at most ${mostRules}`,
            fix: "put exit codes with one action into one rule",
          },
        ]),
  ];
}

/** What is wrong with a job that is started by the clock. */
export function checkScheduledJob(fields: ScheduledJobFields, objectName = ""): Problem[] {
  const { suspend: _, ...job } = fields;
  return [
    ...checkSchedule(["schedule"], fields.schedule),
    ...(fields.timeZone === undefined ? [] : checkTimeZone(["timeZone"], fields.timeZone)),
    ...checkWholeNumber(["successfulHistory"], fields.successfulHistory, 0),
    ...checkWholeNumber(["failedHistory"], fields.failedHistory, 0),
    ...checkWholeNumber(["startingDeadlineSeconds"], fields.startingDeadlineSeconds, 10),
    ...checkJob(job, objectName + "-".repeat(scheduledSuffixLength)),
  ];
}

function failureRule(
  { action, exitCodes = [] }: PodFailureRule,
  main: string,
): types.input.batch.v1.PodFailurePolicyRule {
  if (exitCodes.length === 0) return { action, onPodConditions: [{ type: "DisruptionTarget", status: "True" }] };
  // Kubernetes wants them in order, and each once.
  const values = [...new Set(exitCodes)].sort((one, other) => one - other);
  return { action, onExitCodes: { containerName: main, operator: "In", values } };
}

function checkNumbers(fields: JobFields): Problem[] {
  return [
    ...checkWholeNumber(["parallelism"], fields.parallelism, 1),
    ...checkWholeNumber(["completions"], fields.completions, 1),
    ...checkWholeNumber(["backoffLimit"], fields.backoffLimit, 0),
    ...checkWholeNumber(["backoffLimitPerIndex"], fields.backoffLimitPerIndex, 0),
    ...checkWholeNumber(["maxFailedIndexes"], fields.maxFailedIndexes, 0),
    ...checkWholeNumber(["deadlineSeconds"], fields.deadlineSeconds, 1),
    ...checkWholeNumber(["ttlSeconds"], fields.ttlSeconds, 0),
  ];
}

function checkNotIndexed(fields: JobFields): Problem[] {
  return (["backoffLimitPerIndex", "maxFailedIndexes", "success"] as const)
    .filter((field) => fields[field] !== undefined)
    .map((field) => ({
      path: [field],
      message: "only the pods of an indexed job have indexes",
      found: typeof fields[field] === "number" ? String(fields[field]) : JSON.stringify(fields[field]),
      fix: "set indexed: true, or remove it",
    }));
}

function checkIndexed(fields: JobFields, jobName: string): Problem[] {
  const { completions } = fields;
  if (completions === undefined) {
    return [
      {
        path: ["completions"],
        message: "an indexed job must say how many indexes there are",
        fix: "write completions: 5 for the indexes 0 to 4",
      },
    ];
  }
  const longest = `${jobName}-${completions - 1}`;
  return [
    ...(longest.length <= dnsLabelLength
      ? []
      : [
          {
            path: ["completions"],
            message: "the names of the last pods would be too long for DNS",
            found: `${longest.length} characters with the index ${completions - 1}`,
            allowed: `at most ${dnsLabelLength} characters`,
            fix: "shorten the job's name, or write fewer completions",
          },
        ]),
    ...checkSuccess(fields, completions),
  ];
}

function checkFailedIndexes({ maxFailedIndexes, backoffLimitPerIndex, completions, indexed }: JobFields): Problem[] {
  if (maxFailedIndexes === undefined || indexed !== true) return [];
  if (backoffLimitPerIndex === undefined) {
    return [
      {
        path: ["maxFailedIndexes"],
        message: "an index fails only where it has a number of retries of its own",
        found: String(maxFailedIndexes),
        fix: "add backoffLimitPerIndex, or remove it",
      },
    ];
  }
  if (completions === undefined || maxFailedIndexes <= completions) return [];
  return [
    {
      path: ["maxFailedIndexes"],
      message: "more indexes may fail than there are",
      found: `maxFailedIndexes ${maxFailedIndexes}, completions ${completions}`,
      allowed: `0 to ${completions}`,
      fix: `write ${completions} or less, or remove it: all may fail then`,
    },
  ];
}

/** What counts failed pods does not see containers that start again within one. */
function checkRestart(fields: JobFields): Problem[] {
  if (fields.onFailure !== "restart") return [];
  const counting = (["backoffLimitPerIndex", "podFailure"] as const).filter((field) => isGiven(fields[field]));
  return counting.map((field) => ({
    path: ["onFailure"],
    message: `${field} counts failed pods, but a container that is started again fails in its pod`,
    found: "restart",
    allowed: "newPod",
    fix: `write onFailure: newPod, or remove ${field}`,
  }));
}

function checkFailureRule(path: Problem["path"], rule: PodFailureRule, fields: JobFields): Problem[] {
  const { action, exitCodes = [], disrupted } = rule;
  const hasCodes = exitCodes.length > 0;
  const wrong = exitCodes.filter((code) => !Number.isInteger(code) || code < 1 || code > mostExitCode);
  return [
    ...(hasCodes === (disrupted === true)
      ? [
          {
            path,
            message: hasCodes ? "a rule looks at one thing" : "the rule says not of which failures",
            found: hasCodes ? "exitCodes and disrupted" : "neither exitCodes nor disrupted: true",
            allowed: "either exitCodes or disrupted: true",
            fix: hasCodes ? "write two rules" : "add exitCodes, such as [42], or disrupted: true",
          },
        ]
      : []),
    ...(wrong.length === 0
      ? []
      : [
          {
            path: [...path, "exitCodes"],
            message: "a container does not fail with this",
            found: wrong.join(", "),
            allowed: `whole numbers from 1 to ${mostExitCode}`,
            fix: "write the codes with which it fails; 0 is success",
          },
        ]),
    ...(action === "FailIndex" && fields.backoffLimitPerIndex === undefined
      ? [
          {
            path: [...path, "action"],
            message: "an index fails only where it has a number of retries of its own",
            found: action,
            fix: "add backoffLimitPerIndex to the job, or write FailJob",
          },
        ]
      : []),
  ];
}

function checkSuccess({ success }: JobFields, completions: number): Problem[] {
  if (success === undefined) return [];
  const path = ["success"];
  const { indexes, count } = success;
  if (indexes === undefined && count === undefined) {
    return [{ path, message: "nothing is said of when it has succeeded", fix: "add indexes, count or both" }];
  }
  const total = indexes === undefined ? completions : countIndexes(indexes, completions);
  if (total === undefined) {
    return [
      {
        path: [...path, "indexes"],
        message: "these are no indexes of the job",
        found: indexes === "" ? '""' : String(indexes),
        allowed: `numbers and ranges from 0 to ${completions - 1}, in order, such as 0,2-4`,
        fix: "write them from the smallest to the greatest, without blanks",
      },
    ];
  }
  return checkWholeNumber([...path, "count"], count, 1, total);
}

/** How many indexes a text such as `0,2-4` has; undefined if Kubernetes does not take it. */
function countIndexes(text: string, completions: number): number | undefined {
  const ranges = text.split(",").map((part) => /^([0-9]{1,7})(?:-([0-9]{1,7}))?$/.exec(part));
  let count = 0;
  let next = 0;
  for (const range of ranges) {
    if (range === null) return undefined;
    const first = Number(range[1]);
    const last = range[2] === undefined ? first : Number(range[2]);
    const isRange = range[2] === undefined || first < last;
    if (!isRange || first < next || last >= completions) return undefined;
    count += last - first + 1;
    next = last + 1;
  }
  return count;
}

/** The fields that say something. */
function given<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
