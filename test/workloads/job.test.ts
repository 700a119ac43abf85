/**
 * Jobs as they are written, and which are refused, by the rules of Kubernetes' own validation (v1.36). That a Job completes and a CronJob
 * fires is shown by `npm run e2e`.
 */
import type { JobFields } from "../../components/workloads/batch-job-spec";
import {
  checkJob,
  checkScheduledJob,
  cronJobSpec,
  jobRestartPolicy,
  jobSeconds,
  jobSpec,
  type ScheduledJobFields,
} from "../../components/workloads/scaling/job";

const template = { metadata: { labels: { app: "import" } }, spec: { restartPolicy: "Never", containers: [] } };

const problemsOf = (fields: JobFields, name?: string): string[] =>
  checkJob(fields, name).map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("a job", () => {
  it("of which nothing is said leaves all to Kubernetes", () => {
    expect(jobSpec({}, template, "import")).toEqual({ template });
    expect(checkJob({})).toEqual([]);
    expect(jobRestartPolicy({})).toBe("Never");
    expect(jobSeconds({})).toBe(3600);
  });

  it("says what it was told", () => {
    const fields: JobFields = {
      parallelism: 2,
      completions: 5,
      indexed: true,
      backoffLimit: 3,
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 2,
      deadlineSeconds: 600,
      ttlSeconds: 0,
      success: { indexes: "0,2-3", count: 2 },
      podFailure: [
        { action: "FailIndex", exitCodes: [42, 7, 42] },
        { action: "Ignore", disrupted: true },
      ],
      suspend: true,
    };
    expect(checkJob(fields)).toEqual([]);
    expect(jobSeconds(fields)).toBe(600);
    expect(jobSpec(fields, template, "import")).toEqual({
      parallelism: 2,
      completions: 5,
      completionMode: "Indexed",
      backoffLimit: 3,
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 2,
      activeDeadlineSeconds: 600,
      ttlSecondsAfterFinished: 0,
      suspend: true,
      successPolicy: { rules: [{ succeededIndexes: "0,2-3", succeededCount: 2 }] },
      podFailurePolicy: {
        rules: [
          { action: "FailIndex", onExitCodes: { containerName: "import", operator: "In", values: [7, 42] } },
          { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
        ],
      },
      template,
    });
  });

  it("starts a container again where it is told so", () => {
    expect(jobRestartPolicy({ onFailure: "restart" })).toBe("OnFailure");
    expect(checkJob({ onFailure: "restart", podFailure: [] })).toEqual([]);
  });

  it.each<[JobFields, string]>([
    [{ parallelism: 0 }, "parallelism: the number is none that Kubernetes takes here"],
    [{ completions: 0 }, "completions: the number is none that Kubernetes takes here"],
    [{ backoffLimit: -1 }, "backoffLimit: the number is none that Kubernetes takes here"],
    [{ deadlineSeconds: 0 }, "deadlineSeconds: the number is none that Kubernetes takes here"],
    [{ ttlSeconds: 1.5 }, "ttlSeconds: the number is none that Kubernetes takes here"],
    [{ indexed: true }, "completions: an indexed job must say how many indexes there are"],
    [{ backoffLimitPerIndex: 1 }, "backoffLimitPerIndex: only the pods of an indexed job have indexes"],
    [{ maxFailedIndexes: 1 }, "maxFailedIndexes: only the pods of an indexed job have indexes"],
    [{ success: { count: 1 } }, "success: only the pods of an indexed job have indexes"],
    [
      { indexed: true, completions: 3, maxFailedIndexes: 1 },
      "maxFailedIndexes: an index fails only where it has a number of retries of its own",
    ],
    [
      { indexed: true, completions: 3, backoffLimitPerIndex: 1, maxFailedIndexes: 4 },
      "maxFailedIndexes: more indexes may fail than there are",
    ],
    [
      { indexed: true, completions: 3, backoffLimitPerIndex: 1, onFailure: "restart" },
      "onFailure: backoffLimitPerIndex counts failed pods, but a container that is started again fails in its pod",
    ],
    [
      { onFailure: "restart", podFailure: [{ action: "Count", exitCodes: [1] }] },
      "onFailure: podFailure counts failed pods, but a container that is started again fails in its pod",
    ],
    [{ podFailure: [{ action: "FailJob" }] }, "podFailure.0: the rule says not of which failures"],
    [{ podFailure: [{ action: "FailJob", disrupted: false }] }, "podFailure.0: the rule says not of which failures"],
    [
      { podFailure: [{ action: "FailJob", disrupted: true, exitCodes: [1] }] },
      "podFailure.0: a rule looks at one thing",
    ],
    [
      { podFailure: [{ action: "FailJob", exitCodes: [0, 256] }] },
      "podFailure.0.exitCodes: a container does not fail with this",
    ],
    [
      { podFailure: [{ action: "FailIndex", exitCodes: [1] }] },
      "podFailure.0.action: an index fails only where it has a number of retries of its own",
    ],
    [
      { podFailure: Array.from({ length: 21 }, () => ({ action: "Count" as const, exitCodes: [1] })) },
      "podFailure: these are more rules than Kubernetes takes",
    ],
    [{ indexed: true, completions: 3, success: {} }, "success: nothing is said of when it has succeeded"],
    [
      { indexed: true, completions: 3, success: { count: 4 } },
      "success.count: the number is none that Kubernetes takes here",
    ],
    // Two indexes cannot succeed three times.
    [
      { indexed: true, completions: 5, success: { indexes: "0,4", count: 3 } },
      "success.count: the number is none that Kubernetes takes here",
    ],
    ...["", "3", "0,3", "2,1", "1-1", "2-1", "0-1,1", "0, 1", "a", "-1"].map((indexes): [JobFields, string] => [
      { indexed: true, completions: 3, success: { indexes } },
      "success.indexes: these are no indexes of the job",
    ]),
  ])("is refused: %j", (fields, problem) => {
    expect(problemsOf(fields)).toEqual([problem]);
  });

  it("has pods whose names fit into DNS", () => {
    const name = "x".repeat(60);
    expect(problemsOf({ indexed: true, completions: 100 }, name)).toEqual([]);
    expect(problemsOf({ indexed: true, completions: 101 }, name)).toEqual([
      "completions: the names of the last pods would be too long for DNS",
    ]);
  });
});

describe("a scheduled job", () => {
  it("does not overlap, has a time zone, and keeps the last three of each kind", () => {
    expect(cronJobSpec({ schedule: "0 2 * * *" }, template, "import")).toEqual({
      schedule: "0 2 * * *",
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: { spec: { template } },
    });
  });

  it("says what it was told, and its suspension is not that of its jobs", () => {
    const fields: ScheduledJobFields = {
      schedule: "@hourly",
      timeZone: "Europe/Berlin",
      overlap: "replace",
      successfulHistory: 0,
      failedHistory: 7,
      startingDeadlineSeconds: 60,
      suspend: true,
      backoffLimit: 0,
    };
    expect(checkScheduledJob(fields, "import")).toEqual([]);
    expect(cronJobSpec(fields, template, "import", { app: "import" })).toEqual({
      schedule: "@hourly",
      timeZone: "Europe/Berlin",
      concurrencyPolicy: "Replace",
      successfulJobsHistoryLimit: 0,
      failedJobsHistoryLimit: 7,
      startingDeadlineSeconds: 60,
      suspend: true,
      jobTemplate: { metadata: { labels: { app: "import" } }, spec: { backoffLimit: 0, template } },
    });
    expect(cronJobSpec({ ...fields, overlap: "allow" }, template, "import").concurrencyPolicy).toBe("Allow");
  });

  it.each<[Partial<ScheduledJobFields>, string]>([
    [{ schedule: "every day" }, "schedule: a schedule has five fields, but this has 2"],
    [{ timeZone: "Berlin" }, "timeZone: this is no time zone"],
    [{ successfulHistory: -1 }, "successfulHistory: the number is none that Kubernetes takes here"],
    [{ failedHistory: 0.5 }, "failedHistory: the number is none that Kubernetes takes here"],
    // Kubernetes looks every ten seconds.
    [{ startingDeadlineSeconds: 9 }, "startingDeadlineSeconds: the number is none that Kubernetes takes here"],
    [{ parallelism: 0 }, "parallelism: the number is none that Kubernetes takes here"],
  ])("is refused: %j", (fields, problem) => {
    expect(
      checkScheduledJob({ schedule: "@daily", ...fields }).map(({ path, message }) => `${path.join(".")}: ${message}`),
    ).toEqual([problem]);
  });

  it("has jobs with longer names", () => {
    const fields = { schedule: "@daily", indexed: true, completions: 10_000 };
    expect(checkScheduledJob(fields, "x".repeat(47))).toEqual([]);
    expect(checkScheduledJob(fields, "x".repeat(48)).map(({ path }) => path.join("."))).toEqual(["completions"]);
  });
});
