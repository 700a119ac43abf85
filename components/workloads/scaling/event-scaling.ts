import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import type { PlatformCapabilities } from "../../cluster";
import { parseDuration } from "../../core";
import { keySelector, ownContent, type Secrets } from "../pod/content";
import { autoscalerBehavior, isGiven, resourceTargets, type ScaleTarget } from "./autoscaler";
import type { AutoscalingSpec, LatencyTarget, RequestRateTarget } from "./autoscaling-spec";

/** API of KEDA's custom resources. The interfaces below are what we say of them, after KEDA 2.20. */
export const kedaApiVersion = "keda.sh/v1alpha1";

/** A source that KEDA asks. KEDA takes texts alone, for numbers too. */
export interface ScaleTrigger {
  readonly type: string;
  readonly metadata: Readonly<Record<string, pulumi.Input<string>>>;
  readonly metricType?: "Utilization" | "AverageValue" | "Value";
  readonly authenticationRef?: { readonly name: string };
}

export interface ScaledObjectSpec {
  readonly scaleTargetRef: ScaleTarget;
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly pollingInterval?: number;
  readonly cooldownPeriod?: number;
  readonly fallback?: { readonly failureThreshold: number; readonly replicas: number };
  readonly advanced: {
    readonly horizontalPodAutoscalerConfig: {
      readonly name: string;
      readonly behavior?: types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;
    };
  };
  readonly triggers: readonly ScaleTrigger[];
}

export interface TriggerAuthenticationSpec {
  readonly podIdentity?: { readonly provider: "aws"; readonly identityOwner: "keda" };
  readonly secretTargetRef?: readonly { readonly parameter: string; readonly name: string; readonly key: string }[];
}

/** How KEDA gets at a source that wants credentials: an object `<objectName>-<suffix>`. */
export interface PlannedAuthentication {
  readonly suffix: string;
  readonly apiVersion: typeof kedaApiVersion;
  readonly kind: "TriggerAuthentication";
  readonly spec: TriggerAuthenticationSpec;
}

export interface EventScaling {
  readonly scaledObject: {
    readonly apiVersion: typeof kedaApiVersion;
    readonly kind: "ScaledObject";
    readonly spec: ScaledObjectSpec;
  };
  /** Annotations of the scaled object. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly authentications: readonly PlannedAuthentication[];
}

export interface EventScalingArgs {
  readonly objectName: string;
  readonly namespace: pulumi.Input<string>;
  readonly target: ScaleTarget;
  readonly spec: AutoscalingSpec;
  readonly capabilities: PlatformCapabilities | undefined;
  /** The workload's own secrets by suffix, which go before those of the namespace. Default: none. */
  readonly ownSecrets?: Secrets | undefined;
}

/** Fields of what KEDA asks. */
export const eventTargets = [
  "requestRate",
  "latency",
  "prometheus",
  "kafka",
  "sqs",
  "rabbitmq",
  "schedules",
] as const satisfies readonly (keyof AutoscalingSpec)[];
export type EventTarget = (typeof eventTargets)[number];

/** Name of the metrics of servers in OpenTelemetry's conventions, as Prometheus gets them. */
const requestSeconds = "http_server_request_duration_seconds";

const authenticationOfSqs = "aws";

/** Which of its targets KEDA looks at. */
export function givenEventTargets(spec: AutoscalingSpec): EventTarget[] {
  return eventTargets.filter((field) => isGiven(spec[field]));
}

/** Whether the autoscaler is KEDA's: for a target that only KEDA looks at, or for no pods at all. */
export function needsEvents(spec: AutoscalingSpec): boolean {
  return spec.min === 0 || givenEventTargets(spec).length > 0;
}

/**
 * KEDA's objects for who needs it. KEDA makes an autoscaler of the workload's name from them.
 * Call `checkReplicas` first: what the platform lacks is refused there.
 */
export function eventScaling(args: EventScalingArgs): EventScaling {
  const { objectName, target, spec } = args;
  return {
    scaledObject: {
      apiVersion: kedaApiVersion,
      kind: "ScaledObject",
      spec: {
        scaleTargetRef: { ...target },
        minReplicaCount: spec.min,
        maxReplicaCount: spec.max,
        // Above zero pods it is the autoscaler that asks, at its own pace.
        ...(spec.min > 0 || spec.pollingSeconds === undefined ? {} : { pollingInterval: spec.pollingSeconds }),
        ...(spec.min > 0 || spec.cooldownSeconds === undefined ? {} : { cooldownPeriod: spec.cooldownSeconds }),
        ...(spec.fallbackReplicas === undefined
          ? {}
          : { fallback: { failureThreshold: failuresUntilFallback, replicas: spec.fallbackReplicas } }),
        advanced: { horizontalPodAutoscalerConfig: { name: objectName, ...autoscalerBehavior(spec) } },
        triggers: [
          ...resourceTriggers(spec),
          ...prometheusTriggers(args),
          ...kafkaTriggers(spec),
          ...sqsTriggers(objectName, spec),
          ...rabbitTriggers(objectName, spec),
          ...scheduleTriggers(spec),
        ],
      },
    },
    // Who had an autoscaler by CPU before has one of this name, and KEDA's webhook would refuse a second one.
    annotations: { "scaledobject.keda.sh/transfer-hpa-ownership": "true" },
    authentications: [...sqsAuthentications(spec), ...rabbitAuthentications(args)],
  };
}

/** Looks without an answer until a source counts as failed. */
const failuresUntilFallback = 3;

function resourceTriggers(spec: AutoscalingSpec): ScaleTrigger[] {
  return resourceTargets(spec).map(({ name, percent }) => ({
    type: name,
    metricType: "Utilization",
    metadata: { value: String(percent) },
  }));
}

function prometheusTriggers({ objectName, namespace, spec, capabilities }: EventScalingArgs): ScaleTrigger[] {
  const { requestRate, latency, prometheus = [] } = spec;
  const serverAddress = capabilities?.prometheus?.url ?? "";
  const ask = (query: pulumi.Input<string>, threshold: number): ScaleTrigger => ({
    type: "prometheus",
    metadata: { serverAddress, query, threshold: String(threshold) },
  });
  return [
    ...(requestRate === undefined ? [] : [ask(requestQuery(requestRate, namespace, objectName), requestRate.perPod)]),
    ...(latency === undefined
      ? []
      : [
          {
            ...ask(latencyQuery(latency, namespace, objectName), parseDuration(latency.below) ?? Number.NaN),
            // A time is not shared out over the pods, as a number of requests is.
            metricType: "Value" as const,
          },
        ]),
    ...prometheus.map(({ query, perPod }) => ask(query, perPod)),
  ];
}

function requestQuery(
  { metric = `${requestSeconds}_count` }: RequestRateTarget,
  namespace: pulumi.Input<string>,
  objectName: string,
): pulumi.Input<string> {
  return inNamespace(namespace, (name) => `sum(rate(${metric}{namespace="${name}",service="${objectName}"}[2m]))`);
}

function latencyQuery(
  { percentile, metric = requestSeconds }: LatencyTarget,
  namespace: pulumi.Input<string>,
  objectName: string,
): pulumi.Input<string> {
  // 99.9 / 100 is 0.9990000000000001.
  const quantile = Number((percentile / 100).toPrecision(12));
  return inNamespace(
    namespace,
    (name) =>
      `histogram_quantile(${quantile}, sum by (le) (rate(${metric}_bucket{namespace="${name}",service="${objectName}"}[5m])))`,
  );
}

/** A text with the namespace in it, which may be known only later. */
function inNamespace(namespace: pulumi.Input<string>, write: (name: string) => string): pulumi.Input<string> {
  return typeof namespace === "string" ? write(namespace) : pulumi.output(namespace).apply(write);
}

function kafkaTriggers({ kafka = [] }: AutoscalingSpec): ScaleTrigger[] {
  return kafka.map(({ brokers, topic, consumerGroup, lagPerPod }) => ({
    type: "kafka",
    metadata: { bootstrapServers: joined(brokers), consumerGroup, topic, lagThreshold: String(lagPerPod) },
  }));
}

function joined(parts: readonly pulumi.Input<string>[]): pulumi.Input<string> {
  const known = parts.flatMap((part) => (typeof part === "string" ? [part] : []));
  return known.length === parts.length ? known.join(",") : pulumi.all([...parts]).apply((all) => all.join(","));
}

function sqsTriggers(objectName: string, { sqs = [] }: AutoscalingSpec): ScaleTrigger[] {
  return sqs.map(({ queueUrl, region, messagesPerPod }) => ({
    type: "aws-sqs-queue",
    metadata: { queueURL: queueUrl, awsRegion: region, queueLength: String(messagesPerPod) },
    authenticationRef: { name: `${objectName}-${authenticationOfSqs}` },
  }));
}

/** KEDA's own role looks at all queues: the role of the pods cannot be taken on with EKS Pod Identity. */
function sqsAuthentications({ sqs = [] }: AutoscalingSpec): PlannedAuthentication[] {
  if (sqs.length === 0) return [];
  return [authentication(authenticationOfSqs, { podIdentity: { provider: "aws", identityOwner: "keda" } })];
}

function rabbitTriggers(objectName: string, { rabbitmq = [] }: AutoscalingSpec): ScaleTrigger[] {
  return rabbitmq.map(({ queue, messagesPerPod }, index) => ({
    type: "rabbitmq",
    metadata: { queueName: queue, mode: "QueueLength", value: String(messagesPerPod) },
    authenticationRef: { name: `${objectName}-${rabbitSuffix(index)}` },
  }));
}

function rabbitAuthentications({ objectName, spec, ownSecrets }: EventScalingArgs): PlannedAuthentication[] {
  const own = ownContent(objectName, {}, ownSecrets);
  return (spec.rabbitmq ?? []).map(({ url }, index) =>
    authentication(rabbitSuffix(index), {
      secretTargetRef: [{ parameter: "host", ...keySelector(own, "secrets", url.fromSecret) }],
    }),
  );
}

function authentication(suffix: string, spec: TriggerAuthenticationSpec): PlannedAuthentication {
  return { suffix, apiVersion: kedaApiVersion, kind: "TriggerAuthentication", spec };
}

function rabbitSuffix(index: number): string {
  return `rabbitmq-${index}`;
}

function scheduleTriggers({ schedules = [] }: AutoscalingSpec): ScaleTrigger[] {
  return schedules.map(({ start, end, timeZone, replicas }) => ({
    type: "cron",
    metadata: { timezone: timeZone, start, end, desiredReplicas: String(replicas) },
  }));
}
