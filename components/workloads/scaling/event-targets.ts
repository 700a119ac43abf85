import type * as pulumi from "@pulumi/pulumi";
import type { PlatformCapabilities } from "../../cluster";
import { checkScheduleFields, checkTimeZone, parseDuration, under, type Problem } from "../../core";
import type {
  AutoscalingSpec,
  KafkaTarget,
  LatencyTarget,
  PrometheusTarget,
  RabbitMqTarget,
  RequestRateTarget,
  ScheduledReplicas,
  SqsTarget,
} from "./autoscaling-spec";
import { checkWholeNumber } from "../bounds";
import { checkKeyReference } from "../pod/check-content";
import { contentKeys, type ContentKeys, type Secrets } from "../pod/content";
import { checkAmount, checkNotBlank } from "./amounts";
import { givenEventTargets, needsEvents, type EventTarget } from "./event-scaling";

/** Targets that Prometheus is asked for. */
const prometheusTargets: readonly EventTarget[] = ["requestRate", "latency", "prometheus"];

/** Targets that can tell of work while there are no pods. Requests and their times are measured in the pods. */
const wakingTargets: readonly EventTarget[] = ["prometheus", "kafka", "sqs", "rabbitmq", "schedules"];

/** What a platform must have for a target. */
interface Requirement {
  readonly capability: "keda" | "prometheus" | "customMetrics" | "externalMetrics";
  readonly message: string;
  readonly fix: string;
}

const requirements: Readonly<Record<Requirement["capability"], Requirement>> = {
  keda: {
    capability: "keda",
    message: "KEDA looks at this, and the cluster has none",
    fix: "install KEDA and set slipway:capabilities.keda: true, or remove this target",
  },
  prometheus: {
    capability: "prometheus",
    message: "a Prometheus is asked for this, and the cluster has none",
    fix: "set slipway:capabilities.prometheus to its url and namespace, or remove this target",
  },
  customMetrics: {
    capability: "customMetrics",
    message: "an adapter of custom.metrics.k8s.io serves this, and the cluster has none",
    fix: "install one and set slipway:capabilities.customMetrics: true, or remove this target",
  },
  externalMetrics: {
    capability: "externalMetrics",
    message: "an adapter of external.metrics.k8s.io serves this, and the cluster has none",
    fix: "install one and set slipway:capabilities.externalMetrics: true, or remove this target",
  },
};

/** Targets that the platform cannot look at. Without capabilities it has none. */
export function checkMetricSources(spec: AutoscalingSpec, capabilities: PlatformCapabilities = {}): Problem[] {
  const needed: [field: string, requirement: Requirement][] = [
    ...(["customMetrics", "externalMetrics"] as const)
      .filter((field) => (spec[field] ?? []).length > 0)
      .map((field): [string, Requirement] => [field, requirements[field]]),
    ...givenEventTargets(spec).flatMap((field): [string, Requirement][] => [
      [field, requirements.keda],
      ...(prometheusTargets.includes(field) ? [[field, requirements.prometheus] satisfies [string, Requirement]] : []),
    ]),
  ];
  return needed
    .filter(([, { capability }]) => capabilities[capability] === undefined || capabilities[capability] === false)
    .map(([field, { message, fix }]) => ({ path: ["replicas", field], message, fix }));
}

/**
 * What is wrong with the targets that KEDA looks at, whatever the platform has.
 * @param secrets the workload's own by suffix, which go before those of the namespace
 */
export function checkEventTargets(spec: AutoscalingSpec, secrets?: Secrets): Problem[] {
  const own = contentKeys({}, secrets);
  const { requestRate, latency, prometheus = [], kafka = [], sqs = [], rabbitmq = [], schedules = [] } = spec;
  return [
    ...checkWaking(spec),
    ...checkMixture(spec),
    ...(requestRate === undefined ? [] : checkRequestRate(requestRate)),
    ...(latency === undefined ? [] : checkLatency(latency)),
    ...prometheus.flatMap((target, index) => checkPrometheus(["replicas", "prometheus", index], target)),
    ...kafka.flatMap((target, index) => checkKafka(["replicas", "kafka", index], target)),
    ...sqs.flatMap((target, index) => checkSqs(["replicas", "sqs", index], target)),
    ...rabbitmq.flatMap((target, index) => checkRabbitMq(["replicas", "rabbitmq", index], target, own)),
    ...schedules.flatMap((window, index) => checkWindow(["replicas", "schedules", index], window, spec.max)),
    ...checkPace(spec),
  ];
}

function checkWaking(spec: AutoscalingSpec): Problem[] {
  if (spec.min !== 0 || givenEventTargets(spec).some((field) => wakingTargets.includes(field))) return [];
  return [
    {
      path: ["replicas", "min"],
      message: "nothing would ever start the first pod: what is aimed at is measured in pods, or not by KEDA",
      found: "0",
      allowed: `at least 1, or 0 with one of ${wakingTargets.join(", ")}`,
      fix: "write at least 1, or add a target that tells of work while there are no pods",
    },
  ];
}

/** One workload has one autoscaler, and KEDA's cannot ask for the metrics of other adapters. */
function checkMixture(spec: AutoscalingSpec): Problem[] {
  const events = givenEventTargets(spec);
  if (events.length === 0) return [];
  return (["customMetrics", "externalMetrics"] as const)
    .filter((field) => (spec[field] ?? []).length > 0)
    .map((field) => ({
      path: ["replicas", field],
      message: "KEDA makes the autoscaler of the other targets, and cannot ask an adapter",
      found: `${field} beside ${events.join(", ")}`,
      fix: "write it as a query under prometheus, or remove one of the two",
    }));
}

/** A metric's name as PromQL takes it without quotes. */
const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

function checkMetric(path: Problem["path"], metric: string | undefined): Problem[] {
  if (metric === undefined || metricName.test(metric)) return [];
  return [
    {
      path,
      message: "this is no name of a metric",
      found: metric === "" ? '""' : metric,
      allowed: "letters, digits, '_' and ':', not starting with a digit, without labels",
      fix: "write the name alone; for a query of your own use prometheus",
    },
  ];
}

function checkRequestRate({ perPod, metric }: RequestRateTarget): Problem[] {
  const path = ["replicas", "requestRate"];
  return [
    ...checkAmount([...path, "perPod"], perPod, "the requests a second for each pod"),
    ...checkMetric([...path, "metric"], metric),
  ];
}

function checkLatency({ percentile, below, metric }: LatencyTarget): Problem[] {
  const path = ["replicas", "latency"];
  const seconds = parseDuration(below);
  return [
    ...(percentile > 0 && percentile < 100
      ? []
      : [
          {
            path: [...path, "percentile"],
            message: "this is no percentile",
            found: String(percentile),
            allowed: "a number above 0 and below 100",
            fix: "write 99 for the time that 99 of 100 requests stay below",
          },
        ]),
    ...(seconds !== undefined && seconds > 0
      ? []
      : [
          {
            path: [...path, "below"],
            message: "this is no time to stay below",
            found: below === "" ? '""' : below,
            allowed: "a number above 0 with one of the units ms, s, m",
            fix: "write it such as 300ms or 1.5s",
          },
        ]),
    ...checkMetric([...path, "metric"], metric),
  ];
}

function checkPrometheus(path: Problem["path"], { query, perPod }: PrometheusTarget): Problem[] {
  return [
    ...checkNotBlank([...path, "query"], query, "the query"),
    ...checkAmount([...path, "perPod"], perPod, "what each pod is to have of the result"),
  ];
}

function checkKafka(path: Problem["path"], { brokers, topic, consumerGroup, lagPerPod }: KafkaTarget): Problem[] {
  return [
    ...(brokers.length > 0
      ? []
      : [{ path: [...path, "brokers"], message: "there is no broker to ask", fix: "write host:port of at least one" }]),
    ...brokers.flatMap((broker, index) => checkBroker([...path, "brokers", index], broker)),
    ...checkNotBlank([...path, "topic"], topic, "the topic"),
    ...checkNotBlank([...path, "consumerGroup"], consumerGroup, "the consumer group"),
    ...checkWholeNumber([...path, "lagPerPod"], lagPerPod, 1),
  ];
}

const broker = /^(?<host>[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\]):(?<port>[0-9]{1,5})$/;

function checkBroker(path: Problem["path"], text: pulumi.Input<string>): Problem[] {
  if (typeof text !== "string") return [];
  const { host, port } = broker.exec(text)?.groups ?? {};
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    return [
      {
        path,
        message: "this is no address of a broker",
        found: text === "" ? '""' : text,
        allowed: "host:port",
        fix: "write it such as kafka.messaging.svc:9092",
      },
    ];
  }
  if (/[.:]/.test(host)) return [];
  return [
    {
      path,
      message: "KEDA asks from a namespace of its own, where this name leads to nothing",
      found: text,
      allowed: "host:port with the namespace in the name, or outside of the cluster",
      fix: `write ${host}.<namespace>.svc:${port}`,
    },
  ];
}

const region = /^[a-z]{2}(-[a-z]+)+-[0-9]$/;

function checkSqs(path: Problem["path"], { queueUrl, region: name, messagesPerPod }: SqsTarget): Problem[] {
  return [
    ...(typeof queueUrl === "string" ? checkQueueUrl([...path, "queueUrl"], queueUrl, name) : []),
    ...(region.test(name)
      ? []
      : [
          {
            path: [...path, "region"],
            message: "this is no region of AWS",
            found: name === "" ? '""' : name,
            allowed: "a region such as eu-central-1",
            fix: "write the region of the queue, as in its URL",
          },
        ]),
    ...checkWholeNumber([...path, "messagesPerPod"], messagesPerPod, 1),
  ];
}

/** Host with the region in it, account and name. A queue of another host, such as a VPC endpoint, has no region to compare. */
const queueUrlShape = /^https?:\/\/(?<host>[^/\s]+)\/[0-9]+\/[\w-]+(\.fifo)?$/;

function checkQueueUrl(path: Problem["path"], text: string, name: string): Problem[] {
  const host = queueUrlShape.exec(text)?.groups?.host;
  if (host === undefined) {
    return [
      {
        path,
        message: "this is no URL of a queue",
        found: text === "" ? '""' : text,
        allowed: "https://sqs.<region>.amazonaws.com/<account>/<name>",
        fix: "copy the URL of the queue, not its ARN",
      },
    ];
  }
  const found = /^sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(host)?.[1];
  if (found === undefined || found === name || !region.test(name)) return [];
  return [
    {
      path,
      message: "the queue is in another region",
      found: `${found} in the URL, region ${name}`,
      fix: `write region: ${found}, or the URL of the queue in ${name}`,
    },
  ];
}

function checkRabbitMq(path: Problem["path"], target: RabbitMqTarget, own: ContentKeys): Problem[] {
  const { queue, url, messagesPerPod } = target;
  return [
    ...checkNotBlank([...path, "queue"], queue, "the queue"),
    ...under([...path, "url", "fromSecret"], checkKeyReference(own, "secrets", url.fromSecret)),
    ...checkWholeNumber([...path, "messagesPerPod"], messagesPerPod, 1),
  ];
}

function checkWindow(path: Problem["path"], window: ScheduledReplicas, max: number): Problem[] {
  const { start, end, timeZone, replicas } = window;
  const count = checkWholeNumber([...path, "replicas"], replicas, 1);
  return [
    ...checkScheduleFields([...path, "start"], start),
    ...checkScheduleFields([...path, "end"], end),
    ...(start === end
      ? [
          {
            path: [...path, "end"],
            message: "it would end when it begins",
            found: end,
            fix: "write when the additional pods may go",
          },
        ]
      : []),
    ...checkTimeZone([...path, "timeZone"], timeZone),
    ...count,
    ...(count.length === 0 && replicas > max
      ? [
          {
            path: [...path, "replicas"],
            message: "there would be fewer pods, as max is lower",
            found: `replicas ${replicas}, max ${max}`,
            allowed: `1 to ${max}`,
            fix: `raise max to at least ${replicas}, or write ${max} or less`,
          },
        ]
      : []),
  ];
}

/** KEDA's own numbers, which mean nothing without it. */
function checkPace(spec: AutoscalingSpec): Problem[] {
  const fields = ["pollingSeconds", "cooldownSeconds", "fallbackReplicas"] as const;
  if (!needsEvents(spec)) {
    return fields
      .filter((field) => spec[field] !== undefined)
      .map((field) => ({
        path: ["replicas", field],
        message: "this is a matter of KEDA, which looks at none of the targets",
        found: String(spec[field]),
        fix: "remove it, or add a target that KEDA looks at",
      }));
  }
  return [
    ...checkWholeNumber(["replicas", "pollingSeconds"], spec.pollingSeconds, 1),
    ...checkWholeNumber(["replicas", "cooldownSeconds"], spec.cooldownSeconds, 0),
    ...checkWholeNumber(["replicas", "fallbackReplicas"], spec.fallbackReplicas, 0, Math.max(0, spec.max)),
  ];
}
