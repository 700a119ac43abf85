/**
 * Autoscalers of Kubernetes and recommenders as they are written. That they are accepted, and refer to what exists, is shown by `npm run e2e`;
 * that they scale under load is shown nowhere.
 */
import type { AutoscalingSpec } from "../../components/workloads/scaling/autoscaling-spec";
import { horizontalAutoscalerArgs } from "../../components/workloads/scaling/autoscaler";
import { checkVerticalRecommendation, verticalAutoscalerArgs } from "../../components/workloads/scaling/vertical";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "orders" };
const range = { min: 2, max: 6 };

const utilization = (name: string, averageUtilization: number): unknown => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

describe("an autoscaler", () => {
  it("follows CPU by default, and says nothing of its pace", () => {
    expect(horizontalAutoscalerArgs(target, range)).toEqual({
      scaleTargetRef: target,
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [utilization("cpu", 70)],
    });
  });

  it.each<[Partial<AutoscalingSpec>, unknown[]]>([
    [{ memoryPercent: 80 }, [utilization("memory", 80)]],
    [{ cpuPercent: 50, memoryPercent: 80 }, [utilization("cpu", 50), utilization("memory", 80)]],
    [
      { customMetrics: [{ name: "queue_depth", perPod: "30" }] },
      [
        {
          type: "Pods",
          pods: { metric: { name: "queue_depth" }, target: { type: "AverageValue", averageValue: "30" } },
        },
      ],
    ],
    [
      {
        cpuPercent: 70,
        customMetrics: [
          {
            name: "requests",
            perPod: "1k",
            of: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "front" },
          },
        ],
      },
      [
        utilization("cpu", 70),
        {
          type: "Object",
          object: {
            describedObject: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "front" },
            metric: { name: "requests" },
            target: { type: "AverageValue", averageValue: "1k" },
          },
        },
      ],
    ],
    [
      { externalMetrics: [{ name: "waiting", perPod: "5", labels: { queue: "orders" } }] },
      [
        {
          type: "External",
          external: {
            metric: { name: "waiting", selector: { matchLabels: { queue: "orders" } } },
            target: { type: "AverageValue", averageValue: "5" },
          },
        },
      ],
    ],
    // An empty list is no target.
    [{ customMetrics: [] }, [utilization("cpu", 70)]],
  ])("follows what it is told: %j", (targets, metrics) => {
    expect(horizontalAutoscalerArgs(target, { ...range, ...targets }).metrics).toEqual(metrics);
  });

  it("changes the number of pods as fast as it may", () => {
    const spec: AutoscalingSpec = {
      ...range,
      scaleUp: { pods: 4, percent: 100, select: "Min", periodSeconds: 15 },
      scaleDown: { stabilizationSeconds: 600, percent: 10 },
    };
    expect(horizontalAutoscalerArgs(target, spec).behavior).toEqual({
      scaleUp: {
        selectPolicy: "Min",
        policies: [
          { type: "Pods", value: 4, periodSeconds: 15 },
          { type: "Percent", value: 100, periodSeconds: 15 },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: 600,
        policies: [{ type: "Percent", value: 10, periodSeconds: 60 }],
      },
    });
  });

  it("may go in one direction alone, and leaves to Kubernetes what is not said", () => {
    expect(
      horizontalAutoscalerArgs(target, { ...range, scaleUp: {}, scaleDown: { select: "Disabled" } }).behavior,
    ).toEqual({
      scaleDown: { selectPolicy: "Disabled" },
    });
    expect(horizontalAutoscalerArgs(target, { ...range, scaleUp: {} })).not.toHaveProperty("behavior");
  });
});

describe("a recommendation", () => {
  it("changes no pod", () => {
    expect(verticalAutoscalerArgs(target)).toEqual({
      apiVersion: "autoscaling.k8s.io/v1",
      kind: "VerticalPodAutoscaler",
      spec: { targetRef: target, updatePolicy: { updateMode: "Off" } },
    });
  });

  it("needs a recommender", () => {
    expect(checkVerticalRecommendation(true, { verticalPodAutoscaler: true })).toEqual([]);
    expect(checkVerticalRecommendation(undefined, undefined)).toEqual([]);
    expect(checkVerticalRecommendation(false, {})).toEqual([]);
    expect(checkVerticalRecommendation(true, undefined)).toEqual([
      {
        path: ["verticalRecommendation"],
        message: "the cluster has no VerticalPodAutoscaler, so nobody would recommend anything",
        found: "true",
        allowed: "true where slipway:capabilities.verticalPodAutoscaler is true",
        fix: "install its recommender and set slipway:capabilities.verticalPodAutoscaler: true, or remove this field",
      },
    ]);
  });
});
