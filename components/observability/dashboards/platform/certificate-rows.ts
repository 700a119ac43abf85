import type { Row } from "../layout";
import { colours } from "../palette";
import { stat } from "../panel";
import { worseAbove, worseBelow } from "../thresholds";
import { units } from "../units";
import { graph, percentiles, rates } from "./graph";

const day = 24 * 60 * 60;

/** Certificates of cert-manager: whether they are ready, and when they run out. Source: cert-manager 1.21, `internal/collectors`, `pkg/metrics`. */
export function certManagerRows(): Row[] {
  return [
    {
      title: "Certificates",
      panels: [
        stat({
          title: "Not ready",
          unit: units.count,
          query: {
            expr: 'sum(certmanager_certificate_ready_status{condition!="True"}) or vector(0)',
            legend: "not ready",
          },
          thresholds: worseAbove({ critical: 1 }),
        }),
        stat({
          title: "First to run out",
          unit: units.seconds,
          query: { expr: "min(certmanager_certificate_expiration_timestamp_seconds - time())", legend: "left" },
          thresholds: worseBelow({ warning: 21 * day, critical: 7 * day }),
          noValue: "no certificates",
        }),
        graph(
          "Time left",
          units.seconds,
          {
            "{{exported_namespace}} {{name}}":
              "min by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds - time())",
          },
          { thresholds: worseBelow({ warning: 21 * day, critical: 7 * day }), width: 16 },
        ),
        graph("Orders of ACME", units.operations, rates("host, status", "certmanager_http_acme_client_request_count"), {
          width: 12,
        }),
        graph("Failures", units.operations, rates("controller", "certmanager_controller_sync_error_count"), {
          width: 12,
        }),
      ],
    },
  ];
}

/** Secrets from elsewhere. Source: External Secrets Operator 2.9, `pkg/controllers/externalsecret/esmetrics`. */
export function externalSecretsRows(): Row[] {
  return [
    {
      title: "Secrets from elsewhere",
      panels: [
        stat({
          title: "Not in step",
          unit: units.count,
          query: {
            expr: 'sum(externalsecret_status_condition{condition="Ready",status="False"}) or vector(0)',
            legend: "not in step",
          },
          thresholds: worseAbove({ critical: 1 }),
        }),
        graph(
          "Fetched",
          units.operations,
          {
            well: "sum(rate(externalsecret_sync_calls_total[$__rate_interval]))",
            failed: "sum(rate(externalsecret_sync_calls_error[$__rate_interval]))",
          },
          { styles: { well: { colour: colours.good }, failed: { colour: colours.bad } }, width: 10 },
        ),
        graph(
          "Calls to stores",
          units.operations,
          rates("provider, call, status", "externalsecret_provider_api_calls_count"),
          { width: 10 },
        ),
      ],
    },
  ];
}

/** What Kyverno lets in and refuses. Source: Kyverno 1.19, `pkg/metrics`; the exporter of OpenTelemetry adds `_total` to counters. */
export function kyvernoRows(): Row[] {
  return [
    {
      title: "Policies",
      panels: [
        graph(
          "Objects looked at",
          units.operations,
          rates("resource_request_operation, request_allowed", "kyverno_admission_requests_total"),
        ),
        graph("Results of rules", units.operations, rates("rule_result", "kyverno_policy_results_total")),
        graph("Time that it takes", units.seconds, percentiles("kyverno_admission_review_duration_seconds_bucket")),
      ],
    },
  ];
}
