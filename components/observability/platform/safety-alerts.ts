import { ofTheirNamespace, platformAlert } from "./platform-alert";

/** Metrics: External Secrets Operator 2.9, `pkg/controllers/externalsecret/esmetrics`, `pkg/controllers/secretstore/ssmetrics`. */
export const externalSecretsAlerts = [
  platformAlert({
    alert: "SecretNotSynced",
    expr: ofTheirNamespace(
      `max by (exported_namespace, name) (externalsecret_status_condition{condition="Ready",status="False"}) == 1`,
    ),
    for: "15m",
    severity: "warning",
    summary: "The secret {{ $labels.namespace }}/{{ $labels.name }} is not taken over from its store any more",
    description: "Pods go on with the former value; what is new does not start.",
  }),
  platformAlert({
    alert: "SecretStoreNotReady",
    expr: ofTheirNamespace(
      `max by (exported_namespace, name) ({__name__=~"(cluster)?secretstore_status_condition",condition="Ready",status="False"}) == 1`,
    ),
    for: "15m",
    severity: "critical",
    summary: "The store of secrets {{ $labels.name }} cannot be asked",
    description: "No secret out of it is taken over any more.",
  }),
];

const lastBackup = `max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""} > 0)`;
const day = 86_400;

/** Metrics: Velero 1.18, `pkg/metrics/metrics.go`. */
export const veleroAlerts = [
  platformAlert({
    alert: "BackupFailed",
    expr: `max by (schedule) (velero_backup_last_status{schedule!=""}) == 0`,
    for: "15m",
    severity: "warning",
    summary: "The last backup of the schedule {{ $labels.schedule }} failed",
  }),
  platformAlert({
    alert: "BackupLate",
    // A schedule of every day is late after two; the rarer ones are only known to be after more than a week.
    expr:
      `(time() - ${lastBackup} > ${2.25 * day}` +
      ` and max by (schedule) (changes(velero_backup_last_successful_timestamp{schedule!=""}[14d])) >= 6)` +
      ` or time() - ${lastBackup} > ${8 * day}`,
    for: "15m",
    severity: "critical",
    summary: "The last good backup of the schedule {{ $labels.schedule }} is {{ $value | humanizeDuration }} old",
    description: "Were the cluster lost now, everything since then would be.",
  }),
  platformAlert({
    alert: "BackupStoreUnavailable",
    expr: "max by (backup_location_name) (velero_backup_location_status_gauge) == 0",
    for: "30m",
    severity: "critical",
    summary: "The place of backups {{ $labels.backup_location_name }} cannot be written to",
  }),
];

/** Metrics: Kyverno 1.19, `pkg/metrics`, as Prometheus is shown them, with `_total`. */
export const kyvernoAlerts = [
  platformAlert({
    alert: "PolicyFailing",
    expr: `sum by (policy_name) (increase(kyverno_policy_results_total{rule_result="error"}[15m])) > 0`,
    for: "30m",
    severity: "warning",
    summary: "The policy {{ $labels.policy_name }} cannot be evaluated: what it is for is refused, or let in unseen",
  }),
];
