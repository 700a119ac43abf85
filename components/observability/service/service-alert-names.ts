/** Names of the alerts of workloads, each with a section of the runbook. */
export const serviceAlertNames = [
  "ServiceDown",
  "ServiceErrors",
  "ServiceSlow",
  "ServiceRestarting",
  "ServiceNotRolledOut",
  "ServiceAtMaxReplicas",
  "ServiceMemoryHigh",
  "ServiceVolumeFilling",
  "ServiceNotScraped",
  "JobFailed",
  "ScheduledJobLate",
  "ErrorBudgetBurn",
  "ObjectiveNotMeasured",
] as const;
export type ServiceAlertName = (typeof serviceAlertNames)[number];
