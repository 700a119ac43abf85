import type { PlatformCapabilities } from "../../cluster";
import type { Problem } from "../../core";
import type { ScaleTarget } from "./autoscaler";

/** API of the custom resource that the VerticalPodAutoscaler reads. */
export const verticalApiVersion = "autoscaling.k8s.io/v1";

/** What we say in a `VerticalPodAutoscaler` of `autoscaling.k8s.io/v1`. */
export interface VerticalPodAutoscalerSpec {
  readonly targetRef: ScaleTarget;
  /** `Off` recommends, and changes no pod: so it gets along with an autoscaler that follows CPU. */
  readonly updatePolicy: { readonly updateMode: "Off" };
}

/** The object that asks for a recommendation of requests for all containers of a workload, which it then has in its status. */
export function verticalAutoscalerArgs(target: ScaleTarget): {
  readonly apiVersion: typeof verticalApiVersion;
  readonly kind: "VerticalPodAutoscaler";
  readonly spec: VerticalPodAutoscalerSpec;
} {
  return {
    apiVersion: verticalApiVersion,
    kind: "VerticalPodAutoscaler",
    spec: { targetRef: { ...target }, updatePolicy: { updateMode: "Off" } },
  };
}

/** Whether the cluster can recommend, if it is to. */
export function checkVerticalRecommendation(
  isWanted: boolean | undefined,
  capabilities: PlatformCapabilities | undefined,
): Problem[] {
  if (isWanted !== true || capabilities?.verticalPodAutoscaler === true) return [];
  return [
    {
      path: ["verticalRecommendation"],
      message: "the cluster has no VerticalPodAutoscaler, so nobody would recommend anything",
      found: "true",
      allowed: "true where slipway:capabilities.verticalPodAutoscaler is true",
      fix: "install its recommender and set slipway:capabilities.verticalPodAutoscaler: true, or remove this field",
    },
  ];
}
