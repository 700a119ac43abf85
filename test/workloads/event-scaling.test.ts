/**
 * KEDA's objects as they are written, by the keys of KEDA 2.20. Whether KEDA scales by them is shown nowhere: its scalers read these texts
 * only while it runs.
 */
import * as pulumi from "@pulumi/pulumi";
import type { AutoscalingSpec } from "../../components/workloads/scaling/autoscaling-spec";
import {
  eventScaling,
  needsEvents,
  type EventScaling,
  type ScaleTrigger,
} from "../../components/workloads/scaling/event-scaling";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "orders" };
const range = { min: 1, max: 8 };
const url = "http://prometheus.monitoring:9090";
const capabilities = { keda: true, prometheus: { url, namespace: "monitoring" } };

const plan = (spec: AutoscalingSpec, namespace: pulumi.Input<string> = "team"): EventScaling =>
  eventScaling({ objectName: "orders", namespace, target, spec, capabilities });

const triggersOf = (targets: Partial<AutoscalingSpec>): readonly ScaleTrigger[] =>
  plan({ ...range, ...targets }).scaledObject.spec.triggers;

const rabbit = (name: string): NonNullable<AutoscalingSpec["rabbitmq"]>[number] => ({
  queue: name,
  url: { fromSecret: { name, key: "url" } },
  messagesPerPod: 20,
});

const sale = { start: "0 8 24 11 *", end: "0 20 30 11 *", timeZone: "Europe/Berlin", replicas: 6 };

it.each<[AutoscalingSpec, boolean]>([
  [range, false],
  [{ ...range, cpuPercent: 50, memoryPercent: 50, customMetrics: [{ name: "a", perPod: "1" }], kafka: [] }, false],
  [{ ...range, min: 0 }, true],
  [{ ...range, requestRate: { perPod: 1 } }, true],
  [{ ...range, latency: { percentile: 99, below: "1s" } }, true],
  [{ ...range, prometheus: [{ query: "up", perPod: 1 }] }, true],
  [{ ...range, rabbitmq: [rabbit("a")] }, true],
  [{ ...range, schedules: [sale] }, true],
])("KEDA is needed for %j: %j", (spec, expected) => {
  expect(needsEvents(spec)).toBe(expected);
});

it("makes an autoscaler of the workload's name, from none to max", () => {
  const spec: AutoscalingSpec = {
    min: 0,
    max: 8,
    kafka: [
      {
        brokers: ["a.example.com:9092", "b.example.com:9092"],
        topic: "orders",
        consumerGroup: "billing",
        lagPerPod: 100,
      },
    ],
    pollingSeconds: 10,
    cooldownSeconds: 60,
    fallbackReplicas: 4,
    scaleDown: { pods: 1 },
  };
  expect(plan(spec)).toEqual({
    scaledObject: {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      spec: {
        scaleTargetRef: target,
        minReplicaCount: 0,
        maxReplicaCount: 8,
        pollingInterval: 10,
        cooldownPeriod: 60,
        fallback: { failureThreshold: 3, replicas: 4 },
        advanced: {
          horizontalPodAutoscalerConfig: {
            name: "orders",
            behavior: { scaleDown: { policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] } },
          },
        },
        triggers: [
          {
            type: "kafka",
            metadata: {
              bootstrapServers: "a.example.com:9092,b.example.com:9092",
              consumerGroup: "billing",
              topic: "orders",
              lagThreshold: "100",
            },
          },
        ],
      },
    },
    annotations: { "scaledobject.keda.sh/transfer-hpa-ownership": "true" },
    authentications: [],
  });
});

it("says nothing of the pace to zero where there always is a pod", () => {
  const spec = { ...range, schedules: [sale], pollingSeconds: 10, cooldownSeconds: 60 };
  expect(Object.keys(plan(spec).scaledObject.spec)).toEqual([
    "scaleTargetRef",
    "minReplicaCount",
    "maxReplicaCount",
    "advanced",
    "triggers",
  ]);
});

it("follows CPU beside a schedule, which moves only the floor", () => {
  expect(triggersOf({ schedules: [sale] })).toEqual([
    { type: "cpu", metricType: "Utilization", metadata: { value: "70" } },
    {
      type: "cron",
      metadata: { timezone: "Europe/Berlin", start: "0 8 24 11 *", end: "0 20 30 11 *", desiredReplicas: "6" },
    },
  ]);
});

it("keeps CPU and memory where they are said", () => {
  expect(triggersOf({ cpuPercent: 60, memoryPercent: 80, prometheus: [{ query: "sum(jobs)", perPod: 2.5 }] })).toEqual([
    { type: "cpu", metricType: "Utilization", metadata: { value: "60" } },
    { type: "memory", metricType: "Utilization", metadata: { value: "80" } },
    { type: "prometheus", metadata: { serverAddress: url, query: "sum(jobs)", threshold: "2.5" } },
  ]);
});

describe("Prometheus", () => {
  it("is asked for the requests of the workload's pods", () => {
    expect(triggersOf({ requestRate: { perPod: 50 } })).toEqual([
      {
        type: "prometheus",
        metadata: {
          serverAddress: url,
          query: 'sum(rate(http_server_request_duration_seconds_count{namespace="team",service="orders"}[2m]))',
          threshold: "50",
        },
      },
    ]);
    const [trigger] = triggersOf({ requestRate: { perPod: 50, metric: "requests_total" } });
    expect(trigger?.metadata.query).toBe('sum(rate(requests_total{namespace="team",service="orders"}[2m]))');
  });

  it.each([
    [99, "300ms", "0.99", "0.3"],
    [99.9, "1.5s", "0.999", "1.5"],
    [50, "2m", "0.5", "120"],
  ])(
    "is asked for a time, which is not shared out over the pods: %d %% below %s",
    (percentile, below, quantile, threshold) => {
      expect(triggersOf({ latency: { percentile, below } })).toEqual([
        {
          type: "prometheus",
          metricType: "Value",
          metadata: {
            serverAddress: url,
            query: `histogram_quantile(${quantile}, sum by (le) (rate(http_server_request_duration_seconds_bucket{namespace="team",service="orders"}[5m])))`,
            threshold,
          },
        },
      ]);
    },
  );

  it("is asked for a namespace that is known only later", async () => {
    const { scaledObject } = plan({ ...range, requestRate: { perPod: 1, metric: "requests" } }, pulumi.output("later"));
    const query = scaledObject.spec.triggers[0]?.metadata.query;
    expect(pulumi.Output.isInstance(query)).toBe(true);
    const text = await new Promise((resolve) => pulumi.output(query).apply(resolve));
    expect(text).toBe('sum(rate(requests{namespace="later",service="orders"}[2m]))');
  });
});

it("joins brokers that are known only later", async () => {
  const brokers = [pulumi.output("a.example.com:9092"), "b.example.com:9092"];
  const [trigger] = triggersOf({ kafka: [{ brokers, topic: "t", consumerGroup: "g", lagPerPod: 1 }] });
  const text = await new Promise((resolve) => pulumi.output(trigger?.metadata.bootstrapServers).apply(resolve));
  expect(text).toBe("a.example.com:9092,b.example.com:9092");
});

describe("credentials", () => {
  it("for queues of AWS are those of KEDA itself, once for all of them", () => {
    const sqs = ["one", "two"].map((name) => ({
      queueUrl: `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}`,
      region: "eu-central-1",
      messagesPerPod: 10,
    }));
    const { scaledObject, authentications } = plan({ ...range, sqs });
    expect(scaledObject.spec.triggers).toEqual(
      sqs.map(({ queueUrl }) => ({
        type: "aws-sqs-queue",
        metadata: { queueURL: queueUrl, awsRegion: "eu-central-1", queueLength: "10" },
        authenticationRef: { name: "orders-aws" },
      })),
    );
    expect(authentications).toEqual([
      {
        suffix: "aws",
        apiVersion: "keda.sh/v1alpha1",
        kind: "TriggerAuthentication",
        spec: { podIdentity: { provider: "aws", identityOwner: "keda" } },
      },
    ]);
  });

  it("for RabbitMQ are in a Secret of the workload's own, or of the namespace", () => {
    const spec = { ...range, rabbitmq: [rabbit("mine"), rabbit("shared")] };
    const { scaledObject, authentications } = eventScaling({
      objectName: "orders",
      namespace: "team",
      target,
      spec,
      capabilities,
      ownSecrets: { mine: { data: { url: pulumi.secret("amqp://…") } } },
    });
    expect(scaledObject.spec.triggers).toEqual(
      ["mine", "shared"].map((queueName, index) => ({
        type: "rabbitmq",
        metadata: { queueName, mode: "QueueLength", value: "20" },
        authenticationRef: { name: `orders-rabbitmq-${index}` },
      })),
    );
    expect(authentications).toEqual(
      ["orders-mine", "shared"].map((name, index) => ({
        suffix: `rabbitmq-${index}`,
        apiVersion: "keda.sh/v1alpha1",
        kind: "TriggerAuthentication",
        spec: { secretTargetRef: [{ parameter: "host", name, key: "url" }] },
      })),
    );
  });
});
