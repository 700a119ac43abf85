import type { ObservedWorkload } from "../../service/observed-workload";
import { podMatcher } from "../../service/pod-pattern";
import type { Row } from "../layout";
import { timeSeries } from "../panel";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { fixedBounds } from "./workload-bounds";

/** How full the volumes of its pods are, where it has any. */
export function volumeRow(workload: ObservedWorkload): Row {
  if (workload.hasVolumes !== true) return { title: "Volumes", panels: [] };
  const ofNamespace = `{namespace="${workload.namespace}"}`;
  // Which claims are those of its pods is known to kube-state-metrics alone.
  const claims = `group by (namespace, persistentvolumeclaim) (kube_pod_spec_volumes_persistentvolumeclaims_info{${podMatcher(workload)}})`;
  return {
    title: "Volumes",
    panels: [
      timeSeries({
        title: "Used of each volume",
        unit: units.share,
        queries: [
          {
            expr: `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes${ofNamespace} / kubelet_volume_stats_capacity_bytes${ofNamespace}) * on (namespace, persistentvolumeclaim) ${claims}`,
            legend: "{{persistentvolumeclaim}}",
          },
        ],
        thresholds: worseAbove({ warning: fixedBounds.volume, critical: fixedBounds.fullVolume }),
        max: 1,
        width: 12,
      }),
      timeSeries({
        title: "Files of each volume",
        unit: units.share,
        description: "Share of the files (inodes) that it can hold.",
        queries: [
          {
            expr: `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_inodes_used${ofNamespace} / kubelet_volume_stats_inodes${ofNamespace}) * on (namespace, persistentvolumeclaim) ${claims}`,
            legend: "{{persistentvolumeclaim}}",
          },
        ],
        thresholds: worseAbove({ warning: fixedBounds.volume, critical: fixedBounds.fullVolume }),
        max: 1,
        width: 12,
      }),
    ],
  };
}
