import type { Row } from "../layout";
import { stat } from "../panel";
import { worseBelow } from "../thresholds";
import { units } from "../units";
import { graph, percentiles, rates } from "./graph";

const day = 24 * 60 * 60;

/** The control plane of Istio. Source: Istio 1.31, `pilot/pkg`, `security/pkg`. */
export function istioRows(): Row[] {
  return [
    {
      title: "Control plane",
      panels: [
        graph("Proxies", units.count, { "{{version}}": "sum by (version) (pilot_xds)" }),
        graph("Time until proxies have a change", units.seconds, percentiles("pilot_proxy_convergence_time_bucket")),
        graph("Configurations refused by proxies", units.operations, {
          refused: "sum(rate(pilot_total_xds_rejects[$__rate_interval]))",
          "within the control plane": "sum(rate(pilot_total_xds_internal_errors[$__rate_interval]))",
        }),
        stat({
          title: "Root certificate runs out in",
          unit: units.seconds,
          query: { expr: "min(citadel_server_root_cert_expiry_timestamp) - time()", legend: "left" },
          thresholds: worseBelow({ warning: 60 * day, critical: 14 * day }),
        }),
        graph(
          "Certificates",
          units.operations,
          {
            asked: "sum(rate(citadel_server_csr_count[$__rate_interval]))",
            "given out": "sum(rate(citadel_server_success_cert_issuance_count[$__rate_interval]))",
          },
          { width: 10 },
        ),
        graph("Objects refused", units.operations, rates("reason", "galley_validation_failed"), { width: 10 }),
      ],
    },
  ];
}

/** The proxies on nodes of Istio's ambient mode. Source: ztunnel 1.31, `src/proxy/metrics.rs`. */
export function ztunnelRows(): Row[] {
  return [
    {
      title: "Connections between workloads",
      panels: [
        graph("Connections begun", units.operations, {
          "{{destination_workload_namespace}} {{destination_workload}}":
            'sum by (destination_workload_namespace, destination_workload) (rate(istio_tcp_connections_opened_total{reporter="destination"}[$__rate_interval]))',
        }),
        graph("Connections by encryption", units.operations, {
          "{{connection_security_policy}}":
            'sum by (connection_security_policy) (rate(istio_tcp_connections_opened_total{reporter="destination"}[$__rate_interval]))',
        }),
        graph("Bytes", units.bytesPerSecond, {
          received: 'sum(rate(istio_tcp_received_bytes_total{reporter="destination"}[$__rate_interval]))',
          sent: 'sum(rate(istio_tcp_sent_bytes_total{reporter="destination"}[$__rate_interval]))',
        }),
      ],
    },
  ];
}

/** Linkerd: its proxies, and who signs their identities. Source: Linkerd edge-26.8.3, `pkg/identity`, `controller`; linkerd2-proxy. */
export function linkerdRows(): Row[] {
  return [
    {
      title: "Calls between workloads",
      panels: [
        graph("Requests", units.requests, {
          "{{namespace}}": 'sum by (namespace) (rate(response_total{direction="inbound"}[$__rate_interval]))',
        }),
        graph("Share that failed", units.share, {
          "{{namespace}}":
            'sum by (namespace) (rate(response_total{direction="inbound",classification="failure"}[$__rate_interval])) / sum by (namespace) (rate(response_total{direction="inbound"}[$__rate_interval]))',
        }),
        graph("Time of answers", units.milliseconds, percentiles('response_latency_ms_bucket{direction="inbound"}')),
        stat({
          title: "Certificate of the issuer runs out in",
          unit: units.seconds,
          query: { expr: "min(issuer_cert_ttl_seconds)", legend: "left" },
          thresholds: worseBelow({ warning: 60 * day, critical: 14 * day }),
        }),
      ],
    },
  ];
}
