import type { ObservedWorkload } from "../../service/observed-workload";
import type { Row } from "../layout";
import { timeSeries } from "../panel";
import { colours } from "../palette";
import { units } from "../units";

/** What the autoscaler wants and what it may, where there is one. That of KEDA has the name of the workload too. */
export function autoscalerRow({ autoscaler, namespace, name }: ObservedWorkload): Row {
  const of = `{namespace="${namespace}",horizontalpodautoscaler="${name}"}`;
  const title = autoscaler === "keda" ? "Autoscaler, by KEDA" : "Autoscaler";
  if (autoscaler === undefined) return { title, panels: [] };
  return {
    title,
    panels: [
      timeSeries({
        title: "Pods by the autoscaler",
        unit: units.count,
        queries: [
          { expr: `kube_horizontalpodautoscaler_status_current_replicas${of}`, legend: "there are" },
          { expr: `kube_horizontalpodautoscaler_status_desired_replicas${of}`, legend: "it wants" },
          { expr: `kube_horizontalpodautoscaler_spec_min_replicas${of}`, legend: "at least" },
          { expr: `kube_horizontalpodautoscaler_spec_max_replicas${of}`, legend: "at most" },
        ],
        styles: {
          "there are": { colour: colours.good },
          "it wants": { colour: colours.neutral },
          "at least": { colour: colours.bound, dashed: true },
          "at most": { colour: colours.bad, dashed: true },
        },
        width: 12,
      }),
      timeSeries({
        title: "Autoscaler does not work",
        description: "1: it has no values to go by, or is at its bound.",
        unit: units.count,
        queries: [
          {
            expr: `kube_horizontalpodautoscaler_status_condition{namespace="${namespace}",horizontalpodautoscaler="${name}",condition="ScalingActive",status="false"}`,
            legend: "no values",
          },
          {
            expr: `kube_horizontalpodautoscaler_status_condition{namespace="${namespace}",horizontalpodautoscaler="${name}",condition="ScalingLimited",status="true"}`,
            legend: "at its bound",
          },
        ],
        max: 1,
        styles: { "no values": { colour: colours.bad }, "at its bound": { colour: colours.attention } },
        width: 12,
      }),
    ],
  };
}
