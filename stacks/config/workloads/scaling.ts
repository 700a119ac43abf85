import { z } from "zod";
import { text, texts } from "../texts";
import { secretReference } from "./environment";
import { count, countOrPercent, seconds } from "./numbers";

const percent = (description: string) => count(description, 1).optional();
const positive = (description: string) => z.number().min(0).describe(description);

const customMetric = z.strictObject({
  name: text("Name of the metric"),
  perPod: text("Average for each pod to aim at, such as 100 or 500m, in quotes"),
  of: z
    .strictObject({
      apiVersion: text("Such as networking.k8s.io/v1"),
      kind: text("Such as Ingress"),
      name: text("Its name"),
    })
    .describe("The object that has the metric. Default: the pods themselves")
    .optional(),
});

const externalMetric = z.strictObject({
  name: text("Name of the metric"),
  perPod: text("Average for each pod to aim at, such as 100 or 500m, in quotes"),
  labels: texts("Labels that select the series. Default: none").optional(),
});

const messages = (description: string) => count(description, 1);

/** What KEDA asks. */
const eventTargets = {
  requestRate: z
    .strictObject({
      perPod: positive("Requests a second for each pod to aim at"),
      metric: text("Counter of requests. Default: http_server_request_duration_seconds_count").optional(),
    })
    .describe(
      "Requests for each pod, by KEDA from Prometheus: of series with the labels namespace and service. Default: not looked at",
    )
    .optional(),
  latency: z
    .strictObject({
      percentile: positive("Percentile that is looked at, above 0 and below 100, such as 99"),
      below: text("Time that it is to stay below, such as 300ms or 1.5s"),
      metric: text("Histogram of seconds. Default: http_server_request_duration_seconds").optional(),
    })
    .describe(
      "Time that requests take, by KEDA from Prometheus: of series with the labels namespace and service. Default: not looked at",
    )
    .optional(),
  prometheus: z
    .array(
      z.strictObject({
        query: text("In PromQL, with one number as its result"),
        perPod: positive("What each pod is to have of it"),
      }),
    )
    .describe("Queries of Prometheus, by KEDA, whose results are shared out over the pods. Default: none")
    .optional(),
  kafka: z
    .array(
      z.strictObject({
        brokers: z.array(z.string()).min(1).describe("host:port of brokers"),
        topic: text("Name of the topic"),
        consumerGroup: text("Name of the group"),
        lagPerPod: messages("Messages that wait for each pod"),
      }),
    )
    .describe("Lag of consumers of Kafka, by KEDA. Default: none")
    .optional(),
  sqs: z
    .array(
      z.strictObject({
        queueUrl: text("URL of the queue"),
        region: text("Its region, such as eu-central-1"),
        messagesPerPod: messages("Messages that wait for each pod"),
      }),
    )
    .describe("Lengths of queues of SQS, by KEDA with its own identity. Default: none")
    .optional(),
  rabbitmq: z
    .array(
      z.strictObject({
        queue: text("Name of the queue"),
        url: secretReference.describe("URL of the broker with user and password, in a Secret of the namespace"),
        messagesPerPod: messages("Messages that wait for each pod"),
      }),
    )
    .describe("Lengths of queues of RabbitMQ, by KEDA. Default: none")
    .optional(),
  schedules: z
    .array(
      z.strictObject({
        start: text("When it begins, in five fields of cron"),
        end: text("When it ends, in the same form"),
        timeZone: text("Such as Europe/Berlin"),
        replicas: count("Pods that there are to be", 1),
      }),
    )
    .describe("Times at which more pods are to be there, by KEDA. Default: none")
    .optional(),
  pollingSeconds: seconds("Seconds between two looks of KEDA at its sources. Default 30", 1).optional(),
  cooldownSeconds: seconds("Seconds without work until the last pod goes, where min is 0. Default 300").optional(),
  fallbackReplicas: count(
    "Pods to run while a source of KEDA does not answer. Default: as many as there are",
  ).optional(),
};

const scalingRule = (description: string, stabilization: number) =>
  z
    .strictObject({
      stabilizationSeconds: seconds(
        `Seconds over which the steadiest wish counts, up to 3600. Default: ${stabilization}`,
        0,
        3600,
      ).optional(),
      pods: count("Most pods that come or go in a period. Default: Kubernetes' own", 1).optional(),
      percent: percent("The same, in percent of those that there are. Default: Kubernetes' own"),
      select: z
        .enum(["Max", "Min", "Disabled"])
        .describe("Which of the two bounds counts; Disabled: none come, or none go. Default: Max")
        .optional(),
      periodSeconds: seconds("Seconds of a period, up to 1800. Default: 60", 1, 1800).optional(),
    })
    .describe(description)
    .optional();

/** How many pods. */
export const replicas = z
  .union([
    z.int().min(0),
    z.strictObject({
      min: count("Fewest pods; 0 needs KEDA"),
      max: count("Most pods", 1),
      cpuPercent: percent(
        "Average use of the requested CPU to aim at, in percent. Default 70, unless there is another target",
      ),
      memoryPercent: percent("Average use of the requested memory to aim at, in percent. Default: not looked at"),
      customMetrics: z
        .array(customMetric)
        .describe("Metrics of pods or of an object; needs the capability customMetrics. Default: none")
        .optional(),
      externalMetrics: z
        .array(externalMetric)
        .describe("Metrics from outside; needs the capability externalMetrics. Default: none")
        .optional(),
      ...eventTargets,
      scaleUp: scalingRule("How fast pods may come", 0),
      scaleDown: scalingRule("How fast pods may go", 300),
    }),
  ])
  .describe("A fixed number of pods, or the range that an autoscaler moves in. Default: min 2, max 6")
  .meta({ id: "Replicas" });

/** How many of them may be away at a time. */
export const disruptionBudget = z
  .strictObject({
    maxUnavailable: countOrPercent("Pods that may be away at a time: a number or a percentage").optional(),
    minAvailable: countOrPercent("Pods that must stay: a number or a percentage").optional(),
  })
  .describe("How many pods a drain of nodes may take away at a time. Default: maxUnavailable 1")
  .meta({ id: "DisruptionBudget" });
