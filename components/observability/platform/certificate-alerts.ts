import { ofTheirNamespace, platformAlert } from "./platform-alert";

const by = "exported_namespace, name";
const renewal = `max by (${by}) (certmanager_certificate_renewal_timestamp_seconds)`;
const expiry = `max by (${by}) (certmanager_certificate_expiration_timestamp_seconds)`;

/** Metrics: cert-manager 1.21, `internal/collectors/certificate_collector.go`. */
export const certManagerAlerts = [
  platformAlert({
    alert: "CertificateRenewalLate",
    expr: ofTheirNamespace(`time() - (${renewal} > 0) > 6 * 3600`),
    for: "15m",
    severity: "warning",
    summary:
      "The certificate {{ $labels.namespace }}/{{ $labels.name }} should have been renewed {{ $value | humanizeDuration }} ago",
    description: "It is still valid. When it has run out, callers refuse what it is for.",
  }),
  platformAlert({
    alert: "CertificateExpiring",
    // Certificates of a day, such as those of meshes, are renewed in their last hours: only what is late counts.
    expr: ofTheirNamespace(`(${expiry} > 0) - time() < 3 * 86400 and on (${by}) time() - (${renewal} > 0) > 3600`),
    for: "15m",
    severity: "critical",
    summary:
      "The certificate {{ $labels.namespace }}/{{ $labels.name }} runs out in {{ $value | humanizeDuration }}, and was not renewed",
    description: "From then on callers refuse what it is for.",
  }),
  platformAlert({
    alert: "CertificateNotReady",
    expr: ofTheirNamespace(`max by (${by}) (certmanager_certificate_ready_status{condition!="True"}) == 1`),
    for: "30m",
    severity: "warning",
    summary: "The certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready",
    description: "It was not issued, or is not valid any more. Where it is new, what needs it does not start.",
  }),
];
