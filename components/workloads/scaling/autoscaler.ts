import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { parseQuantity, type Problem } from "../../core";
import { planResources, type ResourcesSpec } from "../pod/resources";
import type { AutoscalingSpec, CustomMetric, ExternalMetric, ScalingRule } from "./autoscaling-spec";
import { checkWholeNumber } from "../bounds";
import { checkNotBlank } from "./amounts";

/** The object whose number of pods is moved. */
export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: pulumi.Input<string>;
}

/** Use of what the pods request, in percent. */
export interface ResourceTarget {
  readonly name: "cpu" | "memory";
  readonly percent: number;
}

type Behavior = types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/** Fields whose value is a target besides CPU and memory. Schedules are none: outside of them something must move the pods. */
const otherTargets = [
  "customMetrics",
  "externalMetrics",
  "requestRate",
  "latency",
  "prometheus",
  "kafka",
  "sqs",
  "rabbitmq",
] as const satisfies readonly (keyof AutoscalingSpec)[];

/** The use of CPU and memory that is aimed at, with the default of who aims at nothing. */
export function resourceTargets(spec: AutoscalingSpec): ResourceTarget[] {
  const hasOther = spec.memoryPercent !== undefined || otherTargets.some((field) => isGiven(spec[field]));
  const cpu = spec.cpuPercent ?? (hasOther ? undefined : 70);
  return [
    ...(cpu === undefined ? [] : [{ name: "cpu" as const, percent: cpu }]),
    ...(spec.memoryPercent === undefined ? [] : [{ name: "memory" as const, percent: spec.memoryPercent }]),
  ];
}

/** Whether a field says anything: an empty list does not. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** The autoscaler of who does not need KEDA. */
export function horizontalAutoscalerArgs(
  target: ScaleTarget,
  spec: AutoscalingSpec,
): types.input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef: { ...target },
    minReplicas: spec.min,
    maxReplicas: spec.max,
    metrics: autoscalerMetrics(spec),
    ...autoscalerBehavior(spec),
  };
}

/** The metrics that an autoscaler follows without KEDA. */
export function autoscalerMetrics(spec: AutoscalingSpec): types.input.autoscaling.v2.MetricSpec[] {
  return [
    ...resourceTargets(spec).map(({ name, percent }) => ({
      type: "Resource",
      resource: { name, target: { type: "Utilization", averageUtilization: percent } },
    })),
    ...(spec.customMetrics ?? []).map(customMetric),
    ...(spec.externalMetrics ?? []).map(externalMetric),
  ];
}

/** How fast the number of pods may change, where anything is said of it. */
export function autoscalerBehavior(spec: AutoscalingSpec): { behavior?: Behavior } {
  const rules = { ...scalingRules("scaleUp", spec.scaleUp), ...scalingRules("scaleDown", spec.scaleDown) };
  return Object.keys(rules).length === 0 ? {} : { behavior: rules };
}

/** What is wrong with the targets of CPU and memory. */
export function checkResourceTargets(spec: AutoscalingSpec, resources: ResourcesSpec | undefined): Problem[] {
  const { requests } = planResources(resources);
  return resourceTargets(spec).flatMap(({ name, percent }) => {
    if (!Number.isInteger(percent) || percent < 1) {
      return [
        {
          path: ["replicas", `${name}Percent`],
          message: "this is no percentage to aim at",
          found: String(percent),
          allowed: "a whole number from 1",
          fix: `write the average use of the requested ${name}, such as 70`,
        },
      ];
    }
    if (requests[name] !== undefined) return [];
    return [
      {
        path: ["replicas", `${name}Percent`],
        message: `the autoscaler follows the use of requested ${name}, but none is requested`,
        fix: `set resources.requests.${name}`,
      },
    ];
  });
}

/** What is wrong with metrics that adapters serve, whatever the cluster has. */
export function checkAdapterMetrics(spec: AutoscalingSpec): Problem[] {
  return (["customMetrics", "externalMetrics"] as const).flatMap((field) =>
    (spec[field] ?? []).flatMap(({ name, perPod }, index) => [
      ...checkMetricName(["replicas", field, index, "name"], name),
      ...checkPerPod(["replicas", field, index, "perPod"], perPod),
    ]),
  );
}

/** What is wrong with how fast the number of pods may change. Bounds of Kubernetes' own validation (v1.36). */
export function checkBehavior(spec: AutoscalingSpec): Problem[] {
  return (["scaleUp", "scaleDown"] as const).flatMap((direction) => {
    const rule = spec[direction];
    if (rule === undefined) return [];
    const path = ["replicas", direction];
    return [
      ...checkWholeNumber([...path, "stabilizationSeconds"], rule.stabilizationSeconds, 0, 3600),
      ...checkWholeNumber([...path, "pods"], rule.pods, 1),
      ...checkWholeNumber([...path, "percent"], rule.percent, 1),
      ...checkWholeNumber([...path, "periodSeconds"], rule.periodSeconds, 1, 1800),
      ...(rule.periodSeconds !== undefined && rule.pods === undefined && rule.percent === undefined
        ? [
            {
              path: [...path, "periodSeconds"],
              message: "this is the period of a bound that is not given",
              found: String(rule.periodSeconds),
              fix: "add pods or percent, or remove it",
            },
          ]
        : []),
    ];
  });
}

function customMetric({ name, perPod, of }: CustomMetric): types.input.autoscaling.v2.MetricSpec {
  const target = averageOf(perPod);
  if (of === undefined) return { type: "Pods", pods: { metric: { name }, target } };
  return { type: "Object", object: { describedObject: { ...of }, metric: { name }, target } };
}

function externalMetric({ name, perPod, labels }: ExternalMetric): types.input.autoscaling.v2.MetricSpec {
  const selector = labels === undefined ? {} : { selector: { matchLabels: { ...labels } } };
  return { type: "External", external: { metric: { name, ...selector }, target: averageOf(perPod) } };
}

function averageOf(averageValue: string): types.input.autoscaling.v2.MetricTarget {
  return { type: "AverageValue", averageValue };
}

function scalingRules(direction: keyof Behavior, rule: ScalingRule | undefined): Behavior {
  if (rule === undefined) return {};
  const { stabilizationSeconds, pods, percent, select, periodSeconds = 60 } = rule;
  const policies = [
    ...(pods === undefined ? [] : [{ type: "Pods", value: pods, periodSeconds }]),
    ...(percent === undefined ? [] : [{ type: "Percent", value: percent, periodSeconds }]),
  ];
  const rules = {
    ...(stabilizationSeconds === undefined ? {} : { stabilizationWindowSeconds: stabilizationSeconds }),
    ...(select === undefined ? {} : { selectPolicy: select }),
    ...(policies.length === 0 ? {} : { policies }),
  };
  return Object.keys(rules).length === 0 ? {} : { [direction]: rules };
}

/** A metric's name is part of a path of the API. */
function checkMetricName(path: Problem["path"], name: string): Problem[] {
  if (name !== "" && name !== "." && name !== ".." && !/[/%]/.test(name)) return [];
  if (name === "") return checkNotBlank(path, name, "the name of a metric");
  return [
    {
      path,
      message: "this is no name of a metric",
      found: name,
      allowed: "any text without '/' and '%', other than '.' and '..'",
      fix: "write the name by which the adapter serves it",
    },
  ];
}

function checkPerPod(path: Problem["path"], text: string): Problem[] {
  const value = parseQuantity(text);
  if (value !== undefined && value > 0) return [];
  return [
    {
      path,
      message: value === undefined ? "this is no quantity" : "this is nothing to aim at",
      found: text === "" ? '""' : text,
      allowed: "a positive Kubernetes quantity, such as 100 or 500m",
      fix: "write the average for each pod to aim at",
    },
  ];
}
