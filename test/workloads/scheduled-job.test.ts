/** What a ScheduledJob writes into its object. That it starts by the clock is shown by `npm run e2e`. */
import { ScheduledJob, type ScheduledJobArgs, type ScheduledJobTransform } from "../../components/workloads";
import {
  dnsAlone,
  lostNodes,
  plainLabels,
  plainMetadata,
  plainResources,
  problemsOf,
  RecordedWorkloads,
  refusalOf,
  restrictedContainer,
  restrictedPod,
} from "./recorded-workloads";

type Args = Omit<ScheduledJobArgs, "cluster" | "namespace">;

const image = "registry.example.com/report:1.0.0";
const selector = { "app.kubernetes.io/name": "report" };
const plain: Args = { image, schedule: "0 3 * * *" };

/** Registers one scheduled job called `report`. */
function recorded(args: Partial<Args> = {}): Promise<RecordedWorkloads> {
  return RecordedWorkloads.of(
    (cluster) => new ScheduledJob("report", { cluster, namespace: "team", ...plain, ...args }),
  );
}

function problems(args: Partial<Args>): Promise<string[]> {
  return problemsOf((cluster) => new ScheduledJob("report", { cluster, namespace: "team", ...plain, ...args }));
}

async function specOf(args: Partial<Args>): Promise<Record<string, unknown>> {
  return (await recorded(args)).spec("CronJob/report");
}

describe("a scheduled job of which only image and schedule are said", () => {
  it("has three objects", async () => {
    expect((await recorded()).objects).toEqual(["CronJob/report", "NetworkPolicy/report", "ServiceAccount/report"]);
  });

  it("is a CronJob in UTC that never runs twice at a time", async () => {
    expect((await recorded()).inputs("CronJob/report")).toEqual({
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: plainMetadata("report"),
      spec: {
        schedule: "0 3 * * *",
        timeZone: "Etc/UTC",
        concurrencyPolicy: "Forbid",
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata: { labels: plainLabels("report") },
          spec: {
            template: {
              metadata: { labels: plainLabels("report") },
              spec: {
                serviceAccountName: "report",
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                restartPolicy: "Never",
                securityContext: restrictedPod,
                terminationGracePeriodSeconds: 30,
                tolerations: lostNodes,
                containers: [
                  { name: "report", image, resources: plainResources, securityContext: restrictedContainer },
                ],
              },
            },
          },
        },
      },
    });
  });

  it("is made after its policy, and tells its name", async () => {
    const report = await recorded();
    expect(report.dependencies("CronJob/report")).toEqual(["NetworkPolicy/report", "ServiceAccount/report"]);
    expect(report.spec("NetworkPolicy/report")).toEqual({
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: dnsAlone,
    });
    expect(report.get("ScheduledJob:report").outputs).toEqual({ objectName: "report", links: [] });
  });
});

it.each<[string, Partial<Args>, object]>([
  ["schedule", { schedule: "@hourly" }, { schedule: "@hourly" }],
  ["timeZone", { timeZone: "Europe/Berlin" }, { timeZone: "Europe/Berlin" }],
  ["overlap: allow", { overlap: "allow" }, { concurrencyPolicy: "Allow" }],
  ["overlap: replace", { overlap: "replace" }, { concurrencyPolicy: "Replace" }],
  ["successfulHistory", { successfulHistory: 0 }, { successfulJobsHistoryLimit: 0 }],
  ["failedHistory", { failedHistory: 1 }, { failedJobsHistoryLimit: 1 }],
  ["startingDeadlineSeconds", { startingDeadlineSeconds: 60 }, { startingDeadlineSeconds: 60 }],
  ["suspend, of the schedule and not of its jobs", { suspend: true }, { suspend: true }],
])("%s", async (_, args, changed) => {
  const before = await specOf({});
  expect(await specOf(args)).toEqual({ ...before, ...changed });
});

describe("its jobs", () => {
  it("are what a BatchJob says", async () => {
    const { jobTemplate } = (await specOf({
      parallelism: 2,
      completions: 4,
      backoffLimit: 1,
      deadlineSeconds: 600,
      ttlSeconds: 60,
      onFailure: "restart",
    })) as { jobTemplate: { spec: { template: { spec: { restartPolicy: string } } } & Record<string, unknown> } };
    const { template, ...spec } = jobTemplate.spec;
    expect(spec).toEqual({
      parallelism: 2,
      completions: 4,
      backoffLimit: 1,
      activeDeadlineSeconds: 600,
      ttlSecondsAfterFinished: 60,
    });
    expect(template.spec.restartPolicy).toBe("OnFailure");
  });

  it("have the labels of the workload", async () => {
    const report = await recorded({ owner: "finance", tier: "low", component: "reporting" });
    const expected = {
      ...plainLabels("report"),
      "slipway/owner": "finance",
      "slipway/tier": "low",
      "app.kubernetes.io/component": "reporting",
    };
    const { jobTemplate } = report.spec("CronJob/report") as { jobTemplate: { metadata: { labels: unknown } } };
    expect(jobTemplate.metadata.labels).toEqual(expected);
    expect(report.onlyPods.metadata.labels).toEqual(expected);
  });
});

it("asks for recommended requests", async () => {
  const report = await recorded({ verticalRecommendation: true, capabilities: { verticalPodAutoscaler: true } });
  expect(report.spec("VerticalPodAutoscaler/report")).toMatchObject({
    targetRef: { apiVersion: "batch/v1", kind: "CronJob", name: "report" },
  });
});

it.each<[keyof ScheduledJobTransform, string]>([
  ["serviceAccount", "ServiceAccount/report"],
  ["networkPolicy", "NetworkPolicy/report"],
  ["dnsPolicy", "CiliumNetworkPolicy/report"],
  ["configMap", "ConfigMap/report-settings"],
  ["secret", "Secret/report-database"],
  ["cronJob", "CronJob/report"],
  ["verticalAutoscaler", "VerticalPodAutoscaler/report"],
])("the transform %s reaches %s and nothing else", async (child, name) => {
  const report = await recorded({
    config: { settings: { data: { "a.conf": "x" } } },
    secrets: { database: { data: { url: "postgresql://orders" } } },
    egress: [{ host: "api.example.com" }],
    verticalRecommendation: true,
    capabilities: { verticalPodAutoscaler: true, dnsPolicies: "cilium" },
    transform: { [child]: { metadata: { annotations: { changed: "yes" } } } },
  });
  const changed = report.objects.filter((object) => JSON.stringify(report.inputs(object).metadata).includes("changed"));
  expect(changed).toEqual([name]);
});

describe("wrong arguments", () => {
  it("are told all at once, and nothing is registered", async () => {
    const error = await refusalOf(
      (cluster) =>
        new ScheduledJob("Report", {
          cluster,
          namespace: "team",
          image: "not an image",
          schedule: "every night",
          timeZone: "Mars/Olympus",
          startingDeadlineSeconds: 5,
          completions: 0,
        }),
    );
    expect(error.subject).toBe("ScheduledJob Report");
    expect(error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      ": the name of a job must be a DNS label",
      "image: this is no reference to an image",
      "schedule: a schedule has five fields, but this has 2",
      "timeZone: this is no time zone",
      "startingDeadlineSeconds: the number is none that Kubernetes takes here",
      "completions: the number is none that Kubernetes takes here",
    ]);
  });

  it("include a sidecar that would keep each job from ending", async () => {
    expect(await problems({ sidecars: { proxy: { image: "registry.example.com/proxy:1", native: false } } })).toEqual([
      "sidecars.proxy.native: the job would only be done when this container ends, which nobody tells it to",
    ]);
  });
});
