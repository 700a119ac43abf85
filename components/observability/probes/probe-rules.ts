import { parseDuration } from "../../core";
import type { PublicAddress } from "../observability-surroundings";
import type { AlertRule, RuleGroup } from "../rules/rule";
import { defaultInterval, probedAddresses, probeJob } from "./probed-addresses";
import type { ProbesSpec } from "./probes-spec";

const day = 86_400;
/** Seconds that an answer takes on average, and days that a certificate is valid, from which on somebody is told. */
export const probeBounds = { slowSeconds: 2, certificateDays: 14, certificateLastDays: 3 } as const;

const called = `{job="${probeJob}"}`;

/** Alerts of what is public, and how much of the time it was there. Metrics: blackbox exporter 0.28, `prober/handler.go`, `prober/http.go`. */
export function probeRules(spec: ProbesSpec, addresses: readonly PublicAddress[]): RuleGroup[] {
  if (probedAddresses(spec, addresses).length === 0) return [];
  const seconds = parseDuration(spec.interval ?? defaultInterval) ?? 60;
  // Prometheus forgets a value after five minutes: what is called less often is looked at over two calls.
  const recent = `${Math.ceil(2.5 * seconds)}s`;
  const longer = `${Math.max(300, Math.ceil(2.5 * seconds))}s`;
  return [
    { name: "probes", rules: alerts(recent, longer, seconds) },
    {
      name: "probes-uptime",
      // Over a month they take long to count, and change little.
      interval: "5m",
      rules: [
        {
          record: "instance:probe_success:avg1d",
          expr: `avg by (instance) (avg_over_time(probe_success${called}[1d]))`,
        },
        {
          record: "instance:probe_success:avg30d",
          expr: `avg by (instance) (avg_over_time(probe_success${called}[30d]))`,
        },
      ],
    },
  ];
}

function alerts(recent: string, longer: string, interval: number): AlertRule[] {
  const expiry = `min by (instance) (last_over_time(probe_ssl_earliest_cert_expiry${called}[${longer}])) - time()`;
  const expiring = (severity: AlertRule["severity"], days: number): AlertRule => ({
    alert: "CertificateOfAddressExpiring",
    expr: `${expiry} < ${days * day}`,
    for: "1h",
    severity,
    summary: "The certificate of {{ $labels.instance }} runs out in {{ $value | humanizeDuration }}",
    description: "From then on browsers and callers refuse it.",
    runbook: "probes",
  });
  return [
    {
      alert: "PublicAddressDown",
      expr: `max by (instance) (max_over_time(probe_success${called}[${recent}])) == 0`,
      for: `${Math.max(120, interval)}s`,
      severity: "critical",
      summary: "{{ $labels.instance }} does not answer as it should",
      description: "It was called from within the cluster, by its public address.",
      runbook: "probes",
    },
    {
      alert: "PublicAddressSlow",
      expr: `avg by (instance) (avg_over_time(probe_duration_seconds${called}[${longer}])) > ${probeBounds.slowSeconds}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.instance }} takes {{ $value | humanizeDuration }} to answer",
      runbook: "probes",
    },
    expiring("warning", probeBounds.certificateDays),
    expiring("critical", probeBounds.certificateLastDays),
    {
      alert: "ProbesMissing",
      expr: `absent_over_time(probe_success${called}[${longer}])`,
      for: "10m",
      severity: "warning",
      summary: "Nobody calls the public addresses: it would not be seen if they were down",
      runbook: "probes",
    },
  ];
}
