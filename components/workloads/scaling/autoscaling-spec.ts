import type * as pulumi from "@pulumi/pulumi";
import type { SecretReference } from "../pod/environment";

/** What an autoscaler aims at by one metric of pods or of an object, served by an adapter (platform capability `customMetrics`). */
export interface CustomMetric {
  /** Name by which the adapter serves it. */
  readonly name: string;
  /** Average for each pod to aim at, as a Kubernetes quantity such as `100` or `500m`. */
  readonly perPod: string;
  /** The object that has the metric. Default: the pods themselves. */
  readonly of?: { readonly apiVersion: string; readonly kind: string; readonly name: string } | undefined;
}

/** The same by a metric from outside (platform capability `externalMetrics`). */
export interface ExternalMetric {
  /** Name by which the adapter serves it. */
  readonly name: string;
  /** Average for each pod to aim at, as a Kubernetes quantity such as `100` or `500m`. */
  readonly perPod: string;
  /** Labels that select the series. Default: none. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/**
 * Requests for each pod. Asked of Prometheus through KEDA: the sum of the series whose labels `namespace` and `service` are the workload's
 * namespace and its Service, as a ServiceMonitor gives them. Without these labels on them none is found, and the workload stays at `min`.
 */
export interface RequestRateTarget {
  /** Requests a second for each pod to aim at, above 0. */
  readonly perPod: number;
  /** Counter of requests. Default: `http_server_request_duration_seconds_count`, as OpenTelemetry names it. */
  readonly metric?: string | undefined;
}

/**
 * Time that requests take. Asked of Prometheus through KEDA, by the same labels `namespace` and `service` as `RequestRateTarget`.
 */
export interface LatencyTarget {
  /** Percentile that is looked at, above 0 and below 100, such as 99. */
  readonly percentile: number;
  /** Time that it is to stay below, such as `300ms` or `1.5s`. */
  readonly below: string;
  /** Histogram of seconds, without `_bucket`. Default: `http_server_request_duration_seconds`. */
  readonly metric?: string | undefined;
}

/** A query of Prometheus whose result is shared out over the pods. */
export interface PrometheusTarget {
  /** In PromQL, with one number as its result. */
  readonly query: string;
  /** What each pod is to have of it, above 0. */
  readonly perPod: number;
}

/** Messages that wait in a topic. */
export interface KafkaTarget {
  /** `host:port` of brokers, as KEDA reaches them from its own namespace: `kafka.messaging.svc:9092`. They must let it in. */
  readonly brokers: readonly pulumi.Input<string>[];
  /** Name of the topic. With fewer partitions than `max` there are no more pods than partitions. */
  readonly topic: string;
  /** Name of the group of consumers whose lag counts. */
  readonly consumerGroup: string;
  /** Messages that wait for each pod, a whole number from 1. */
  readonly lagPerPod: number;
}

/** Messages that wait in a queue of AWS. */
export interface SqsTarget {
  /** URL of the queue, `https://sqs.<region>.amazonaws.com/<account>/<name>`, not its ARN. */
  readonly queueUrl: pulumi.Input<string>;
  /** Region of the queue, such as `eu-central-1`. */
  readonly region: string;
  /** Messages that wait for each pod, a whole number from 1. KEDA's own identity must be allowed `sqs:GetQueueAttributes`. */
  readonly messagesPerPod: number;
}

/** Messages that wait in a queue of a RabbitMQ. */
export interface RabbitMqTarget {
  /** Name of the queue, which must exist. */
  readonly queue: string;
  /**
   * URL of the broker with user and password, `amqp://…` or `http://…`, in a Secret of the workload or of the namespace. Its host is as
   * KEDA reaches it from its own namespace.
   */
  readonly url: SecretReference;
  /** Messages that wait for each pod, a whole number from 1. */
  readonly messagesPerPod: number;
}

/** A time at which more pods are to be there, such as a sale. */
export interface ScheduledReplicas {
  /** Five fields of cron: when it begins. */
  readonly start: string;
  /** When it ends, in the same form; not the same as `start`. */
  readonly end: string;
  /** IANA time zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Fewest pods meanwhile, 1 to `max`. */
  readonly replicas: number;
}

/** How fast the number of pods may change. */
export interface ScalingRule {
  /** Seconds over which the steadiest wish counts, 0 to 3600. Default: 0 up, 300 down. */
  readonly stabilizationSeconds?: number | undefined;
  /** Most pods that come or go in a period. Default of both bounds: 4 pods or 100 % up, 100 % down, in 15 s. */
  readonly pods?: number | undefined;
  /** Most pods that come or go in a period, in percent of those that there are. */
  readonly percent?: number | undefined;
  /** Which of the two bounds counts: the one that allows more, or the one that allows less; `Disabled`: none come, or none go. Default: `Max`. */
  readonly select?: "Max" | "Min" | "Disabled" | undefined;
  /** Seconds of a period, 1 to 1800. Default: 60. */
  readonly periodSeconds?: number | undefined;
}

/** A number of pods that follows the load. Several targets may be given: the one that wants most pods wins. */
export interface AutoscalingSpec {
  /**
   * Fewest pods. 0 needs KEDA and a target that tells of work while there are no pods: `prometheus`, `kafka`, `sqs`, `rabbitmq` or
   * `schedules`.
   */
  readonly min: number;
  /** Most pods, at least 1 and at least `min`. */
  readonly max: number;
  /** Average use of the requested CPU that is aimed at, in percent. Needs a metrics server. Default 70, unless another target than schedules is given. */
  readonly cpuPercent?: number | undefined;
  /** Average use of the requested memory that is aimed at, in percent. Needs a metrics server. Default: not looked at. */
  readonly memoryPercent?: number | undefined;
  /**
   * Metrics of pods or of an object. Needs the platform capability `customMetrics`. Not beside targets of KEDA, which makes the autoscaler
   * then. Default: none.
   */
  readonly customMetrics?: readonly CustomMetric[] | undefined;
  /** Metrics from outside. Needs the platform capability `externalMetrics`. Not beside targets of KEDA either. Default: none. */
  readonly externalMetrics?: readonly ExternalMetric[] | undefined;
  /** Requests a second for each pod. Needs the platform capabilities `keda` and `prometheus`. Default: not looked at. */
  readonly requestRate?: RequestRateTarget | undefined;
  /** Time that requests take. Needs the platform capabilities `keda` and `prometheus`. Default: not looked at. */
  readonly latency?: LatencyTarget | undefined;
  /** Queries of your own. Needs the platform capabilities `keda` and `prometheus`. Default: none. */
  readonly prometheus?: readonly PrometheusTarget[] | undefined;
  /** Lag of consumers of Kafka. Needs the platform capability `keda`. Default: none. */
  readonly kafka?: readonly KafkaTarget[] | undefined;
  /** Lengths of queues of SQS. Needs the platform capability `keda`. Default: none. */
  readonly sqs?: readonly SqsTarget[] | undefined;
  /** Lengths of queues of RabbitMQ. Needs the platform capability `keda`. Default: none. */
  readonly rabbitmq?: readonly RabbitMqTarget[] | undefined;
  /** Times at which more pods are to be there. Needs the platform capability `keda`. Default: none. */
  readonly schedules?: readonly ScheduledReplicas[] | undefined;
  /** Seconds between two looks of KEDA at its sources, where `min` is 0. Default 30. Above that the autoscaler looks every 15 s. */
  readonly pollingSeconds?: number | undefined;
  /** Seconds without work until the last pod goes, where `min` is 0. Default 300. */
  readonly cooldownSeconds?: number | undefined;
  /** Pods to run when a source of KEDA did not answer three times in a row, 0 to `max`. Default: as many as there are. */
  readonly fallbackReplicas?: number | undefined;
  /** How fast pods may come. Default: Kubernetes' own, 4 pods or 100 % in 15 s, whichever is more. */
  readonly scaleUp?: ScalingRule | undefined;
  /** How fast pods may go. Default: Kubernetes' own, after 300 s in which fewer are wanted as many as are too many. */
  readonly scaleDown?: ScalingRule | undefined;
}

/** A fixed number of pods, or a range that an autoscaler moves in. */
export type ReplicasSpec = number | AutoscalingSpec;
