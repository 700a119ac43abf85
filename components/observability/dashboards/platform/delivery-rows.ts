import type { Row } from "../layout";
import { colours } from "../palette";
import { stat } from "../panel";
import { worseAbove } from "../thresholds";
import { units } from "../units";
import { graph, percentiles, rates } from "./graph";

/** What Argo CD delivers. Source: Argo CD 3.4, `controller/metrics`, `reposerver/metrics`. */
export function argoCdRows(): Row[] {
  return [
    {
      title: "Applications",
      panels: [
        stat({
          title: "Not in step",
          unit: units.count,
          query: { expr: 'count(argocd_app_info{sync_status!="Synced"}) or vector(0)', legend: "not in step" },
          thresholds: worseAbove({ warning: 1 }),
        }),
        stat({
          title: "Not well",
          unit: units.count,
          query: { expr: 'count(argocd_app_info{health_status=~"Degraded|Missing"}) or vector(0)', legend: "not well" },
          thresholds: worseAbove({ critical: 1 }),
        }),
        graph("Deliveries", units.operations, rates("name, phase", "argocd_app_sync_total")),
        graph("Time to compare", units.seconds, percentiles("argocd_app_reconcile_bucket")),
        graph("Calls to Git", units.operations, rates("request_type", "argocd_git_request_total"), { width: 12 }),
        graph(
          "Calls to Git that failed",
          units.operations,
          {
            fetch: "sum(rate(argocd_git_fetch_fail_total[$__rate_interval]))",
            list: "sum(rate(argocd_git_lsremote_fail_total[$__rate_interval]))",
          },
          { width: 12 },
        ),
      ],
    },
  ];
}

/** Step by step. Source: Argo Rollouts 1.9, `controller/metrics`. */
export function argoRolloutsRows(): Row[] {
  return [
    {
      title: "Rollouts",
      panels: [
        graph("Rollouts by phase", units.count, { "{{phase}}": "count by (phase) (rollout_info)" }),
        graph("Pods that are not there", units.count, {
          "{{exported_namespace}} {{name}}":
            "sum by (exported_namespace, name) (rollout_info_replicas_unavailable) > 0",
        }),
        graph("Failures", units.operations, {
          rollouts: "sum(rate(rollout_reconcile_error[$__rate_interval]))",
          analyses: "sum(rate(analysis_run_reconcile_error[$__rate_interval]))",
        }),
      ],
    },
  ];
}

/** Restarts for changed configuration. Source: Reloader 1.4, `internal/pkg/metrics`. */
export function reloaderRows(): Row[] {
  return [
    {
      title: "Restarts for changed configuration",
      panels: [
        graph("Restarts", units.operations, rates("success", "reloader_reload_executed_total"), { width: 12 }),
        graph("Failures", units.operations, rates("type", "reloader_errors_total"), { width: 12 }),
      ],
    },
  ];
}

/** Backups. Source: Velero 1.18, `pkg/metrics/metrics.go`. */
export function veleroRows(): Row[] {
  return [
    {
      title: "Backups",
      panels: [
        stat({
          title: "Since the last that ended well",
          unit: units.seconds,
          query: {
            expr: 'time() - max(velero_backup_last_successful_timestamp{schedule!=""})',
            legend: "since",
          },
          thresholds: worseAbove({ warning: 26 * 60 * 60, critical: 50 * 60 * 60 }),
          noValue: "never",
        }),
        graph(
          "Backups within a day",
          units.count,
          {
            "ended well": "sum(increase(velero_backup_success_total[1d]))",
            "in part": "sum(increase(velero_backup_partial_failure_total[1d]))",
            failed: "sum(increase(velero_backup_failure_total[1d]))",
          },
          {
            styles: {
              "ended well": { colour: colours.good },
              "in part": { colour: colours.attention },
              failed: { colour: colours.bad },
            },
            width: 10,
          },
        ),
        graph("Time of a backup", units.seconds, percentiles("velero_backup_duration_seconds_bucket"), { width: 10 }),
        graph(
          "Size of the list of objects",
          units.bytes,
          {
            "{{schedule}}": "max by (schedule) (velero_backup_tarball_size_bytes)",
          },
          { width: 12 },
        ),
        graph(
          "Snapshots that failed",
          units.operations,
          {
            volumes: "sum(rate(velero_volume_snapshot_failure_total[$__rate_interval]))",
            CSI: "sum(rate(velero_csi_snapshot_failure_total[$__rate_interval]))",
          },
          { width: 12 },
        ),
      ],
    },
  ];
}
